use super::*;
use coercivity_policy::{Setting, Trial};

/// Two goods from CN, 1,600 a year in halves from July 2025 on, with these other parameters.
fn trial(given: &[(&str, &str)]) -> Trial<ExportQuota> {
    let mut harness = Harness::<ExportQuota>::new()
        .set("goods", "dytb_oxide, magnet_standard")
        .set("yearly", "2025-07-01: 1600");
    for (name, value) in given {
        harness = harness.set(name, value);
    }
    let mut trial = harness.build().unwrap();
    assert!(trial.world_mut().fill(Column::LaneFlow, 0.0));
    // At home 100, abroad 3 + 1 of oxide and 12 of magnets: shares 4/16 and 12/16.
    for (good, destination, flow) in [
        ("dytb_oxide", "CN", 100.0),
        ("dytb_oxide", "US", 3.0),
        ("dytb_oxide", "JP", 1.0),
        ("magnet_standard", "DE", 12.0),
    ] {
        export(&mut trial, good, destination, flow);
    }
    trial
}

/// What CN exports in a tick.
fn export(trial: &mut Trial<ExportQuota>, good: &str, destination: &str, flow: f64) {
    let names = trial.names();
    let of = |code| names.jurisdiction(code).unwrap();
    let lane = names.lane_row(names.good(good).unwrap(), of("CN"), of(destination));
    assert!(trial.world_mut().set(Column::LaneFlow, lane, flow));
}

fn quotas(trial: &Trial<ExportQuota>) -> [f64; 2] {
    let names = trial.names();
    let row = |good| names.export_row(names.good(good).unwrap(), names.jurisdiction("CN").unwrap());
    [row("dytb_oxide"), row("magnet_standard")].map(|row| trial.value(Effect::ExportQuota, row))
}

const NONE: [f64; 2] = [1e18, 1e18];

#[test]
fn a_tranche_is_divided_by_past_exports_and_falls_by_what_leaves() {
    let mut trial = trial(&[]);
    trial.on_date("2025-06-23").tick().unwrap();
    assert_eq!(quotas(&trial), NONE);
    // The middle of the week of 30 June is 3 July, so the tick is July's. Half of 1,600, by shares 1/4 and 3/4.
    trial.tick().unwrap();
    assert_eq!(quotas(&trial), [200.0, 600.0]);
    assert_eq!(trial.events()[0].name, "tranche_opened");
    trial.tick().unwrap();
    assert_eq!(quotas(&trial), [200.0 - 4.0, 600.0 - 12.0]);
    assert!(trial.events().is_empty());
}

#[test]
fn a_first_tranche_that_begins_late_is_cut_to_its_days() {
    // 92 of the 184 days from July to December are left on 1 October: half of 800.
    let mut trial = trial(&[("yearly", "2025-10-01: 1600")]);
    trial.on_date("2025-09-29").tick().unwrap();
    assert_eq!(quotas(&trial), [100.0, 300.0]);
}

#[test]
fn what_is_unused_lapses_or_is_carried_and_what_is_overdrawn_is_taken_off() {
    for (carried, expected) in [("0", [200.0, 600.0 - 88.0]), ("0.5", [200.0 + 0.5 * 196.0, 600.0 - 88.0])] {
        let mut trial = trial(&[("carried", carried)]);
        trial.on_date("2025-06-30").tick().unwrap();
        // Magnets of 688 clear where 600 were given: nothing may leave.
        export(&mut trial, "magnet_standard", "DE", 688.0);
        trial.tick().unwrap();
        assert_eq!(quotas(&trial), [196.0, 0.0]);
        assert_eq!((trial.metrics()[3].name.as_str(), trial.metrics()[3].value), ("quota_used_up", 1.0));
        for destination in ["US", "JP"] {
            export(&mut trial, "dytb_oxide", destination, 0.0);
        }
        export(&mut trial, "magnet_standard", "DE", 0.0);
        trial.on_date("2025-12-29").tick().unwrap();
        assert_eq!(quotas(&trial), expected);
    }
}

#[test]
fn a_tranche_has_the_yearly_quantity_of_the_day_on_which_it_opens() {
    let mut trial =
        trial(&[("yearly", "2025-07-01: 1600, 2025-09-01: 0, 2026-01-01: 800"), ("tranches", "quarter")]);
    // Quarters: 400, then with 0 a year none, then 200.
    for (date, expected) in
        [("2025-06-30", [100.0, 300.0]), ("2025-09-29", [0.0, 0.0]), ("2025-12-29", [50.0, 150.0])]
    {
        trial.on_date(date).tick().unwrap();
        let (paid, now) = (if date == "2025-12-29" { 1.0 } else { 0.0 }, quotas(&trial));
        // The second quarter gives nothing, and what left in it is taken off the third.
        assert_eq!(now, [expected[0] - 4.0 * paid, expected[1] - 12.0 * paid], "{date}");
    }
}

#[test]
fn without_past_exports_the_goods_share_alike() {
    let mut trial = trial(&[]);
    assert!(trial.world_mut().fill(Column::LaneFlow, 0.0));
    trial.on_date("2025-06-30").tick().unwrap();
    assert_eq!(quotas(&trial), [400.0, 400.0]);
}

#[test]
fn outside_its_days_it_does_nothing() {
    let mut trial = trial(&[("until", "2026-01-01")]);
    for date in ["2025-01-06", "2025-06-23", "2025-12-29", "2030-01-07"] {
        trial.on_date(date).tick().unwrap();
        assert_eq!(quotas(&trial), NONE, "{date}");
        assert!(trial.metrics().is_empty());
    }
}

#[test]
fn a_resumed_run_goes_on_alike() {
    let mut trial = trial(&[("carried", "0.25")]);
    trial.on_date("2025-06-16").ticks(9).unwrap();
    let mut resumed = trial.resumed().unwrap();
    for _ in 0..30 {
        let (one, other) = (quotas(trial.tick().unwrap()), quotas(resumed.tick().unwrap()));
        assert_eq!(one.map(f64::to_bits), other.map(f64::to_bits));
    }
    assert_eq!(trial.save().unwrap(), resumed.save().unwrap());
}

#[test]
fn a_state_of_another_size_is_refused() {
    let mut trial = trial(&[]);
    let state = trial.save().unwrap();
    assert_eq!(state.len(), 8 * (1 + 2 * 3));
    assert!(trial.load(&state[8..]).is_err() && trial.load(&[]).is_err());
    assert!(trial.load(&f64::NAN.to_le_bytes().repeat(7)).is_err());
    assert_eq!(trial.save().unwrap(), state);
}

#[test]
fn goods_that_cannot_share_a_quota_are_refused() {
    let build = |goods| Harness::<ExportQuota>::new().set("goods", goods).build().unwrap_err();
    assert!(build("vehicle_electric").message.contains("final markets"));
    assert_eq!(build("vehicle_electric").parameter, Some(0));
    let mut names = coercivity_policy::TestWorld::new().names().clone();
    names.goods[1].unit = "kg".to_owned();
    let settings = vec![
        Setting::List(vec![0, 1]),
        Setting::One(0),
        Setting::Schedule(vec![]),
        Setting::Text("year".to_owned()),
        Setting::Number(0.0),
        Setting::Date(0),
    ];
    use coercivity_policy::ParameterSet;
    let refusal = ExportQuota::new(Parameters::from_settings(settings).unwrap(), &names).err().unwrap();
    assert!(refusal.message().contains("`dytb_oxide` is counted in t, `magnet_standard` in kg"));
}
