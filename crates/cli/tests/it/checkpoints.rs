//! Runs that are stopped and go on, and branches off them.

use crate::{expect_code, home, minimal, run, stderr, stdout};
use std::{collections::BTreeMap, fs, path::Path};
use tempfile::TempDir;

/// The bytes of all tables of a run, and the state hashes of its manifest.
pub(crate) fn results(directory: &Path) -> (BTreeMap<String, Vec<u8>>, [String; 2]) {
    let files = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    let tables = files.filter(|entry| {
        let name = entry.file_name().into_string().unwrap();
        name.ends_with(".csv") || name.ends_with(".parquet")
    });
    let bytes =
        tables.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()));
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(directory.join("manifest.json")).unwrap()).unwrap();
    let hash = |name: &str| manifest[name].as_str().unwrap_or_default().to_owned();
    (bytes.collect(), [hash("state_hash"), hash("baseline_state_hash")])
}

/// Fails unless two runs came to the same, table by table.
pub(crate) fn expect_same(a: &Path, b: &Path) {
    let (a, b) = (results(a), results(b));
    assert_eq!(a.1, b.1, "state hashes");
    for (name, bytes) in &a.0 {
        assert!(b.0.get(name) == Some(bytes), "{name} differs");
    }
    assert_eq!(a.0.len(), b.0.len(), "{:?} and {:?}", a.0.keys(), b.0.keys());
}

/// Checkpoints in a directory.
fn checkpoints(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("checkpoint")).collect();
    names.sort();
    names
}

/// A run that was cut off after it had written its checkpoint of tick 12, as a machine that loses power leaves it.
fn cut_off() -> TempDir {
    let home = home();
    expect_code(
        &run(&home, "run {minimal} --quiet --out kept --checkpoint-every 4 --keep-checkpoints --parquet"),
        0,
    );
    let (whole, partial) = (home.path().join("kept"), home.path().join("run.partial"));
    fs::create_dir(&partial).unwrap();
    for entry in fs::read_dir(&whole).unwrap().map(|entry| entry.unwrap()) {
        let name = entry.file_name().into_string().unwrap();
        let later = name.starts_with("checkpoint") && name != "checkpoint-000012.bin";
        if !later && name != "manifest.json" {
            fs::copy(entry.path(), partial.join(name)).unwrap();
        }
    }
    fs::write(partial.join("unfinished.lock"), "").unwrap();
    home
}

#[test]
fn a_run_that_was_cut_off_goes_on_to_the_same_bytes_from_its_directory_alone() {
    let home = cut_off();
    let elsewhere = crate::home();
    let directory = home.path().join("run");
    let line = format!("resume {} --threads 2", directory.display());
    let output = run(&elsewhere, &line);
    expect_code(&output, 0);
    assert!(stdout(&output).contains("Checks"), "{}", stdout(&output));
    expect_same(&directory, &home.path().join("kept"));
    let manifest = fs::read_to_string(directory.join("manifest.json")).unwrap();
    assert!(manifest.contains("gone on with from a checkpoint after 12 ticks of the scenario"), "{manifest}");
    // The order was to keep them; those of before the twelfth tick were not there any more.
    assert_eq!(checkpoints(&directory), checkpoints(&home.path().join("kept"))[3..]);
    let again = run(&elsewhere, &line);
    expect_code(&again, 4);
    assert!(stderr(&again).contains("has come to its end"), "{}", stderr(&again));
}

#[test]
fn only_the_latest_checkpoint_is_there_and_none_when_the_run_is_whole() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --quiet --out out --checkpoint-every 10"), 0);
    assert_eq!(checkpoints(&home.path().join("out")), Vec::<String>::new());
    expect_code(&run(&home, "run {minimal} --quiet --out kept --checkpoint-every 20 --keep-checkpoints"), 0);
    let kept = checkpoints(&home.path().join("kept"));
    let names = [0, 20, 40].map(|tick| format!("checkpoint-{tick:06}.bin"));
    let of_baseline = [0, 20, 40].map(|tick| format!("checkpoint-baseline-{tick:06}.bin"));
    assert_eq!(kept, [names, of_baseline].concat());
    expect_same(&home.path().join("kept"), &home.path().join("out"));
}

