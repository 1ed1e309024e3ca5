//! `cargo xtask docs`: the reference of all parameters, written from the doc comments of the scenario sections.

use crate::workspace::root;
use anyhow::{Context as _, Result, ensure};
use std::{fs, path::PathBuf};

fn page() -> PathBuf {
    root().join("docs/PARAMETERS.md")
}

pub(crate) fn write() -> Result<()> {
    fs::write(page(), coercivity_scenario::parameter_reference())
        .with_context(|| format!("cannot write {}", page().display()))
}

pub(crate) fn check() -> Result<()> {
    let written = fs::read_to_string(page()).with_context(|| format!("cannot read {}", page().display()))?;
    let fresh = written == coercivity_scenario::parameter_reference();
    ensure!(fresh, "docs/PARAMETERS.md is not what the sections say now: run `cargo xtask docs`");
    Ok(())
}
