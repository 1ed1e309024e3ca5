//! The scripts of `docs/examples` on a small run. Where an interpreter or a package is missing, a test says so and passes,
//! except in CI, which installs them and tells so by `COERCIVITY_EXAMPLES`.

use crate::{expect_code, home, run, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The Python that has the packages: that of `.ci/run` if it is there, or the machine's.
fn python() -> PathBuf {
    let own = root().join("target/examples/bin/python");
    if own.exists() { own } else { "python3".into() }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Whether `program` runs with `words`. If not, says what is left out; that is a failure where `needed` is promised.
fn is_there(program: &Path, words: &[&str], needed: &str) -> bool {
    if Command::new(program).args(words).output().is_ok_and(|output| output.status.success()) {
        return true;
    }
    let promised = std::env::var("COERCIVITY_EXAMPLES").unwrap_or_default();
    assert!(!promised.split(' ').any(|one| one == needed), "{needed} is promised and cannot be used");
    eprintln!("{needed} is not there, so the example that needs it is not tried.");
    false
}

/// A run with two licence regimes in which the queue fills and exports fall.
fn small_run() -> TempDir {
    let home = home();
    let scenario = root().join("configs/scenarios/april_2025.ron");
    let line = format!("run {} --firms 500 --ticks 26 --parquet --quiet --out small", scenario.display());
    expect_code(&run(&home, &line), 0);
    home
}

fn script(program: &Path, name: &str, home: &TempDir) -> Output {
    let script = root().join("docs/examples").join(name);
    let output = Command::new(program).arg(script).arg("small").current_dir(home.path()).output().unwrap();
    expect_code(&output, 0);
    assert_eq!(stderr(&output), "", "{name} complains");
    output
}

/// The last number of the line that begins with `first`.
fn number(output: &Output, first: &str) -> f64 {
    let line = stdout(output).lines().find(|line| line.trim_start().starts_with(first));
    let line = line.unwrap_or_else(|| panic!("no line {first}:\n{}", stdout(output)));
    line.split_whitespace().next_back().unwrap().parse().unwrap()
}

#[test]
fn exports_fall_under_the_baseline_with_pandas() {
    if !is_there(&python(), &["-c", "import pandas"], "pandas") {
        return;
    }
    let output = script(&python(), "exports.py", &small_run());
    assert!((number(&output, "2025-02") - 1.0).abs() < 1e-9, "before the controls");
    assert!(number(&output, "2025-05") < 0.8, "under the controls");
}

#[test]
fn targets_pay_with_polars() {
    if !is_there(&python(), &["-c", "import polars"], "polars") {
        return;
    }
    let output = script(&python(), "who_pays.py", &small_run());
    let text = stdout(&output);
    assert!(text.contains("By side") && text.contains("target") && text.contains("2025-05"), "{text}");
}

#[test]
fn the_queue_is_read_in_r() {
    if !is_there("Rscript".as_ref(), &["--version"], "R") {
        return;
    }
    let output = script("Rscript".as_ref(), "licences.R", &small_run());
    assert!(stdout(&output).contains("CN magnet_heavy"), "{}", stdout(&output));
}
