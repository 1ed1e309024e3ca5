//! Validation and calibration from outside, of the world of three firms.

use crate::{expect_code, home, minimal, run, stderr, stdout};
use std::fs;
use tempfile::TempDir;

/// A home with `history.ron`: magnets leave China in March and not in May, as the smallest scenario has it. `change` is
/// applied to its text.
fn table(change: (&str, &str)) -> TempDir {
    let text = r#"(
    title: "Magnets of 2025",
    scenario: "SCENARIO",
    replicates: 2,
    normals: {"magnets": (amount: 104.0, days: 365.25, months: {"2024-05": 9, "2024-07": 9, "2025-04": 2})},
    facts: [
        (
            id: "may",
            what: Exports(goods: ["magnet"], origins: Only(["CN"]), month: "2025-05", normal: "magnets"),
            observed: 0.1, error: 0.5, unit: "t", role: Calibration, grade: B, source: "Made up in May.",
        ),
        (
            id: "july",
            what: Exports(goods: ["magnet"], origins: Only(["CN"]), month: "2025-07", normal: "magnets"),
            observed: 99.0, error: 0.5, unit: "t", role: HeldOut, grade: B, source: "Made up.",
        ),
        (
            id: "licence",
            what: LicenceDate(office: "CN", goods: ["magnet"], nth: 1),
            on: "2025-06-16", error: 7, unit: "days", role: Calibration, grade: B, source: "Made up.",
        ),
    ],
    calibration: (
        evaluations: 12,
        replicates: 1,
        parameters: [
            (name: "floor", paths: ["regimes.magnets.floor_weeks"], start: 4.0, low: 2.0, high: 14.0, unit: "weeks"),
        ],
    ),
)"#;
    let home = home();
    let text = text.replace("SCENARIO", minimal().to_str().unwrap()).replace(change.0, change.1);
    fs::write(home.path().join("history.ron"), text).unwrap();
    home
}

fn read(home: &TempDir, file: &str) -> String {
    fs::read_to_string(home.path().join(file)).unwrap()
}

#[test]
fn a_validation_says_of_each_figure_whether_it_passes_and_where_it_comes_from() {
    let home = table(("", ""));
    let output = run(&home, "validate history.ron --out out");
    expect_code(&output, 0);
    let text = stdout(&output);
    let line = |id: &str| text.lines().find(|line| line.trim_start().starts_with(id)).unwrap().to_owned();
    assert!(line("may").ends_with("pass") && line("july").ends_with("FAIL"), "{text}");
    assert!(line("licence").contains("2025-06-16") && line("licence").contains("+0.0"), "{text}");
    assert!(text.contains("Made up in May.") && text.contains("year ago"), "{text}");
    assert_eq!(read(&home, "out/figures.csv").lines().count(), 4);
    // A report has it as a section, and beside a run on the first screen.
    expect_code(&run(&home, "run {minimal} --ticks 40 --quiet --out a"), 0);
    expect_code(&run(&home, "report a out --out page.html --quiet"), 0);
    let page = read(&home, "page.html");
    let check = "History check out (Magnets of 2025): fitted to: 2 of 2 pass; held out: 0 of 1 pass.";
    assert!(page.contains(check) && page.contains("Held against history: Magnets of 2025"), "{check}");
    assert!(page.contains("2025-06-16") && page.contains(">FAIL<") && !page.contains("No history check"));
    let refused = run(&home, "compare a out");
    expect_code(&refused, 2);
    assert!(stderr(&refused).contains("out is a history check"), "{}", stderr(&refused));
    assert!(read(&home, "out/scores.csv").contains("magnets,calibration,1,last month,"));
    assert!(read(&home, "out/manifest.json").contains("\"replicates\": 2"));
}

#[test]
fn strict_ends_with_8_when_a_figure_fails_and_json_is_all_there_is() {
    let home = table(("", ""));
    let output = run(&home, "validate history.ron --strict --json");
    expect_code(&output, 8);
    let found: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    let passes: Vec<bool> =
        found["figures"].as_array().unwrap().iter().map(|one| one["passes"].as_bool().unwrap()).collect();
    assert_eq!(passes, [true, false, true]);
    assert_eq!(found["figures"][2]["p50"], "2025-06-16");
    let home = table(("99.0", "9.0"));
    expect_code(&run(&home, "validate history.ron --strict"), 0);
}

#[test]
fn a_calibration_writes_a_scenario_that_validates() {
    let home = table(("", ""));
    let output = run(&home, "calibrate history.ron --out fitted.ron");
    expect_code(&output, 0);
    assert!(stdout(&output).contains("Singular values"), "{}", stdout(&output));
    let fitted = read(&home, "fitted.ron");
    assert!(
        fitted.contains("\"regimes.magnets.floor_weeks\": ") && fitted.contains("Range: 2..=14"),
        "{fitted}"
    );
    expect_code(&run(&home, "validate history.ron --scenario fitted.ron --replicates 1"), 0);
    expect_code(&run(&home, "calibrate history.ron --out fitted.ron"), 4);
}

#[test]
fn check_tells_what_a_history_holds_and_what_is_wrong_with_it() {
    let home = table(("", ""));
    let output = run(&home, "check history.ron");
    expect_code(&output, 0);
    assert!(stdout(&output).contains("3 facts, 1 parameters to calibrate"), "{}", stdout(&output));
    let home = table(("goods: [\"magnet\"], nth", "goods: [\"magnt\"], nth"));
    let output = run(&home, "check history.ron");
    expect_code(&output, 3);
    assert!(stderr(&output).contains("did you mean `magnet`?"), "{}", stderr(&output));
}
