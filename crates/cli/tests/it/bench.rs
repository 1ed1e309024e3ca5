//! Benchmarks from outside; no test looks at how long anything took.

use crate::{expect_code, home, run, stderr, stdout};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

fn json(home: &TempDir, name: &str) -> Value {
    serde_json::from_slice(&fs::read(home.path().join(name)).unwrap()).unwrap()
}

/// A benchmark of a small world in `home`.
fn measured(home: &TempDir, more: &str) {
    let april = crate::minimal().with_file_name("april_2025.ron");
    let line = format!("bench {} --firms 500 --ticks 4 {more}", april.display());
    let output = run(home, &line);
    expect_code(&output, 0);
    assert!(stdout(&output).lines().all(|line| line.chars().count() <= 80), "{}", stdout(&output));
}

#[test]
fn a_benchmark_has_its_fields_and_ends_in_the_state_of_a_run() {
    let home = home();
    measured(&home, "--threads 1 --threads 2 --json bench.json");
    let bench = json(&home, "bench.json");
    assert_eq!(bench["schema_version"], 1);
    for name in ["version", "command", "scenario", "scenario_sha256", "title"] {
        assert!(bench[name].is_string(), "{name}: {bench:#}");
    }
    for name in ["os", "arch", "cpu", "cores", "kernel", "memory_mb", "caches"] {
        assert!(!bench["host"][name].is_null(), "{name}: {bench:#}");
    }
    for name in ["rustc", "target", "git_revision", "profile"] {
        assert!(bench["build"][name].is_string(), "{name}: {bench:#}");
    }
    let runs = bench["runs"].as_array().unwrap();
    assert_eq!(runs.iter().map(|run| &run["threads"]).collect::<Vec<_>>(), [1, 2]);
    for run in runs {
        for name in [
            "firms",
            "links",
            "ticks",
            "roofline_share",
            "triad_gb_s",
            "firms_per_s",
            "build_s",
            "observe_ms",
        ] {
            assert!(run[name].is_number(), "{name}: {run:#}");
        }
        assert!(run["tick_ms"]["median"].is_number() && run["tick_ms"]["p90"].is_number());
        let phases = run["phases"].as_array().unwrap();
        let names: Vec<&str> = phases.iter().map(|phase| phase["name"].as_str().unwrap()).collect();
        assert_eq!((names.len(), names[0], names[11]), (12, "policy", "accounts"));
        assert!(phases[1]["bytes"].as_u64() > Some(0) && phases[5]["lookups"].as_u64() > Some(0), "{run:#}");
        assert_eq!(run["gather_ns"].as_array().unwrap().len(), 5);
    }
    let april = crate::minimal().with_file_name("april_2025.ron");
    let line = format!("run {} --firms 500 --ticks 4 --no-baseline --quiet --out out", april.display());
    expect_code(&run(&home, &line), 0);
    let manifest = json(&home, "out/manifest.json");
    assert!(runs.iter().all(|run| run["state_hash"] == manifest["state_hash"]), "{runs:#?}");
    assert_eq!(runs[0]["links"], manifest["links"]);
}

/// Replaces text in a file of `home`.
fn changed(home: &TempDir, from: &str, to: &str, change: (&str, &str)) {
    let text = fs::read_to_string(home.path().join(from)).unwrap();
    assert!(text.contains(change.0), "{text}");
    fs::write(home.path().join(to), text.replace(change.0, change.1)).unwrap();
}

