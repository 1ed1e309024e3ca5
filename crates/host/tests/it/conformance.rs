//! The conformance suite on trial: a decent plugin passes all of it, and each bad one fails exactly the case that is
//! about its mistake, for the reason that it has.

use crate::world::built;
use coercivity_host::Carrier;
use coercivity_host::conformance::{CASES, Case, Finding, Verdict, case_named, check, run_here};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

const CASE: &str = "COERCIVITY_TEST_CASE";
const FILE: &str = "COERCIVITY_TEST_FILE";
const SEED: u64 = 1;

/// No test by itself: what this very program does when a test below starts it again for a case.
#[test]
fn child() {
    if let (Some(case), Some(file)) = (env::var_os(CASE), env::var_os(FILE)) {
        run_here(Path::new(&file), case_named(case.to_str().unwrap()).unwrap(), SEED, &Carrier::Native);
    }
}

fn command(file: &Path, case: &Case) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["conformance::child", "--exact", "--nocapture"]);
    command.env(CASE, case.name).env(FILE, file);
    command
}

fn findings(file: &Path, limit: Duration) -> Vec<Finding> {
    check(&|_| true, limit, &|case| command(file, case), &mut |_| ())
}

fn told(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{}: {:?}\n", finding.case.name, finding.verdict)).collect()
}

/// Fails unless the plugin `name` fails this case alone, in these words.
fn expect(name: &str, case: &str, words: &str) {
    let findings = findings(&built(&format!("bad_{name}.c"), &[]), Duration::from_secs(20));
    let failed: Vec<_> = findings.iter().filter(|finding| finding.is_failure()).collect();
    let [failure] = failed.as_slice() else {
        panic!("bad_{name} should fail `{case}` and nothing else:\n{}", told(&findings));
    };
    let Verdict::Failed(seen) = &failure.verdict else { panic!("{failure:?}") };
    assert_eq!(failure.case.name, case, "bad_{name}: {seen}");
    assert!(seen.contains(words), "bad_{name} fails `{case}`, but not with \"{words}\": {seen}");
}

/// Fails unless the plugin passes every case; only those named may not apply to it.
fn expect_all(file: &Path, not_meant: &[&str]) {
    let findings = findings(file, Duration::from_secs(60));
    assert_eq!(findings.len(), CASES.len());
    for finding in &findings {
        let is_meant = !not_meant.contains(&finding.case.name);
        let is_fine = match finding.verdict {
            Verdict::Passed(_) => is_meant,
            Verdict::Skipped(_) => !is_meant,
            Verdict::Failed(_) => false,
        };
        assert!(is_fine, "{}: {:?}", finding.case.name, finding.verdict);
    }
}

macro_rules! bad {
    ($($test:ident: $name:literal fails $case:literal with $words:literal;)*) => {$(
        #[test]
        fn $test() {
            expect($name, $case, $words);
        }
    )*};
}

bad! {
    a_default_that_is_not_allowed: "manifest" fails "manifest" with "rate 11 is over 10";
    a_missing_function: "table" fails "table" with "`decide` is missing";
    refused_defaults: "defaults" fails "defaults" with "a rate of one half is unwise";
    an_endless_loop: "loop" fails "calls" with "no end after 20 s in settle of tick 0";
    an_exit: "exit" fails "calls" with "was ended by exit with code 0 in on_tick of tick 2";
    an_abort: "abort" fails "calls" with "signal 6 (abort) in decide";
    another_rounding_mode: "rounding" fails "floating_point" with "`on_tick` changed the floating-point mode";
    a_write_behind_a_column: "behind" fails "red_zones" with "on_tick wrote to lanes.tariff, 1 row behind its last row";
    a_write_before_a_column: "before" fails "red_zones" with "decide wrote to applications.decision, 1 row before its first row";
    a_changed_input: "input" fails "inputs" with "on_tick changed lanes.flow, which it may only read (row 1)";
    a_value_out_of_range: "range" fails "ranges" with "lanes.tariff = -0.5";
    a_value_that_is_no_number: "nan" fails "ranges" with "lanes.tariff = NaN";
    valid_parameters_that_fail: "valid" fails "parameters" with "so many weeks were never meant";
    a_value_beyond_its_bound: "beyond" fails "bounds" with "rate = 10.000000000000002, which is beyond the bound: on_tick";
    a_bound_that_is_refused: "bound" fails "bounds" with "rate = 10.0: it is within the bounds of the manifest, but refused";
    a_crash_without_rows: "empty" fails "rows_none" with "segmentation fault";
    a_crash_with_one_row: "single" fails "rows_one" with "abort";
    a_crash_with_many_rows: "crowd" fails "rows_many" with "abort";
    a_crash_at_odd_numbers: "odd" fails "not_a_number" with "segmentation fault";
    a_global_counter: "counter" fails "repeat" with "lanes.tariff in row 0";
    a_look_at_the_clock: "clock" fails "repeat" with "in the second, with the same inputs";
    dice_of_the_c_library: "rand" fails "repeat" with "applications.decision in row 0";
    the_number_of_the_process: "process" fails "processes" with "in another process";
    rulings_that_depend_on_the_batch: "chunky" fails "chunks" with "one by one";
    state_shared_between_instances: "shared" fails "instances" with "when another one works in between";
    state_of_the_thread: "thread" fails "threads" with "when each tick is on another thread";
    state_that_is_not_saved: "forgetful" fails "state_resume" with "in an instance that loaded the state saved before";
    state_that_is_not_declared: "undeclared" fails "state_resume" with "the manifest names no `state`";
    a_damaged_state_that_is_taken: "trusting" fails "state_damaged" with "it took a state with a byte too many";
    a_crash_at_a_truncated_state: "cut" fails "state_damaged" with "segmentation fault) in load of 0 damaged bytes";
    a_failure_that_spreads: "poisoned" fails "containment" with "before other instances failed";
    a_leak: "leak" fails "memory" with "bytes for each";
    time_that_grows_with_the_square: "slow" fails "time" with "100 times as many";
}

#[test]
fn a_decent_plugin_passes_every_case() {
    expect_all(&built("decent.c", &[]), &[]);
}

#[test]
fn the_example_of_the_sdk_passes_every_case_that_is_meant_for_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins/tariff");
    expect_all(&coercivity_testkit::build_rust(&folder), &["chunks", "state_damaged"]);
}

#[test]
fn a_file_that_is_no_plugin_fails_the_first_case_and_nothing_else_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("text.so");
    std::fs::write(&file, "text").unwrap();
    let findings = findings(&file, Duration::from_secs(20));
    assert!(matches!(&findings[0].verdict, Verdict::Failed(seen) if seen.contains("a text file")));
    assert!(findings[1..].iter().all(|finding| matches!(finding.verdict, Verdict::Skipped(_))));
}

#[test]
fn every_bad_plugin_is_on_trial() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins");
    let source = include_str!("conformance.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = PathBuf::from(entry.unwrap().file_name());
        let Some(bad) = name.to_str().unwrap().strip_prefix("bad_").and_then(|name| name.strip_suffix(".c"))
        else {
            continue;
        };
        assert!(source.contains(&format!(": \"{bad}\" fails ")), "{bad} is on no list");
    }
}
