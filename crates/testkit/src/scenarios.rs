//! Loading of scenarios in tests.

use coercivity_scenario::{Diagnostics, Loaded, Scenario, Source, load, load_text};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder with the project's scenario files.
#[must_use]
pub fn configs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs")
}

/// Files below a folder.
struct Folder(PathBuf);

impl Source for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.0.join(path)).map_err(|error| error.to_string())
    }
}

/// The scenario at `name` below [`configs`], such as `scenarios/april_2025.ron`, with single values set.
///
/// # Panics
/// If it has mistakes; the panic shows them.
#[must_use]
pub fn preset(name: &str, values: &[(&str, &str)]) -> Scenario {
    fine(load(name, &owned(values), &Folder(configs())))
}

/// The scenario written in `ron`, with single values set.
///
/// # Panics
/// If it has mistakes; the panic shows them.
#[must_use]
pub fn text(ron: &str, values: &[(&str, &str)]) -> Scenario {
    fine(load_text(ron, &owned(values)))
}

/// The scenario written in `base` with whole sections replaced: `sections` is the inside of a file's parentheses,
/// such as `schedule: [],`.
///
/// # Panics
/// If it has mistakes; the panic shows them.
#[must_use]
pub fn layered(base: &str, sections: &str, values: &[(&str, &str)]) -> Scenario {
    let source = BTreeMap::from([
        (String::from("base.ron"), base.to_owned()),
        (String::from("main.ron"), format!("(\nbase: \"base.ron\",\n{sections}\n)")),
    ]);
    fine(load("main.ron", &owned(values), &source))
}

fn owned(values: &[(&str, &str)]) -> Vec<(String, String)> {
    values.iter().map(|&(path, value)| (path.to_owned(), value.to_owned())).collect()
}

fn fine(result: Result<Loaded, Diagnostics>) -> Scenario {
    result.unwrap_or_else(|found| panic!("{found}")).scenario
}
