//! `coercivity plugin check`, `describe` and `list`, on plugins that are decent and on bad ones.

use crate::{command, expect_code, home, run, shell, stderr, stdout};
use coercivity_testkit::{compile_c, shipped_plugins};
use std::{
    env::consts::{DLL_PREFIX, DLL_SUFFIX},
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A plugin that fails one case of the suite.
fn bad(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../host/tests/plugins");
    compile_c(&folder.join(format!("bad_{name}.c")), &[])
}

/// A home with a bad plugin under a file name that shells and XML must be protected from.
fn with_odd_name(name: &str) -> TempDir {
    let home = home();
    fs::copy(bad(name), home.path().join(ODD)).unwrap();
    home
}

const ODD: &str = "odd & <old>.so";

/// Text without line breaks and indents.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is said of the failed case, and the line that repeats it.
fn failure(page: &str) -> (String, String) {
    let (_, rest) = page.split_once("  FAIL  ").unwrap();
    let (seen, rest) = rest.split_once("again: ").unwrap();
    (flat(seen), rest.lines().next().unwrap().to_owned())
}

fn json(output: &std::process::Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_bad_plugin_ends_with_6_the_case_and_a_line_that_repeats_it_alone() {
    let cases = [
        ("range", "", "ranges", "lanes.tariff = -0.5"),
        ("exit", "", "calls", "ended by exit with code 0 in on_tick of tick 2"),
        ("trusting", "--seed 7", "state_damaged", "it took a state with a byte too many"),
        ("loop", "--limit 2", "calls", "no end after 2 s in settle of tick 0"),
    ];
    for (name, more, case, words) in cases {
        let home = with_odd_name(name);
        let output = shell(&home, &format!("coercivity plugin check './{ODD}' {more}"));
        expect_code(&output, 6);
        let page = stdout(&output);
        assert_eq!(page.matches("  FAIL  ").count(), 1, "{page}");
        let (seen, again) = failure(page);
        assert!(seen.starts_with(&format!("{case} ")) && seen.contains(words), "{name}: {seen}");
        assert!(again.contains(more), "{again}");
        let repeated = shell(&home, &again);
        expect_code(&repeated, 6);
        assert_eq!(failure(stdout(&repeated)), (seen, again), "{name}");
        assert!(stdout(&repeated).contains("\n0 passed, 1 failed, 0 left out"), "{}", stdout(&repeated));
    }
}

#[test]
fn results_as_json_are_one_object_with_all_cases() {
    let home = with_odd_name("range");
    let output = shell(&home, &format!("coercivity plugin check './{ODD}' --seed 3 --json"));
    expect_code(&output, 6);
    let whole = json(&output);
    assert_eq!(
        (&whole["id"], &whole["version"], &whole["seed"]),
        (&"decent".into(), &"1.0.0".into(), &3.into())
    );
    assert_eq!(whole["sha256"].as_str().unwrap().len(), 64);
    let cases = whole["cases"].as_array().unwrap();
    let count = |verdict: &str| cases.iter().filter(|case| case["verdict"] == verdict).count();
    let counts = ["passed", "failed", "skipped"].map(count);
    assert_eq!(["passed", "failed", "skipped"].map(|key| whole[key].as_u64().unwrap() as usize), counts);
    assert_eq!((counts[1], counts.iter().sum::<usize>()), (1, cases.len()));
    let failed = cases.iter().find(|case| case["verdict"] == "failed").unwrap();
    assert_eq!(failed["case"], "ranges");
    assert!(failed["words"].as_str().unwrap().contains("lanes.tariff = -0.5"), "{failed:#}");
    let again = shell(&home, &format!("{} --json", failed["again"].as_str().unwrap()));
    expect_code(&again, 6);
    let repeated = json(&again);
    assert_eq!(repeated["cases"].as_array().unwrap().len(), 1);
    assert_eq!(repeated["cases"][0]["words"], failed["words"]);
}

/// Names of the elements of an XML text, opened in this order; fails if the text is not well-formed.
fn elements(xml: &str) -> Vec<String> {
    let body = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").unwrap();
    let (mut open, mut all) = (Vec::new(), Vec::new());
    let mut pieces = body.split('<');
    assert_eq!(pieces.next().unwrap().trim(), "");
    for piece in pieces {
        let (tag, text) = piece.split_once('>').unwrap();
        assert!(!text.contains('>'), "a bare > in {piece}");
        for entity in piece.split('&').skip(1) {
            assert!(
                ["amp;", "lt;", "gt;", "quot;"].iter().any(|known| entity.starts_with(known)),
                "&{entity}"
            );
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "{xml}");
            continue;
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        let name = tag.trim_end_matches('/').split(' ').next().unwrap().to_owned();
        all.push(name.clone());
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    all
}

#[test]
fn results_for_junit_are_well_formed_whatever_the_file_is_called() {
    let home = with_odd_name("range");
    let output = shell(&home, &format!("coercivity plugin check './{ODD}' --junit results.xml"));
    expect_code(&output, 6);
    let xml = fs::read_to_string(home.path().join("results.xml")).unwrap();
    let elements = elements(&xml);
    let count = |name: &str| elements.iter().filter(|element| *element == name).count();
    let verdicts = stdout(&output).lines().filter(|line| {
        ["  ok    ", "  FAIL  ", "  -     "]
            .iter()
            .any(|mark| line.strip_prefix(mark).is_some_and(|rest| !rest.starts_with(' ')))
    });
    assert_eq!((count("testsuite"), count("testcase"), count("failure")), (1, verdicts.count(), 1));
    assert!(xml.contains("odd &amp; &lt;old&gt;.so") && xml.contains("failures=\"1\""), "{xml}");
    // A file that cannot be written is told, with the code for files.
    let output =
        shell(&home, &format!("coercivity plugin check './{ODD}' --case manifest --junit no/such.xml"));
    expect_code(&output, 4);
    assert!(stderr(&output).contains("Cannot write no/such.xml"), "{}", stderr(&output));
}

#[test]
fn each_shipped_plugin_passes_the_suite_and_its_entry_is_a_scenario() {
    let (home, folder) = (home(), shipped_plugins());
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/scenarios/april_2025.ron");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins");
    let with_manifest = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let with_manifest: Vec<PathBuf> =
        with_manifest.filter(|folder| folder.join("Cargo.toml").is_file()).collect();
    assert!(with_manifest.len() >= 6, "{with_manifest:?}");
    for plugin in with_manifest {
        let name = plugin.file_name().unwrap().to_str().unwrap();
        let asked = format!("{name} --plugin {}", folder.display());
        let output = run(&home, &format!("plugin check {asked}"));
        expect_code(&output, 0);
        assert!(stdout(&output).contains(" passed, 0 failed, "), "{}", stdout(&output));
        let output = run(&home, &format!("plugin describe {asked}"));
        expect_code(&output, 0);
        let (_, entry) = stdout(&output).split_once("\nIn a scenario:\n").unwrap();
        let scenario = format!("(base: \"{}\", title: \"With a plugin\",\n{entry})", base.display());
        fs::write(home.path().join("pasted.ron"), scenario).unwrap();
        expect_code(&run(&home, &format!("check pasted.ron --plugin {}", folder.display())), 0);
    }
}

#[test]
fn the_plugin_in_c_that_is_shipped_passes_the_suite() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/tariff_ladder_c/src");
    let library = compile_c(&source.join("tariff_ladder_c.c"), &["-O2", "-ffp-contract=off"]);
    expect_code(&run(&home(), &format!("plugin check {}", library.display())), 0);
}

#[test]
fn a_card_tells_parameters_with_kind_unit_range_default_and_help() {
    let (home, folder) = (home(), shipped_plugins());
    let asked = format!("plugin describe tariff_ladder --plugin {}", folder.display());
    let output = run(&home, &asked);
    expect_code(&output, 0);
    let page = flat(stdout(&output));
    for words in [
        "tariff_ladder 0.1.0: ",
        "built ABI 1, SDK ",
        "hooks on_tick state version 1, saved with a run",
        "reads lanes.flow ",
        "Unit: share of the base price. Range: 0 to 100, neutral 0. Of several, the sum counts.",
        "truce_rate Highest tariff while a truce holds. (number, share of value, 0 to 100, default 0.1)",
        "\"truce_rate\": 0.1, ",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    let output = run(&home, &format!("{asked} --json"));
    expect_code(&output, 0);
    let card = json(&output);
    assert_eq!(
        (&card["id"], &card["abi"], &card["hooks"][0]),
        (&"tariff_ladder".into(), &1.into(), &"on_tick".into())
    );
    assert!(page.contains(card["sha256"].as_str().unwrap()));
    let parameters = card["parameters"].as_array().unwrap();
    let rate = parameters.iter().find(|parameter| parameter["name"] == "truce_rate").unwrap();
    let expected = serde_json::json!({
        "name": "truce_rate", "kind": "number", "unit": "share of value", "min": 0.0, "max": 100.0, "choices": [],
        "default": "0.1", "help": "Highest tariff while a truce holds.",
    });
    assert_eq!(*rate, expected);
}

#[test]
fn the_list_has_what_can_be_used_what_is_broken_and_why_and_the_places() {
    let home = home();
    let file = |name: &str| format!("mine/{DLL_PREFIX}{name}{DLL_SUFFIX}");
    let place = |path: &str| home.path().join(path);
    fs::create_dir_all(place("mine")).unwrap();
    fs::create_dir_all(place("case/plugins")).unwrap();
    fs::copy(bad("range"), place(&file("good"))).unwrap();
    fs::write(place(&file("notes")), "not a library, whatever its name says").unwrap();
    let searched = std::env::join_paths([PathBuf::from("not/absolute"), place("absent")]).unwrap();
    let list = |more: &str| {
        let line = format!("plugin list --plugin mine --scenario case/own.ron {more}");
        command(&home, &line).env("COERCIVITY_PLUGIN_PATH", &searched).output().unwrap()
    };
    let output = list("");
    expect_code(&output, 0);
    let page = flat(stdout(&output));
    let absent = place("absent").display().to_string();
    for words in [
        format!("decent 1.0.0 {}", file("good")),
        format!("Broken: {} is a text file, not a shared library.", file("notes")),
        format!("Searched, in this order: mine {absent} (is not there) case/plugins "),
        String::from("Not searched, since they are not absolute: not/absolute"),
    ] {
        assert!(page.contains(&words), "{words} is not in {page}");
    }
    let output = list("--json");
    expect_code(&output, 0);
    let whole = json(&output);
    let of_file = |name: &str| {
        let plugins = whole["plugins"].as_array().unwrap();
        plugins.iter().find(|plugin| plugin["file"] == file(name)).unwrap().clone()
    };
    assert_eq!((&of_file("good")["id"], of_file("good").get("error")), (&"decent".into(), None));
    assert!(of_file("notes")["error"].as_str().unwrap().contains("a text file"), "{whole:#}");
    assert_eq!(whole["searched"].as_array().unwrap()[..3], ["mine", &absent, "case/plugins"]);
    assert_eq!(whole["ignored"], serde_json::json!(["not/absolute"]));
}

#[test]
fn what_is_asked_wrongly_ends_with_a_sentence() {
    let home = home();
    let library = bad("range").display().to_string();
    let cases = [
        (
            format!("plugin check {library} --case no_such"),
            2,
            "There is no case `no_such`. There are: manifest, ",
        ),
        (format!("plugin check {library} --limit 0"), 2, "--limit"),
        (format!("plugin check {library} --in-process"), 2, "--case"),
        (String::from("plugin check"), 2, "<PLUGIN>"),
        (String::from("plugin frobnicate"), 2, "frobnicate"),
        (String::from("plugin check no_such_policy"), 6, "No plugin \"no_such_policy\" was found."),
        (String::from("plugin describe ./none.so"), 6, "No plugin \"./none.so\" was found."),
        (String::from("plugin describe ./"), 6, "not a plugin. Name the library file itself."),
    ];
    for (line, code, words) in cases {
        let output = run(&home, &line);
        expect_code(&output, code);
        assert!(stderr(&output).contains(words), "{line}: {}", stderr(&output));
        assert_eq!(stdout(&output), "", "{line}");
    }
}
