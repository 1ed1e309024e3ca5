//! Reports from outside: of a run, of two, and of what is no run.

use crate::{expect_code, home, run, stderr, stdout};
use std::fs;

#[test]
fn a_report_of_two_runs_is_one_file_and_is_not_overwritten() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --ticks 40 --quiet --out a"), 0);
    expect_code(&run(&home, "run {minimal} --ticks 40 --quiet --out b --seed 9"), 0);
    let output = run(&home, "report a b");
    expect_code(&output, 0);
    assert!(stdout(&output).starts_with("a.html (0."), "{}", stdout(&output));
    let page = fs::read_to_string(home.path().join("a.html")).unwrap();
    for words in [
        "Three firms and a licence",
        "At a glance: a",
        "At a glance: b",
        "licences for magnet",
        "<svg",
        "run.seed=9",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let again = run(&home, "report a b");
    expect_code(&again, 4);
    assert!(stderr(&again).contains("--force"), "{}", stderr(&again));
    expect_code(&run(&home, "report a b --force --quiet"), 0);
}

#[test]
fn what_cannot_be_reported_on_is_told_with_exit_code_4() {
    let home = home();
    let told = |line: &str, words: &str| {
        let output = run(&home, line);
        expect_code(&output, 4);
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    };
    told("report nothing", "nothing is no directory");
    fs::create_dir(home.path().join("empty")).unwrap();
    told("report empty", "holds no manifest.json");
    expect_code(&run(&home, "run {minimal} --ticks 4 --quiet --out a"), 0);
    let series = home.path().join("a/series.csv");
    let text = fs::read_to_string(&series).unwrap();
    fs::write(&series, &text[..text.len() - 9]).unwrap();
    told("report a", "series.csv cannot be believed");
    fs::remove_file(home.path().join("a/SHA256SUMS")).unwrap();
    told("report a", "series.csv, line ");
    fs::remove_file(&series).unwrap();
    told("report a", "series.csv is missing");
    fs::write(home.path().join("a/manifest.json"), "{\"version\": ").unwrap();
    told("report a", "cannot be understood: EOF while parsing");
    assert!(!home.path().join("a.html").exists());
    expect_code(&run(&home, "report a a a a a a a"), 2);
}
