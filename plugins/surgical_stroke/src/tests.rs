use super::*;
use coercivity_policy::Trial;

fn trial(given: &[(&str, &str)]) -> Trial<SurgicalStroke> {
    let mut harness = Harness::<SurgicalStroke>::new()
        .set("own", "US")
        .set("other", "CN")
        .set("patience", "2")
        .set("duration", "3")
        .set("export_goods", "magnet_standard")
        .set("end_uses", "military")
        .set("tariff_goods", "magnet_heavy")
        .set("rate", "0.5");
    for (name, value) in given {
        harness = harness.set(name, value);
    }
    harness.build().unwrap()
}

/// Rows of uses (standard magnets from US to CN) that are restrained, and the tariff on heavy magnets from CN.
fn done(trial: &mut Trial<SurgicalStroke>) -> ([f64; 3], f64) {
    trial.tick().unwrap();
    let names = trial.names();
    let (us, cn) = (names.jurisdiction("US").unwrap(), names.jurisdiction("CN").unwrap());
    let out = names.lane_row(names.good("magnet_standard").unwrap(), us, cn);
    let back = names.lane_row(names.good("magnet_heavy").unwrap(), cn, us);
    let status = EndUse::ALL.map(|end_use| trial.value(Effect::Status, names.use_row(out, end_use)));
    (status, trial.value(Effect::Tariff, back))
}

const QUIET: ([f64; 3], f64) = ([0.0; 3], 0.0);
const BLOW: ([f64; 3], f64) = ([0.0, 0.0, 3.0], 0.5);

#[test]
fn it_strikes_once_after_its_patience_at_military_users_only_and_lifts_it_for_good() {
    // In the test world CN holds heavy magnets under licence from the start: that is the provocation.
    let mut trial = trial(&[]);
    let seen: Vec<_> = (0..8).map(|_| done(&mut trial)).collect();
    // Two weeks of patience, three of the blow.
    assert_eq!(seen, [QUIET, QUIET, BLOW, BLOW, BLOW, QUIET, QUIET, QUIET]);
}

#[test]
fn without_pressure_it_waits_for_ever_and_a_pause_begins_the_count_anew() {
    let mut trial = trial(&[]);
    let mut hold = |code: f64| {
        assert!(
            trial.world_mut().fill(Column::UseVerdict, code) && trial.world_mut().fill(Column::LaneCost, 1.0)
        );
        done(&mut trial)
    };
    let seen: Vec<_> = [2.0, 2.0, 0.0, 3.0, 3.0, 3.0].map(&mut hold).into_iter().collect();
    assert_eq!(seen, [QUIET, QUIET, QUIET, QUIET, QUIET, BLOW]);
}

#[test]
fn a_tariff_of_the_other_side_provokes_too() {
    let mut trial = trial(&[("patience", "0")]);
    let (names, world) = (trial.names().clone(), trial.world_mut());
    assert!(world.fill(Column::UseVerdict, 0.0) && world.fill(Column::LaneCost, 1.0));
    assert_eq!(done(&mut trial), QUIET);
    let lane = names.lane_row(Good(3), Jurisdiction(1), Jurisdiction(0));
    assert!(trial.world_mut().set(Column::LaneCost, lane, 1.25));
    assert_eq!(done(&mut trial), BLOW);
}

#[test]
fn unprovoked_it_strikes_by_the_calendar() {
    let mut trial = trial(&[("provoked", "false"), ("from", "2025-01-20"), ("patience", "1")]);
    assert!(trial.world_mut().fill(Column::UseVerdict, 0.0) && trial.world_mut().fill(Column::LaneCost, 1.0));
    let seen: Vec<_> = (0..4).map(|_| done(&mut trial)).collect();
    // Weeks of 6, 13, 20 and 27 January: it counts from the third and strikes a week later.
    assert_eq!(seen, [QUIET, QUIET, QUIET, BLOW]);
}

#[test]
fn a_resumed_run_goes_on_alike() {
    let mut trial = trial(&[]);
    for _ in 0..8 {
        let mut resumed = trial.resumed().unwrap();
        assert_eq!(done(&mut trial), done(&mut resumed));
        assert_eq!(trial.save().unwrap(), resumed.save().unwrap());
    }
    for wrong in [[-1.0, 0.0], [0.0, -2.0], [f64::NAN, 0.0], [0.0, f64::INFINITY]] {
        let bytes: Vec<u8> = wrong.into_iter().flat_map(f64::to_le_bytes).collect();
        assert!(trial.load(&bytes).is_err(), "{wrong:?}");
    }
    assert!(trial.load(&[0; 15]).is_err());
}
