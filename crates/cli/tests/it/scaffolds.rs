//! `coercivity plugin new`: what it writes builds, passes its tests and the suite, and runs, by the very lines that it
//! prints; and it never touches what is there already.

use crate::{command, expect_code, home, run, shell, stderr, stdout};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};
use tempfile::TempDir;

/// Writes a plugin with `line` and takes all the steps that are printed for it.
fn made(home: &TempDir, line: &str) -> Output {
    let output = run(home, line);
    expect_code(&output, 0);
    let (_, steps) = stdout(&output).split_once("Next:\n").unwrap();
    let steps: Vec<&str> = steps.lines().map(str::trim).collect();
    assert_eq!(steps.len(), 4, "{steps:?}");
    let output = shell(home, &steps.join(" && "));
    expect_code(&output, 0);
    output
}

/// Manifest and series of the run of the scaffold's scenario.
fn results(home: &TempDir, folder: &str) -> (serde_json::Value, String) {
    let directory = home.path().join(folder).join("runs/weekly_cap");
    let manifest = serde_json::from_slice(&fs::read(directory.join("manifest.json")).unwrap()).unwrap();
    (manifest, fs::read_to_string(directory.join("series.csv")).unwrap())
}

/// Dates and values of the plugin's metric.
fn capped_flow(series: &str) -> Vec<(&str, f64)> {
    let rows = series.lines().map(|row| row.split(',').collect::<Vec<_>>());
    rows.filter(|row| row[4] == "weekly_cap.capped_flow")
        .map(|row| (row[0], row[5].parse().unwrap()))
        .collect()
}

#[test]
fn scaffolds_in_rust_and_c_build_pass_everything_and_give_the_same_run() {
    let home = home();
    let rust = made(&home, "plugin new weekly_cap --dir rust");
    assert!(stdout(&rust).contains("test result: ok. 3 passed; 0 failed"), "{}", stdout(&rust));
    let c = made(&home, "plugin new weekly_cap --c --dir c");
    assert!(stdout(&c).contains("\nok   from its first day on it does"), "{}", stdout(&c));
    assert!(!stdout(&c).contains("FAIL"), "{}", stdout(&c));
    // 25 cases, and it neither rules on applications nor keeps a state. `make test` asks the suite, too.
    let passed = "\n23 passed, 0 failed, 2 left out";
    assert_eq!((stdout(&rust).matches(passed).count(), stdout(&c).matches(passed).count()), (1, 2));
    assert!(!stderr(&rust).contains("warning") && !stderr(&c).contains("warning"), "{}", stderr(&rust));

    let ((of_rust, series), (of_c, series_of_c)) = (results(&home, "rust"), results(&home, "c"));
    let plugin = &of_rust["plugins"][0];
    // 52 weeks from 6 January 2025, and 7 April is 13 weeks later: 52 - 13 = 39.
    assert_eq!((&plugin["status"], &plugin["ticks_active"]), (&"served".into(), &39.into()));
    let flow = capped_flow(&series);
    assert_eq!(flow.len(), 52);
    for (date, value) in flow {
        // At most 0.5 t a week under the cap; nearly the 2 t that are needed before.
        let is_capped = date >= "2025-04-07";
        assert_eq!(value <= 0.5, is_capped, "{value} on {date}");
        assert!(value > 0.0, "{value} on {date}");
    }
    assert_eq!((&of_rust["state_hash"], series), (&of_c["state_hash"], series_of_c));
}

/// All files under a folder, by path from there.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    fn collect(root: &Path, folder: &Path, all: &mut Vec<(PathBuf, String)>) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                collect(root, &path, all);
            } else {
                all.push((path.strip_prefix(root).unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut all = Vec::new();
    collect(folder, folder, &mut all);
    all.sort();
    all
}

#[test]
fn the_sdk_that_comes_along_is_the_one_of_this_program() {
    let home = home();
    expect_code(&run(&home, "plugin new weekly_cap"), 0);
    expect_code(&run(&home, "plugin new weekly_cap --c --dir c"), 0);
    let sdk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policy");
    assert_eq!(files(&home.path().join("weekly_cap/sdk/src")), files(&sdk.join("src")));
    let header = |folder: PathBuf| fs::read_to_string(folder.join("include/coercivity_policy.h")).unwrap();
    assert_eq!(header(home.path().join("c")), header(sdk));
    for (path, text) in files(home.path()) {
        assert!(!text.contains("{{name}}") && !text.contains("{{version}}"), "{}", path.display());
    }
}

#[test]
fn names_that_are_none_are_refused_with_the_reason() {
    let home = home();
    let long = "a".repeat(65);
    let cases = [
        ("", "it begins with a small letter"),
        ("Weekly", "it begins with a small letter"),
        ("2weeks", "it begins with a small letter"),
        ("weekly-cap", "it begins with a small letter"),
        ("../weekly", "it begins with a small letter"),
        ("a b", "it begins with a small letter"),
        ("größe", "it begins with a small letter"),
        (&long, "it has 65 letters, and 64 are the most"),
        ("match", "has a meaning of its own in Rust or for Cargo"),
        ("self", "has a meaning of its own in Rust or for Cargo"),
        ("test", "has a meaning of its own in Rust or for Cargo"),
        ("coercivity_policy", "has a meaning of its own in Rust or for Cargo"),
        ("three_firms", "a scenario that comes along is called so"),
    ];
    for (name, words) in cases {
        for language in [&["--dir", "new"][..], &["--dir", "new", "--c"]] {
            let output = command(&home, "plugin new").args([name]).args(language).output().unwrap();
            expect_code(&output, 2);
            let said = stderr(&output);
            assert!(said.starts_with(&format!("error: `{name}` cannot be the name of a plugin: ")), "{said}");
            assert!(said.contains(words), "{said}");
        }
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn what_is_there_already_stays_as_it_is() {
    let home = home();
    let place = |path: &str| home.path().join(path);
    fs::create_dir_all(place("weekly_cap/src")).unwrap();
    fs::write(place("weekly_cap/src/lib.rs"), "mine").unwrap();
    fs::create_dir(place("empty")).unwrap();
    fs::write(place("file"), "mine").unwrap();
    let before = files(home.path());
    for line in [
        "plugin new weekly_cap",
        "plugin new weekly_cap --c",
        "plugin new weekly_cap --dir empty",
        "plugin new weekly_cap --dir file",
    ] {
        let output = run(&home, line);
        expect_code(&output, 4);
        let folder = line.rsplit(' ').find(|word| *word != "--c").unwrap();
        let words =
            format!("error: {folder} is there already, and nothing is overwritten. Name another with --dir.");
        assert!(stderr(&output).starts_with(&words), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
    assert_eq!(files(home.path()), before);
    assert_eq!(fs::read_dir(place("empty")).unwrap().count(), 0);
    // A place that cannot hold a folder is told as such.
    let output = run(&home, "plugin new weekly_cap --dir file/below");
    expect_code(&output, 4);
    assert!(
        stderr(&output).starts_with("error: Cannot write file/below/Cargo.toml: "),
        "{}",
        stderr(&output)
    );
}
