use super::*;
use coercivity_policy::{Table, Trial};

fn trial(given: &[(&str, &str)]) -> Trial<Retaliation> {
    let mut harness = Harness::<Retaliation>::new()
        .set("trigger", "0.1")
        .set("patience", "3")
        .set("forgive_below", "0.05")
        .set("forgiveness", "2")
        .set("rate_per_harm", "2")
        .set("rate_cap", "0.5");
    for (name, value) in given {
        harness = harness.set(name, value);
    }
    harness.build().unwrap()
}

/// Rows of the makers of a good in a jurisdiction.
fn makers(trial: &Trial<Retaliation>, good: &str, code: &str) -> usize {
    let column = |column| match trial.world().column(column) {
        coercivity_policy::Slice::U32(values) => values.to_vec(),
        coercivity_policy::Slice::U8(values) => values.iter().map(|value| u32::from(*value)).collect(),
        _ => panic!("{column:?}"),
    };
    let (jurisdictions, goods, made) =
        (column(Column::StageJurisdiction), column(Column::StageGood), column(Column::StageMade));
    let (good, place) = (trial.names().good(good).unwrap(), trial.names().jurisdiction(code).unwrap());
    let found = (0..goods.len())
        .find(|row| goods[*row] == good.0 && jurisdictions[*row] == place.0 && made[*row] == 1);
    found.unwrap()
}

/// Makers of vehicles in US, 100 a week in normal times, lose this share of their output; then a tick.
fn lose(trial: &mut Trial<Retaliation>, share: f64) -> (bool, f64) {
    let row = makers(trial, "vehicle_electric", "US");
    assert!(trial.world_mut().set(Column::StageNormal, row, 100.0));
    assert!(trial.world_mut().set(Column::StageOutput, row, 100.0 * (1.0 - share)));
    trial.tick().unwrap();
    let strikes = trial.events().iter().any(|event| event.name == "retaliation_strikes");
    (strikes, tariff(trial, "magnet_heavy", "CN", "US"))
}

fn tariff(trial: &Trial<Retaliation>, good: &str, origin: &str, destination: &str) -> f64 {
    let names = trial.names();
    let of = |code| names.jurisdiction(code).unwrap();
    trial.value(Effect::Tariff, names.lane_row(names.good(good).unwrap(), of(origin), of(destination)))
}

#[test]
fn harm_is_weighed_by_value_and_a_surplus_pays_for_nothing() {
    let mut trial = trial(&[("own", "US, JP"), ("watched", "vehicle_electric, magnet_heavy")]);
    for (good, place, normal, output) in [
        ("vehicle_electric", "US", 100.0, 80.0),
        ("vehicle_electric", "JP", 50.0, 60.0),
        ("magnet_heavy", "JP", 40.0, 30.0),
    ] {
        let row = makers(&trial, good, place);
        assert!(trial.world_mut().set(Column::StageNormal, row, normal));
        assert!(trial.world_mut().set(Column::StageOutput, row, output));
    }
    trial.tick().unwrap();
    // 40,000 USD a vehicle, 110,000 a tonne: 20*40 + 10*110 = 1,900 of 150*40 + 40*110 = 10,400 thousand.
    let harm = &trial.metrics()[0];
    assert_eq!((harm.name.as_str(), harm.value), ("harm", 1_900_000.0 / 10_400_000.0));
}

#[test]
fn it_strikes_when_patience_is_over_and_not_before() {
    let mut trial = trial(&[]);
    // Two weeks of harm, a pause, then three: only the third in a row counts. 2 x 12.5% = 25%.
    let told: Vec<(bool, f64)> =
        [0.125, 0.125, 0.0, 0.125, 0.125, 0.125].into_iter().map(|share| lose(&mut trial, share)).collect();
    assert_eq!(told[..5], [(false, 0.0); 5]);
    assert_eq!(told[5], (true, 0.25));
    assert_eq!(tariff(&trial, "magnet_heavy", "US", "CN"), 0.0);
}

#[test]
fn the_answer_grows_with_harm_to_its_cap_and_never_shrinks_while_it_stands() {
    let mut trial = trial(&[("patience", "0")]);
    let rates: Vec<f64> =
        [0.125, 0.25, 0.2, 0.9].into_iter().map(|share| lose(&mut trial, share).1).collect();
    // 2 x 12.5%; 2 x 25%; kept; at most 50%.
    assert_eq!(rates, [0.25, 0.5, 0.5, 0.5]);
}

