//! The shortened soak. Balances are checked by the engine in every tick; time and memory are not looked at here.

use coercivity_fuzz::soak::{Soak, run, scenario};
use std::sync::Arc;

#[test]
fn random_measures_of_all_kinds_keep_the_balance_and_the_same_bits_on_any_number_of_threads() {
    let drawn =
        Arc::new(scenario(Soak { years: 6, firms: 400, seed: 3 }).unwrap_or_else(|found| panic!("{found}")));
    assert!(drawn.schedule.len() == 30 && drawn.run.ticks > 300);
    let hash = |threads| run(&drawn, threads, |_, _| {}).unwrap_or_else(|stopped| panic!("{stopped}")).1;
    assert_eq!(hash(1), hash(2));
}

#[test]
fn a_long_soak_has_every_instrument() {
    let drawn = scenario(Soak { years: 100, firms: 400, seed: 1 }).unwrap_or_else(|found| panic!("{found}"));
    let text = format!("{:?}", drawn.schedule);
    for kind in
        ["Licence", "Inspection", "Ban", "Quota", "Tariff", "Fee", "EntityList", "OriginShare", "Suspension"]
    {
        assert!(text.contains(kind), "{kind} is not drawn");
    }
}
