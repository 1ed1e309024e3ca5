//! What catches nothing changes nothing, and what happens in one chain leaves another as it was.

use crate::prelude::*;
use coercivity_testkit::{TWO_CHAINS, layered};

fn two_chains(sections: &str) -> Simulation {
    built(&layered(TWO_CHAINS, sections, &[]))
}

/// Nobody trades `unwanted`, and metal goes from China to the United States only.
const CATCHES_NOTHING: [&str; 3] = [
    r#"schedule: [(id: "m", from: "2025-01-20", what: Ban(scope: (goods: ["unwanted"])))],"#,
    r#"schedule: [(id: "m", from: "2025-01-20", what: Ban(scope: (goods: ["tin_metal"], origins: Only(["US"]))))],"#,
    r#"regimes: {"r": (scope: (goods: ["unwanted"]), floor_weeks: 3, hazard: [(from: "2025-01-06", per_week: 0.1)],
        validity_weeks: 26)},
        schedule: [(id: "m", from: "2025-01-20", what: Licence(regime: "r"))],"#,
];

#[test]
fn a_measure_that_catches_nothing_leaves_every_state_as_in_the_baseline() {
    for sections in CATCHES_NOTHING {
        let (mut with, mut without) = (two_chains(sections), two_chains("schedule: [],"));
        // Risk is the share of a good's sellers that a measure may touch: none of these has any.
        for tick in 0..20 {
            let [with, without] =
                [&mut with, &mut without].map(|world| world.tick_and(Simulation::state_hash));
            assert_eq!(with, without, "tick {tick} under {sections}");
        }
    }
}

/// All that moves of the firms whose names begin with `chain`.
fn state(world: &mut Simulation, chain: &str) -> Vec<f64> {
    let names: Vec<String> =
        world.world.resource::<Facts>().scenario.named.iter().map(|firm| firm.name.clone()).collect();
    let mut state = Vec::new();
    for name in names.iter().filter(|name| name.starts_with(chain)) {
        state.extend([
            named(world, name, |x: &Stable| x.0 as f64),
            named(world, name, |x: &Expectation| x.0),
            named(world, name, |x: &Made| x.0),
            held(world, name, |x: &Inputs| &x.stock[0]),
            held(world, name, |x: &Inputs| &x.in_transit[0]),
            held(world, name, |x: &Inputs| &x.order[0]),
            held(world, name, |x: &Products| &x.stock[0]),
        ]);
    }
    state
}

#[test]
fn a_ban_in_one_chain_changes_nothing_in_the_other() {
    let ban = r#"schedule: [(id: "ban", from: "2025-01-20", what: Ban(scope: (goods: ["tin_metal"])))],"#;
    let (mut with, mut without) = (two_chains(ban), two_chains("schedule: [],"));
    let mut tin_differs = false;
    for tick in 0..30 {
        let [with, without] = [&mut with, &mut without]
            .map(|world| world.tick_and(|world| (state(world, "Tin"), state(world, "Zinc"))));
        assert_eq!(with.1, without.1, "zinc in tick {tick}");
        assert_eq!(with.1.len(), 3 * 7);
        tin_differs |= with.0 != without.0;
        assert_eq!(with.0 != without.0, tick >= 2, "tin in tick {tick}");
    }
    assert!(tin_differs);
    // No tin ever comes: the maker has run out of it.
    assert_eq!(named(&mut with, "Tin maker", |made: &Made| made.0), 0.0);
    assert_eq!(named(&mut with, "Zinc maker", |made: &Made| made.0), 1000.0);
}
