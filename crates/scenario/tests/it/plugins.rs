//! The section `plugins`: uses of plugins, and their parameters as they are written.

use crate::{base_with, fine, load_files, told};
use coercivity_scenario::checked::PluginUse;
use coercivity_scenario::sections::{Carrier, Literal, OnError};
use coercivity_scenario::{Loaded, diff, explain, load, plugin_hash_mistake, plugin_mistake};
use std::collections::BTreeMap;

/// Two plugins over the base; parameters of every form.
const MAIN: &str = r#"(
    base: "base.ron",
    plugins: [
        (
            plugin: "tariff_ladder",
            id: "us_tariffs",
            parameters: {
                "rate": 1,
                "active": true,
                "from": "2025-04-09",
                "goods": ["ore"],
                "hazard": {"2025-04-04": 0.05, "2025-06-09": 0.19},
            },
            sha256: "ABCDEF0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789",
        ),
        (plugin: "rules/libquota.so", id: "eu_quota", carrier: Isolated, on_error: Disable, warn_ms: 5, limit_ms: 60000),
    ],
)"#;

fn main_with(overrides: &[(&str, &str)]) -> Loaded {
    fine(load_files(&[("main.ron", MAIN)], overrides))
}

fn parameter<'a>(loaded: &'a Loaded, name: &str) -> &'a Literal {
    &loaded.sections.plugins[0].parameters[name]
}

fn text(text: &str) -> Literal {
    Literal::Text(text.to_owned())
}

fn list(names: &[&str]) -> Literal {
    Literal::List(names.iter().map(|name| (*name).to_owned()).collect())
}

fn map(steps: &[(&str, f64)]) -> Literal {
    Literal::Map(steps.iter().map(|(date, value)| ((*date).to_owned(), *value)).collect())
}

#[test]
fn uses_of_plugins_stand_in_the_order_of_the_list_with_their_defaults() {
    let loaded = main_with(&[]);
    let ladder = PluginUse {
        id: String::from("us_tariffs"),
        plugin: String::from("tariff_ladder"),
        base_file: String::from("main.ron"),
        // Capital digits are the same hash.
        sha256: Some("abcdef0123456789".repeat(4)),
        carrier: Carrier::Native,
        on_error: OnError::Stop,
        warn_ms: 1000.0,
        limit_ms: None,
    };
    let quota = PluginUse {
        id: String::from("eu_quota"),
        plugin: String::from("rules/libquota.so"),
        base_file: String::from("main.ron"),
        sha256: None,
        carrier: Carrier::Isolated,
        on_error: OnError::Disable,
        warn_ms: 5.0,
        limit_ms: Some(60_000.0),
    };
    assert_eq!(loaded.scenario.plugins, [ladder, quota]);
    assert_eq!(*parameter(&loaded, "rate"), Literal::Number(1.0));
    assert_eq!(*parameter(&loaded, "active"), Literal::Switch(true));
    assert_eq!(*parameter(&loaded, "from"), text("2025-04-09"));
    assert_eq!(*parameter(&loaded, "goods"), list(&["ore"]));
    assert_eq!(*parameter(&loaded, "hazard"), map(&[("2025-04-04", 0.05), ("2025-06-09", 0.19)]));
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
}

#[test]
fn a_baseline_has_no_plugins() {
    let scenario = main_with(&[]).scenario;
    assert_eq!((scenario.plugins.len(), scenario.baseline().plugins.len()), (2, 0));
}

#[test]
fn a_path_is_relative_to_the_file_that_names_it() {
    let rules = r#"(plugins: [(plugin: "../lib/libquota.so"), (plugin: "ladder"), (plugin: "./cap.dll")])"#;
    let own = r#"(base: ["base.ron", "parts/rules.ron"], set: {"plugins[2].plugin": "rules/cap.so"})"#;
    let files = [("main.ron", own), ("parts/rules.ron", rules)];
    let loaded = fine(load_files(&files, &[("plugins[1].plugin", "./ladder.so")]));
    let uses: Vec<_> = loaded
        .scenario
        .plugins
        .iter()
        .map(|one| (one.id.as_str(), one.base_file.as_str(), one.path()))
        .collect();
    let path = |path: &str| Some(path.to_owned());
    // The base says the first, the command line, which stands beside the scenario, the second, `set` the third.
    let expected = [
        ("quota", "parts/rules.ron", path("lib/libquota.so")),
        ("ladder", "main.ron", path("ladder.so")),
        ("cap", "main.ron", path("rules/cap.so")),
    ];
    assert_eq!(uses, expected);
    assert_eq!(main_with(&[]).scenario.plugins[0].path(), None);
}