#[test]
fn an_unfinished_run_with_checkpoints_is_not_thrown_away_unasked() {
    let home = cut_off();
    let output = run(&home, "run {minimal} --quiet --out run --force");
    expect_code(&output, 4);
    assert!(stderr(&output).contains("coercivity resume run"), "{}", stderr(&output));
    assert_eq!(checkpoints(&home.path().join("run.partial")), ["checkpoint-000012.bin"]);
    expect_code(&run(&home, "run {minimal} --quiet --out run --restart"), 0);
    assert!(!home.path().join("run.partial").exists());
}

#[test]
fn a_damaged_checkpoint_or_table_is_named_and_nothing_is_taken_for_whole() {
    let damage = |file: &str, at: usize| {
        let home = cut_off();
        let path = home.path().join("run.partial").join(file);
        let mut bytes = fs::read(&path).unwrap();
        bytes[at] ^= 0x10;
        fs::write(&path, bytes).unwrap();
        let output = run(&home, "resume run");
        expect_code(&output, 4);
        assert!(stderr(&output).contains(file), "{}", stderr(&output));
        assert!(!home.path().join("run").exists() && path.exists());
        stderr(&output).to_owned()
    };
    let said = damage("checkpoint-000012.bin", 300);
    assert!(said.contains("does not match its hash, so it was damaged"), "{said}");
    assert!(damage("checkpoint-000012.bin", 3).contains("no checkpoint"));
    let said = damage("series.csv", 200);
    assert!(said.contains("not as its checkpoint left it"), "{said}");
    let home = cut_off();
    fs::write(home.path().join("run.partial/flows.csv"), "month").unwrap();
    let output = run(&home, "resume run");
    expect_code(&output, 4);
    assert!(stderr(&output).contains("ends after 5 of"), "{}", stderr(&output));
}

#[test]
fn a_branch_is_the_run_that_had_said_so_from_the_start() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --quiet --out run --checkpoint-every 8 --keep-checkpoints"), 0);
    // Until then it says the same; from August on the licence is gone in both.
    let change = "schedule[0].until=\"2025-08-04\"";
    let output = run(&home, &format!("branch run --at 2025-07-07 --set {change} --out branch"));
    expect_code(&output, 0);
    // On the screen before anything else, and its progress apart from that of the run that it leaves.
    let told = stdout(&output).find("Branched off on 2025-07-07").unwrap();
    assert!(told < stdout(&output).find("What changed").unwrap());
    assert!(stderr(&output).contains("up to the branch: 26 of 26"), "{}", stderr(&output));
    expect_code(&run(&home, &format!("run {{minimal}} --quiet --out whole --set {change}")), 0);
    expect_same(&home.path().join("branch"), &home.path().join("whole"));
    let different = results(&home.path().join("run")).1[0] != results(&home.path().join("branch")).1[0];
    assert!(different, "the licence is gone");
    let manifest = fs::read_to_string(home.path().join("branch/manifest.json")).unwrap();
    assert!(manifest.contains("Branched off on 2025-07-07"), "{manifest}");
}

#[test]
fn a_branch_that_was_cut_off_is_still_a_branch() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --quiet --out run --checkpoint-every 8 --keep-checkpoints"), 0);
    let line = "branch run --at 2025-07-07 --set schedule[0].until=\"2025-08-04\" --out branch --quiet \
                --checkpoint-every 4 --keep-checkpoints";
    expect_code(&run(&home, line), 0);
    let (whole, partial) = (home.path().join("branch"), home.path().join("cut.partial"));
    fs::create_dir(&partial).unwrap();
    let first = checkpoints(&whole).into_iter().next().unwrap();
    for entry in fs::read_dir(&whole).unwrap().map(|entry| entry.unwrap()) {
        let name = entry.file_name().into_string().unwrap();
        if name != "manifest.json" && (!name.starts_with("checkpoint") || name == first) {
            fs::copy(entry.path(), partial.join(name)).unwrap();
        }
    }
    fs::write(partial.join("unfinished.lock"), "").unwrap();
    expect_code(&run(&home, "resume cut --quiet"), 0);
    expect_same(&home.path().join("cut"), &whole);
    let told = |directory: &str| -> [serde_json::Value; 3] {
        let text = fs::read(home.path().join(directory).join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&text).unwrap();
        ["repeat", "branches", "overrides"].map(|name| manifest[name].clone())
    };
    let [repeat, branches, overrides] = told("branch");
    assert!(repeat.as_str().unwrap().starts_with("coercivity branch run --at 2025-07-07 --set"), "{repeat}");
    assert_eq!(branches[0]["at"], "2025-07-07");
    assert_eq!(overrides, serde_json::json!([]), "nothing was set from the start");
    assert_eq!(told("cut"), [repeat, branches, overrides]);
    let compared = run(&home, "compare run branch");
    expect_code(&compared, 0);
    let said = stdout(&compared).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("from 2025-07-07 on --set schedule[0].until"), "{said}");
}

