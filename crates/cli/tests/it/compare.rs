//! Comparisons from outside: two runs, runs of another luck, an ensemble.

use crate::{expect_code, home, run, stderr, stdout};
use std::fs;

#[test]
fn two_runs_are_compared_and_other_luck_is_refused_with_exit_code_7() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --ticks 40 --quiet --out a"), 0);
    let slow = "run {minimal} --ticks 40 --quiet --out b --set regimes.magnets.floor_weeks=14";
    expect_code(&run(&home, slow), 0);
    expect_code(&run(&home, "run {minimal} --ticks 40 --quiet --out c --seed 9"), 0);
    let output = run(&home, "compare a b --out ab");
    expect_code(&output, 0);
    let text = stdout(&output);
    assert!(text.contains("b against a") && text.contains("no band") && text.contains("Who pays"), "{text}");
    assert!(text.contains("share a baseline"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let table = fs::read_to_string(home.path().join("ab/differences.csv")).unwrap();
    assert!(table.contains("a,b,value_added,") && table.contains("a,b,times,"), "{table}");
    assert!(home.path().join("ab/dictionary.csv").is_file());
    expect_code(&run(&home, "compare a b --out ab"), 4);
    expect_code(&run(&home, "compare a b --out ab --force"), 0);
    expect_code(&run(&home, "compare a b --csv t/ab.csv"), 0);
    assert!(home.path().join("t/ab_dictionary.csv").is_file());
    let refused = run(&home, "compare a c");
    expect_code(&refused, 7);
    assert!(stderr(&refused).contains("seed (1 and 9)"), "{}", stderr(&refused));
    let output = run(&home, "compare a c --unpaired --json");
    expect_code(&output, 0);
    let json: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!((json["of"].as_str(), json["paired"].as_bool()), (Some("runs"), Some(false)));
    assert!(json["notes"][0].as_str().unwrap().contains("the luck differs"));
    expect_code(&run(&home, "compare a"), 2);
    expect_code(&run(&home, "compare a nothing"), 4);
}

#[test]
fn equal_runs_are_said_to_be_and_a_damaged_file_that_nobody_reads_is_noticed() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --ticks 40 --quiet --out a"), 0);
    // Later than the end of the run: another text, and nothing else.
    let late = "run {minimal} --ticks 40 --quiet --out b --set schedule[0].until=\"2026-01-05\"";
    expect_code(&run(&home, late), 0);
    let output = run(&home, "compare a b");
    expect_code(&output, 0);
    let text = stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("a and b are the same: every figure that is compared agrees, and so does"),
        "{text}"
    );
    assert!(text.contains("--set schedule[0].until=") && text.contains("(only b)"), "{text}");
    assert!(!text.contains("Who pays") && !text.contains("what their measures do"), "{text}");
    let output = run(&home, "compare a b --json");
    let json: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(json["alike"], serde_json::json!(["same"]));

    // A file where a directory is named, and the other way round: told before anything is read.
    fs::write(home.path().join("taken"), "").unwrap();
    for (line, words) in [
        ("compare a b --out taken", "taken is a file. --out names a directory"),
        ("compare a b --csv a", "a is a directory. Name the file"),
    ] {
        let output = run(&home, line);
        expect_code(&output, 4);
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }

    let path = home.path().join("b/series.csv");
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    let output = run(&home, "compare a b");
    expect_code(&output, 4);
    assert!(
        stderr(&output).contains("series.csv") && stderr(&output).contains("SHA256SUMS"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn scenarios_of_an_ensemble_are_compared_pair_by_pair() {
    let home = home();
    let minimal = crate::minimal().canonicalize().unwrap();
    let minimal = minimal.display().to_string().replace('\\', "/");
    let slow =
        format!("(base: \"{minimal}\", title: \"Slow\", set: {{\"regimes.magnets.floor_weeks\": 14}})");
    fs::write(home.path().join("slow.ron"), slow).unwrap();
    let plan = format!(
        "(title: \"Two\", scenarios: {{\"fast\": \"{minimal}\", \"slow\": \"slow.ron\"}}, set: {{\"run.ticks\": 40}}, replicates: 3)"
    );
    fs::write(home.path().join("plan.ron"), plan).unwrap();
    expect_code(&run(&home, "ensemble plan.ron --quiet --out e"), 0);
    let output = run(&home, "compare e");
    expect_code(&output, 0);
    // Lines are wrapped.
    let text = stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("slow against fast") && text.contains("3 and 3 complete runs"), "{text}");
    assert!(text.contains("paired by point and replicate") && text.contains("told"), "{text}");
    assert!(!text.contains("months.csv"), "{text}");
    let output = run(&home, "compare e --reference slow --json");
    expect_code(&output, 0);
    let json: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(json["references"][0]["name"], "slow");
    let rows = json["differences"].as_array().unwrap();
    let lost = rows.iter().find(|row| row["metric"] == "harm_target_usd").unwrap();
    assert_eq!((lost["pairs"].as_u64(), lost["basis"].as_str()), (Some(3), Some("paired")));
    let months: Vec<_> =
        rows.iter().filter(|row| row["part"] == "value_added" && !row["month"].is_null()).collect();
    assert!(!months.is_empty() && months.iter().all(|row| row["basis"] == "paired" && row["pairs"] == 3));
    expect_code(&run(&home, "compare e --reference none"), 2);
    let manifest = fs::read(home.path().join("e/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["set"], serde_json::json!(["run.ticks=40"]));
    // Without values by month the bands have to do, and it is said.
    expect_code(&run(&home, "ensemble plan.ron --quiet --out bare --no-months"), 0);
    assert!(!home.path().join("bare/months.csv").exists());
    let output = run(&home, "compare bare");
    expect_code(&output, 0);
    assert!(stdout(&output).contains("no months.csv"), "{}", stdout(&output));
}
