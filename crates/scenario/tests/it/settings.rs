//! Parameters of plugins: what every kind means, from a scenario and from a default.
//!
//! Goods of the base are motor, ore, oxide; jurisdictions CN, JP, US; measures in order of their dates control_begins,
//! list, duty, truce; named firms East Motors, North Mine, North Refinery.

/// Every mistake at its place.
mod mistakes;

use crate::{fine, load_files};
use coercivity_base::parameter::{ParameterKind as Kind, ParameterSpec, Setting};
use coercivity_base::{Date, GoodId, JurisdictionId};
use coercivity_scenario::{Loaded, settle_parameters};

/// What stands before the parameters.
const HEAD: &str = "(base: \"base.ron\", plugins: [(plugin: \"rule\", parameters: {";

/// A scenario in which the plugin `rule` is given parameters.
fn given(parameters: &str) -> Loaded {
    fine(load_files(&[("main.ron", &format!("{HEAD}{parameters}}})])"))], &[]))
}

fn spec(name: &str, kind: Kind, default: Option<&str>) -> ParameterSpec {
    ParameterSpec {
        name: name.to_owned(),
        kind,
        unit: String::new(),
        min: None,
        max: None,
        choices: Vec::new(),
        default: default.map(str::to_owned),
        help: String::new(),
    }
}

/// A parameter `it` that must be given.
fn needed(kind: Kind) -> ParameterSpec {
    spec("it", kind, None)
}

/// A number or schedule of 0 to 10 share.
fn shares(kind: Kind) -> ParameterSpec {
    ParameterSpec {
        unit: String::from("share"),
        min: Some(0.0),
        max: Some(10.0),
        help: String::from("tariff"),
        ..needed(kind)
    }
}

/// A text out of `fast` and `slow`.
fn pace() -> ParameterSpec {
    ParameterSpec { choices: vec![String::from("fast"), String::from("slow")], ..needed(Kind::Text) }
}

fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|wrong| panic!("{text}: {wrong}"))
}

fn goods(indices: &[usize]) -> Setting {
    Setting::Goods(indices.iter().map(|n| GoodId::at(*n)).collect())
}

fn jurisdictions(indices: &[usize]) -> Setting {
    Setting::Jurisdictions(indices.iter().map(|n| JurisdictionId::at(*n)).collect())
}

/// The one setting of the parameter `it`.
fn settled(loaded: &Loaded, spec: ParameterSpec) -> Setting {
    let kind = spec.kind;
    let mut settings = settle_parameters(loaded, 0, &[spec]).unwrap_or_else(|found| panic!("{found}"));
    assert_eq!(settings.len(), 1);
    assert_eq!(settings[0].kind(), kind);
    settings.remove(0)
}

#[test]
fn every_kind_is_settled_alike_from_a_scenario_and_from_a_default() {
    let schedule = Setting::Schedule(vec![(date("2025-04-04"), 0.05), (date("2025-06-09"), 1.0)]);
    // Kind, as a scenario writes it, as a default is written, what it means.
    let cases = [
        (Kind::Number, "1.5", "1.5", Setting::Number(1.5)),
        (Kind::Number, "-2", "-2", Setting::Number(-2.0)),
        (Kind::Integer, "-3", "-3", Setting::Integer(-3)),
        (Kind::Integer, "9007199254740991", "9007199254740991", Setting::Integer((1 << 53) - 1)),
        (Kind::Switch, "true", "true", Setting::Switch(true)),
        (Kind::Text, "\"any words\"", "any words", Setting::Text(String::from("any words"))),
        (Kind::Date, "\"2025-04-09\"", "2025-04-09", Setting::Date(date("2025-04-09"))),
        (Kind::Good, "\"ore\"", "ore", Setting::Good(GoodId::at(1))),
        (Kind::Goods, "[\"oxide\", \"motor\"]", "oxide, motor", goods(&[0, 2])),
        (Kind::Goods, "\"all\"", "all", goods(&[0, 1, 2])),
        (Kind::Goods, "[]", "", goods(&[])),
        (Kind::Jurisdiction, "\"JP\"", "JP", Setting::Jurisdiction(JurisdictionId::at(1))),
        (Kind::Jurisdictions, "[\"US\", \"CN\"]", "US, CN", jurisdictions(&[0, 2])),
        // The G7 here are JP and US, which is named again.
        (Kind::Jurisdictions, "[\"US\", \"G7\"]", "US, G7", jurisdictions(&[1, 2])),
        (Kind::Jurisdictions, "\"all\"", "all", jurisdictions(&[0, 1, 2])),
        // Civil, dual, military.
        (
            Kind::EndUses,
            "[\"military\", \"civil\"]",
            "military, civil",
            Setting::EndUses([true, false, true]),
        ),
        (Kind::EndUses, "\"all\"", "all", Setting::EndUses([true; 3])),
        (Kind::EndUses, "[]", "", Setting::EndUses([false; 3])),
        (Kind::Firms, "[\"East Motors\"]", "East Motors", Setting::Firms(vec![0])),
        (Kind::Regime, "\"control\"", "control", Setting::Regime(0)),
        (Kind::Measures, "[\"truce\", \"list\"]", "truce, list", Setting::Measures(vec![1, 3])),
        (
            Kind::Schedule,
            "{\"2025-04-04\": 0.05, \"2025-06-09\": 1}",
            "2025-04-04: 0.05, 2025-06-09: 1",
            schedule,
        ),
        (Kind::Schedule, "{}", "", Setting::Schedule(Vec::new())),
    ];
    for kind in Kind::ALL {
        assert!(cases.iter().any(|case| case.0 == kind), "no case of {}", kind.name());
    }
    for (kind, written, default, setting) in cases {
        assert_eq!(settled(&given(&format!("\"it\": {written}")), needed(kind)), setting, "{written}");
        assert_eq!(settled(&given(""), spec("it", kind, Some(default))), setting, "default {default}");
    }
}

