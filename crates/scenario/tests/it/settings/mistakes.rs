//! Mistakes in parameters of plugins, each told once, at its place, with what to do.
//!
//! In a text under test `^` stands before the first character of what is wrong; it is taken out before loading.

use super::{HEAD, given, goods, needed, pace, settled, shares, spec};
use coercivity_base::parameter::{ParameterKind as Kind, ParameterSpec};
use coercivity_scenario::settle_parameters;

/// Asserts that the marked text is told exactly the mistakes `wanted` (message, help), in order of their marks.
fn refused(marked: &str, specs: &[ParameterSpec], wanted: &[(&str, Option<&str>)]) {
    let mut pieces = marked.split('^');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    let mut columns = Vec::new();
    for piece in pieces {
        columns.push(HEAD.len() + plain.chars().count() + 1);
        plain += piece;
    }
    let found = settle_parameters(&given(&plain), 0, specs).expect_err(marked);
    let told: Vec<_> = found
        .iter()
        .map(|one| {
            assert_eq!((one.file.as_str(), one.line), ("main.ron", 1), "{marked}");
            (one.column, one.message.as_str(), one.help.as_deref())
        })
        .collect();
    let expected: Vec<_> =
        columns.into_iter().zip(wanted).map(|(column, (message, help))| (column, *message, *help)).collect();
    assert_eq!(expected.len(), wanted.len(), "{marked} has other marks than mistakes");
    assert_eq!(told, expected, "{marked}");
}

#[test]
fn a_value_of_another_kind_is_told_what_it_should_be() {
    let quoted = Some("put it in quotation marks");
    let bare = Some("numbers stand without quotation marks");
    let day = Some("write year, month and day, such as \"2025-04-04\"");
    let steps = Some("write dates and numbers in { }, such as {\"2025-04-04\": 0.05}");
    let all = Some("put it in [ ], or write \"all\"");
    let cases = [
        (Kind::Number, "\"12\"", "it is a number, this is a text", bare),
        (Kind::Number, "true", "it is a number, this is `true`", None),
        (Kind::Integer, "1.5", "it is a whole number, this is the number 1.5", None),
        (Kind::Integer, "\"3\"", "it is a whole number, this is a text", bare),
        (Kind::Switch, "1", "it is `true` or `false`, this is the number 1", Some("write true or false")),
        (
            Kind::Switch,
            "\"true\"",
            "it is `true` or `false`, this is a text",
            Some("write true or false without quotation marks"),
        ),
        (Kind::Text, "3", "it is a text, this is the number 3", quoted),
        (Kind::Date, "20250404", "it is a date, this is the number 20250404", day),
        (Kind::Date, "\"2025-02-30\"", "\"2025-02-30\" is not a date", day),
        (Kind::Good, "[\"ore\"]", "it is the name of a good, this is a list", None),
        (Kind::Goods, "\"ore\"", "it is a list of goods, this is a text", all),
        (Kind::Jurisdiction, "false", "it is the code of a jurisdiction, this is `false`", quoted),
        (Kind::Jurisdictions, "\"JP\"", "it is a list of jurisdictions, this is a text", all),
        (Kind::EndUses, "\"civil\"", "it is a list of end uses, this is a text", all),
        // There is no `all` of firms and measures.
        (Kind::Firms, "\"all\"", "it is a list of firms, this is a text", Some("put it in [ ]")),
        (Kind::Measures, "\"all\"", "it is a list of measures, this is a text", Some("put it in [ ]")),
        (Kind::Regime, "1", "it is the name of a regime, this is the number 1", quoted),
        (Kind::Schedule, "0.05", "it is a map of dates to numbers, this is the number 0.05", steps),
        (Kind::Number, "{\"2025-04-04\": 1}", "it is a number, this is a map", None),
    ];
    for (kind, written, message, help) in cases {
        refused(&format!("\"it\": ^{written}"), &[needed(kind)], &[(message, help)]);
    }
}

