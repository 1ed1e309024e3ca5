//! Runs with plugins in processes of their own: the same results as without, and whatever a plugin does, a sentence, the
//! exit code and a directory that says so.

use crate::{command, expect_code, home, minimal, run, stderr, stdout};
use coercivity_testkit::{compile_c, shipped_plugins};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
    thread,
    time::Duration,
};
use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A home with the smallest scenario and a plugin in it that can be told to go wrong, isolated.
fn scenario(fields: &str) -> TempDir {
    let home = home();
    let switch = compile_c(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins/switch.c"), &[]);
    fs::copy(switch, home.path().join("switch.so")).unwrap();
    let plugin = format!("(plugin: \"./switch.so\", id: \"rates\", carrier: Isolated, {fields}),");
    let text = format!("(base: \"{}\", title: \"Isolated\", plugins: [{plugin}])", minimal().display());
    fs::write(home.path().join("scenario.ron"), text).unwrap();
    home
}

fn go(home: &TempDir) -> Output {
    run(home, "run scenario.ron --ticks 16 --no-baseline --out out")
}

fn manifest(home: &TempDir, directory: &str) -> serde_json::Value {
    serde_json::from_slice(&fs::read(home.path().join(directory).join("manifest.json")).unwrap()).unwrap()
}

/// Expects a run that failed in tick 2, told with these words.
fn expect_failed(fields: &str, words: &str) {
    let home = scenario(fields);
    let output = go(&home);
    expect_code(&output, 6);
    let said = stderr(&output);
    // Tick 2 begins two weeks after 6 January 2025.
    assert!(said.contains("policy `rates` failed in on_tick on 2025-01-20: "), "{said}");
    assert!(said.contains(words), "{said}");
    let manifest = manifest(&home, "out");
    assert_eq!((&manifest["status"], &manifest["ticks_done"]), (&"failed".into(), &2.into()), "{fields}");
    let plugin = &manifest["plugins"][0];
    assert_eq!((&plugin["status"], &plugin["carrier"]), (&"failed".into(), &"isolated".into()), "{fields}");
    assert!(manifest["error"].as_str().unwrap().contains(words), "{manifest:#}");
    let series = fs::read_to_string(home.path().join("out/series.csv")).unwrap();
    assert!(series.contains("2025-01-13") && !series.contains("2025-01-20"), "{fields}");
}

#[test]
fn what_would_end_the_program_ends_with_6_a_sentence_and_a_directory_that_says_so() {
    let cases = [
        ("crash", "its process was ended by SIGSEGV (signal 11): it used a null pointer"),
        ("abort", "its process was ended by SIGABRT (signal 6)"),
        ("exit", "its process was ended by exit with code 0"),
        ("stack", "its process was ended by SIGSEGV (signal 11): its stack overflowed"),
        ("open", "the system call `openat`"),
        ("past", "it went past the end of the column lanes.tariff"),
        ("nan", "wrote lanes.tariff = NaN at CN -> US, magnet; it must lie in 0..=100"),
        ("firm", "it asked for the firm in row 5000, but there are only 3"),
        ("error", "the table of rates is empty"),
    ];
    for (fault, words) in cases {
        expect_failed(&format!("parameters: {{\"fault\": \"{fault}\"}}"), words);
    }
    // Nothing has to be left as it was: the call is ended, and the run with it in good order.
    expect_failed("limit_ms: 200.0, parameters: {\"fault\": \"loop\"}", "it had not returned after 200 ms");
}

#[test]
fn a_run_goes_on_without_a_plugin_that_crashed_if_it_may() {
    let home = scenario("on_error: Disable, parameters: {\"fault\": \"crash\"}");
    let output = go(&home);
    expect_code(&output, 0);
    assert!(stdout(&output).contains("disabled"), "{}", stdout(&output));
    let manifest = manifest(&home, "out");
    let plugin = &manifest["plugins"][0];
    assert_eq!((&manifest["status"], &plugin["status"]), (&"complete".into(), &"disabled".into()));
    assert!(plugin["reason"].as_str().unwrap().contains("null pointer"), "{plugin:#}");
    let events = fs::read_to_string(home.path().join("out/events.csv")).unwrap();
    assert!(events.contains("2025-01-20,rates.disabled"), "{events}");
}

#[test]
fn a_crash_at_creation_is_no_refusal_of_parameters_and_a_refusal_is() {
    for (fault, code, words) in [
        ("crash_at_creation", 6, "plugin `rates` failed in create: its process was ended by SIGSEGV"),
        ("create", 3, "does not accept its parameters: rate and fault do not go together"),
    ] {
        let home = scenario(&format!("parameters: {{\"fault\": \"{fault}\"}}"));
        for line in ["run scenario.ron --out out", "check scenario.ron"] {
            let output = run(&home, line);
            expect_code(&output, code);
            assert!(stderr(&output).contains(words), "{}", stderr(&output));
        }
        assert!(!home.path().join("out").exists());
    }
}

#[test]
fn every_shipped_plugin_gives_the_same_bits_both_ways() {
    let (home, plugins) = (home(), shipped_plugins());
    let cases = [
        ("scenarios/export_quota_2010", 30),
        ("scenarios/targeted_licensing", 30),
        ("scenarios/retaliation", 40),
        ("scenarios/tariff_ladder", 40),
        ("scenarios/stockpile_release", 30),
        ("scenarios/entity_list", 45),
    ];
    for (name, ticks) in cases {
        both_ways(&home, &root().join(format!("configs/{name}.ron")), &plugins, ticks);
    }
    // The others with their defaults.
    for name in ["derisking", "escalation", "surgical_stroke", "truce"] {
        let base = root().join("configs/scenarios/april_2025.ron");
        let text = format!("(base: \"{}\", plugins: [(plugin: \"{name}\")])", base.display());
        fs::write(home.path().join(format!("{name}.ron")), text).unwrap();
        both_ways(&home, &home.path().join(format!("{name}.ron")), &plugins, 20);
    }
}

/// Runs a scenario with all its plugins native, then isolated, and compares all tables and the state.
fn both_ways(home: &TempDir, scenario: &Path, plugins: &Path, ticks: u32) {
    let [native, isolated] = ["Native", "Isolated"].map(|carrier| {
        let uses = fs::read_to_string(scenario).unwrap().matches("plugin: \"").count();
        let set: Vec<String> = (0..uses).map(|n| format!("\"plugins[{n}].carrier\": {carrier}")).collect();
        let text = format!("(base: \"{}\", set: {{{}}})", scenario.display(), set.join(", "));
        fs::write(home.path().join("both.ron"), text).unwrap();
        let line = format!(
            "run both.ron --plugin {} --firms 2000 --ticks {ticks} --no-baseline --out {carrier} --force --quiet",
            plugins.display()
        );
        expect_code(&run(home, &line), 0);
        let manifest = manifest(home, carrier);
        let used = manifest["plugins"].as_array().unwrap();
        assert!(!used.is_empty() && used.iter().all(|one| one["carrier"] == carrier.to_lowercase().as_str()));
        manifest["state_hash"].clone()
    });
    assert_eq!(native, isolated, "{}", scenario.display());
    let mut tables = 0;
    for entry in fs::read_dir(home.path().join("Native")).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if name.ends_with(".csv") {
            let [one, other] =
                ["Native", "Isolated"].map(|run| fs::read(home.path().join(run).join(&name)).unwrap());
            assert!(one == other, "{name} of {}", scenario.display());
            tables += 1;
        }
    }
    assert!(tables > 5, "{tables} tables");
}