#[test]
fn bounds_and_choices_are_allowed_themselves() {
    assert_eq!(settled(&given("\"it\": 0"), shares(Kind::Number)), Setting::Number(0.0));
    assert_eq!(settled(&given("\"it\": 10"), shares(Kind::Integer)), Setting::Integer(10));
    assert_eq!(settled(&given("\"it\": \"slow\""), pace()), Setting::Text(String::from("slow")));
}

#[test]
fn an_owner_stands_for_the_firms_that_it_owns_by_half_alone_or_together() {
    let owners = |motors: &str| {
        let main = format!(
            r#"(base: "base.ron", plugins: [(plugin: "rule")], set: {{
                "firms.named[North Mine].owners": [(name: "Holding", share: 0.5), (name: "Fund", share: 0.4)],
                "firms.named[East Motors].owners": {motors},
            }})"#
        );
        fine(load_files(&[("main.ron", &main)], &[]))
    };
    let firms = |loaded: &Loaded, names: &str| settled(loaded, spec("it", Kind::Firms, Some(names)));
    // The holding owns half of the mine, the mine 0.6 of the refinery; of the motors 0.3 and 0.2 are theirs.
    let half = owners(r#"[(name: "Holding", share: 0.3), (name: "North Mine", share: 0.2)]"#);
    assert_eq!(firms(&half, "Holding"), Setting::Firms(vec![0, 1, 2]));
    assert_eq!(firms(&half, "North Mine"), Setting::Firms(vec![1, 2]));
    assert_eq!(firms(&half, "North Refinery"), Setting::Firms(vec![2]));
    // 0.4 of the mine is less than half.
    assert_eq!(firms(&half, "Fund"), Setting::Firms(Vec::new()));
    // 0.3 and 0.19 are 0.49.
    let less = owners(r#"[(name: "Holding", share: 0.3), (name: "North Mine", share: 0.19)]"#);
    assert_eq!(firms(&less, "Holding"), Setting::Firms(vec![1, 2]));
}

#[test]
fn settings_come_in_the_order_of_the_list_and_defaults_fill_the_gaps() {
    let loaded = given(r#""goods": ["ore"], "active": false"#);
    let specs = [
        spec("rate", Kind::Number, Some("0.25")),
        spec("active", Kind::Switch, Some("true")),
        spec("goods", Kind::Goods, None),
        spec("members", Kind::Jurisdictions, Some("G7")),
    ];
    let settings = settle_parameters(&loaded, 0, &specs).unwrap();
    let expected = [Setting::Number(0.25), Setting::Switch(false), goods(&[1]), jurisdictions(&[1, 2])];
    assert_eq!(settings, expected);
    assert_eq!(settle_parameters(&given(""), 0, &[]), Ok(Vec::new()));
}

#[test]
fn a_value_of_the_command_line_is_settled_and_told_there() {
    let main = format!("{HEAD}\"rate\": 1}})])");
    let set =
        |value: &str| fine(load_files(&[("main.ron", &main)], &[("plugins[0].parameters.rate", value)]));
    let rate = || ParameterSpec { name: String::from("rate"), ..shares(Kind::Number) };
    assert_eq!(settled(&set("0.5"), rate()), Setting::Number(0.5));
    for (value, message) in [("12", "rate 12 is over 10 share"), ("much", "rate is a number, this is a text")]
    {
        let found = settle_parameters(&set(value), 0, &[rate()]).unwrap_err();
        let one = found.iter().next().unwrap();
        // Behind `plugins[0].parameters.rate=`, which has 27 characters.
        assert_eq!((one.file.as_str(), one.line, one.column), ("--set", 1, 28), "{value}");
        assert_eq!((found.len(), one.message.as_str()), (1, message));
        assert_eq!(one.path.as_deref(), Some("plugins[0].parameters.rate"));
    }
}
