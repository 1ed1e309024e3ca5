//! What a user writes: scenarios, single values, own tables, plans, games, histories.

use crate::source::Beside;
use coercivity_scenario::{
    Diagnostics, Loaded, Source as _, load, load_game, load_history, load_plan, load_text,
};
use coercivity_testkit::{MINIATURE, TWO_CHAINS};

/// Where an input stands among the project's files.
const PATH: &str = "scenarios/fuzz.ron";

/// What is told must be tellable, and what is loaded must load again from its own words.
fn look(result: Result<Loaded, Diagnostics>) {
    match result {
        Err(found) => drop((found.render(false), found.render(true))),
        Ok(loaded) => {
            drop((loaded.warnings.render(false), loaded.import.map(|report| report.to_string())));
            let again = load_text(&loaded.resolved_ron, &[]);
            let again = again.unwrap_or_else(|found| panic!("a scenario that is written out: {found}"));
            assert_eq!(again.scenario, loaded.scenario, "a scenario that is written out is the same");
        }
    }
}

/// A scenario file.
pub(super) fn scenario(bytes: &[u8]) {
    look(load(PATH, &[], &Beside(&[(PATH, bytes)])));
}

/// Whole scenarios.
pub(super) fn whole() -> Vec<Vec<u8>> {
    let minimal = Beside(&[]).read("scenarios/minimal.ron").unwrap_or_default();
    vec![minimal, MINIATURE.into(), TWO_CHAINS.into()]
}

/// Values of the command line.
pub(super) fn set(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let values: Vec<(String, String)> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(path, value)| (path.to_owned(), value.to_owned()))
        .collect();
    look(load_text(TWO_CHAINS, &values));
}

/// A scenario whose firms stand in tables.
const OWN: &str = r#"(
    base: "two_chains.ron",
    firms: (synthetic: true, own_data: (firms_csv: "firms.csv", links_csv: "links.csv")),
)"#;

/// Tables of firms and links.
pub(super) fn import(bytes: &[u8]) {
    const PARTING: &[u8] = b"\n%%\n";
    let at = bytes.windows(PARTING.len()).position(|part| part == PARTING);
    let (firms, links) = at.map_or((bytes, &b""[..]), |at| (&bytes[..at], &bytes[at + PARTING.len()..]));
    let files: [(&str, &[u8]); 4] = [
        ("own.ron", OWN.as_bytes()),
        ("two_chains.ron", TWO_CHAINS.as_bytes()),
        ("firms.csv", firms),
        ("links.csv", links),
    ];
    look(load("own.ron", &[], &Beside(&files)));
}

/// A plan, a game and a history.
pub(super) fn study(bytes: &[u8]) {
    let files: [(&str, &[u8]); 2] = [(PATH, bytes), ("scenarios/two_chains.ron", TWO_CHAINS.as_bytes())];
    let beside = Beside(&files);
    for found in [
        load_plan(PATH, &[], &beside).err(),
        load_game(PATH, &[], &beside).err(),
        load_history(PATH, None, &[], &beside).err(),
    ] {
        drop(found.map(|found| found.render(false)));
    }
}
