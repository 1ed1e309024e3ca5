use crate::{base_with, fine};
use coercivity_scenario::{diff, explain, schema};

#[test]
fn an_explanation_says_unit_range_default_and_source() {
    let text = explain("behaviour.cover.sigma", None).unwrap();
    for part in ["standard deviation", "Unit: none", "Range: 0 to 2", "Default: 0.5", "Source: Assumption"] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn with_a_scenario_it_says_the_value_and_who_set_it() {
    let loaded = fine(base_with(&[("run.ticks", "10")]));
    let text = explain("run.ticks", Some(&loaded)).unwrap();
    assert!(text.contains("Value: 10\nSet by: --set:1"), "{text}");
    let text = explain("schedule.duty.what.rate", Some(&loaded)).unwrap();
    assert!(text.contains("Value: 0.25\nSet by: base.ron:"), "{text}");
    let text = explain("network.suppliers_min", Some(&loaded)).unwrap();
    assert!(text.contains("Value: 2\nSet by: default"), "{text}");
    let text = explain("regimes.control.hazard[1].per_week", Some(&loaded)).unwrap();
    assert!(text.contains("Unit: 1/week") && text.contains("Value: 0.19"), "{text}");
}

#[test]
fn an_unknown_parameter_is_refused_with_a_suggestion() {
    let message = explain("run.tick", None).unwrap_err();
    assert!(message.contains("there is no `tick` in run; did you mean `ticks`?"), "{message}");
    let loaded = fine(base_with(&[]));
    assert!(
        explain("goods.cobalt.unit", Some(&loaded)).unwrap_err().contains("there is no `goods.cobalt.unit`")
    );
    assert!(explain("goods.cobalt.unit", None).unwrap().contains("Unit in which people read this good"));
}

#[test]
fn a_difference_is_told_by_path() {
    let (a, b) =
        (fine(base_with(&[])), fine(base_with(&[("schedule.duty.what.rate", "1"), ("run.seed", "4")])));
    let changes: Vec<_> =
        diff(&a, &b).into_iter().map(|one| (one.path, one.before.unwrap(), one.after.unwrap())).collect();
    let row = |path: &str, before: &str, after: &str| (path.to_owned(), before.to_owned(), after.to_owned());
    assert_eq!(changes, [row("schedule.duty.what.Tariff.rate", "0.25", "1.0"), row("run.seed", "0", "4")]);
    assert!(diff(&a, &a).is_empty());
}

#[test]
fn the_schema_is_of_a_whole_file_in_which_all_is_optional() {
    let schema = schema();
    assert!(schema["properties"]["base"].is_object() && schema["properties"]["set"].is_object());
    assert!(schema["properties"]["regimes"].is_object() && schema["required"].is_null());
}
