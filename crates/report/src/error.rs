//! What can go wrong with a report, each a sentence that says what, where and what to do.

use std::{io, path::PathBuf};

/// A report that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file is not as it was written.
    #[error(transparent)]
    Changed(#[from] coercivity_record::RecordError),
    /// Nothing, or a file, stands where a directory was named.
    #[error("{} is no directory. Name the directory of a run, a game, an ensemble or a history check, such as runs/april_2025.", path.display())]
    NoDirectory {
        /// What was named.
        path: PathBuf,
    },
    /// The directory has no manifest.
    #[error("{} holds no manifest.json, so it is no run, game, ensemble or history check. A directory that ends in .partial is still being written, or its run did not end.", path.display())]
    NoManifest {
        /// The directory.
        path: PathBuf,
    },
    /// The manifest cannot be understood.
    #[error("{} cannot be understood: {reason}. It was cut, changed, or written by another version; make the run again.", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// Where and why.
        reason: String,
    },
    /// A table that a report needs is not there.
    #[error("{} is missing, and the report needs it. Copy the whole directory, or make the run again.", path.display())]
    MissingTable {
        /// The file.
        path: PathBuf,
    },
    /// A table is not what it should be.
    #[error("{}{}: {reason}. The file was cut or changed; make the run again.", path.display(), line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Table {
        /// The file.
        path: PathBuf,
        /// Line, from 1; absent where the file as a whole is meant.
        line: Option<u64>,
        /// What is wrong.
        reason: String,
    },
    /// More directories than lines that a reader can tell apart.
    #[error(
        "{given} directories are too many for one report: {most} lines can be told apart. Name fewer, or an ensemble."
    )]
    TooMany {
        /// How many were named.
        given: usize,
        /// How many there may be.
        most: usize,
    },
    /// The report is there already.
    #[error("{} exists already and is not overwritten. Choose another file with --out, or replace it with --force.", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A directory where a file is to be written.
    #[error("{} is a directory. Name the file that is to be written, such as --out {}.", path.display(), path.join("report.html").display())]
    Directory {
        /// The directory.
        path: PathBuf,
    },
    /// The system refused.
    #[error("Cannot {action} {}: {source}. Choose another place, or see to the disk and its permissions.", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The template of the page failed: a bug.
    #[error("The page cannot be laid out: {0}. This is a bug; please report it.")]
    Page(#[from] minijinja::Error),
}

impl ReportError {
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}
