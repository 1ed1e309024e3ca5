//! Policies at work: what they are shown, how several compose, and what becomes of one that fails.

use crate::directives::CHAIN;
use crate::prelude::*;
use coercivity_base::StableId;
use coercivity_engine::policies::{OnError, PolicyUse};
use coercivity_model::state::{Directives, Measures as InForce};
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_policy::prelude::*;
use coercivity_policy::{Functions, InProcess, Table};
use coercivity_testkit::layered;
use std::sync::Arc;

/// Draws and functions that tests need no particular values of.
const FUNCTIONS: Functions = Functions {
    draw: |_, _, _, _| 0.5,
    exp: coercivity_base::math::exp,
    ln: coercivity_base::math::ln,
    pow: coercivity_base::math::pow,
};

/// A use of a policy without parameters.
pub(crate) fn using<P: Policy<Parameters = ()> + 'static>(id: &str) -> PolicyUse {
    PolicyUse {
        id: id.to_owned(),
        make: Box::new(|names, _, _| Ok(Box::new(InProcess::<P>::new(names, Vec::new(), FUNCTIONS)?))),
        hold_days: P::ABOUT.hold_days,
        on_error: OnError::Stop,
        warn_ms: 1e9,
        limit_ms: None,
        on_stuck: None,
    }
}

/// A policy as one function of world and measures.
macro_rules! policy {
    ($name:ident, reads $reads:expr, writes $writes:expr, |$world:ident, $measures:ident| $body:block) => {
        pub(crate) struct $name;
        impl Policy for $name {
            const ABOUT: About =
                About { id: "test", summary: "A policy of a test.", reads: $reads, writes: $writes, ..About::EMPTY };
            type Parameters = ();
            fn new((): (), _: &Names) -> Result<Self, Refusal> {
                Ok(Self)
            }
            fn on_tick(&mut self, $world: &World<'_>, $measures: &mut Measures<'_>) -> Result<(), Refusal> {
                $body
                Ok(())
            }
        }
    };
}

pub(crate) use policy;

policy!(Idle, reads & [], writes & [], |_world, _measures| {});
policy!(Reader, reads Column::ALL, writes Effect::ALL, |world, _measures| {
    for &column in Column::ALL {
        world.column(column)?;
    }
});
policy!(Tariff, reads & [], writes & [Effect::Tariff], |world, measures| {
    if world.tick() >= 2 {
        let names = world.names();
        let (metal, cn, us) = (
            names.good("metal").unwrap(),
            names.jurisdiction("CN").unwrap(),
            names.jurisdiction("US").unwrap(),
        );
        measures.add(Effect::Tariff, names.lane_row(metal, cn, us), 0.3);
    }
});

/// The lane for metal from China to the United States.
pub(crate) fn metal_to_us(names: &Names) -> usize {
    names.lane_row(
        names.good("metal").unwrap(),
        names.jurisdiction("CN").unwrap(),
        names.jurisdiction("US").unwrap(),
    )
}

pub(crate) fn world(scenario: &Scenario, threads: usize, uses: &[PolicyUse]) -> Simulation {
    let scenario = Arc::new(scenario.clone());
    let mut world =
        Simulation::with_policies(&scenario, Pool::new(threads).unwrap(), Layout::Natural, uses).unwrap();
    world.burn_in(|_, _| true).unwrap();
    world
}

pub(crate) fn hashes(scenario: &Scenario, threads: usize, uses: &[PolicyUse]) -> Vec<String> {
    let mut world = world(scenario, threads, uses);
    (0..14).map(|_| world.tick_and(Simulation::state_hash)).collect()
}

pub(crate) fn quiet() -> Scenario {
    layered(CHAIN, "schedule: [],", &[])
}

/// Licences, a tariff, a quota and inspections, all from week 2 or 3 on.
fn busy() -> Scenario {
    let sections = r#"regimes: {"r": (scope: (goods: ["metal"], origins: Only(["CN"])), floor_weeks: 2,
        hazard: [(from: "2025-01-06", per_week: 0.4)], refusal: (default: 0.2), refile_after_weeks: 3,
        validity_weeks: 8)},
    schedule: [
        (id: "licence", from: "2025-01-20", what: Licence(regime: "r")),
        (id: "tariff", from: "2025-01-27", what: Tariff(scope: (goods: ["ore"]), rate: 0.3)),
        (id: "quota", from: "2025-01-27", what: Quota(scope: (goods: ["ore"]), quantity: 3000, period_weeks: 3)),
        (id: "look", from: "2025-01-27", what: Inspection(scope: (goods: ["metal"]), probability: 0.2,
            delay_days: (0, 20))),
    ],"#;
    layered(CHAIN, sections, &[])
}

