//! Tests of the program from outside: exit codes, what stands on which stream, and what is left on the disk.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic, its helpers too")]

// Benchmarks and their comparison.
mod bench;
// Runs that are stopped and go on, and branches.
mod checkpoints;
// Comparisons of runs and ensembles.
mod compare;
// Bad disks.
mod disks;
// Ensembles and their parts, and questions over replicates.
mod ensembles;
// Scripts that read results, as the documentation has them.
mod examples;
// Games of strategies, and questions.
mod games;
// Validation and calibration.
mod history;
// Files and names that a stranger chose.
mod hostile;
// Kills at random moments.
mod kills;
// Plugins in processes of their own.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod isolated;
// Wrong command lines and scenarios.
mod mistakes;
// Commands on plugins: the suite, cards, lists.
mod plugin;
// Runs with plugins from real libraries.
mod plugins;
// Reports of runs.
mod report;
// Runs that work, are interrupted, or meet a full disk.
mod runs;
// New plugins, as a user makes, builds and runs them.
mod scaffolds;
// The policies and scenarios that come with the program.
mod shipped;
// Runs that are watched, without a terminal.
mod watch;

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

/// A line as a user types it into a shell in `home`, where the program is on the path. Cargo builds without the network
/// and into the folder of what it builds.
fn shell(home: &TempDir, line: &str) -> Output {
    let folder = Path::new(PROGRAM).parent().unwrap().to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([folder].into_iter().chain(std::env::split_paths(&others))).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(home.path()).env("PATH", path).env("NO_COLOR", "1");
    command
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("CARGO_BUILD_TARGET_DIR");
    command.output().unwrap()
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
