//! `cargo xtask ci`: every check, in the order in which they are cheapest to fail.

use crate::{arrows, book, dependencies, docs, fuzz, instructions, workspace::cargo};
use anyhow::{Context as _, Result, ensure};

/// How long targets are fuzzed together where `COERCIVITY_FUZZ_MINUTES` does not say.
const FUZZ_MINUTES: f64 = 2.0;

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
    // Briefly, on top of what the tests have built; a program that counts everywhere takes longer to build than all of this.
    if fuzz::available() {
        println!("== fuzzing");
        let minutes = std::env::var("COERCIVITY_FUZZ_MINUTES").ok().and_then(|text| text.parse().ok());
        fuzz::run("all", minutes.unwrap_or(FUZZ_MINUTES), fuzz::Counting::Own)?;
    } else {
        skipped.push("fuzzing by coverage (no C++ compiler)");
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
