//! Games and questions from outside, in the world of three firms with the policies that come with the program.

use crate::{expect_code, home, minimal, run, stderr, stdout};
use coercivity_testkit::shipped_plugins;
use std::fs;
use tempfile::TempDir;

/// A home with `game.ron`: China may ban magnets for good or a while, the United States may levy a tariff. `change` is
/// applied to its text.
fn table(change: (&str, &str)) -> TempDir {
    let text = r#"(
    title: "Magnets against motors",
    scenario: "SCENARIO",
    set: {"run.ticks": 40},
    replicates: 2,
    players: [
        (
            name: "sender",
            jurisdictions: ["CN"],
            strategies: [
                (name: "nothing"),
                (
                    name: "escalation",
                    escalates: true,
                    plugins: [(plugin: "escalation", parameters: {
                        "own": ["CN"], "other": ["US"], "from": "2025-02-03", "step_weeks": 2,
                        "export_goods": ["magnet"], "wider_goods": [],
                    })],
                ),
            ],
        ),
        (
            name: "target",
            jurisdictions: ["US"],
            strategies: [
                (name: "nothing"),
                (name: "answer", plugins: [(plugin: "surgical_stroke", parameters: {
                    "own": ["US"], "other": ["CN"], "provoked": true, "patience": 2,
                    "export_goods": [], "tariff_goods": ["magnet"], "rate": 0.5,
                })]),
            ],
        ),
    ],
)"#;
    let home = home();
    let text = text.replace("SCENARIO", minimal().to_str().unwrap()).replace(change.0, change.1);
    fs::write(home.path().join("game.ron"), text).unwrap();
    home
}

fn play(home: &TempDir, more: &str) -> std::process::Output {
    run(home, &format!("game game.ron --plugin {} {more}", shipped_plugins().display()))
}

fn rows(home: &TempDir, file: &str) -> Vec<String> {
    fs::read_to_string(home.path().join(file)).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_game_writes_every_run_the_table_and_a_manifest_and_says_what_it_found() {
    let home = table(("", ""));
    let output = play(&home, "--out out --threads 1");
    expect_code(&output, 0);
    let runs = rows(&home, "out/runs.csv");
    // A header, and four pairs twice.
    assert_eq!(runs.len(), 9, "{runs:#?}");
    let quiet: Vec<&String> = runs.iter().filter(|row| row.starts_with("nothing,nothing,")).collect();
    assert!(
        quiet.len() == 2 && quiet.iter().all(|row| row.contains(",complete,,0,0,0,0,0,0,0,0,")),
        "{quiet:#?}"
    );
    let payoffs = rows(&home, "out/payoffs.csv");
    assert_eq!(payoffs.len(), 5, "{payoffs:#?}");
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(home.path().join("out/manifest.json")).unwrap()).unwrap();
    assert_eq!(
        (&manifest["replicates"], &manifest["runs"], &manifest["failed"]),
        (&2.into(), &10.into(), &0.into())
    );
    let ids: Vec<&str> =
        manifest["plugins"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["sender_escalation", "target_surgical_stroke"]);
    let said = stdout(&output);
    for words in [
        "Payoff of sender, against target playing",
        "Equilibria in pure strategies",
        "Endless escalation",
        "0.000*",
    ] {
        assert!(said.contains(words), "{words}:\n{said}");
    }
    assert!(stderr(&output).contains("2 replicates are too few"), "{}", stderr(&output));
    // 4 pairs and a quiet run, twice.
    assert!(
        stderr(&output).contains("10 runs (4 pairs and a quiet run, 2 replicates)"),
        "{}",
        stderr(&output)
    );
    // A game is not written over; with --force it is, and two threads give the same tables.
    expect_code(&play(&home, "--out out --quiet"), 4);
    let tables = || ["out/runs.csv", "out/payoffs.csv"].map(|file| rows(&home, file));
    let before = tables();
    expect_code(&play(&home, "--out out --threads 2 --force --quiet"), 0);
    assert_eq!(tables(), before);
}

#[test]
fn a_strategy_that_never_acts_is_named_on_the_screen_and_in_the_manifest() {
    // Forty weeks are over before its patience is.
    let home = table(("\"patience\": 2", "\"patience\": 50"));
    let output = play(&home, "--out out");
    expect_code(&output, 0);
    let words = "warning: never acted in any run: answer of target.";
    assert!(stdout(&output).contains(words), "{}", stdout(&output));
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(home.path().join("out/manifest.json")).unwrap()).unwrap();
    let findings = manifest["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding.as_str().unwrap().starts_with(words)), "{findings:?}");
}

