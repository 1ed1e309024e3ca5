//! `cargo xtask soak`: the long run of `crates/fuzz`, in the profile of the tests: whole numbers that would wrap are errors there.

use crate::workspace::cargo;
use anyhow::{Context as _, Result, ensure};

/// Runs it with the words behind `soak`.
pub(crate) fn command(words: &[&str]) -> Result<()> {
    let status = cargo()
        .args(["run", "--quiet", "--package", "coercivity-fuzz", "--bin", "soak", "--"])
        .args(words)
        .status()
        .context("cannot start cargo run")?;
    ensure!(status.success(), "the soak stopped before its end");
    Ok(())
}
