//! History files: facts against the scenario they are held against, mistakes at their places.

use crate::BASE;
use coercivity_base::{Month, epoch_day};
use coercivity_scenario::history::{Measured, Role};
use coercivity_scenario::{Diagnostics, LoadedHistory, is_history, load_calibrated, load_history};
use std::collections::BTreeMap;

/// Two facts and a parameter; `change` is applied to the text.
fn files(change: (&str, &str)) -> BTreeMap<String, String> {
    let text = r#"(
    title: "Oxide of 2025",
    scenario: "base.ron",
    set: {"run.ticks": 40},
    normals: {
        "oxide": (amount: 3660.0, days: 366.0, months: {"2024-05": 310.0}),
    },
    facts: [
        (
            id: "oxide_may",
            what: Exports(goods: ["oxide"], origins: Only(["CN"]), destinations: Except(["US"]), month: "2025-05", normal: "oxide"),
            observed: 62.0, error: 31.0, unit: "t", role: Calibration, grade: A, source: "A source.",
        ),
        (
            id: "first_stop",
            what: LineStop(goods: ["motor"], jurisdictions: Only(["G7"]), nth: 1),
            on: "2025-05-26", error: 7, unit: "days", role: HeldOut, grade: B, source: "Another.",
        ),
    ],
    calibration: (
        set: {"run.firms": 50},
        parameters: [
            (name: "pace", paths: ["regimes.control.hazard[0].per_week"], start: 0.05, low: 0.0, high: 1.0, unit: "1/week"),
        ],
    ),
)"#;
    assert!(text.contains(change.0), "{} is not in the text", change.0);
    let text = text.replace(change.0, change.1);
    BTreeMap::from([("main.ron".to_owned(), text), ("base.ron".to_owned(), BASE.to_owned())])
}

fn loaded(change: (&str, &str)) -> Result<LoadedHistory, Diagnostics> {
    load_history("main.ron", None, &[], &files(change))
}

/// Line, column, message and help of the only mistake.
fn mistake(change: (&str, &str)) -> (usize, usize, String, String) {
    let found = loaded(change).map(|_| ()).expect_err("the change is a mistake");
    assert_eq!(found.len(), 1, "{found}");
    let one = found.iter().next().expect("there is one");
    assert_eq!(one.file, "main.ron", "{found}");
    (one.line, one.column, one.message.clone(), one.help.clone().unwrap_or_default())
}

#[test]
fn facts_become_shares_of_what_is_normal_and_days() {
    let history = loaded(("", "")).unwrap_or_else(|found| panic!("{found}"));
    let [may, stop] = history.facts.as_slice() else { panic!("{:?}", history.facts) };
    // Ten tonnes a day are normal, so 310 in May: 62 and 31 are a fifth and a tenth.
    assert!((may.observed - 0.2).abs() < 1e-12 && (may.error - 0.1).abs() < 1e-12);
    let Measured::Exports { trade, month, normal } = &may.what else { panic!("{may:?}") };
    assert_eq!(
        (trade.origins.as_slice(), trade.destinations.as_slice()),
        (&["CN".into()][..], &["CN".into(), "JP".into()][..])
    );
    assert_eq!((*month, normal.as_deref()), (Month { year: 2025, month: 5 }, Some("oxide")));
    assert_eq!((stop.observed, stop.role), (epoch_day("2025-05-26".parse().unwrap()) as f64, Role::HeldOut));
    let Measured::LineStop { jurisdictions, nth: 1, .. } = &stop.what else { panic!("{stop:?}") };
    assert_eq!(jurisdictions.as_slice(), ["JP", "US"]);
    assert_eq!(history.loaded.scenario.run.ticks, 40);
    assert_eq!(history.normals[0].months, [(Month { year: 2024, month: 5 }, 310.0)]);
}

#[test]
fn names_that_are_not_known_are_told_at_their_places_with_what_was_meant() {
    let cases = [
        (("what: Exports(", "what: Export("), "Export", "Exports"),
        (("goods: [\"oxide\"]", "goods: [\"oxid\"]"), "unknown good `oxid`", "did you mean `oxide`?"),
        (("Except([\"US\"])", "Except([\"USA\"])"), "unknown jurisdiction or group `USA`", "`US`"),
        (("month: \"2025-05\"", "month: \"May\""), "`May` is not a month", "2025-05"),
        (("normal: \"oxide\"", "normal: \"oxyde\""), "unknown normal `oxyde`", "did you mean `oxide`?"),
        (("nth: 1", "nth: 0"), "0 is out of range", "allowed: 1 to"),
        (("role: HeldOut", "role: Heldout"), "Heldout", "HeldOut"),
    ];
    let text = files(("", ""))["main.ron"].clone();
    for (change, message, help) in cases {
        let found = mistake(change);
        let wrong = text.find(change.0).unwrap();
        assert_eq!(found.0, text[..wrong].matches('\n').count() + 1, "{change:?}: {found:?}");
        assert!(found.2.contains(message) && found.3.contains(help), "{change:?}: {found:?}");
    }
}

#[test]
fn what_was_observed_must_fit_what_is_measured() {
    assert!(mistake(("observed: 62.0", "on: \"2025-05-01\"")).2.contains("`oxide_may` is a number"));
    assert!(mistake(("on: \"2025-05-26\"", "observed: 3.0")).2.contains("`first_stop` is a day"));
    assert!(mistake(("error: 31.0", "error: 0.0")).3.contains("no figure is exact"));
    assert!(mistake(("id: \"first_stop\"", "id: \"oxide_may\"")).2.contains("there are two"));
}

#[test]
fn parameters_are_checked_and_their_paths_tried() {
    let (line, _, message, help) = mistake(("regimes.control.hazard", "regimes.contrl.hazard"));
    assert_eq!(line, 23);
    assert!(message.contains("contrl") && help.contains("control"), "{message} {help}");
    assert!(mistake(("start: 0.05", "start: 1.05")).2.contains("not between 0 and 1"));
    assert!(mistake(("role: Calibration", "role: Context")).2.contains("no fact to fit"));
    assert!(
        mistake(("unit: \"1/week\"", "unit: \"1/week\", fitted: false")).2.contains("no parameter is fitted")
    );
}

#[test]
fn fitted_values_lie_over_those_of_the_section_and_under_those_of_the_command_line() {
    let given = |path: &str, value: &str| (path.to_owned(), value.to_owned());
    let pace = given("regimes.control.hazard[0].per_week", "0.3");
    let found = load_calibrated("main.ron", &[pace], &[given("run.ticks", "9")], &files(("", ""))).unwrap();
    assert_eq!((found.scenario.run.firms, found.scenario.run.ticks), (50, 9));
    assert!(found.resolved_ron.contains("per_week: 0.3"), "the first step of the hazard");
}

#[test]
fn a_history_is_known_by_its_facts() {
    let files = files(("", ""));
    assert!(
        is_history("main.ron", &files) && !is_history("base.ron", &files) && !is_history("no.ron", &files)
    );
}