#[test]
fn mistakes_of_a_game_are_told_at_their_places() {
    let cases = [
        (("name: \"target\"", "name: \"sender\""), "there are two called `sender`"),
        (("jurisdictions: [\"US\"]", "jurisdictions: [\"CN\"]"), "CN belongs to `sender` already"),
        (("jurisdictions: [\"US\"]", "jurisdictions: [\"UX\"]"), "unknown jurisdiction or group `UX`"),
        (("replicates: 2", "replicate: 2"), "unknown field `replicate`"),
        (("replicates: 2", "replicates: 0"), "0 is out of range"),
        (("\"rate\": 0.5", "\"rate\": -1"), "rate"),
        (("\"patience\"", "\"patient\""), "has no parameter `patient`"),
        (("plugin: \"escalation\"", "plugin: \"escalator\""), "escalator"),
        (("\"run.ticks\": 40", "\"run.tick\": 40"), "there is no field `tick` in `run`"),
        (("tariff_goods\": [\"magnet\"]", "tariff_goods\": [\"magnets\"]"), "magnets"),
        (("name: \"answer\"", "name: \"An answer\""), "`An answer` is not lower snake case"),
    ];
    for (change, words) in cases {
        let home = table(change);
        let output = play(&home, "--out out");
        let said = stderr(&output);
        assert!(matches!(output.status.code(), Some(3 | 6)), "{change:?}: {said}");
        assert!(said.contains(words) && said.contains("game.ron:"), "{change:?}: {said}");
        assert!(!home.path().join("out").exists());
    }
}

#[test]
fn a_game_or_scenario_that_is_not_there_is_said_to_be() {
    expect_code(&run(&home(), "game nowhere.ron"), 4);
    let home = table((minimal().to_str().unwrap(), "nowhere.ron"));
    let output = play(&home, "");
    expect_code(&output, 3);
    assert!(stderr(&output).contains("cannot read `nowhere.ron`"), "{}", stderr(&output));
}

#[test]
fn the_stock_that_buys_time_is_told_in_units_and_weeks() {
    // The licence of the smallest scenario: from 7 April 2025, ten weeks and more. Nine weeks are covered.
    let home = home();
    let line = "ask stock-for {minimal} --jurisdiction US --good magnet --replicates 2 --months";
    let output = run(&home, &format!("{line} 4 --window-weeks 1"));
    expect_code(&output, 0);
    let said = stdout(&output);
    assert!(
        said.contains("Without a stock output falls to 0.00") && said.contains("weeks of normal use"),
        "{said}"
    );
    let output = run(&home, &format!("{line} 1"));
    expect_code(&output, 0);
    assert!(stdout(&output).contains("None is needed: output holds without one"), "{}", stdout(&output));
    let output = run(&home, &format!("{line} 4 --window-weeks 1 --json"));
    expect_code(&output, 0);
    let answer: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    let of = |replicate: usize| answer["replicates"][replicate]["stock"].as_f64().unwrap();
    assert!(answer["unit"] == "t" && of(0) > 0.0 && of(1) > 0.0, "{answer:#}");
}

#[test]
fn a_question_that_makes_no_sense_is_refused_in_words() {
    let cases = [
        ("--jurisdiction US --good magnets --months 4", 2, "no good `magnets`; it has: magnet, motor, oxide"),
        ("--jurisdiction US --good motor --months 4", 2, "No stage uses motor"),
        ("--jurisdiction US --good magnet --months 0", 2, "--months 0"),
        ("--jurisdiction US --good magnet --months 24", 3, "--set run.ticks="),
        ("--jurisdiction US --good oxide --months 4", 3, "There is no magnet_maker in US"),
    ];
    for (words, code, expected) in cases {
        let output = run(&home(), &format!("ask stock-for {{minimal}} {words} --replicates 1"));
        expect_code(&output, code);
        assert!(stderr(&output).contains(expected), "{words}: {}", stderr(&output));
    }
}

#[test]
fn a_game_is_checked_without_being_played_and_mistakes_stand_at_their_places() {
    let check =
        |home: &TempDir| run(home, &format!("check game.ron --plugin {}", shipped_plugins().display()));
    let output = check(&table(("", "")));
    expect_code(&output, 0);
    assert!(stdout(&output).contains("a game of 2 by 2 strategies, 2 replicates"), "{}", stdout(&output));
    let output = check(&table(("\"step_weeks\": 2", "\"step_week\": 2")));
    expect_code(&output, 3);
    assert!(
        stderr(&output).contains("game.ron") && stderr(&output).contains("step_weeks"),
        "{}",
        stderr(&output)
    );
}
