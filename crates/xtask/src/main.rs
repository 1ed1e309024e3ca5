//! Chores of the project: `cargo xtask <command>`. One file per command.

mod arrows;
mod book;
mod ci;
mod dependencies;
mod docs;
mod fuzz;
mod gallery;
mod instructions;
mod sanitize;
mod soak;
mod workspace;

use anyhow::{Result, bail};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>
  arrows          compare the crates' dependencies with the map in docs/ARCHITECTURE.md
  book            check that all pages of the book in docs/ are listed, and that all links lead somewhere
  ci              run every check: formatting, lints, arrows, reference pages, book, tests, documentation, instructions
  dependencies    check licences, versions that stand twice, sources, and code that the compiler cannot check
  docs [--check]  write docs/PARAMETERS.md and docs/PLUGIN_REFERENCE.md from the code, or check that they are fresh
  fuzz TARGET [--minutes N] [--own]
                  fuzz a reader of files, or all of them, steered by coverage (ten minutes; needs a C++ compiler); with
                  --own by that of the workspace's crates alone, which builds faster
  gallery         run the scenarios of docs/GALLERY.md and check its figures against them (two minutes or three)
  instructions [--write]
                  count the instructions of small runs and compare them with benches/instructions.json, or write it
  sanitize        the tests of the plugin boundary under AddressSanitizer (Linux on x86-64)
  soak [--years N] [--firms N] [--seed S]
                  run a world under measures drawn at random, and tell its memory and its state hash";

fn main() -> ExitCode {
    if let Some(code) = fuzz::as_compiler() {
        return code;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["arrows"] => arrows::run(),
        ["book"] => book::run(),
        ["ci"] => ci::run(),
        ["dependencies"] => dependencies::run(),
        ["docs"] => docs::write(),
        ["docs", "--check"] => docs::check(),
        ["fuzz", words @ ..] => fuzz::command(words),
        ["gallery"] => gallery::run(),
        ["instructions"] => instructions::check(),
        ["instructions", "--write"] => instructions::write(),
        ["sanitize"] => sanitize::run(),
        ["soak", words @ ..] => soak::command(words),
        _ => bail!("no such command\n{USAGE}"),
    }
}
