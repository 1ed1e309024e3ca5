use super::*;
use coercivity_policy::{Effect, Table, Trial};

/// US levies on magnets from CN, CN on oxide from US: 50% from 7 April, 100% from 5 May, in CN half of that.
fn trial(given: &[(&str, &str)]) -> Trial<TariffLadder> {
    let mut harness = Harness::<TariffLadder>::new()
        .set("goods_from_b", "magnet_heavy")
        .set("goods_from_a", "dytb_oxide")
        .set("rates_on_b", "2025-04-07: 0.5, 2025-05-05: 1, 2025-08-04: 0.1")
        .set("rates_on_a", "2025-04-07: 0.25, 2025-05-05: 0.5");
    for (name, value) in given {
        harness = harness.set(name, value);
    }
    let mut trial = harness.build().unwrap();
    assert!(trial.world_mut().fill(Column::LaneFlow, 0.0));
    trade(&mut trial, 10.0);
    trial
}

fn lane(trial: &Trial<TariffLadder>, good: &str, origin: &str, destination: &str) -> usize {
    let names = trial.names();
    let of = |code| names.jurisdiction(code).unwrap();
    names.lane_row(names.good(good).unwrap(), of(origin), of(destination))
}

/// Tonnes of magnets that go from CN to US in a tick, and twice as much oxide the other way.
fn trade(trial: &mut Trial<TariffLadder>, magnets: f64) {
    for (good, origin, destination, flow) in
        [("magnet_heavy", "CN", "US", magnets), ("dytb_oxide", "US", "CN", 2.0 * magnets)]
    {
        let lane = lane(trial, good, origin, destination);
        assert!(trial.world_mut().set(Column::LaneFlow, lane, flow));
    }
}

/// Tariffs on magnets from CN and on oxide from US.
fn rates(trial: &Trial<TariffLadder>) -> [f64; 2] {
    [lane(trial, "magnet_heavy", "CN", "US"), lane(trial, "dytb_oxide", "US", "CN")]
        .map(|lane| trial.value(Effect::Tariff, lane))
}

fn events(trial: &Trial<TariffLadder>) -> Vec<String> {
    trial.events().iter().map(|event| event.name.clone()).collect()
}

#[test]
fn rates_climb_by_their_dates_and_come_down_again() {
    let mut trial = trial(&[]);
    for (date, expected) in [
        ("2025-03-31", [0.0, 0.0]),
        ("2025-04-07", [0.5, 0.25]),
        ("2025-04-28", [0.5, 0.25]),
        ("2025-05-05", [1.0, 0.5]),
        ("2025-08-04", [0.1, 0.5]),
    ] {
        trial.on_date(date).tick().unwrap();
        assert_eq!(rates(&trial), expected, "{date}");
    }
    let rows = trial.world().rows(Table::Lanes);
    assert_eq!((0..rows).filter(|row| trial.value(Effect::Tariff, *row) != 0.0).count(), 2);
    assert_eq!(events(&trial), ["tariff_step_on_b"]);
}

#[test]
fn steps_up_are_announced_and_steps_down_are_not() {
    let mut trial = trial(&[("notice_days", "14")]);
    let mut announced = |date| {
        trial.on_date(date).tick().unwrap();
        let rows = trial.world().rows(Table::Uses);
        (0..rows).filter(|row| trial.value(Effect::Announced, *row) == 1.0).count()
    };
    // The middle of the tick is three days later. Two lanes with three end uses each.
    assert_eq!([announced("2025-03-17"), announced("2025-03-24"), announced("2025-03-31")], [0, 6, 6]);
    assert_eq!([announced("2025-04-07"), announced("2025-04-28"), announced("2025-07-28")], [0, 6, 0]);
}

#[test]
fn a_truce_begins_when_trade_has_been_low_for_long_and_ends_in_time() {
    let mut trial = trial(&[("truce_trigger", "0.5"), ("truce_patience", "2"), ("truce_days", "21")]);
    trial.on_date("2025-03-24").ticks(3).unwrap();
    // Before: 10 t x 110,000 + 20 t x 276,000 = 6.62 million a tick; now 40% of it, then half, which is not less.
    for (magnets, expected) in [(4.0, [0.5, 0.25]), (5.0, [0.5, 0.25]), (4.0, [0.5, 0.25])] {
        trade(&mut trial, magnets);
        trial.tick().unwrap();
        assert_eq!(rates(&trial), expected);
    }
    // 5 May, the second week in a row.
    trial.tick().unwrap();
    assert_eq!((rates(&trial), events(&trial)[0].as_str()), ([0.1, 0.1], "truce"));
    trial.ticks(2).unwrap();
    assert_eq!(rates(&trial), [0.1, 0.1]);
    trial.tick().unwrap();
    assert_eq!((rates(&trial), events(&trial)[0].as_str()), ([1.0, 0.5], "truce_over"));
    // Trade is still low, and the weeks are counted anew.
    trial.tick().unwrap();
    assert_eq!(rates(&trial), [1.0, 0.5]);
    trial.tick().unwrap();
    assert_eq!(rates(&trial), [0.1, 0.1]);
}

#[test]
fn a_truce_without_an_end_holds_for_good_and_without_a_trigger_there_is_none() {
    for (trigger, expected) in [("0.5", [0.1, 0.1]), ("0", [0.1, 0.5])] {
        let mut trial = trial(&[("truce_trigger", trigger), ("truce_patience", "1"), ("truce_days", "0")]);
        trial.on_date("2025-03-31").ticks(2).unwrap();
        trade(&mut trial, 0.0);
        trial.ticks(60).unwrap();
        assert_eq!(rates(&trial), expected);
    }
}

#[test]
fn trade_is_told_as_a_share_of_what_it_was() {
    let mut trial = trial(&[]);
    trial.on_date("2025-03-31").ticks(2).unwrap();
    trade(&mut trial, 4.0);
    trial.tick().unwrap();
    // 40% of both flows.
    let kept = &trial.metrics()[0];
    assert_eq!((kept.name.as_str(), kept.value), ("trade_kept", 2_648_000.0 / 6_620_000.0));
}

#[test]
fn a_resumed_run_goes_on_alike() {
    let mut trial = trial(&[("truce_trigger", "0.8"), ("notice_days", "7")]);
    trial.on_date("2025-03-17").ticks(4).unwrap();
    let mut resumed = trial.resumed().unwrap();
    for magnets in [9.0, 7.0, 7.0, 7.0, 7.0, 7.0, 9.0, 3.0] {
        for one in [&mut trial, &mut resumed] {
            trade(one, magnets);
            one.tick().unwrap();
        }
        assert_eq!(rates(&trial), rates(&resumed));
        assert_eq!((trial.metrics(), trial.events()), (resumed.metrics(), resumed.events()));
        assert_eq!(trial.save().unwrap(), resumed.save().unwrap());
    }
}

#[test]
fn a_state_that_makes_no_sense_is_refused() {
    let mut trial = trial(&[]);
    assert!(
        trial.load(&[0; 63]).is_err() && trial.load(&[0; 65]).is_err() && trial.load(&[255; 64]).is_err()
    );
    assert!(trial.load(&[0; 64]).is_ok());
}
