//! What becomes of a policy that fails, and of the run.

use crate::policies::{Idle, Tariff, hashes, metal_to_us, policy, quiet, using, world};
use coercivity_base::Date;
use coercivity_engine::Failure;
use coercivity_engine::policies::{Fate, OnError, PolicyFailure, PolicyUse, Report};
use coercivity_policy::prelude::*;

/// What was told on the way to `tick`s done.
fn run_until_failure(uses: &[PolicyUse]) -> (i64, Option<PolicyFailure>, Vec<Report>) {
    let mut world = world(&quiet(), 1, uses);
    for tick in 0..10 {
        match world.step() {
            Ok(()) => world.advance(),
            Err(Failure::Policy(failure)) => return (tick, Some(failure), world.reports()),
            Err(other) => panic!("{other}"),
        }
    }
    (10, None, world.reports())
}

policy!(NotANumber, reads & [], writes & [Effect::Tariff], |world, measures| {
    if world.tick() == 3 {
        let lane = metal_to_us(world.names());
        measures.column_f64(Effect::Tariff)?[lane] = f64::NAN;
    }
});
policy!(Fails, reads & [], writes & [Effect::Tariff], |world, _measures| {
    if world.tick() == 3 {
        return Err(Refusal::new("the table of rates ends here"));
    }
});
policy!(Panics, reads & [], writes & [Effect::Tariff], |world, _measures| {
    assert!(world.tick() < 3, "no rate for tick {}", world.tick());
});
policy!(UnknownFirm, reads & [], writes & [], |_world, measures| {
    measures.restrict(coercivity_policy::Restriction::ban(
        coercivity_policy::Party::Firm(999_999),
        coercivity_policy::Party::Any,
    ));
});
policy!(Unregulated, reads & [], writes & [Effect::Status], |world, measures| {
    measures.set(Effect::Status, metal_to_us(world.names()) * 3, 2.0);
});
policy!(FinalQuota, reads & [], writes & [Effect::Quota], |world, measures| {
    let names = world.names();
    let device = names.good("device").unwrap();
    measures.quota(
        names.lane_row(device, names.jurisdiction("CN").unwrap(), names.jurisdiction("US").unwrap()),
        1.0,
    );
});

#[test]
fn a_policy_that_fails_ends_the_run_before_the_tick_with_a_sentence() {
    let cases: [(PolicyUse, i64, &str); 6] = [
        (using::<NotANumber>("x"), 3, "wrote lanes.tariff = NaN at CN -> US, metal; it must lie in 0..=100"),
        (using::<Fails>("x"), 3, "the table of rates ends here"),
        (using::<Panics>("x"), 3, "no rate for tick 3"),
        (using::<UnknownFirm>("x"), 0, "999999"),
        (
            using::<Unregulated>("x"),
            0,
            "wrote uses.status = 2 at CN -> US, metal, civil use: a licence needs a regime",
        ),
        (
            using::<FinalQuota>("x"),
            0,
            "wrote lanes.quota = 1 at CN -> US, device: the good is sold to final markets",
        ),
    ];
    for (used, tick, words) in cases {
        let (ended, failure, reports) = run_until_failure(&[used]);
        let failure = failure.unwrap();
        assert!(failure.message.contains(words), "{}", failure.message);
        assert_eq!((ended, failure.id.as_str(), &*failure.hook), (tick, "x", "on_tick"), "{words}");
        assert_eq!(reports[0].fate, Fate::Failed(failure));
    }
}

#[test]
fn the_sentence_names_policy_hook_and_date() {
    let (_, failure, _) = run_until_failure(&[using::<Fails>("rates")]);
    // Tick 3 begins three weeks after 6 January 2025.
    assert_eq!(
        failure.unwrap().to_string(),
        "policy `rates` failed in on_tick on 2025-01-27: the table of rates ends here"
    );
}

#[test]
fn a_disabled_policy_is_as_if_it_had_never_been_there_from_its_failure_on() {
    let failing = || PolicyUse { on_error: OnError::Disable, ..using::<Panics>("x") };
    let (ticks, failure, reports) = run_until_failure(&[failing()]);
    assert_eq!((ticks, failure), (10, None));
    let Fate::Disabled(why) = &reports[0].fate else { panic!("{reports:?}") };
    assert_eq!(why.date, Date::constant(2025, 1, 27));
    // Called in ticks 0 to 3; the call that failed is none.
    assert_eq!(reports[0].calls, 3);
    assert_eq!(
        hashes(&quiet(), 1, &[failing(), using::<Tariff>("t")]),
        hashes(&quiet(), 1, &[using::<Tariff>("t")])
    );
}

#[test]
fn a_call_over_its_limit_is_a_failure_and_one_over_the_warning_is_counted() {
    // Every call takes longer than 0 ms.
    let (_, failure, _) = run_until_failure(&[PolicyUse { limit_ms: Some(0.0), ..using::<Idle>("slow") }]);
    assert!(failure.unwrap().message.contains("over its limit_ms of 0"));
    let (_, _, reports) = run_until_failure(&[PolicyUse { warn_ms: 0.0, ..using::<Idle>("slow") }]);
    assert_eq!((reports[0].calls, reports[0].slow_calls), (10, 10));
}