#[test]
fn a_comparison_needs_the_same_machine_and_scenario_or_force() {
    let home = home();
    measured(&home, "--threads 1 --json a.json");
    let same = run(&home, "bench compare a.json a.json");
    expect_code(&same, 0);
    assert!(stdout(&same).contains("1.00") && stdout(&same).contains("is the same"), "{}", stdout(&same));
    changed(&home, "a.json", "b.json", ("\"cores\": ", "\"cores\": 9"));
    let refused = run(&home, "bench compare a.json b.json");
    expect_code(&refused, 7);
    assert!(stderr(&refused).contains("number of processors") && stderr(&refused).contains("--force"));
    let forced = run(&home, "bench compare a.json b.json --force");
    expect_code(&forced, 0);
    assert!(stdout(&forced).contains("number of processors"), "{}", stdout(&forced));
    changed(&home, "a.json", "b.json", ("\"schema_version\": 1", "\"schema_version\": 2"));
    let other = run(&home, "bench compare a.json b.json");
    expect_code(&other, 7);
    assert!(stderr(&other).contains("schema version (1 and 2)"), "{}", stderr(&other));
    let text = fs::read_to_string(home.path().join("a.json")).unwrap();
    let median = text.split("\"median\": ").nth(1).unwrap().split(',').next().unwrap();
    changed(&home, "a.json", "b.json", (&format!("\"median\": {median}"), "\"median\": -3.5"));
    let edited = run(&home, "bench compare a.json b.json");
    expect_code(&edited, 4);
    assert!(stderr(&edited).contains("at runs[0].tick_ms.median: -3.5 is under 0"), "{}", stderr(&edited));
    measured(&home, "--threads 1 --seed 2 --json c.json");
    let seeds = run(&home, "bench compare a.json c.json");
    expect_code(&seeds, 7);
    assert!(stderr(&seeds).contains("with run.seed=2"), "{}", stderr(&seeds));
    changed(&home, "a.json", "b.json", ("\"state_hash\": \"", "\"state_hash\": \"0000"));
    let results = run(&home, "bench compare a.json b.json");
    expect_code(&results, 0);
    assert!(stdout(&results).contains("the state at the end differs"), "{}", stdout(&results));
}

#[test]
fn what_is_no_benchmark_is_told_with_file_and_place() {
    let home = home();
    fs::write(home.path().join("a.json"), "{\"schema_version\": 1,\n\"version\": }").unwrap();
    let broken = run(&home, "bench compare a.json a.json");
    expect_code(&broken, 4);
    assert!(stderr(&broken).contains("a.json") && stderr(&broken).contains("line 2"), "{}", stderr(&broken));
    let missing = run(&home, "bench compare none.json a.json");
    expect_code(&missing, 4);
    assert!(stderr(&missing).contains("none.json"), "{}", stderr(&missing));
}

#[test]
fn a_file_that_is_there_is_replaced_by_force_only() {
    let home = home();
    fs::write(home.path().join("a.json"), "mine").unwrap();
    let refused = run(&home, "bench {minimal} --ticks 2 --firms 3 --threads 1 --json a.json");
    expect_code(&refused, 4);
    assert!(stderr(&refused).contains("--force"), "{}", stderr(&refused));
    assert_eq!(fs::read_to_string(home.path().join("a.json")).unwrap(), "mine");
    expect_code(
        &run(&home, "bench {minimal} --ticks 2 --firms 3 --threads 1 --json a.json --force --quiet"),
        0,
    );
    assert_eq!(json(&home, "a.json")["runs"][0]["ticks"], 2);
}

#[test]
fn what_cannot_be_measured_is_told_in_a_sentence() {
    let home = home();
    for (line, code, words) in [
        ("bench {minimal} --firms 0", 2, "0 is not in"),
        ("bench {minimal} --threads 0", 2, "0 is not in"),
        ("bench {minimal} --firms 900000000000", 2, "memory"),
        ("bench {minimal} --firms 3 --ticks 0", 2, "'--ticks <N>': 0 is not in 1..=100000"),
        ("run {minimal} --ticks 0", 2, "'--ticks <N>': 0 is not in 1..=100000"),
        ("bench {minimal} --firms 3 --set run.nothing=1", 3, "run.nothing"),
        ("bench {minimal} --firms 3 --force", 2, "--json"),
        ("bench nowhere", 4, "nowhere.ron"),
        ("bench compare a.json", 2, "required"),
    ] {
        let output = run(&home, line);
        expect_code(&output, code);
        assert!(stderr(&output).contains(words), "{line}: {}", stderr(&output));
        assert_eq!(stdout(&output), "", "{line}");
    }
}
