use super::*;
use coercivity_policy::Trial;

/// The United States press with a tariff of a half on heavy magnets and a ban on exports of standard ones.
fn trial(given: &[(&str, &str)]) -> Trial<Truce> {
    let mut harness = Harness::<Truce>::new()
        .set("own", "US")
        .set("other", "CN")
        .set("from", "2025-01-06")
        .set("press_weeks", "2")
        .set("offer_weeks", "2")
        .set("export_goods", "magnet_standard")
        .set("tariff_goods", "magnet_heavy")
        .set("rate", "0.5");
    for (name, value) in given {
        harness = harness.set(name, value);
    }
    harness.build().unwrap()
}

/// A week in which so many uses from CN to US are banned; whether own measures hold.
fn week(trial: &mut Trial<Truce>, banned: usize) -> bool {
    let names = trial.names().clone();
    let (us, cn) = (names.jurisdiction("US").unwrap(), names.jurisdiction("CN").unwrap());
    let world = trial.world_mut();
    assert!(world.fill(Column::UseVerdict, 0.0) && world.fill(Column::LaneCost, 1.0));
    for row in names.uses(&names.all_goods(), &[cn], &[us], &EndUse::ALL).take(banned) {
        assert!(world.set(Column::UseVerdict, row, 3.0));
    }
    trial.tick().unwrap();
    let lane = |good: &str, from, to| names.lane_row(names.good(good).unwrap(), from, to);
    let tariff = trial.value(Effect::Tariff, lane("magnet_heavy", cn, us));
    let status = trial.value(Effect::Status, names.use_row(lane("magnet_standard", us, cn), EndUse::Civil));
    assert_eq!(tariff > 0.0, status == 3.0, "tariff and ban hold together");
    tariff == 0.5
}

fn weeks<const N: usize>(trial: &mut Trial<Truce>, banned: [usize; N]) -> [bool; N] {
    banned.map(|banned| week(trial, banned))
}

#[test]
fn an_offer_that_is_not_answered_is_followed_by_the_old_measures() {
    let seen = weeks(&mut trial(&[]), [4; 9]);
    assert_eq!(seen, [true, true, false, false, true, true, false, false, true]);
}

#[test]
fn an_offer_that_is_answered_is_kept_until_pressure_comes_back() {
    let mut trial = trial(&[]);
    // From four bans to two by the end of the offer: half, which is enough. A third ban later is not.
    let seen = weeks(&mut trial, [4, 4, 4, 2, 2, 1, 2, 2, 3, 3]);
    assert_eq!(seen, [true, true, false, false, false, false, false, false, true, true]);
    let events = trial.events();
    assert!(events.is_empty(), "{events:?}");
}

#[test]
fn too_little_is_no_answer() {
    assert_eq!(weeks(&mut trial(&[]), [4, 4, 4, 3, 3])[4..], [true]);
    assert_eq!(weeks(&mut trial(&[("answer_share", "0")]), [4, 4, 4, 1, 1])[4..], [true]);
    assert_eq!(weeks(&mut trial(&[("answer_share", "0")]), [4, 4, 4, 0, 0])[4..], [false]);
}

#[test]
fn with_nobody_against_it_it_stays_quiet_after_its_first_offer() {
    assert_eq!(weeks(&mut trial(&[]), [0; 7]), [true, true, false, false, false, false, false]);
}

#[test]
fn a_resumed_run_goes_on_alike() {
    let mut trial = trial(&[]);
    for banned in [4, 4, 4, 2, 2, 2, 3, 3] {
        let mut resumed = trial.resumed().unwrap();
        assert_eq!(week(&mut trial, banned), week(&mut resumed, banned));
        assert_eq!(trial.save().unwrap(), resumed.save().unwrap());
    }
    for wrong in [[3.0, 0.0, 0.0, 0.0], [0.0, -1.0, 0.0, 0.0], [1.0, 0.0, f64::NAN, 0.0]] {
        let bytes: Vec<u8> = wrong.into_iter().flat_map(f64::to_le_bytes).collect();
        assert!(trial.load(&bytes).is_err(), "{wrong:?}");
    }
    assert!(trial.load(&[0; 31]).is_err());
}