#[test]
fn numbers_and_texts_that_are_not_allowed_are_told_what_is() {
    let range = Some("allowed: 0 to 10 share");
    let cases = [
        (shares(Kind::Number), "^12", "it 12 is over 10 share", range),
        (shares(Kind::Number), "^-0.5", "it -0.5 is under 0 share", range),
        (shares(Kind::Integer), "^11", "it 11 is over 10 share", range),
        (needed(Kind::Integer), "^1e300", "1e300 is too large", None),
        (shares(Kind::Schedule), "{\"2025-04-04\": 1, \"2025-06-09\": ^12}", "it 12 is over 10 share", range),
        (pace(), "^\"fats\"", "it `fats` is none of fast, slow", Some("did you mean `fast`?")),
    ];
    for (spec, written, message, help) in cases {
        refused(&format!("\"it\": {written}"), &[spec], &[(message, help)]);
    }
}

#[test]
fn names_that_the_scenario_lacks_are_told_at_their_place_in_the_list() {
    let all = Some("there are: `motor`, `ore`, `oxide`");
    let meant = [
        "did you mean `oxide`?",
        "did you mean `JP`?",
        "did you mean `civil`?",
        "did you mean `North Mine`?",
        "did you mean `control`?",
        "did you mean `duty`?",
    ];
    let cases = [
        (Kind::Good, "^\"oxid\"", "unknown good `oxid`", Some(meant[0])),
        (Kind::Good, "^\"gallium\"", "unknown good `gallium`", all),
        (Kind::Goods, "[\"ore\", ^\"oxid\"]", "unknown good `oxid`", Some(meant[0])),
        (Kind::Goods, "[\"ore\", \"oxide\", ^\"ore\"]", "`ore` is listed twice", Some("take one out")),
        (Kind::Jurisdiction, "^\"JPN\"", "unknown jurisdiction `JPN`", Some(meant[1])),
        (
            Kind::Jurisdiction,
            "^\"G7\"",
            "`G7` is a group, but a single jurisdiction is needed here",
            Some("name one of its members"),
        ),
        (Kind::Jurisdictions, "[\"G7\", ^\"JPN\"]", "unknown jurisdiction or group `JPN`", Some(meant[1])),
        (Kind::EndUses, "[\"dual\", ^\"civic\"]", "unknown end use `civic`", Some(meant[2])),
        (Kind::EndUses, "[^\"other\"]", "unknown end use `other`", Some("there are: civil, dual, military")),
        (Kind::Firms, "[^\"North Mines\"]", "unknown firm or owner `North Mines`", Some(meant[3])),
        (Kind::Regime, "^\"contrl\"", "unknown regime `contrl`", Some(meant[4])),
        (Kind::Measures, "[\"list\", ^\"dutty\"]", "unknown measure `dutty`", Some(meant[5])),
    ];
    for (kind, written, message, help) in cases {
        refused(&format!("\"it\": {written}"), &[needed(kind)], &[(message, help)]);
    }
    let both = [("unknown good `oxid`", Some(meant[0])), ("unknown good `gallium`", all)];
    refused("\"it\": [^\"oxid\", \"ore\", ^\"gallium\"]", &[needed(Kind::Goods)], &both);
}

#[test]
fn dates_of_a_schedule_are_checked_each_and_in_their_order() {
    let day = Some("write year, month and day, such as \"2025-04-04\"");
    let order = Some("steps stand in the order of their dates");
    let schedule = [needed(Kind::Schedule)];
    refused(
        "\"it\": {^\"April\": 0.1, \"2025-05-01\": 0.2, ^\"1.6.2025\": 0.3}",
        &schedule,
        &[("\"April\" is not a date", day), ("\"1.6.2025\" is not a date", day)],
    );
    refused(
        "\"it\": {\"2025-06-09\": 0.1, ^\"2025-04-04\": 0.2}",
        &schedule,
        &[("2025-04-04 does not come after 2025-06-09", order)],
    );
}

