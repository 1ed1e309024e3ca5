//! Single measures in a world where 2,000 t of tin metal a week go from China to the United States, three weeks on
//! the way, and the same of zinc. Week 2 begins on 20 January 2025.

use crate::prelude::*;
use coercivity_model::state::{Licences, mean_age};
use coercivity_testkit::{TWO_CHAINS, layered};

const TIN: (&str, &str, &str) = ("tin_metal", "CN", "US");
const ZINC: (&str, &str, &str) = ("zinc_metal", "CN", "US");

fn world(sections: &str) -> Simulation {
    built(&layered(TWO_CHAINS, sections, &[]))
}

/// What `look` gives in each of `weeks` weeks.
fn weeks<R>(world: &mut Simulation, weeks: usize, look: impl Fn(&mut Simulation) -> R) -> Vec<R> {
    (0..weeks).map(|_| world.tick_and(&look)).collect()
}

fn dispatched(world: &mut Simulation, weeks_run: usize, lane: (&str, &str, &str)) -> Vec<f64> {
    weeks(world, weeks_run, |world| world.dispatched(lane.0, lane.1, lane.2))
}

#[test]
fn without_a_measure_2000_go_every_week() {
    assert_eq!(dispatched(&mut world("schedule: [],"), 10, TIN), [2000.0; 10]);
}

#[test]
fn a_quota_caps_the_quantity_of_each_period_exactly() {
    let mut world = world(
        r#"schedule: [(id: "quota", from: "2025-01-20", what: Quota(
            scope: (goods: ["tin_metal"], origins: Only(["CN"]), destinations: Only(["US"])),
            quantity: 3000, period_weeks: 2,
        ))],"#,
    );
    let seen = dispatched(&mut world, 14, TIN);
    // 4,000 are wanted in two weeks and 3,000 may go: 2,000 in the first week, the 1,000 left in the second.
    assert_eq!(seen[..4], [2000.0, 2000.0, 2000.0, 1000.0]);
    // The maker's orders only grow, so every later period is used up, and none is passed.
    let periods: Vec<f64> = seen[2..].chunks(2).map(|period| period.iter().sum()).collect();
    assert_eq!(periods, [3000.0; 6]);
}

#[test]
fn a_ban_lets_booked_goods_pass_for_its_grace_and_nothing_after() {
    let mut world = world(
        r#"schedule: [(id: "ban", from: "2025-01-20", grace_days: 14, what: Ban(scope: (goods: ["tin_metal"])))],"#,
    );
    // 14 days are two weeks: weeks 2 and 3.
    let seen = dispatched(&mut world, 8, TIN);
    assert_eq!(seen, [2000.0, 2000.0, 2000.0, 2000.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_suspension_opens_and_its_end_closes_again() {
    let mut world = world(
        r#"schedule: [
            (id: "ban", from: "2025-01-20", what: Ban(scope: (goods: ["tin_metal"]))),
            (id: "truce", from: "2025-02-03", until: "2025-02-17", what: Suspension(measures: ["ban"])),
        ],"#,
    );
    // The ban holds from week 2, the truce in weeks 4 and 5.
    let open: Vec<bool> = dispatched(&mut world, 9, TIN).iter().map(|&quantity| quantity > 0.0).collect();
    assert_eq!(open, [true, true, false, false, true, true, false, false, false]);
}

#[test]
fn an_inspection_delays_clearance_and_arrivals() {
    let mut world = world(
        r#"schedule: [(id: "inspection", from: "2025-01-20", what: Inspection(
            scope: (goods: ["tin_metal"], origins: Only(["CN"])), probability: 1, delay_days: (14, 14),
        ))],"#,
    );
    let seen = weeks(&mut world, 10, |world| {
        let cell = named(world, "Tin maker", |cell: &CellOf| f64::from(cell.0)) as usize;
        let ledger = world.world.resource::<Ledger>();
        let (lane, arrived) = (world.lane(TIN.0, TIN.1, TIN.2), ledger.cells[cell].arrived[0]);
        (ledger.dispatched[lane], ledger.cleared[lane], ledger.at_customs[lane], arrived)
    });
    // Held for two weeks each: what leaves in week 2 clears in week 4 and arrives in week 2 + 3 + 2 = 7; what left in
    // week 1 arrives in week 4, so weeks 5 and 6 see nothing. What is held counts as on its way, so orders stay.
    let column = |pick: fn(&(f64, f64, f64, f64)) -> f64| seen.iter().map(pick).collect::<Vec<f64>>();
    let full = 2000.0;
    assert_eq!(column(|week| week.0), [full; 10], "dispatched");
    assert_eq!(column(|week| week.1), [full, full, 0.0, 0.0, full, full, full, full, full, full], "cleared");
    let held = 2.0 * full;
    assert_eq!(
        column(|week| week.2),
        [0.0, 0.0, full, held, held, held, held, held, held, held],
        "at customs"
    );
    assert_eq!(column(|week| week.3), [full, full, full, full, full, 0.0, 0.0, full, full, full], "arrived");
}

