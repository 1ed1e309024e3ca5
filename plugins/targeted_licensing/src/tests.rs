use super::*;
use coercivity_policy::Trial;

/// Heavy magnets from CN to US and JP for civil and military use, announced on 3 March, from 7 April to 1 September.
fn trial(given: &[(&str, &str)]) -> Trial<TargetedLicensing> {
    let mut harness = Harness::<TargetedLicensing>::new()
        .set("destinations", "US, JP")
        .set("end_uses", "civil, military")
        .set("announced", "2025-03-03")
        .set("from", "2025-04-07")
        .set("until", "2025-09-01")
        .set("approval", "2025-04-07: 0.25, 2025-06-09: 0.6")
        .set("pace", "2025-06-09: 4");
    for (name, value) in given {
        harness = harness.set(name, value);
    }
    harness.build().unwrap()
}

const EFFECTS: [Effect; 5] =
    [Effect::Status, Effect::Regime, Effect::HazardFactor, Effect::Refusal, Effect::Announced];

/// Status, regime, factor, refusal and announcement from CN to a destination for an end use, in the tick of a date.
fn on(trial: &mut Trial<TargetedLicensing>, date: &str, destination: &str, end_use: EndUse) -> [f64; 5] {
    trial.on_date(date).tick().unwrap();
    let names = trial.names();
    let of = |code| names.jurisdiction(code).unwrap();
    let row = names
        .use_row(names.lane_row(names.good("magnet_heavy").unwrap(), of("CN"), of(destination)), end_use);
    EFFECTS.map(|effect| trial.value(effect, row))
}

const NEUTRAL: [f64; 5] = [0.0, 255.0, 1.0, 0.0, 0.0];

#[test]
fn it_is_announced_then_in_grace_then_in_force_and_over() {
    let mut trial = trial(&[]);
    let mut civil_us = |date| on(&mut trial, date, "US", EndUse::Civil);
    assert_eq!(civil_us("2025-02-24"), NEUTRAL);
    assert_eq!(civil_us("2025-03-03"), [0.0, 255.0, 1.0, 0.0, 1.0]);
    assert_eq!(civil_us("2025-04-07"), [1.0, 255.0, 1.0, 0.0, 0.0]);
    // After 14 days of grace; 75% are refused, at the regime's own pace.
    assert_eq!(civil_us("2025-04-21"), [2.0, 0.0, 1.0, 0.75, 0.0]);
    assert_eq!(civil_us("2025-06-09"), [2.0, 0.0, 4.0, 0.4, 0.0]);
    assert_eq!(civil_us("2025-09-01"), NEUTRAL);
}

#[test]
fn only_what_is_named_is_meant() {
    let mut trial = trial(&[]);
    for (destination, end_use) in [("US", EndUse::Dual), ("DE", EndUse::Civil), ("CN", EndUse::Civil)] {
        assert_eq!(on(&mut trial, "2025-05-05", destination, end_use), NEUTRAL);
    }
    assert_eq!(on(&mut trial, "2025-05-05", "JP", EndUse::Military)[0], 2.0);
    let rows = trial.world().rows(coercivity_policy::Table::Uses);
    // One good to two destinations for two end uses.
    assert_eq!((0..rows).filter(|row| trial.value(Effect::Status, *row) != 0.0).count(), 4);
}

#[test]
fn every_change_is_told_once() {
    let mut trial = trial(&[]);
    let mut told = Vec::new();
    trial.on_date("2025-02-17");
    for _ in 0..32 {
        trial.tick().unwrap();
        told.extend(trial.events().iter().map(|event| event.name.clone()));
    }
    let all = ["licensing_announced", "licensing_begins_with_grace", "licensing_in_force", "licensing_ends"];
    assert_eq!(told, all);
}

#[test]
fn firms_in_the_fast_lane_are_granted_once_they_are_reviewed() {
    // Three applications are pending: of Beta Magnets to Gamma Motors in US, and of its neighbours to a military user in
    // US and to JP.
    let decisions = |given: &[(&str, &str)], reviewed: &[usize]| {
        let mut trial = trial(given);
        for row in 0..3 {
            let flag = if reviewed.contains(&row) { 1.0 } else { 0.0 };
            assert!(trial.world_mut().set(Column::ApplicationReviewed, row, flag));
        }
        trial.on_date("2025-05-05").tick().unwrap();
        [0, 1, 2].map(|row| trial.value(Effect::Decision, row))
    };
    let beta = [("fast_lane", "Beta Magnets"), ("fast_from", "2025-05-01")];
    assert_eq!(decisions(&beta, &[0, 1, 2]), [1.0, 0.0, 0.0]);
    assert_eq!(decisions(&beta, &[1, 2]), [0.0; 3]);
    assert_eq!(decisions(&[beta[0], ("fast_from", "2025-06-01")], &[0]), [0.0; 3]);
    assert_eq!(decisions(&[], &[0, 1, 2]), [0.0; 3]);
    // As a buyer.
    assert_eq!(decisions(&[("fast_lane", "Gamma Motors"), beta[1]], &[0, 1, 2]), [1.0, 0.0, 0.0]);
    // What is outside the goods, the destinations or the end uses is left to the office.
    assert_eq!(decisions(&[beta[0], beta[1], ("destinations", "DE")], &[0]), [0.0; 3]);
    assert_eq!(decisions(&[beta[0], beta[1], ("end_uses", "dual")], &[0]), [0.0; 3]);
}

#[test]
fn a_resumed_run_goes_on_alike_without_a_state() {
    let mut trial = trial(&[]);
    trial.on_date("2025-03-17").ticks(4).unwrap();
    let mut resumed = trial.resumed().unwrap();
    let rows = trial.world().rows(coercivity_policy::Table::Uses);
    for _ in 0..24 {
        trial.tick().unwrap();
        resumed.tick().unwrap();
        for (effect, row) in EFFECTS.iter().flat_map(|effect| (0..rows).map(move |row| (*effect, row))) {
            assert_eq!(trial.value(effect, row).to_bits(), resumed.value(effect, row).to_bits());
        }
        assert_eq!(trial.events(), resumed.events());
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let build = |name, value| Harness::<TargetedLicensing>::new().set(name, value).build().unwrap_err();
    assert!(build("goods", "vehicle_electric").message.contains("final markets"));
    let fault = build("until", "2025-04-04");
    assert!(fault.message.contains("before it begins") && fault.parameter == Some(7), "{fault:?}");
}
