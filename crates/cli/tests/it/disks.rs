//! Bad disks, by real means: a small file system, one that is read-only or goes away, a limit on file sizes, a table that
//! was cut. What looks whole is whole, and what is not is named.
//!
//! File systems are mounted in a name space of their own (`unshare`), which most Linux machines allow; where one does
//! not, the tests that need it say so and check nothing.

use crate::checkpoints::expect_same;
use crate::{PROGRAM, expect_code, home, minimal, run, stderr};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Runs `script` where file systems can be mounted; `$0` is the program, `$1` the smallest scenario.
fn where_mounts_work(home: &TempDir, script: &str) -> Option<Output> {
    let can = Command::new("unshare").args(["--user", "--map-root-user", "--mount", "true"]).status();
    if !can.is_ok_and(|status| status.success()) {
        eprintln!("file systems cannot be mounted here: nothing was checked");
        return None;
    }
    let words = ["--user", "--map-root-user", "--mount", "bash", "-euc", script, PROGRAM];
    let output =
        Command::new("unshare").args(words).arg(minimal()).current_dir(home.path()).output().unwrap();
    Some(output)
}

/// The reference that the others are held to.
fn whole(home: &TempDir) {
    expect_code(&run(home, "run {minimal} --quiet --out whole"), 0);
}

#[test]
fn a_run_on_a_disk_that_fills_up_goes_on_from_its_checkpoint_when_there_is_room() {
    let home = home();
    whole(&home);
    let script = r#"
        mkdir small; mount -t tmpfs -o size=160k tmpfs small
        code=0; "$0" run "$1" --quiet --out small/run --checkpoint-every 3 || code=$?
        test "$code" = 4; test ! -e small/run; ls small/run.partial/checkpoint-0*.bin
        code=0; "$0" resume small/run --quiet || code=$?
        test "$code" = 4; test ! -e small/run
        mount -o remount,size=16m small
        "$0" resume small/run --quiet
        cp -r small/run copied"#;
    let Some(output) = where_mounts_work(&home, script) else { return };
    expect_code(&output, 0);
    let said = stderr(&output);
    assert!(said.contains("No space left on device") && said.contains("Free some space"), "{said}");
    expect_same(&home.path().join("copied"), &home.path().join("whole"));
}

#[test]
fn a_disk_that_becomes_read_only_ends_the_run_with_a_sentence() {
    let home = home();
    let script = r#"
        mkdir disk; mount -t tmpfs tmpfs disk
        "$0" run "$1" --quiet --out disk/first
        mount -o remount,ro disk
        code=0; "$0" run "$1" --quiet --out disk/second || code=$?
        test "$code" = 4
        code=0; "$0" run "$1" --quiet --out disk/first --force || code=$?
        test "$code" = 4; test -e disk/first/manifest.json"#;
    let Some(output) = where_mounts_work(&home, script) else { return };
    expect_code(&output, 0);
    assert!(stderr(&output).contains("Read-only file system"), "{}", stderr(&output));
}

#[test]
fn a_directory_that_vanishes_under_a_run_is_noticed() {
    let home = home();
    let script = r#"
        "$0" run "$1" --quiet --set run.ticks=20000 --no-baseline --out gone --checkpoint-every 500 &
        while [ ! -e gone.partial/checkpoint-000500.bin ]; do sleep 0.01; done
        rm -rf gone.partial
        code=0; wait $! || code=$?
        test "$code" = 4; test ! -e gone"#;
    let output = Command::new("bash")
        .args(["-euc", script, PROGRAM])
        .arg(minimal())
        .current_dir(home.path())
        .output()
        .unwrap();
    expect_code(&output, 0);
    assert!(stderr(&output).contains("No such file or directory"), "{}", stderr(&output));
}

#[test]
fn too_small_a_limit_on_files_is_a_sentence_and_no_signal() {
    let home = home();
    let script = r#"ulimit -f 8; "$0" run "$1" --ticks 400 --quiet --out out"#;
    let output = Command::new("bash")
        .args(["-c", script, PROGRAM])
        .arg(minimal())
        .current_dir(home.path())
        .output()
        .unwrap();
    expect_code(&output, 4);
    assert!(stderr(&output).contains("ulimit -f"), "{}", stderr(&output));
    assert!(!home.path().join("out").exists());
}

#[test]
fn a_file_of_a_whole_run_that_was_changed_is_not_believed() {
    let home = home();
    whole(&home);
    let flip = |file: &str, at: usize| {
        let path = home.path().join("whole").join(file);
        let bytes = std::fs::read(&path).unwrap();
        let mut torn = bytes.clone();
        torn[at] ^= 1;
        std::fs::write(&path, torn).unwrap();
        let output = run(&home, "report whole --out report.html");
        std::fs::write(&path, bytes).unwrap();
        output
    };
    for (file, at) in [("manifest.json", 40), ("series.csv", 900), ("summary.csv", 300), ("SHA256SUMS", 5)] {
        let output = flip(file, at);
        expect_code(&output, 4);
        assert!(stderr(&output).contains("cannot be believed"), "{file}: {}", stderr(&output));
    }
    expect_code(&run(&home, "report whole --out report.html"), 0);
    let mut check = Command::new("sha256sum");
    check.args(["--check", "--quiet", "SHA256SUMS"]).current_dir(home.path().join("whole"));
    if let Ok(output) = check.output() {
        expect_code(&output, 0);
    }
}
