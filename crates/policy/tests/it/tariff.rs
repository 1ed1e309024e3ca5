//! The example that authors begin with.

#[path = "../../examples/tariff.rs"]
#[expect(unreachable_pub, reason = "it is a crate of its own, borrowed")]
mod example;

use coercivity_policy::prelude::*;
use example::Tariff;

#[test]
fn a_tariff_takes_forty_lines_and_no_unsafe() {
    let source = include_str!("../../examples/tariff.rs");
    let code =
        source.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with("//")).count();
    assert!(code <= 40, "{code} lines");
    assert!(!source.contains("unsafe"));
}

#[test]
fn its_goods_pay_from_its_day_on_and_others_never() {
    let mut trial =
        Harness::<Tariff>::new().set("rate", "0.5").set("destinations", "US, JP").build().unwrap();
    let names = trial.names().clone();
    let (cn, us, jp) = (Jurisdiction(0), Jurisdiction(1), Jurisdiction(2));
    let heavy = names.good("magnet_heavy").unwrap();
    let oxide = names.good("dytb_oxide").unwrap();
    let paying = [names.lane_row(heavy, cn, us), names.lane_row(heavy, cn, jp)];
    let free = [names.lane_row(heavy, us, jp), names.lane_row(heavy, cn, cn), names.lane_row(oxide, cn, us)];
    // A tick of the test world is a week: the middle day of the one that begins on 5 April is the 8th.
    trial.on_date("2025-04-05").tick().unwrap();
    assert!((0..names.lane_count()).all(|lane| trial.value(Effect::Tariff, lane) == 0.0));
    trial.on_date("2025-04-06").tick().unwrap();
    assert_eq!(paying.map(|lane| trial.value(Effect::Tariff, lane)), [0.5, 0.5]);
    assert_eq!(free.map(|lane| trial.value(Effect::Tariff, lane)), [0.0; 3]);
}

#[test]
fn a_rate_out_of_range_is_refused() {
    let fault = Harness::<Tariff>::new().set("rate", "11").build().unwrap_err();
    assert_eq!((fault.message.as_str(), fault.parameter), ("`rate` 11 is over 10 share", Some(0)));
}
