//! Runs with plugins from real libraries: what stands where, and what each fault ends in.

use crate::{command, expect_code, home, run, stderr, stdout};
use coercivity_testkit::compile_c;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

/// The plugin that can be told to go wrong.
fn switch() -> PathBuf {
    compile_c(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins/switch.c"), &[])
}

/// A home with `scenario.ron`: the smallest scenario with one plugin, `fields` behind its path.
fn scenario(fields: &str) -> TempDir {
    let home = home();
    fs::copy(switch(), home.path().join("switch.so")).unwrap();
    write(&home, &format!("(plugin: \"./switch.so\", id: \"rates\", {fields}),"));
    home
}

fn write(home: &TempDir, plugins: &str) {
    let text =
        format!("(base: \"{}\", title: \"With plugins\", plugins: [{plugins}])", crate::minimal().display());
    fs::write(home.path().join("scenario.ron"), text).unwrap();
}

fn go(home: &TempDir) -> Output {
    run(home, "run scenario.ron --ticks 16 --no-baseline --out out")
}

fn manifest(home: &TempDir, directory: &str) -> serde_json::Value {
    serde_json::from_slice(&fs::read(home.path().join(directory).join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn the_manifest_names_each_plugin_with_version_abi_hash_and_file() {
    let home = scenario("parameters: {\"rate\": 1.0}");
    let output = go(&home);
    expect_code(&output, 0);
    assert!(stdout(&output).contains("Plugin rates (switch 1.0.0)"), "{}", stdout(&output));
    let manifest = manifest(&home, "out");
    let plugin = &manifest["plugins"][0];
    assert_eq!(
        [&plugin["id"], &plugin["plugin"], &plugin["version"], &plugin["carrier"], &plugin["status"]],
        ["rates", "switch", "1.0.0", "native", "served"]
    );
    assert_eq!((&plugin["abi"], &plugin["ticks_active"]), (&1.into(), &16.into()));
    assert_eq!(plugin["sha256"].as_str().unwrap().len(), 64);
    // The line that repeats the run finds it again, pinned to the same hash.
    let pinned = plugin["sha256"].as_str().unwrap();
    write(
        &home,
        &format!(
            "(plugin: \"switch.so\", id: \"rates\", parameters: {{\"rate\": 1.0}}, sha256: \"{pinned}\"),"
        ),
    );
    let output = run(&home, "run scenario.ron --ticks 16 --no-baseline --out again");
    expect_code(&output, 0);
    assert_eq!(self::manifest(&home, "again")["state_hash"], manifest["state_hash"]);
}

#[test]
fn a_fault_on_the_way_ends_with_6_a_sentence_and_a_directory_that_says_so() {
    let cases = [
        ("error", "on_tick", "the table of rates is empty"),
        ("nan", "on_tick", "wrote lanes.tariff = NaN at CN -> US, magnet; it must lie in 0..=100"),
        ("infinite", "on_tick", "wrote lanes.tariff = inf at CN -> US, magnet"),
        ("negative", "on_tick", "wrote lanes.tariff = -1 at CN -> US, magnet"),
        ("high", "on_tick", "wrote lanes.tariff = 1000 at CN -> US, magnet"),
        ("firm", "on_tick", "it asked for the firm in row 5000, but there are only 3"),
        ("good", "on_tick", "it asked for good 77, but there are only 3"),
        ("settle", "settle", "the books make no sense"),
    ];
    for (fault, hook, words) in cases {
        let home = scenario(&format!("parameters: {{\"fault\": \"{fault}\"}}"));
        let output = go(&home);
        expect_code(&output, 6);
        let said = stderr(&output);
        // Tick 2 begins two weeks after 6 January 2025.
        assert!(said.contains(&format!("policy `rates` failed in {hook} on 2025-01-20")), "{said}");
        assert!(said.contains(words), "{said}");
        let manifest = manifest(&home, "out");
        assert_eq!((&manifest["status"], &manifest["ticks_done"]), (&"failed".into(), &2.into()), "{fault}");
        assert_eq!(manifest["plugins"][0]["status"], "failed");
        assert!(manifest["error"].as_str().unwrap().contains(words), "{manifest:#}");
        // What was done is there: two weeks of the series.
        let series = fs::read_to_string(home.path().join("out/series.csv")).unwrap();
        assert!(series.contains("2025-01-13") && !series.contains("2025-01-20"), "{fault}");
    }
}

#[test]
fn a_fault_in_decide_comes_with_the_first_applications() {
    let home = scenario("parameters: {\"fault\": \"decide\"}");
    let output = go(&home);
    expect_code(&output, 6);
    // The regime begins on 7 April 2025, tick 13, and firms file at once.
    assert!(stderr(&output).contains("failed in decide on 2025-04-07"), "{}", stderr(&output));
    assert_eq!(manifest(&home, "out")["ticks_done"], 13);
}

#[test]
fn a_failed_run_never_replaces_one_that_is_whole() {
    let home = scenario("");
    expect_code(&go(&home), 0);
    write(&home, "(plugin: \"switch.so\", id: \"rates\", parameters: {\"fault\": \"error\"}),");
    let output = run(&home, "run scenario.ron --ticks 16 --no-baseline --out out --force");
    expect_code(&output, 6);
    assert!(stderr(&output).contains("out.failed"), "{}", stderr(&output));
    assert_eq!(manifest(&home, "out")["status"], "complete");
    assert_eq!(manifest(&home, "out.failed")["status"], "failed");
}

#[test]
fn a_disabled_plugin_lets_the_run_go_on_and_is_told() {
    let home = scenario("on_error: Disable, parameters: {\"fault\": \"error\"}");
    let output = go(&home);
    expect_code(&output, 0);
    assert!(stdout(&output).contains("disabled"), "{}", stdout(&output));
    let manifest = manifest(&home, "out");
    assert_eq!(
        (&manifest["status"], &manifest["plugins"][0]["status"]),
        (&"complete".into(), &"disabled".into())
    );
    let events = fs::read_to_string(home.path().join("out/events.csv")).unwrap();
    assert!(events.contains("2025-01-20,rates.disabled"), "{events}");
}

#[test]
fn a_slow_call_is_told_and_over_its_limit_it_is_a_fault() {
    let home = scenario("warn_ms: 30.0, parameters: {\"fault\": \"slow\", \"at\": 15}");
    let output = go(&home);
    expect_code(&output, 0);
    assert!(stdout(&output).contains("Plugin rates was slow:"), "{}", stdout(&output));
    let home = scenario("limit_ms: 30.0, parameters: {\"fault\": \"slow\", \"at\": 15}");
    let output = go(&home);
    expect_code(&output, 6);
    assert!(stderr(&output).contains("over its limit_ms of 30"), "{}", stderr(&output));
}

#[test]
fn a_call_that_never_returns_ends_the_program_with_a_sentence() {
    let home = scenario("limit_ms: 10.0, parameters: {\"fault\": \"loop\"}");
    let output = go(&home);
    expect_code(&output, 6);
    assert!(
        stderr(&output).contains("policy `rates` in on_tick on 2025-01-20 has not returned"),
        "{}",
        stderr(&output)
    );
    assert!(home.path().join("out.partial").is_dir() && !home.path().join("out").exists());
}

#[test]
fn a_plugin_that_cannot_be_used_ends_with_6_at_its_place_and_writes_nothing() {
    let home = home();
    fs::write(home.path().join("empty.so"), "").unwrap();
    fs::write(home.path().join("text.so"), "not a library, whatever its name says").unwrap();
    fs::create_dir(home.path().join("folder.so")).unwrap();
    let whole = fs::read(switch()).unwrap();
    fs::write(home.path().join("cut.so"), &whole[..whole.len() / 2]).unwrap();
    fs::write(home.path().join("whole.so"), &whole).unwrap();
    let wrong_hash = format!("(plugin: \"./whole.so\", sha256: \"{}\"),", "0".repeat(64));
    let cases = [
        ("(plugin: \"./none.so\"),", "none.so"),
        ("(plugin: \"no_such_policy\"),", "No plugin \"no_such_policy\" was found"),
        ("(plugin: \"./empty.so\"),", "is empty"),
        ("(plugin: \"./text.so\"),", "not a shared library"),
        ("(plugin: \"./folder.so\"),", "folder"),
        ("(plugin: \"./cut.so\"),", "cut short"),
        (&wrong_hash, "sha256"),
    ];
    for (plugin, words) in cases {
        write(&home, plugin);
        for line in ["run scenario.ron --out out", "check scenario.ron"] {
            let output = run(&home, line);
            expect_code(&output, 6);
            let said = stderr(&output);
            assert!(said.contains(words) && said.contains("scenario.ron:1:"), "{said}");
        }
        assert!(!home.path().join("out").exists() && !home.path().join("out.partial").exists());
    }
}

#[test]
fn wrong_parameters_end_with_3_at_their_place() {
    let cases = [
        ("\"rat\": 1.0", "did you mean `rate`?"),
        ("\"rate\": 12.0", "rate 12 is over 10 share"),
        ("\"rate\": \"high\"", "rate is a number, this is a text"),
        ("\"fault\": \"nown\"", "none of"),
        // The plugin's own word, at the parameter that it names.
        ("\"fault\": \"create\", \"rate\": 1.0", "rate and fault do not go together"),
    ];
    for (parameters, words) in cases {
        let home = scenario(&format!("parameters: {{{parameters}}}"));
        for line in ["run scenario.ron --out out", "check scenario.ron"] {
            let output = run(&home, line);
            expect_code(&output, 3);
            assert!(
                stderr(&output).contains(words) && stderr(&output).contains("scenario.ron:1:"),
                "{}",
                stderr(&output)
            );
        }
        assert!(!home.path().join("out").exists());
    }
}

#[test]
fn plugins_are_found_by_name_where_the_search_path_says_and_never_in_the_working_directory() {
    let home = home();
    let library = format!("{}switch{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    write(&home, "(plugin: \"switch\"),");
    fs::copy(switch(), home.path().join(&library)).unwrap();
    expect_code(&run(&home, "check scenario.ron"), 6);
    fs::create_dir(home.path().join("plugins")).unwrap();
    fs::rename(home.path().join(&library), home.path().join("plugins").join(&library)).unwrap();
    expect_code(&run(&home, "check scenario.ron"), 0);
    fs::rename(home.path().join("plugins"), home.path().join("elsewhere")).unwrap();
    expect_code(&run(&home, "check scenario.ron"), 6);
    expect_code(&run(&home, "check scenario.ron --plugin elsewhere"), 0);
    let given = command(&home, "check scenario.ron")
        .env("COERCIVITY_PLUGIN_PATH", home.path().join("elsewhere"))
        .output()
        .unwrap();
    expect_code(&given, 0);
}

#[test]
fn one_plugin_may_be_used_twice_and_two_of_one_id_may_not() {
    let home = scenario("");
    let other = compile_c(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins/switch.c"), &["-O2"]);
    fs::copy(other, home.path().join("other.so")).unwrap();
    write(&home, "(plugin: \"switch.so\", id: \"a\"), (plugin: \"switch.so\", id: \"b\"),");
    let output = go(&home);
    expect_code(&output, 0);
    assert_eq!(manifest(&home, "out")["plugins"].as_array().unwrap().len(), 2);
    write(&home, "(plugin: \"switch.so\", id: \"a\"), (plugin: \"other.so\", id: \"b\"),");
    let output = run(&home, "check scenario.ron");
    expect_code(&output, 6);
    assert!(
        stderr(&output).contains("other.so") && stderr(&output).contains("switch"),
        "{}",
        stderr(&output)
    );
}
