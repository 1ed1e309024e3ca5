use super::*;
use coercivity_policy::Trial;

fn trial(given: &[(&str, &str)]) -> Trial<Escalation> {
    let mut harness = Harness::<Escalation>::new()
        .set("step_weeks", "1")
        .set("from", "2025-01-13")
        .set("export_goods", "magnet_heavy")
        .set("wider_goods", "magnet_standard")
        .set("tariff_goods", "vehicle_electric")
        .set("tariff_cap", "1");
    for (name, value) in given {
        harness = harness.set(name, value);
    }
    harness.build().unwrap()
}

/// Statuses of heavy and of standard magnets from CN to US by end use, and the tariff on vehicles from US.
fn week(trial: &mut Trial<Escalation>) -> ([f64; 3], [f64; 3], f64) {
    trial.tick().unwrap();
    let names = trial.names();
    let (cn, us) = (names.jurisdiction("CN").unwrap(), names.jurisdiction("US").unwrap());
    let lane = |good: &str, from, to| names.lane_row(names.good(good).unwrap(), from, to);
    let status = |good: &str| {
        EndUse::ALL.map(|end_use| trial.value(Effect::Status, names.use_row(lane(good, cn, us), end_use)))
    };
    let tariff = trial.value(Effect::Tariff, lane("vehicle_electric", us, cn));
    (status("magnet_heavy"), status("magnet_standard"), tariff)
}

#[test]
fn it_climbs_from_licences_for_the_military_to_bans_for_all_and_never_down() {
    let mut trial = trial(&[("regime", "announcement_18")]);
    let seen: Vec<_> = (0..8).map(|_| week(&mut trial)).collect();
    let none = [0.0; 3];
    let (licences, bans) = ([2.0; 3], [3.0; 3]);
    // Nothing in the week of 6 January; then a step a week, a quarter each, at most 1.
    assert_eq!(
        seen,
        [
            (none, none, 0.0),
            ([0.0, 0.0, 2.0], none, 0.25),
            ([0.0, 2.0, 2.0], none, 0.5),
            (licences, none, 0.75),
            (licences, licences, 1.0),
            (bans, bans, 1.0),
            (bans, bans, 1.0),
            (bans, bans, 1.0),
        ]
    );
}

#[test]
fn without_a_regime_it_bans_at_once() {
    let mut trial = trial(&[]);
    week(&mut trial);
    assert_eq!(week(&mut trial).0, [0.0, 0.0, 3.0]);
}

#[test]
fn a_step_lasts_its_weeks() {
    let mut trial = trial(&[("step_weeks", "2")]);
    let rates: Vec<f64> = (0..6).map(|_| week(&mut trial).2).collect();
    assert_eq!(rates, [0.0, 0.25, 0.25, 0.5, 0.5, 0.75]);
}

#[test]
fn goods_of_final_markets_need_no_licences() {
    let fault = Harness::<Escalation>::new()
        .set("regime", "announcement_18")
        .set("wider_goods", "vehicle_electric")
        .build()
        .unwrap_err();
    assert!(fault.message.contains("final markets") && fault.parameter == Some(8), "{fault:?}");
}
