use crate::{command, expect_code, home, run, stderr, stdout};
use std::{fs, process::Stdio};

#[test]
fn without_a_terminal_a_watched_run_tells_its_key_numbers_in_lines() {
    let home = home();
    let output = run(&home, "run {minimal} --ticks 30 --watch --out out");
    expect_code(&output, 0);
    assert!(stdout(&output).contains("Checks"), "the first screen is where it always is");
    let lines = stderr(&output);
    for part in [
        "Shares are of the mean of the weeks before the first measure",
        "running 2025-01-06, 1 of 30",
        "; devices: target US 100%; exports: 100%; 0 of 3 firms stand still",
        "comes into force",
        " 30 of 30, ",
        "licences: ",
        "paired baseline",
    ] {
        assert!(lines.contains(part), "{part}:\n{lines}");
    }
    let of_run = lines.lines().filter(|line| line.starts_with("running ")).count();
    assert_eq!(of_run, 21, "the first tick and every twentieth of the run:\n{lines}");
    assert!(!lines.contains('\u{1b}') && !stdout(&output).contains('\u{1b}'), "nothing steers a terminal");
}

#[test]
fn a_watched_run_writes_what_an_unwatched_one_writes() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --ticks 20 --quiet --out one"), 0);
    expect_code(&run(&home, "run {minimal} --ticks 20 --watch --out two"), 0);
    for table in ["series.csv", "baseline_series.csv", "flows.csv", "events.csv", "summary.csv", "harm.csv"] {
        let [one, two] = ["one", "two"].map(|name| fs::read(home.path().join(name).join(table)).unwrap());
        assert!(one == two, "{table} differs");
    }
}

#[test]
fn what_prints_nothing_cannot_be_watched() {
    for other in ["--quiet", "--json"] {
        let output = run(&home(), &format!("run {{minimal}} --watch {other}"));
        expect_code(&output, 2);
        assert!(stderr(&output).contains("--watch"), "{}", stderr(&output));
    }
}

#[cfg(unix)]
#[test]
fn a_watched_run_that_is_interrupted_ends_with_130_and_keeps_what_was_done() {
    let home = home();
    let mut child = command(&home, "run {minimal} --ticks 50000 --no-baseline --watch --out out")
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !home.path().join("out.partial/series.csv").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it began to write");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let manifest = fs::read_to_string(home.path().join("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"status\": \"interrupted\""), "{manifest}");
}