#[test]
fn a_parameter_that_the_plugin_lacks_is_told_at_its_name() {
    let specs = [spec("rate", Kind::Number, Some("1")), spec("goods", Kind::Goods, Some("all"))];
    let unknown = "plugin `rule` has no parameter `rte`";
    refused("^\"rte\": 1", &specs, &[(unknown, Some("did you mean `rate`? there are: `rate`, `goods`"))]);
    let unknown = "plugin `rule` has no parameter `hazard`";
    refused("\"rate\": 2, ^\"hazard\": {}", &specs, &[(unknown, Some("there are: `rate`, `goods`"))]);
    refused("^\"hazard\": 1", &[], &[(unknown, Some("there are: none"))]);
}

#[test]
fn every_mistake_is_told_at_once() {
    let rate = ParameterSpec { name: String::from("rate"), ..shares(Kind::Number) };
    let specs = [rate, spec("good", Kind::Good, None), spec("from", Kind::Date, None)];
    refused(
        "\"rate\": ^12, ^\"god\": \"ore\", \"good\": ^\"oxid\", \"from\": \"2025-04-04\"",
        &specs,
        &[
            ("rate 12 is over 10 share", Some("allowed: 0 to 10 share")),
            (
                "plugin `rule` has no parameter `god`",
                Some("did you mean `good`? there are: `rate`, `good`, `from`"),
            ),
            ("unknown good `oxid`", Some("did you mean `oxide`?")),
        ],
    );
}

/// Asserts that what is absent is told at the name of the plugin.
fn refused_at_the_name(spec: ParameterSpec, message: &str, help: &str) {
    let found = settle_parameters(&given(""), 0, &[spec]).expect_err(message);
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.line, one.column, one.message.as_str(), one.help.as_deref().unwrap_or_default()))
        .collect();
    // `(base: "base.ron", ` has 19 characters, `plugins: [(plugin: ` again 19.
    assert_eq!(told, [(1, 39, message, help)]);
}

#[test]
fn a_parameter_without_a_default_must_be_given() {
    let message = "plugin `rule` needs the parameter `it`";
    let rate = "add \"it\" to `parameters`, a number, 0 to 10 share: tariff";
    refused_at_the_name(shares(Kind::Number), message, rate);
    refused_at_the_name(pace(), message, "add \"it\" to `parameters`, a text, one of fast, slow");
    refused_at_the_name(needed(Kind::Goods), message, "add \"it\" to `parameters`, a list of goods");
}

#[test]
fn a_default_that_does_not_fit_the_scenario_must_be_set() {
    let lacks = |name: &str| format!("default of `it` names `{name}`, which this scenario lacks; set it");
    let cases = [
        (Kind::Goods, "ore, magnet_heavy", lacks("magnet_heavy"), "a list of goods"),
        (Kind::Good, "gallium", lacks("gallium"), "the name of a good"),
        (Kind::Jurisdictions, "EU", lacks("EU"), "a list of jurisdictions"),
        (Kind::Firms, "South Mine", lacks("South Mine"), "a list of firms"),
        (Kind::Regime, "april", lacks("april"), "the name of a regime"),
        (Kind::Measures, "duty, levy", lacks("levy"), "a list of measures"),
        (
            Kind::Jurisdiction,
            "G7",
            String::from(
                "default of `it`: `G7` is a group, but a single jurisdiction is needed here; set it",
            ),
            "the code of a jurisdiction",
        ),
        (Kind::Number, "much", String::from("default of `it`: `much` is not a number; set it"), "a number"),
    ];
    for (kind, default, message, what) in cases {
        let help = format!("add \"it\" to `parameters`, {what}");
        refused_at_the_name(spec("it", kind, Some(default)), &message, &help);
    }
    let ranged = ParameterSpec { default: Some(String::from("12")), ..shares(Kind::Number) };
    let help = "add \"it\" to `parameters`, a number, 0 to 10 share: tariff";
    refused_at_the_name(ranged, "default of `it`: it 12 is over 10 share; set it", help);
    // Given, the default does not matter.
    assert_eq!(
        settled(&given("\"it\": [\"ore\"]"), spec("it", Kind::Goods, Some("magnet_heavy"))),
        goods(&[1])
    );
}