#[test]
fn what_cannot_be_gone_on_with_is_said() {
    let home = home();
    let said = |line: &str| {
        let output = run(&home, line);
        expect_code(&output, 4);
        stderr(&output).to_owned()
    };
    assert!(said("resume nowhere").contains("there is no run to go on with"));
    expect_code(&run(&home, "run {minimal} --quiet --out whole"), 0);
    assert!(said("resume whole").contains("has come to its end"));
    let path = home.path().join("whole/manifest.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    (manifest["status"], manifest["error"]) = ("failed".into(), "the plugin crashed".into());
    fs::write(&path, manifest.to_string()).unwrap();
    assert!(said("resume whole").contains("a run that failed (the plugin crashed)"));
    // Without its list of hashes nothing tells that the manifest was changed, and that is said.
    fs::remove_file(home.path().join("whole/SHA256SUMS")).unwrap();
    let compared = run(&home, "compare whole whole");
    let told = [stdout(&compared), stderr(&compared)].concat();
    assert!(told.contains("no SHA256SUMS") && told.contains("the plugin crashed"), "{told}");
}

#[test]
fn a_branch_may_change_what_holds_already_and_go_on_for_longer() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --quiet --out run --checkpoint-every 8 --keep-checkpoints"), 0);
    let line = "branch run --at 2025-05-12 --set schedule[0].until=\"2025-05-12\" --set run.ticks=60 --out early --quiet";
    expect_code(&run(&home, line), 0);
    let series =
        |directory: &str| fs::read_to_string(home.path().join(directory).join("series.csv")).unwrap();
    let (run, early) = (series("run"), series("early"));
    let first = run.lines().zip(early.lines()).find(|(a, b)| a != b).unwrap();
    assert!(first.0.starts_with("2025-05-12"), "they part on the day of the branch: {first:?}");
    assert_eq!(early.lines().filter(|line| line.contains(",CN,oxide,output,")).count(), 60);
}

#[test]
fn what_a_branch_cannot_do_is_said() {
    let home = home();
    expect_code(&run(&home, "run {minimal} --quiet --out run --checkpoint-every 8 --keep-checkpoints"), 0);
    let refused = |line: &str, code: i32, said: &str| {
        let output = run(&home, line);
        expect_code(&output, code);
        assert!(stderr(&output).contains(said), "{line}: {}", stderr(&output));
        assert!(!home.path().join("b").exists() && !home.path().join("b.partial").exists(), "{line}");
    };
    refused("branch run --at 2025-05-12 --set run.seed=7 --out b", 2, "shares its economy");
    refused(
        "branch run --at 2024-05-12 --set run.ticks=60 --out b",
        2,
        "the run has ticks from 2025-01-06 to",
    );
    refused("branch run --at 2025-05-12 --set schedule[0].untl=1 --out b", 3, "untl");
    refused("branch nowhere --at 2025-05-12 --set run.ticks=60 --out b", 4, "holds no checkpoint");
    refused("branch run --at 2025-05-12 --set run.ticks=60 --out run", 4, "exists already");
    fs::remove_file(home.path().join("run/checkpoint-000000.bin")).unwrap();
    fs::remove_file(home.path().join("run/checkpoint-000008.bin")).unwrap();
    refused(
        "branch run --at 2025-02-03 --set run.ticks=60 --out b",
        2,
        "The first checkpoint in run is of 2025-04-28",
    );
    assert!(minimal().exists());
}