#[test]
fn plugins_replace_those_of_a_base_and_set_reaches_single_parameters() {
    let none = r#"(base: "rules.ron", plugins: [])"#;
    let loaded = fine(load_files(&[("main.ron", none), ("rules.ron", MAIN)], &[]));
    assert_eq!(loaded.scenario.plugins, []);
    let set = r#"(base: "rules.ron", set: {
        "plugins[us_tariffs].parameters.rate": 0.25,
        "plugins[0].parameters.hazard.2025-05-01": 0.1,
        "plugins[0].parameters.mode": "fast",
        "plugins.us_tariffs.parameters.goods[0]": "oxide",
    })"#;
    let loaded = fine(load_files(&[("main.ron", set), ("rules.ron", MAIN)], &[]));
    assert_eq!(*parameter(&loaded, "rate"), Literal::Number(0.25));
    assert_eq!(*parameter(&loaded, "mode"), text("fast"));
    assert_eq!(*parameter(&loaded, "goods"), list(&["oxide"]));
    // A new date stands between those that the base has.
    let hazard = map(&[("2025-04-04", 0.05), ("2025-05-01", 0.1), ("2025-06-09", 0.19)]);
    assert_eq!(*parameter(&loaded, "hazard"), hazard);
    assert_eq!(loaded.origin.find("plugins[0].parameters.rate"), Some(("main.ron", 2)));
    assert_eq!(loaded.origin.find("plugins[0].parameters.active"), Some(("rules.ron", 9)));
}

#[test]
fn the_command_line_writes_parameters_without_quotation_marks() {
    let loaded = main_with(&[
        ("plugins[0].parameters.rate", "0.5"),
        ("plugins[us_tariffs].parameters.active", "false"),
        ("plugins[0].parameters.from", "2025-05-01"),
        ("plugins[0].parameters.goods", "[ore, \"oxide\"]"),
        ("plugins[0].parameters.hazard.2025-06-09", "0.2"),
        ("plugins[0].parameters.mode", "fast"),
        ("plugins[0].parameters.firm", "North Mine"),
        ("plugins[0].parameters.share", "{\"2025-01-06\": 1}"),
        ("plugins[eu_quota].on_error", "Stop"),
    ]);
    let literals: Vec<Literal> = ["rate", "active", "from", "goods", "hazard", "mode", "firm", "share"]
        .map(|name| parameter(&loaded, name).clone())
        .to_vec();
    let expected = [
        Literal::Number(0.5),
        Literal::Switch(false),
        text("2025-05-01"),
        list(&["ore", "oxide"]),
        map(&[("2025-04-04", 0.05), ("2025-06-09", 0.2)]),
        text("fast"),
        text("North Mine"),
        map(&[("2025-01-06", 1.0)]),
    ];
    assert_eq!(literals, expected);
    assert_eq!(loaded.scenario.plugins[1].on_error, OnError::Stop);
}

#[test]
fn what_the_command_line_cannot_set_is_told_there() {
    let cases = [
        ("plugins[us_tarifs].parameters.rate", "1", "there is no entry `us_tarifs` in `plugins`"),
        ("plugins[2].parameters.rate", "1", "`plugins` has 2 entries, there is no [2]"),
        ("plugins[0].parameters.rate.low", "1", "`plugins[0].parameters.rate` is a single value"),
        ("plugins[0].parameters.goods[1]", "ore", "`plugins[0].parameters.goods` has 1 entries"),
        ("plugins[0].parameter.rate", "1", "there is no field `parameter` in `plugins[0]`"),
    ];
    for (path, value, message) in cases {
        let told = told(load_files(&[("main.ron", MAIN)], &[(path, value)]));
        assert!(told.len() == 1 && told[0].2.starts_with(message), "{path}: {told:?}");
        assert_eq!((told[0].0, told[0].1), (1, 1), "{path}");
    }
    let broken = told(load_files(&[("main.ron", MAIN)], &[("plugins[0].parameters.goods", "[ore")]));
    // Behind `plugins[0].parameters.goods=`, which has 28 characters.
    assert_eq!(broken, [(1, 29, String::from("`[ore` cannot be read as a value"))]);
}

#[test]
fn differences_are_told_down_to_a_date_of_a_parameter() {
    let changed = main_with(&[
        ("plugins[0].parameters.rate", "0.5"),
        ("plugins[0].parameters.goods", "[ore, oxide]"),
        ("plugins[0].parameters.hazard.2025-06-09", "0.2"),
        ("plugins[0].parameters.hazard.2025-07-01", "0.3"),
        ("plugins[0].parameters.mode", "fast"),
        ("plugins[1].warn_ms", "7"),
    ]);
    let changes: Vec<_> = diff(&main_with(&[]), &changed)
        .into_iter()
        .map(|one| (one.path, one.before.unwrap_or_default(), one.after.unwrap_or_default()))
        .collect();
    let row = |path: &str, before: &str, after: &str| {
        (format!("plugins.{path}"), before.to_owned(), after.to_owned())
    };
    let expected = [
        row("us_tariffs.parameters.goods", "[\"ore\"]", "[\"ore\", \"oxide\"]"),
        row("us_tariffs.parameters.hazard.2025-06-09", "0.19", "0.2"),
        row("us_tariffs.parameters.hazard.2025-07-01", "", "0.3"),
        row("us_tariffs.parameters.rate", "1.0", "0.5"),
        row("us_tariffs.parameters.mode", "", "\"fast\""),
        row("eu_quota.warn_ms", "5.0", "7.0"),
    ];
    assert_eq!(changes, expected);
}