#[test]
fn a_policy_that_does_nothing_and_one_that_reads_every_column_change_nothing() {
    // The reader declares holds, so it makes room for them; it says so as every policy must.
    struct Room;
    impl Policy for Room {
        const ABOUT: About = About { hold_days: 30, ..Reader::ABOUT };
        type Parameters = ();
        fn new((): (), _: &Names) -> Result<Self, Refusal> {
            Ok(Self)
        }
        fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
            Reader.on_tick(world, measures)
        }
    }
    for scenario in [quiet(), busy()] {
        let without = hashes(&scenario, 1, &[]);
        assert_eq!(hashes(&scenario, 1, &[using::<Idle>("idle")]), without);
        assert_eq!(hashes(&scenario, 1, &[using::<Room>("reader"), using::<Idle>("idle")]), without);
    }
}

#[test]
fn a_tariff_of_a_policy_equals_that_of_the_schedule() {
    let scheduled = layered(
        CHAIN,
        r#"schedule: [(id: "m", from: "2025-01-20", what: Tariff(scope: (goods: ["metal"], origins: Only(["CN"]),
            destinations: Only(["US"])), rate: 0.3))],"#,
        &[],
    );
    let expected = hashes(&scheduled, 1, &[]);
    assert_eq!(hashes(&quiet(), 1, &[using::<Tariff>("tariff")]), expected);
    assert_ne!(hashes(&quiet(), 1, &[]), expected, "the tariff moves something");
}

#[test]
fn a_run_with_policies_is_the_same_for_1_2_and_8_threads() {
    let uses = || [using::<Tariff>("a"), using::<Granting>("b")];
    let one = hashes(&busy(), 1, &uses());
    assert_ne!(one, hashes(&busy(), 1, &[]));
    for threads in [2, 8] {
        assert_eq!(hashes(&busy(), threads, &uses()), one);
    }
}

#[test]
fn tariffs_of_two_policies_add_up() {
    let mut world = world(&quiet(), 1, &[using::<Tariff>("a"), using::<Tariff>("b")]);
    for _ in 0..3 {
        world.tick_and(|_| ());
    }
    let lane = world.lane("metal", "CN", "US");
    // 0.3 twice on top of 1.
    assert_eq!(world.world.resource::<InForce>().cost(lane), 1.0 + 0.6);
}

policy!(Ban, reads & [], writes & [Effect::Status], |world, measures| {
    let names = world.names();
    measures.block(names.use_row(metal_to_us(names), EndUse::Civil));
});
policy!(Grace, reads & [], writes & [Effect::Status], |world, measures| {
    let names = world.names();
    measures.grace(names.use_row(metal_to_us(names), EndUse::Civil));
});

#[test]
fn of_two_verdicts_the_stricter_counts_in_either_order() {
    for uses in [[using::<Ban>("a"), using::<Grace>("b")], [using::<Grace>("a"), using::<Ban>("b")]] {
        let mut world = world(&quiet(), 1, &uses);
        world.tick_and(|world| {
            let row = world.lane("metal", "CN", "US") * 3;
            assert_eq!(world.world.resource::<Directives>().status[row], 3);
        });
    }
}

/// Grants every application as soon as it is filed.
struct Granting;

impl Policy for Granting {
    const ABOUT: About = About {
        id: "granting",
        summary: "Grants at once.",
        reads: &[Column::ApplicationReviewed],
        writes: &[Effect::Decision],
        ..About::EMPTY
    };
    type Parameters = ();
    fn new((): (), _: &Names) -> Result<Self, Refusal> {
        Ok(Self)
    }
    fn on_tick(&mut self, _: &World<'_>, _: &mut Measures<'_>) -> Result<(), Refusal> {
        Ok(())
    }
    fn decide(&self, applications: &Applications<'_>, rulings: &mut Rulings<'_>) -> Result<(), Refusal> {
        (0..applications.count()).for_each(|row| rulings.grant(row));
        Ok(())
    }
}

/// Refuses what is pending.
struct Refusing;

impl Policy for Refusing {
    const ABOUT: About = Granting::ABOUT;
    type Parameters = ();
    fn new((): (), _: &Names) -> Result<Self, Refusal> {
        Ok(Self)
    }
    fn on_tick(&mut self, _: &World<'_>, _: &mut Measures<'_>) -> Result<(), Refusal> {
        Ok(())
    }
    fn decide(&self, applications: &Applications<'_>, rulings: &mut Rulings<'_>) -> Result<(), Refusal> {
        (0..applications.count()).for_each(|row| rulings.refuse(row));
        Ok(())
    }
}

/// Granted and refused over ten ticks.
fn decided(uses: &[PolicyUse]) -> (u64, u64) {
    let mut world = world(&busy(), 1, uses);
    let mut sums = (0, 0);
    for _ in 0..10 {
        world.tick_and(|world| {
            for count in &world.world.resource::<coercivity_model::state::Licences>().counts {
                sums = (sums.0 + count.granted, sums.1 + count.refused);
            }
        });
    }
    sums
}

#[test]
fn policies_decide_applications_and_a_refusal_outweighs_a_grant() {
    let (granted, refused) = decided(&[using::<Granting>("a")]);
    assert!(granted > 0 && refused == 0, "{granted} granted, {refused} refused");
    for uses in
        [[using::<Granting>("a"), using::<Refusing>("b")], [using::<Refusing>("b"), using::<Granting>("a")]]
    {
        let (granted, refused) = decided(&uses);
        assert!(granted == 0 && refused > 0, "{granted} granted, {refused} refused");
    }
}

