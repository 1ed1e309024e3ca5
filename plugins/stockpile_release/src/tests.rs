use super::*;
use coercivity_policy::{Slice, Table, Trial};

/// JP and oxide: target 6 months, reserve 1, a tenth bought and half released, trigger 2, recovered 3, calm 4 weeks.
fn trial(given: &[(&str, &str)]) -> Trial<StockpileRelease> {
    let mut harness = Harness::<StockpileRelease>::new().set("buy_rate", "0.1").set("calm_weeks", "4");
    for (name, value) in given {
        harness = harness.set(name, value);
    }
    harness.build().unwrap()
}

fn store(trial: &Trial<StockpileRelease>) -> usize {
    let names = trial.names();
    names.store_row(names.jurisdiction("JP").unwrap(), names.good("dytb_oxide").unwrap())
}

/// Users in JP use 10 t a week and hold so many weeks of it; the authority holds and awaits so much. Then a tick, and
/// what is bought and released.
fn with(trial: &mut Trial<StockpileRelease>, weeks: f64, held: f64, on_way: f64) -> [f64; 2] {
    let jp = trial.names().jurisdiction("JP").unwrap().0;
    let column = |trial: &Trial<StockpileRelease>, column| match trial.world().column(column) {
        Slice::U32(values) => values.to_vec(),
        Slice::U8(values) => values.iter().map(|value| u32::from(*value)).collect(),
        _ => panic!("{column:?}"),
    };
    let (places, goods) = (column(trial, Column::StageJurisdiction), column(trial, Column::StageGood));
    let made = column(trial, Column::StageMade);
    let users: Vec<usize> =
        (0..goods.len()).filter(|row| (places[*row], goods[*row], made[*row]) == (jp, 0, 0)).collect();
    let (each, store) = (10.0 / users.len() as f64, store(trial));
    let world = trial.world_mut();
    for row in users {
        assert!(
            world.set(Column::StageNormal, row, each)
                && world.set(Column::StageInputStock, row, each * weeks)
        );
    }
    assert!(world.set(Column::StoreStock, store, held) && world.set(Column::StoreInTransit, store, on_way));
    trial.tick().unwrap();
    [Effect::StoreBuy, Effect::StoreRelease].map(|effect| trial.value(effect, store))
}

/// Ten tonnes a week for a month of 365.25 / 12 days.
const MONTHLY: f64 = 10.0 * 365.25 / 12.0 / 7.0;

fn near(found: [f64; 2], expected: [f64; 2]) {
    let apart = found.iter().zip(expected).any(|(one, other)| (one - other).abs() > 1e-9);
    assert!(!apart, "{found:?} is not {expected:?}");
}

#[test]
fn in_quiet_times_it_buys_towards_its_target() {
    let mut trial = trial(&[]);
    // A tenth of 10 t.
    near(with(&mut trial, 5.0, 0.0, 0.0), [1.0, 0.0]);
    // Half a tonne is lacking of 6 months, with what is on the way.
    near(with(&mut trial, 5.0, 5.0 * MONTHLY, MONTHLY - 0.5), [0.5, 0.0]);
    near(with(&mut trial, 5.0, 7.0 * MONTHLY, 0.0), [0.0, 0.0]);
    // Neither quiet nor short.
    near(with(&mut trial, 3.9, 0.0, 0.0), [0.0, 0.0]);
    let cover = &trial.metrics()[0];
    assert!(cover.name == "input_cover" && (cover.value - 3.9).abs() < 1e-12);
}

#[test]
fn it_releases_from_the_trigger_until_firms_have_recovered() {
    let mut trial = trial(&[]);
    let plenty = 6.0 * MONTHLY;
    let releases: Vec<f64> =
        [2.0, 1.9, 2.5, 3.0, 2.5].map(|weeks| with(&mut trial, weeks, plenty, 0.0)[1]).into_iter().collect();
    // Half of 10 t, from under 2 weeks on until 3 weeks.
    assert_eq!(releases, [0.0, 5.0, 5.0, 0.0, 0.0]);
}

#[test]
fn the_reserve_stays() {
    let mut trial = trial(&[]);
    near(with(&mut trial, 1.0, MONTHLY + 2.0, 0.0), [0.0, 2.0]);
    near(with(&mut trial, 1.0, MONTHLY - 2.0, 0.0), [0.0, 0.0]);
}

#[test]
fn beginnings_and_ends_are_told() {
    let mut trial = trial(&[]);
    let mut told = Vec::new();
    for weeks in [5.0, 1.0, 1.0, 5.0] {
        with(&mut trial, weeks, 100.0, 0.0);
        told.extend(trial.events().iter().map(|event| event.name.clone()));
    }
    assert_eq!(told, ["release_begins", "release_ends"]);
}

#[test]
fn who_uses_nothing_gets_nothing() {
    // Nobody in US uses oxide in the test world.
    let mut trial = trial(&[("jurisdictions", "US")]);
    trial.tick().unwrap();
    let rows = trial.world().rows(Table::Stores);
    assert!((0..rows).all(|row| trial.value(Effect::StoreBuy, row) == 0.0) && trial.metrics().is_empty());
}

#[test]
fn outside_its_days_it_does_nothing() {
    let mut trial = trial(&[("from", "2025-03-03"), ("until", "2025-06-02")]);
    for (date, expected) in
        [("2025-02-24", 0.0), ("2025-03-03", 5.0), ("2025-05-26", 5.0), ("2025-06-02", 0.0)]
    {
        trial.on_date(date);
        assert_eq!(with(&mut trial, 1.0, 6.0 * MONTHLY, 0.0), [0.0, expected], "{date}");
    }
}

#[test]
fn a_resumed_run_goes_on_alike() {
    let mut trial = trial(&[]);
    with(&mut trial, 1.0, 200.0, 0.0);
    let mut resumed = trial.resumed().unwrap();
    for weeks in [2.5, 2.9, 3.5, 2.5, 5.0, 1.0] {
        assert_eq!(with(&mut trial, weeks, 200.0, 0.0), with(&mut resumed, weeks, 200.0, 0.0));
        assert_eq!(trial.save().unwrap(), resumed.save().unwrap());
    }
    assert!(trial.load(&[2]).is_err() && trial.load(&[]).is_err() && trial.load(&[1]).is_ok());
}

#[test]
fn thresholds_in_the_wrong_order_are_refused() {
    let build =
        |name, value| Harness::<StockpileRelease>::new().set(name, value).build().unwrap_err().parameter;
    assert_eq!(build("reserve_months", "7"), Some(3));
    assert_eq!(build("recovered_weeks", "1"), Some(7));
}