#[test]
fn it_forgives_when_harm_has_stayed_away_and_is_as_patient_as_before() {
    let mut trial = trial(&[("patience", "1")]);
    assert_eq!(lose(&mut trial, 0.25), (true, 0.5));
    // Between the thresholds nothing is counted; one week under the lower one is not enough.
    for share in [0.07, 0.0, 0.07, 0.0] {
        assert_eq!(lose(&mut trial, share), (false, 0.5));
    }
    assert_eq!(lose(&mut trial, 0.03), (false, 0.0));
    assert_eq!(trial.events()[0].name, "retaliation_forgives");
    assert_eq!(lose(&mut trial, 0.125), (true, 0.25));
}

#[test]
fn own_exports_may_be_banned_or_licensed() {
    for (answer, status, regime) in [("ban", 3.0, 255.0), ("licence", 2.0, 1.0)] {
        let mut trial = trial(&[
            ("patience", "0"),
            ("export_goods", "dytb_oxide"),
            ("export_answer", answer),
            ("regime", "announcement_61"),
        ]);
        lose(&mut trial, 0.5);
        let names = trial.names();
        let of = |code| names.jurisdiction(code).unwrap();
        let lane = names.lane_row(names.good("dytb_oxide").unwrap(), of("US"), of("CN"));
        for end_use in EndUse::ALL {
            let row = names.use_row(lane, end_use);
            assert_eq!(
                [trial.value(Effect::Status, row), trial.value(Effect::Regime, row)],
                [status, regime]
            );
        }
        let rows = trial.world().rows(Table::Uses);
        assert_eq!((0..rows).filter(|row| trial.value(Effect::Status, *row) != 0.0).count(), 3);
    }
}

#[test]
fn outside_its_days_it_does_nothing_and_forgets() {
    let mut trial = trial(&[("patience", "0"), ("from", "2025-03-03"), ("until", "2025-06-02")]);
    trial.on_date("2025-02-24");
    assert_eq!(lose(&mut trial, 0.5), (false, 0.0));
    assert!(trial.metrics().is_empty());
    assert_eq!(lose(&mut trial, 0.5), (true, 0.5));
    trial.on_date("2025-06-02");
    assert_eq!(lose(&mut trial, 0.5), (false, 0.0));
    assert_eq!(trial.policy().grudge, Grudge::default());
}

#[test]
fn a_resumed_run_goes_on_alike() {
    let mut trial = trial(&[]);
    for _ in 0..2 {
        lose(&mut trial, 0.2);
    }
    let mut resumed = trial.resumed().unwrap();
    for share in [0.2, 0.15, 0.01, 0.01, 0.2, 0.3, 0.2] {
        assert_eq!(lose(&mut trial, share), lose(&mut resumed, share));
        assert_eq!(trial.save().unwrap(), resumed.save().unwrap());
    }
}

#[test]
fn a_state_that_makes_no_sense_is_refused() {
    let mut trial = trial(&[]);
    let state = |numbers: [f64; 3]| numbers.into_iter().flat_map(f64::to_le_bytes).collect::<Vec<u8>>();
    for numbers in [[2.0, 0.0, 0.0], [1.0, -7.0, 0.0], [1.0, 0.0, f64::NAN], [0.0, f64::INFINITY, 0.0]] {
        assert!(trial.load(&state(numbers)).is_err(), "{numbers:?}");
    }
    assert!(trial.load(&[0; 23]).is_err() && trial.load(&state([1.0, 7.0, 0.5])).is_ok());
}

#[test]
fn parameters_that_do_not_go_together_are_refused() {
    let build = |given: &[(&str, &str)]| {
        let set = |harness: Harness<Retaliation>, (name, value): &(&str, &str)| harness.set(name, value);
        given.iter().fold(Harness::new(), set).build().unwrap_err()
    };
    assert_eq!(build(&[("forgive_below", "0.06")]).parameter, Some(5));
    assert!(build(&[("export_answer", "licence")]).message.contains("announcement_18, announcement_61"));
    let fault = build(&[("export_answer", "licence"), ("export_goods", "vehicle_electric")]);
    assert!(fault.message.contains("final markets"), "{fault:?}");
}
