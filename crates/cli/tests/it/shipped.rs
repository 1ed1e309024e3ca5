//! The policies that come with the program, in the scenarios that come with it.

use crate::{expect_code, home, run, stderr, stdout};
use coercivity_testkit::{compile_c, shipped_plugins};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Runs a scenario of the project with its plugins into `out`, with 3,000 firms.
fn go(home: &TempDir, scenario: &Path, plugins: &str, more: &str) -> serde_json::Value {
    let line = format!(
        "run {} --plugin {plugins} --firms 3000 --no-baseline --out out --force --quiet {more}",
        scenario.display()
    );
    expect_code(&run(home, &line), 0);
    serde_json::from_slice(&fs::read(home.path().join("out/manifest.json")).unwrap()).unwrap()
}

fn scenario(name: &str) -> std::path::PathBuf {
    root().join(format!("configs/scenarios/{name}.ron"))
}

/// Rows of a table of the last run that hold `word`.
fn rows(home: &TempDir, table: &str, word: &str) -> Vec<String> {
    let text = fs::read_to_string(home.path().join("out").join(table)).unwrap();
    text.lines().filter(|line| line.contains(word)).map(str::to_owned).collect()
}

#[test]
fn each_scenario_runs_and_its_policy_acts() {
    let plugins = shipped_plugins();
    let cases = [
        ("export_quota_2010", 40, "oxide_quota.tranche_opened"),
        ("targeted_licensing", 30, "united_states.licensing_in_force"),
        ("retaliation", 40, "us_answer.retaliation_strikes"),
        ("tariff_ladder", 40, "ladder.tariff_step_on_b"),
        ("stockpile_release", 40, "japan.release_begins"),
        ("entity_list", 45, "affiliates_rule.entity_list_in_force"),
    ];
    let home = home();
    for (name, ticks, event) in cases {
        let manifest = go(&home, &scenario(name), plugins.to_str().unwrap(), &format!("--ticks {ticks}"));
        assert_eq!(manifest["status"], "complete", "{name}");
        let plugin = &manifest["plugins"][0];
        assert!(plugin["ticks_active"].as_u64().unwrap() > 0, "{name}: {plugin:#}");
        assert!(!rows(&home, "events.csv", event).is_empty(), "{name}: no {event}");
    }
}

#[test]
fn a_run_with_plugins_is_the_same_for_1_2_and_8_threads() {
    let plugins = shipped_plugins();
    let home = home();
    let hash = |threads: usize| {
        let more = format!("--ticks 30 --threads {threads}");
        go(&home, &scenario("retaliation"), plugins.to_str().unwrap(), &more)["state_hash"].clone()
    };
    let one = hash(1);
    assert_eq!((hash(2), hash(8)), (one.clone(), one));
}

#[test]
fn the_tariff_ladder_in_c_gives_the_same_bits_as_that_in_rust() {
    let source = root().join("plugins/tariff_ladder_c/src/tariff_ladder_c.c");
    let library = compile_c(&source, &["-O2", "-ffp-contract=off"]);
    let (home, plugins) = (home(), shipped_plugins());
    // A truce when trade is down to nine tenths, so that all of the policy runs.
    let truce = "truce_trigger";
    let entry = |plugin: &str| {
        format!(
            "(base: \"{}\", set: {{\"plugins[0].plugin\": \"{plugin}\", \"plugins[0].parameters.{truce}\": 0.9}})",
            scenario("tariff_ladder").display()
        )
    };
    let mut runs = ["tariff_ladder", library.to_str().unwrap()].map(|plugin| {
        fs::write(home.path().join("ladder.ron"), entry(plugin)).unwrap();
        let manifest = go(&home, &home.path().join("ladder.ron"), plugins.to_str().unwrap(), "--ticks 50");
        let told = (rows(&home, "series.csv", ",policy,"), rows(&home, "events.csv", ",ladder."));
        (manifest["plugins"][0]["plugin"].clone(), manifest["state_hash"].clone(), told)
    });
    assert!(runs[0].2.1.iter().any(|row| row.contains("ladder.truce")), "{:?}", runs[0].2.1);
    assert_eq!((&runs[0].0, &runs[1].0), (&"tariff_ladder".into(), &"tariff_ladder_c".into()));
    runs[1].0 = runs[0].0.clone();
    assert!(runs[0] == runs[1], "state, metrics or events differ");
}

#[test]
fn a_wrong_parameter_of_a_shipped_policy_is_explained() {
    let plugins = shipped_plugins();
    let line = format!(
        "check {} --plugin {} --set plugins[0].parameters.patience=-1",
        scenario("retaliation").display(),
        plugins.display()
    );
    let output = run(&home(), &line);
    expect_code(&output, 3);
    assert!(stderr(&output).contains("patience -1 is under 0 weeks"), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
}
