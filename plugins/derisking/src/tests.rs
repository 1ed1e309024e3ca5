use super::*;
use coercivity_policy::Trial;

fn trial(given: &[(&str, &str)]) -> Trial<Derisking> {
    let mut harness = Harness::<Derisking>::new().set("own", "JP").set("goods", "dytb_oxide");
    for (name, value) in given {
        harness = harness.set(name, value);
    }
    harness.build().unwrap()
}

/// Floor, subsidy and offtake of oxide in JP.
fn support(trial: &mut Trial<Derisking>) -> [f64; 3] {
    trial.tick().unwrap();
    let names = trial.names();
    let store = names.store_row(names.jurisdiction("JP").unwrap(), names.good("dytb_oxide").unwrap());
    [Effect::FloorPrice, Effect::Subsidy, Effect::Offtake].map(|effect| trial.value(effect, store))
}

#[test]
fn support_is_measured_by_base_prices_and_normal_use() {
    let mut trial = trial(&[("floor_ratio", "1.5"), ("subsidy_ratio", "0.25"), ("offtake_share", "0.5")]);
    // Oxide: 276,000 USD a tonne; firms in JP use a third of 12 t a week.
    assert_eq!(support(&mut trial), [414_000.0, 69_000.0, 0.5 * 12.0 * (1.0 / 3.0)]);
    // Others get nothing.
    let set = (0..trial.world().rows(coercivity_policy::Table::Stores))
        .filter(|row| trial.value(Effect::FloorPrice, *row) > 0.0);
    assert_eq!(set.count(), 1);
}

#[test]
fn support_ends_with_the_budget_and_with_its_last_day() {
    let mut trial = trial(&[("subsidy_ratio", "1"), ("budget_usd", "250"), ("until", "2025-02-03")]);
    let jp = trial.names().jurisdiction("JP").unwrap().index();
    let mut spend = |usd: f64| {
        assert!(trial.world_mut().set(Column::JurisdictionSpending, jp, usd));
        support(&mut trial)[1] > 0.0
    };
    // 0, 200, 300: over 250. Then 150 comes back from a release. The week of 3 February is too late.
    assert_eq!([0.0, 200.0, 100.0, -150.0, 0.0].map(&mut spend), [true, true, false, true, false]);
}

#[test]
fn a_resumed_run_goes_on_alike() {
    let mut trial = trial(&[("subsidy_ratio", "1"), ("budget_usd", "250")]);
    assert!(trial.world_mut().fill(Column::JurisdictionSpending, 100.0));
    for _ in 0..4 {
        let mut resumed = trial.resumed().unwrap();
        assert_eq!(support(&mut trial), support(&mut resumed));
        assert_eq!(trial.save().unwrap(), resumed.save().unwrap());
    }
    assert!(trial.load(&[0; 7]).is_err() && trial.load(&(-1.0_f64).to_le_bytes()).is_err());
}
