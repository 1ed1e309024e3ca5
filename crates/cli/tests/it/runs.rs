use crate::{command, expect_code, home, run, stderr, stdout};
use std::{fs, path::Path, process::Stdio};

fn manifest(directory: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(directory.join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn a_run_ends_with_0_a_screen_and_its_directory() {
    let home = home();
    let output = run(&home, "run {minimal} --ticks 4");
    expect_code(&output, 0);
    assert!(stdout(&output).contains("Checks"), "{}", stdout(&output));
    let manifest = manifest(&home.path().join("runs/minimal"));
    assert_eq!((&manifest["status"], &manifest["ticks_done"]), (&"complete".into(), &4.into()));
    let names =
        ["version", "command", "scenario", "scenario_sha256", "seed", "firms", "links", "ticks", "threads"];
    for name in names.into_iter().chain(["wall_s", "tick_ms", "peak_memory_mb", "state_hash", "repeat"]) {
        assert!(!manifest[name].is_null(), "{name}: {manifest:#}");
    }
    assert!(manifest["tick_ms"]["median"].is_number() && manifest["tick_ms"]["p90"].is_number());
}

#[test]
fn the_line_that_repeats_a_run_repeats_it() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --ticks 4 --seed 7 --out first --quiet"), 0);
    let first = manifest(&home.path().join("first"));
    let line = first["repeat"].as_str().unwrap().strip_prefix("coercivity ").unwrap();
    expect_code(&run(&home, line), 0);
    let second = manifest(&home.path().join("first-again"));
    assert_eq!(first["state_hash"], second["state_hash"]);
    assert_eq!(second["seed"], 7);
    for table in ["series.csv", "flows.csv", "events.csv", "balance.csv", "summary.csv"] {
        let [a, b] =
            ["first", "first-again"].map(|name| fs::read(home.path().join(name).join(table)).unwrap());
        assert!(a == b, "{table} differs");
    }
}

#[test]
fn a_directory_that_is_there_ends_with_4_and_force_replaces_it() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --ticks 2 --quiet --out out"), 0);
    let output = run(&home, "run {minimal} --ticks 3 --quiet --out out");
    expect_code(&output, 4);
    assert!(stderr(&output).contains("--force") && stderr(&output).contains("out"), "{}", stderr(&output));
    assert_eq!(manifest(&home.path().join("out"))["ticks"], 2);
    expect_code(&run(&home, "run {minimal} --ticks 3 --quiet --out out --force"), 0);
    assert_eq!(manifest(&home.path().join("out"))["ticks"], 3);
}

/// The rows of a table as maps from column to cell.
fn table(path: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn harm_by_month_sums_to_harm_by_side_and_every_payment_has_two_ends() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --ticks 40 --quiet --out out"), 0);
    let number =
        |row: &std::collections::BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    let harm = table(&home.path().join("out/harm.csv"));
    let summary = table(&home.path().join("out/summary.csv"));
    for side in ["sender", "target"] {
        let of_side = harm.iter().filter(|row| row["side"] == side);
        let lost: f64 = of_side.map(|row| number(row, "lost_usd")).sum();
        let metric = format!("harm_{side}_usd");
        let whole = |row: &&std::collections::BTreeMap<String, String>| {
            row["metric"] == metric && row["stage"].is_empty()
        };
        let told = number(summary.iter().find(whole).unwrap(), "value");
        assert!((lost - told).abs() <= 1e-6 * told.abs(), "{side}: {lost} by month, {told} in all");
        assert!(side == "sender" || told > 0.0, "the licence stops the target's line: {told}");
    }
    let money = table(&home.path().join("out/money.csv"));
    let whole =
        |row: &std::collections::BTreeMap<String, String>, column: &str| row[column].parse::<i128>().unwrap();
    let mut gaps = std::collections::BTreeMap::new();
    for row in &money {
        let key = (row["month"].clone(), row["kind"].clone());
        *gaps.entry(key).or_insert(0) += whole(row, "received") - whole(row, "paid");
    }
    assert!(gaps.len() > 10, "payments of several kinds over several months: {}", gaps.len());
    assert!(gaps.values().all(|&gap| gap == 0), "{gaps:?}");
}

#[test]
fn quiet_prints_nothing() {
    let output = run(&home(), "run {minimal} --ticks 2 --quiet");
    expect_code(&output, 0);
    assert_eq!((stdout(&output), stderr(&output)), ("", ""));
}

#[test]
fn json_is_one_object_and_nothing_else() {
    let output = run(&home(), "run {minimal} --ticks 2 --json");
    expect_code(&output, 0);
    assert_eq!(stderr(&output), "");
    let object: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert!(object["summary"].is_array() && object["state_hash"].is_string(), "{object:#}");
    assert_eq!(object["directory"], "runs/minimal");
}

#[test]
fn a_file_where_a_directory_is_wanted_ends_with_4() {
    let home = home();
    fs::write(home.path().join("file"), "").unwrap();
    for out in ["file", "file/below"] {
        let output = run(&home, &format!("run {{minimal}} --ticks 2 --force --out {out}"));
        expect_code(&output, 4);
        assert!(stderr(&output).contains("file"), "{}", stderr(&output));
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_an_error_and_no_panic() {
    use std::os::unix::ffi::OsStrExt as _;
    let home = home();
    let mut program = command(&home, "run");
    let output = program.arg(std::ffi::OsStr::from_bytes(b"caf\xe9.ron")).output().unwrap();
    expect_code(&output, 2);
    assert!(stderr(&output).contains("UTF-8"), "{}", stderr(&output));
    let mut program = command(&home, "run {minimal} --ticks 2 --json --out");
    expect_code(&program.arg(std::ffi::OsStr::from_bytes(b"out\xe9")).output().unwrap(), 0);
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_ends_with_4_and_leaves_nothing_that_looks_whole() {
    let home = home();
    // Files of at most 8 blocks of 1 KiB stand for a full disk; the signal is ignored so that writes fail.
    let script = r#"trap "" XFSZ; ulimit -f 8; exec "$0" run "$1" --ticks 400 --quiet --out out"#;
    let output = std::process::Command::new("bash")
        .args(["-c", script, crate::PROGRAM, crate::minimal().to_str().unwrap()])
        .current_dir(home.path())
        .output()
        .unwrap();
    expect_code(&output, 4);
    let sentence = stderr(&output);
    assert!(sentence.contains("Cannot write") && sentence.contains("ulimit -f"), "{sentence}");
    assert!(!home.path().join("out").exists());
    assert!(home.path().join("out.partial").is_dir());
    assert!(!home.path().join("out.partial/manifest.json").exists());
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_ends_with_130_and_writes_what_was_done() {
    let home = home();
    let mut child = command(&home, "run {minimal} --ticks 50000 --no-baseline --out out")
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !home.path().join("out.partial/series.csv").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it began to write");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    std::thread::sleep(std::time::Duration::from_millis(200));
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let manifest = manifest(&home.path().join("out"));
    assert_eq!(manifest["status"], "interrupted");
    assert!(manifest["ticks_done"].as_u64().unwrap() < 100_000, "{manifest:#}");
}

#[cfg(unix)]
#[test]
fn a_reader_who_stops_reading_is_no_failure() {
    let home = home();
    let mut child =
        command(&home, "config schema").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    expect_code(&output, 0);
    assert_eq!(stderr(&output), "");
}