#[test]
fn the_resolved_text_has_the_same_plugins() {
    let loaded = main_with(&[
        ("plugins[0].parameters.tiny", "1e-300"),
        ("plugins[0].parameters.large", "1e300"),
        ("plugins[0].parameters.minus", "-3"),
        ("plugins[0].parameters.quoted", "\"a \\\"b\\\" \\\\ c\""),
        ("plugins[0].parameters.nothing", "[]"),
        ("plugins[0].parameters.never", "{}"),
    ]);
    // The text stands in for the scenario file, so that paths mean the same.
    let source = BTreeMap::from([(String::from("main.ron"), loaded.resolved_ron.clone())]);
    let again = fine(load("main.ron", &[], &source));
    assert_eq!(again.sections, loaded.sections);
    assert_eq!(again.scenario, loaded.scenario);
    let options = ron::Options::default().with_default_extension(
        ron::extensions::Extensions::IMPLICIT_SOME | ron::extensions::Extensions::UNWRAP_VARIANT_NEWTYPES,
    );
    let by_ron: coercivity_scenario::Sections = options.from_str(&loaded.resolved_ron).unwrap();
    assert_eq!(by_ron.plugins, loaded.sections.plugins);
}

#[test]
fn an_explanation_of_a_parameter_says_its_value_and_who_set_it() {
    let loaded = main_with(&[("plugins[0].parameters.hazard.2025-06-09", "0.2")]);
    let cases = [
        ("plugins[us_tariffs].parameters.rate", "Value: 1.0\nSet by: main.ron:8\n"),
        ("plugins[0].parameters.goods", "Value: [\"ore\"]\nSet by: main.ron:11\n"),
        ("plugins[0].parameters.hazard.2025-06-09", "Value: 0.2\nSet by: --set:1\n"),
        ("plugins[1].warn_ms", "Value: 5.0\nSet by: main.ron:16\n"),
        ("plugins[0].warn_ms", "Value: 1000.0\nSet by: default\n"),
    ];
    for (path, part) in cases {
        let text = explain(path, Some(&loaded)).unwrap();
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    let text = explain("plugins[0].limit_ms", None).unwrap();
    assert!(text.contains("Unit: milliseconds") && text.contains("Range: over 0 to 3600000"), "{text}");
}

#[test]
fn help_names_the_field_that_was_probably_meant() {
    let main = r#"(base: "base.ron", plugins: [(plugin: "tariff", warn: 5)])"#;
    let found = load_files(&[("main.ron", main)], &[]).unwrap_err();
    assert_eq!(found.iter().next().unwrap().help.as_deref(), Some("did you mean `warn_ms`?"));
    let hash = base_with(&[("plugins", "[(plugin: \"tariff\", sha256: \"12\")]")]).unwrap_err();
    assert!(hash.render(false).contains("write the 64 hexadecimal digits"), "{hash}");
}

#[test]
fn what_a_host_finds_wrong_is_placed_at_the_parameter_the_hash_or_the_name() {
    let loaded = main_with(&[("plugins[0].parameters.rate", "0.5")]);
    let help = || Some(String::from("look beside the scenario"));
    let cases = [
        (plugin_mistake(&loaded, 0, None, "refused", help()), ("main.ron", 5, 21)),
        (plugin_mistake(&loaded, 0, Some("goods"), "refused", help()), ("main.ron", 11, 26)),
        // Behind `plugins[0].parameters.rate=`, which has 27 characters.
        (plugin_mistake(&loaded, 0, Some("rate"), "refused", help()), ("--set", 1, 28)),
        // A default of the plugin is written nowhere.
        (plugin_mistake(&loaded, 0, Some("unit"), "refused", help()), ("main.ron", 5, 21)),
        (plugin_mistake(&loaded, 1, None, "refused", help()), ("main.ron", 16, 18)),
        (plugin_hash_mistake(&loaded, 0, "refused", help()), ("main.ron", 14, 21)),
        (plugin_hash_mistake(&loaded, 1, "refused", help()), ("main.ron", 16, 18)),
    ];
    for (n, (found, place)) in cases.into_iter().enumerate() {
        let all: Vec<_> = found.iter().collect();
        assert_eq!(all.len(), 1, "case {n}: {found}");
        assert_eq!((all[0].file.as_str(), all[0].line, all[0].column), place, "case {n}");
        assert_eq!((all[0].message.as_str(), &all[0].help), ("refused", &help()), "case {n}");
    }
}
