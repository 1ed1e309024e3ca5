//! `cargo xtask ci`: every check, in the order in which they are cheapest to fail.

use crate::{arrows, book, dependencies, docs, fuzz, instructions, workspace::cargo};
use anyhow::{Context as _, Result, ensure};

pub(crate) fn run() -> Result<()> {
    let mut skipped = Vec::new();
    if has("fmt") {
        step("formatting", &["fmt", "--all", "--check"], &[])?;
    } else {
        skipped.push("formatting (rustfmt is not installed)");
    }
    println!("== arrows");
    arrows::run()?;
    println!("== dependencies");
    dependencies::run()?;
    println!("== reference pages");
    docs::check()?;
    println!("== book");
    book::run()?;
    if has("clippy") {
        // All targets: benches and examples must compile too.
        let lints = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
        step("lints", &lints, &[])?;
    } else {
        step("benches and examples compile", &["check", "--workspace", "--all-targets", "--locked"], &[])?;
        skipped.push("lints (clippy is not installed)");
    }
    step("tests", &["test", "--workspace"], &[])?;
    let documentation = ["doc", "--workspace", "--no-deps", "--locked"];
    step("documentation", &documentation, &[("RUSTDOCFLAGS", "-D warnings")])?;
    // Counters need a build of their own, of all that the targets use: 13 minutes of processor time from nothing, more
    // than the whole check can spare, so it is asked for. Seeded mutations of the same targets run with the tests.
    match std::env::var("COERCIVITY_FUZZ_MINUTES").ok().and_then(|text| text.parse().ok()) {
        Some(minutes) if fuzz::available() => {
            println!("== fuzzing");
            fuzz::run("all", minutes)?;
        }
        Some(_) => skipped.push("fuzzing by coverage (no C++ compiler)"),
        None => skipped.push("fuzzing by coverage (COERCIVITY_FUZZ_MINUTES does not say for how long)"),
    }
    // Last: it builds the program with optimisations.
    if instructions::available() {
        println!("== instructions");
        instructions::check()?;
    } else {
        skipped.push("instructions (valgrind is not installed)");
    }
    match skipped.as_slice() {
        [] => println!("== all checks passed"),
        _ => println!("== all checks passed but those that were skipped: {}", skipped.join(", ")),
    }
    Ok(())
}

fn step(name: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    let line = arguments.join(" ");
    println!("== {name}: cargo {line}");
    let status = cargo()
        .args(arguments)
        .envs(environment.iter().copied())
        .status()
        .with_context(|| format!("cannot start cargo {line}"))?;
    ensure!(status.success(), "{name}: cargo {line} failed");
    Ok(())
}

/// Whether a component of the toolchain is there; a minimal toolchain has neither rustfmt nor clippy.
fn has(component: &str) -> bool {
    cargo().args([component, "--version"]).output().is_ok_and(|output| output.status.success())
}