#[test]
fn the_suite_can_ask_a_plugin_in_processes_of_its_own() {
    let plugin = compile_c(
        &root().join("plugins/tariff_ladder_c/src/tariff_ladder_c.c"),
        &["-O2", "-ffp-contract=off"],
    );
    let cases = "--case calls --case red_zones --case state_resume --case threads";
    let output = run(&home(), &format!("plugin check {} {cases} --isolated", plugin.display()));
    expect_code(&output, 0);
    assert!(stdout(&output).contains("4 passed, 0 failed"), "{}", stdout(&output));
}

/// Processes whose parent is `parent`.
fn children(parent: u32) -> Vec<PathBuf> {
    let is_child = |folder: &PathBuf| {
        let stat = fs::read_to_string(folder.join("stat")).unwrap_or_default();
        // Behind the name: the state, then the parent.
        let of = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1));
        of == Some(parent.to_string().as_str())
    };
    fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path()).filter(is_child).collect()
}

#[test]
fn a_process_of_a_plugin_has_no_file_of_the_program_and_ends_with_it() {
    let home = scenario("parameters: {\"fault\": \"loop\"}");
    let mut program =
        command(&home, "run scenario.ron --ticks 16 --no-baseline --out out --quiet").spawn().unwrap();
    // The run has one use of the plugin, and its call never returns; the limit is a minute.
    let mut found = None;
    for _ in 0..400 {
        thread::sleep(Duration::from_millis(25));
        let busy = |folder: &PathBuf| {
            fs::read_to_string(folder.join("stat")).is_ok_and(|stat| stat.contains(") R "))
        };
        found = children(program.id()).into_iter().find(busy);
        if found.is_some() && home.path().join("out.partial").exists() {
            break;
        }
    }
    let cell = found.unwrap();
    thread::sleep(Duration::from_millis(500));
    let files: Vec<String> = fs::read_dir(cell.join("fd"))
        .unwrap()
        .flatten()
        .map(|entry| fs::read_link(entry.path()).unwrap().display().to_string())
        .collect();
    assert!(files.iter().all(|file| file.starts_with("socket:") || file.starts_with("pipe:")), "{files:?}");
    let environment = fs::read(cell.join("environ")).unwrap();
    assert!(environment.is_empty(), "{}", String::from_utf8_lossy(&environment));
    let status = fs::read_to_string(cell.join("status")).unwrap();
    assert!(status.contains("NoNewPrivs:\t1") && status.contains("Seccomp:\t2"), "{status}");
    // Killed, it cannot tell anybody.
    program.kill().unwrap();
    program.wait().unwrap();
    let is_gone = || {
        thread::sleep(Duration::from_millis(25));
        fs::read_to_string(cell.join("stat")).map_or(true, |stat| stat.contains(") Z "))
    };
    assert!((0..200).any(|_| is_gone()), "{} is still there", cell.display());
}

#[test]
fn the_command_of_the_other_side_is_no_command_for_people() {
    let output = run(&home(), "isolated-plugin");
    expect_code(&output, 2);
    assert!(stderr(&output).contains("this command is for the program's own use"), "{}", stderr(&output));
}
