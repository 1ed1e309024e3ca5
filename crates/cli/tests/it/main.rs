//! Tests of the program from outside: exit codes, what stands on which stream, and what is left on the disk.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic, its helpers too")]

// Wrong command lines and scenarios.
mod mistakes;
// Runs with plugins from real libraries.
mod plugins;
// Runs that work, are interrupted, or meet a full disk.
mod runs;
// The policies and scenarios that come with the program.
mod shipped;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// The program.
const PROGRAM: &str = env!("CARGO_BIN_EXE_coercivity");

/// The smallest scenario of the project.
fn minimal() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/scenarios/minimal.ron")
}

/// A folder to run in.
fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The program with the words of `line`, where `{minimal}` is the scenario, ready to run in `home`.
fn command(home: &TempDir, line: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    let minimal = minimal();
    let words = line.split_whitespace();
    command.args(words.map(|word| if word == "{minimal}" { minimal.to_str().unwrap() } else { word }));
    command.current_dir(home.path()).env("NO_COLOR", "1");
    command
}

fn run(home: &TempDir, line: &str) -> Output {
    command(home, line).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// Fails with both streams unless the program ended with `code`.
fn expect_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "stdout:\n{}\nstderr:\n{}", stdout(output), stderr(output));
}
