//! Directives and rulings on licence applications, in the world where 2,000 t of tin metal a week go from China to the
//! United States. Week 2 begins on 20 January 2025, when the licence is asked for.

use crate::directives::{country, direct, good};
use crate::prelude::*;
use coercivity_base::EndUse;
use coercivity_model::state::{Directives, Licences, Ruling};
use coercivity_testkit::{TWO_CHAINS, layered};

/// A licence for tin from week 2 on; filed in week 2, reviewed in one go after three weeks, granted for 20 years.
fn licensed(rules: &str) -> Simulation {
    let sections = format!(
        r#"regimes: {{"r": (scope: (goods: ["tin_metal"], origins: Only(["CN"]), destinations: Only(["US"])),
            floor_weeks: 3, validity_weeks: 1040, validity_jitter: 0, lot_share: 1, {rules})}},
        schedule: [(id: "licence", from: "2025-01-20", what: Licence(regime: "r"))],"#
    );
    built(&layered(TWO_CHAINS, &sections, &[]))
}

/// Decides at once when the floor is over.
const SURE: &str = r#"hazard: [(from: "2025-01-06", per_week: 1000)]"#;

/// Weeks, out of 16, in which nothing is dispatched.
fn blocked(mut world: Simulation, write: impl Fn(&Simulation, &mut Directives)) -> Vec<usize> {
    let dispatched = |world: &mut Simulation| {
        direct(world, &write);
        world.tick_and(|world| world.dispatched("tin_metal", "CN", "US"))
    };
    (0..16).filter(|_| dispatched(&mut world) == 0.0).collect()
}

/// Writes `value` for tin from China to the United States.
fn for_tin(world: &Simulation, neutral: f64, value: f64) -> Vec<f64> {
    let facts = world.world.resource::<Facts>();
    let lane = facts.lane(good(world, "tin_metal"), country(world, "CN"), country(world, "US"));
    let mut column = vec![neutral; facts.lanes() * 3];
    EndUse::ALL.iter().for_each(|&end_use| column[facts.use_of(lane, end_use)] = value);
    column
}

#[test]
fn without_directives_the_licence_comes_after_the_floor() {
    assert_eq!(blocked(licensed(SURE), |_, _| {}), [2, 3, 4]);
}

#[test]
fn a_hazard_factor_of_zero_stops_reviews_and_half_is_half_the_hazard() {
    let stopped = |world: &Simulation, directives: &mut Directives| {
        // Until week 9 no review goes on; in week 10 it is done at once.
        if world.tick() < 10 {
            directives.hazard_factor = for_tin(world, 1.0, 0.0);
        }
    };
    assert_eq!(blocked(licensed(SURE), stopped), [2, 3, 4, 5, 6, 7, 8, 9]);
    let hazard =
        |per_week: f64| licensed(&format!(r#"hazard: [(from: "2025-01-06", per_week: {per_week})]"#));
    let halved = |world: &Simulation, directives: &mut Directives| {
        directives.hazard_factor = for_tin(world, 1.0, 0.5);
    };
    for per_week in [0.25, 0.5, 1.0] {
        assert_eq!(blocked(hazard(2.0 * per_week), halved), blocked(hazard(per_week), |_, _| {}));
    }
}

#[test]
fn a_refusal_of_one_refuses_and_a_smaller_one_than_the_regimes_does_nothing() {
    let refused = |share: f64| {
        move |world: &Simulation, directives: &mut Directives| {
            directives.refusal = for_tin(world, 0.0, share);
        }
    };
    // Refused in week 5, and there is no second filing.
    assert_eq!(blocked(licensed(SURE), refused(1.0)), (2..16).collect::<Vec<_>>());
    let rules = format!("{SURE}, refusal: (default: 1.0), refile_after_weeks: 2");
    assert_eq!(blocked(licensed(&rules), refused(0.1)), (2..16).collect::<Vec<_>>());
}

/// Gives `ruling` on the one record in `weeks`.
fn ruled(ruling: Ruling, weeks: std::ops::Range<i64>) -> impl Fn(&Simulation, &mut Directives) {
    move |world, directives| {
        if weeks.contains(&world.tick()) {
            directives.rulings = vec![(0, ruling)];
        }
    }
}

#[test]
fn a_grant_comes_at_once_reviewed_or_not() {
    // Filed in week 2 and granted in week 3, two weeks before the floor is over.
    assert_eq!(blocked(licensed(SURE), ruled(Ruling::Grant, 3..4)), [2]);
}

#[test]
fn a_refusal_by_ruling_ends_the_application_and_the_regime_says_when_it_may_be_filed_again() {
    assert_eq!(blocked(licensed(SURE), ruled(Ruling::Refuse, 3..4)), (2..16).collect::<Vec<_>>());
    // Refused in week 3, filed again in week 5, granted in week 8.
    let rules = format!("{SURE}, refile_after_weeks: 2");
    assert_eq!(blocked(licensed(&rules), ruled(Ruling::Refuse, 3..4)), [2, 3, 4, 5, 6, 7]);
}

#[test]
fn a_deferred_application_waits_and_is_decided_when_it_is_no_longer() {
    // It would be granted in week 5; deferred in weeks 5 and 6, it is in week 7.
    assert_eq!(blocked(licensed(SURE), ruled(Ruling::Defer, 5..7)), [2, 3, 4, 5, 6]);
}

#[test]
fn rulings_take_no_capacity_and_are_gone_after_the_tick() {
    // 20 lots (5% each) and an office that decides one of them a week, from week 5 on.
    let sections = format!(
        r#"offices: {{"CN": (capacity_per_week: 1, real_relations: 20)}},
        regimes: {{"r": (scope: (goods: ["tin_metal"], origins: Only(["CN"]), destinations: Only(["US"])),
            floor_weeks: 3, validity_weeks: 1040, lot_share: 0.05, {SURE})}},
        schedule: [(id: "licence", from: "2025-01-20", what: Licence(regime: "r"))],"#
    );
    let mut world = built(&layered(TWO_CHAINS, &sections, &[]));
    let mut granted = Vec::new();
    for week in 0..8 {
        direct(&mut world, |world, directives| {
            if week == 6 {
                let records = &world.world.resource::<Licences>().records;
                let waiting = (0..records.len()).filter(|&record| records[record].pending());
                directives.rulings = waiting.take(3).map(|record| (record, Ruling::Grant)).collect();
            }
        });
        granted.push(world.tick_and(|world| {
            assert!(world.world.resource::<Directives>().rulings.is_empty());
            world.world.resource::<Licences>().counts.iter().map(|count| count.granted).sum::<u64>()
        }));
    }
    // One a week by the office from week 5 on, and the three of week 6 besides.
    assert_eq!(granted, [0, 0, 0, 0, 0, 1, 4, 1]);
}