#[test]
fn firm_columns_are_the_columns_of_the_world_itself() {
    policy!(Looks, reads & [Column::FirmNormal, Column::FirmId], writes & [], |world, measures| {
        let sum: f64 = world.column_f64(Column::FirmNormal)?.iter().sum();
        measures.metric(Metric::new("normal", "base units", sum));
        measures.metric(Metric::new(
            "place",
            "address",
            world.column_f64(Column::FirmNormal)?.as_ptr() as usize as f64,
        ));
    });
    let mut world = world(&quiet(), 1, &[using::<Looks>("x")]);
    world.step().unwrap();
    let metrics = world.metrics();
    let normal = all(&mut world, |normal: &Normal| normal.0);
    assert_eq!(metrics[0], ("normal".to_owned(), normal.iter().sum::<f64>()));
    let mut query = world.world.query::<&Normal>();
    let first = std::ptr::from_ref(query.iter(&world.world).next().unwrap()) as usize;
    assert_eq!(metrics[1], ("place".to_owned(), first as f64), "nothing was copied");
}

#[test]
fn every_column_has_the_rows_of_its_table() {
    policy!(Counts, reads Column::ALL, writes &[], |world, measures| {
        for &column in Column::ALL {
            if column.table() != Table::Applications {
                let rows = world.column(column)?.len();
                measures.metric(Metric::new(&column.name().replace('.', "_"), "rows", rows as f64));
            }
        }
    });
    let mut world = world(&busy(), 1, &[using::<Counts>("x")]);
    world.step().unwrap();
    let facts = world.world.resource::<Facts>().clone();
    for (name, rows) in world.metrics() {
        let expected = match name.split('_').next().unwrap() {
            "lanes" => 4 * 3 * 3,
            "uses" => 4 * 3 * 3 * 3,
            "offices" | "stores" => 3 * 4,
            "markets" => 3,
            "schedule" => 4,
            "jurisdictions" => 3,
            "cells" => facts.cells.len(),
            "firms" => facts.firms,
            // ore, metal, slag and devices as made, ore and metal as used, each where they are: 2 + 2 + 2 + 3 + 2 + 3.
            "stages" => 14,
            other => panic!("{other}"),
        };
        assert_eq!(rows, expected as f64, "{name}");
    }
}

#[test]
fn draws_are_keyed_by_use_seed_and_replicate() {
    policy!(Key, reads & [], writes & [], |world, measures| {
        measures.metric(Metric::new("key", "none", world.draw(1, 0, 0)));
    });
    let draw =
        |key, id, ordinal, index| coercivity_base::chance::keyed_uniform(key, StableId(id), ordinal, index);
    let used = |id: &str| PolicyUse {
        make: Box::new(move |names, _, _| {
            Ok(Box::new(InProcess::<Key>::new(names, Vec::new(), Functions { draw, ..FUNCTIONS })?))
        }),
        ..using::<Key>(id)
    };
    let first = |id: &str, seed: &str| {
        let mut world = world(&layered(CHAIN, "schedule: [],", &[("run.seed", seed)]), 1, &[used(id)]);
        world.step().unwrap();
        world.metrics()[0].1
    };
    assert_eq!(first("a", "1"), first("a", "1"));
    assert_ne!(first("a", "1"), first("b", "1"));
    assert_ne!(first("a", "1"), first("a", "2"));
}

/// A regime of the scenario, chosen by its position.
struct Chooses<const REGIME: usize>;

impl<const REGIME: usize> Policy for Chooses<REGIME> {
    const ABOUT: About = About {
        id: "chooses",
        summary: "Puts metal for the United States under a regime.",
        writes: &[Effect::Status, Effect::Regime],
        ..About::EMPTY
    };
    type Parameters = ();
    fn new((): (), _: &Names) -> Result<Self, Refusal> {
        Ok(Self)
    }
    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        measures.licence(metal_to_us(world.names()) * 3, Regime(REGIME as u32));
        Ok(())
    }
}

#[test]
fn of_two_regimes_that_of_the_policy_that_stands_first_decides() {
    let regime = |name: &str| {
        format!(
            r#""{name}": (scope: (goods: ["metal"], origins: Only(["CN"])), floor_weeks: 2,
            hazard: [(from: "2025-01-06", per_week: 0.4)], validity_weeks: 8),"#
        )
    };
    let scenario =
        layered(CHAIN, &format!("regimes: {{{} {}}}, schedule: [],", regime("a"), regime("b")), &[]);
    let chosen = |uses: &[PolicyUse]| {
        let mut world = world(&scenario, 1, uses);
        world.step().unwrap();
        let row = world.lane("metal", "CN", "US") * 3;
        world.world.resource::<Directives>().regime[row]
    };
    assert_eq!(chosen(&[using::<Chooses<0>>("x"), using::<Chooses<1>>("y")]), 0);
    assert_eq!(chosen(&[using::<Chooses<1>>("y"), using::<Chooses<0>>("x")]), 1);
}
