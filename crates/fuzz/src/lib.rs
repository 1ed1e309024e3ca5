//! Input from strangers: one function for each kind of file that the program reads, which must never panic, overflow,
//! hang or eat memory, whatever bytes it is given.
//!
//! ```text
//! corpus/TARGET/*  ---replayed--->  tests/it/corpus.rs       always, in `cargo test`
//!        |        ---mutated---->  tests/it/mutations.rs    always, seeded: the same inputs everywhere
//!        +--------seeds of------>  bin coverage, libFuzzer  by `cargo xtask fuzz TARGET --minutes N`
//! ```
//!
//! An input that broke a target goes into its corpus, and is tried for ever after. [`soak`] has the long runs.

pub mod mutate;
pub mod soak;
mod source;
mod targets;

pub use targets::{TARGETS, Target, target};

use std::path::{Path, PathBuf};

/// The folder with the corpus of a target.
#[must_use]
pub fn corpus_folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target)
}

/// Inputs of a target with their names: the files of its corpus, in order, and what the target makes itself.
///
/// # Errors
/// If the corpus cannot be read.
pub fn corpus(target: &Target) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let folder = corpus_folder(target.name);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        files.push((name, std::fs::read(&path)?));
    }
    files.sort();
    let own = (target.seeds)();
    files.extend(own.into_iter().enumerate().map(|(n, bytes)| (format!("made {n}"), bytes)));
    Ok(files)
}