#[test]
fn an_entity_list_reaches_firms_owned_by_half_and_no_others() {
    let list = |affiliates: bool| {
        format!(
            r#"schedule: [(id: "list", from: "2025-01-20", what: EntityList(
                authority: "CN", names: ["Holding"], affiliates: {affiliates},
            ))],"#
        )
    };
    let both = |affiliates| {
        weeks(&mut world(&list(affiliates)), 5, |world| {
            (world.dispatched(TIN.0, TIN.1, TIN.2), world.dispatched(ZINC.0, ZINC.1, ZINC.2))
        })
    };
    // Holding owns 0.5 of the maker for tin and 0.4 of that for zinc.
    let (open, listed) = ((2000.0, 2000.0), (0.0, 2000.0));
    assert_eq!(both(true), [open, open, listed, listed, listed]);
    assert_eq!(both(false), [open; 5]);
}

fn regime(goods: &str, rules: &str) -> String {
    format!(
        r#"regimes: {{"r": (scope: (goods: {goods}, origins: Only(["CN"]), destinations: Only(["US"])),
            hazard: [(from: "2025-01-06", per_week: 1000)], validity_jitter: 0, {rules})}},
        schedule: [(id: "licence", from: "2025-01-20", what: Licence(regime: "r"))],"#
    )
}

#[test]
fn an_office_that_decides_two_a_week_lets_ages_grow_by_a_week_a_week() {
    // Each of the two relations is all of its destination's trade, so it is decided in 1 / 0.05 = 20 lots.
    let office = r#"offices: {"CN": (capacity_per_week: 2, real_relations: 40)},"#;
    let rules = r"floor_weeks: 1, validity_weeks: 1040, lot_share: 0.05";
    let mut world = world(&(office.to_owned() + &regime(r#"["tin_metal", "zinc_metal"]"#, rules)));
    let seen = weeks(&mut world, 25, |world| {
        let licences = world.world.resource::<Licences>();
        let sum = |pick: fn(&coercivity_model::state::LicenceCount) -> u64| {
            licences.counts.iter().map(pick).sum::<u64>()
        };
        let mut ages = vec![0; 30];
        for count in &licences.counts {
            count.decided_ages.iter().enumerate().for_each(|(age, n)| ages[age] += n);
        }
        (sum(|c| c.filed), sum(|c| c.granted), sum(|c| c.pending), mean_age(&ages))
    });
    for (week, seen) in seen.iter().enumerate() {
        // All 40 file in week 2, may be decided from week 3, and are, two by two, until week 3 + 20 - 1 = 22. One of
        // the model stands for one of reality (40 relations over 40 records).
        let expected = match week {
            0 | 1 => (0, 0, 0, None),
            2 => (40, 0, 40, None),
            3..=22 => (0, 2, 40 - 2 * (week as u64 - 2), Some(week as f64 - 2.0)),
            _ => (0, 0, 0, None),
        };
        assert_eq!(*seen, expected, "week {week}");
    }
}

#[test]
fn a_licence_of_two_weeks_is_refiled_at_once_and_leaves_holes_of_two_weeks() {
    let rules = "floor_weeks: 3, validity_weeks: 2, lot_share: 1";
    let mut world = world(&regime(r#"["tin_metal"]"#, rules));
    let seen = weeks(&mut world, 16, |world| {
        let filed: u64 = world.world.resource::<Licences>().counts.iter().map(|count| count.filed).sum();
        (filed, world.dispatched(TIN.0, TIN.1, TIN.2) > 0.0)
    });
    // Filed in week 2 and granted in week 5 for weeks 5 and 6; the holder files anew in week 6, since a review of
    // three weeks takes longer than what is left, and has it in week 9; and so on, every four weeks.
    let filed: Vec<usize> = (0..16).filter(|&week| seen[week].0 > 0).collect();
    assert_eq!(filed, [2, 6, 10, 14]);
    let blocked: Vec<usize> = (0..16).filter(|&week| !seen[week].1).collect();
    assert_eq!(blocked, [2, 3, 4, 7, 8, 11, 12, 15]);
}

#[test]
fn a_licence_that_outlasts_the_review_is_refiled_ahead_and_leaves_no_hole() {
    let rules = "floor_weeks: 3, validity_weeks: 4, lot_share: 1";
    let mut world = world(&regime(r#"["tin_metal"]"#, rules));
    let seen = dispatched(&mut world, 20, TIN);
    // Granted in week 5 until week 9; filed anew in week 6, when 9 - 6 = 3 weeks are left; granted in week 9.
    let blocked: Vec<usize> = (0..20).filter(|&week| seen[week] == 0.0).collect();
    assert_eq!(blocked, [2, 3, 4]);
}
