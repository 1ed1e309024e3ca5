//! Tests of the scenario crate as its users see it.

/// Broken files: each mistake with its message, line and column.
mod broken;
/// Explanations, differences, and the texts made from doc comments.
mod explain;
/// Histories: facts, normals, calibration sections.
mod history;
/// The user's own tables.
mod import;
/// Plans, games, histories and scenarios taken for each other.
mod kinds;
/// Layers, single values and the checked scenario.
mod load;
/// Uses of plugins: layers, single values, differences, places.
mod plugins;
/// Parameters of plugins become settings.
mod settings;
/// The reader of the notation against arbitrary bytes and against `ron`.
mod syntax;

use coercivity_scenario::{Diagnostics, Loaded, load};
use std::collections::BTreeMap;

/// A mine, a refiner, a maker.
pub(crate) const BASE: &str = include_str!("../fixtures/base.ron");

/// Loads `main.ron` from `files`, beside `base.ron`.
pub(crate) fn load_files(files: &[(&str, &str)], overrides: &[(&str, &str)]) -> Result<Loaded, Diagnostics> {
    let mut source: BTreeMap<String, String> =
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    source.insert(String::from("base.ron"), BASE.to_owned());
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
    load("main.ron", &overrides, &source)
}

/// Loads the base with single values.
pub(crate) fn base_with(overrides: &[(&str, &str)]) -> Result<Loaded, Diagnostics> {
    load_files(&[("main.ron", "(base: \"base.ron\")")], overrides)
}

/// The loaded scenario, or a panic that shows what is wrong with it.
pub(crate) fn fine(result: Result<Loaded, Diagnostics>) -> Loaded {
    result.unwrap_or_else(|found| panic!("{found}"))
}

/// Place and message of every diagnostic.
pub(crate) fn told(result: Result<Loaded, Diagnostics>) -> Vec<(usize, usize, String)> {
    match result {
        Ok(_) => Vec::new(),
        Err(found) => found.iter().map(|one| (one.line, one.column, one.message.clone())).collect(),
    }
}
