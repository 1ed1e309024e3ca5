//! Plans, games, histories and scenarios taken for each other: the first mistake says what the file is and which command
//! takes it, and nothing else is told of it.

use crate::{BASE, load_files, told};
use coercivity_scenario::{Diagnostics, load_game, load_history, load_plan};
use std::collections::BTreeMap;

const PLAN: &str = r#"(title: "Plan", scenarios: {"base": "base.ron"})"#;
const GAME: &str = r#"(title: "Game", scenario: "base.ron", players: [])"#;
const HISTORY: &str = r#"(title: "History", scenario: "base.ron", facts: [])"#;
const SCENARIO: &str = r#"(base: "base.ron", title: "Scenario")"#;

/// Line, column, message and advice of the only mistake of `text`.
fn only<T>(text: &str, read: impl Fn(&BTreeMap<String, String>) -> Result<T, Diagnostics>) -> String {
    let files =
        BTreeMap::from([("main.ron".to_owned(), text.to_owned()), ("base.ron".to_owned(), BASE.to_owned())]);
    let Err(found) = read(&files) else { panic!("it is taken for what it is not: {text}") };
    let told: Vec<String> = found
        .iter()
        .map(|one| {
            format!("{}:{} {}; {}", one.line, one.column, one.message, one.help.clone().unwrap_or_default())
        })
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    told[0].clone()
}

#[test]
fn a_plan_a_game_and_a_history_tell_what_else_they_were_given() {
    let plan = |text| only(text, |files| load_plan("main.ron", &[], files));
    let game = |text| only(text, |files| load_game("main.ron", &[], files));
    let history = |text| only(text, |files| load_history("main.ron", None, &[], files));
    assert_eq!(
        plan(SCENARIO),
        "1:2 this is a scenario, not the plan of an ensemble; `coercivity run` takes it; the plan of an ensemble has a \
         section `scenarios`"
    );
    assert!(plan(BASE).contains("this is a scenario, not the plan of an ensemble"), "{}", plan(BASE));
    assert!(plan(GAME).contains("this is a game, not the plan of an ensemble; `coercivity game` takes it"));
    assert!(plan(HISTORY).contains("`coercivity validate` takes it"));
    assert!(
        game(PLAN).contains("this is the plan of an ensemble, not a game; `coercivity ensemble` takes it")
    );
    assert!(game(SCENARIO).contains("this is a scenario, not a game; `coercivity run` takes it"));
    assert!(history(GAME).contains("this is a game, not a history with its facts"));
    assert!(history(SCENARIO).contains("a history with its facts has a section `facts`"));
}

#[test]
fn a_scenario_tells_them_too() {
    for (text, what) in
        [(PLAN, "the plan of an ensemble"), (GAME, "a game"), (HISTORY, "a history with its facts")]
    {
        let told = told(load_files(&[("main.ron", text)], &[]));
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].2, format!("this is {what}, not a scenario"));
    }
}

#[test]
fn a_plan_with_a_wrong_name_for_its_scenarios_is_still_a_plan() {
    let files = BTreeMap::from([("main.ron".to_owned(), PLAN.replace("scenarios", "scenarioz"))]);
    let found = load_plan("main.ron", &[], &files).map(|_| ()).unwrap_err();
    assert!(found.iter().any(|one| one.message.contains("`scenarioz`")), "{found}");
}
