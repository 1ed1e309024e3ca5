//! What can go wrong with the files of a run, each a sentence that says what, where, why and what to do.

use std::{io, path::PathBuf};

/// An output that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The directory of the run is there already.
    #[error("{} exists already and is not overwritten. Choose another directory, or ask for it to be replaced.", path.display())]
    Exists {
        /// The directory.
        path: PathBuf,
    },
    /// There is something else under the name of the directory.
    #[error("{} is not a directory, so no run can be written there. Choose another directory.", path.display())]
    NotADirectory {
        /// What was found.
        path: PathBuf,
    },
    /// The name cannot be that of a run.
    #[error("{:?} names no directory of its own. Give a name that ends in one, such as runs/april.", path.display())]
    NoName {
        /// What was asked for.
        path: PathBuf,
    },
    /// Another run is being written under the same name.
    #[error("{} is being written by another run. Wait for it, or choose another directory.", path.display())]
    Busy {
        /// Its temporary directory.
        path: PathBuf,
    },
    /// The temporary name is taken by something that no run wrote.
    #[error("{} holds something that no run wrote, and a run needs this name while it writes. Move it away, or choose another directory.", path.display())]
    Taken {
        /// The temporary name.
        path: PathBuf,
    },
    /// The system refused.
    #[error("Cannot {action} {}: {source}. {}", path.display(), remedy(source))]
    Io {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file that is larger than any that the program writes.
    #[error("{} has {:.1} MB, and at most {most_mb} MB of it are read. It was damaged or is none of the program's; take it from a copy, or make it anew.", path.display(), *bytes as f64 / f64::from(1 << 20))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its bytes.
        bytes: u64,
        /// Most megabytes (2^20 bytes) that are read.
        most_mb: u64,
    },
    /// Something else than a file where one is to be read.
    #[error("{} is no file but a directory, a pipe or a device. Put the file there that the program wrote.", path.display())]
    NotAFile {
        /// What was to be read.
        path: PathBuf,
    },
    /// A file that is not what it should be.
    #[error("{} is no benchmark that this program can read: {reason}. Write a new one with `coercivity bench --json FILE`.", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Where and why.
        reason: String,
    },
    /// Draws of another ensemble stand under the temporary name.
    #[error("{} holds draws ({draws}) of another ensemble (another plan, scenario, value of --set, number of firms, ticks or replicates, plugin, seed or version of the program){}. Choose another directory by --out, or throw them away by --restart.", path.display(), begun(command))]
    OtherEnsemble {
        /// The temporary directory.
        path: PathBuf,
        /// How many.
        draws: usize,
        /// The command that began it, if it is known.
        command: Option<String>,
    },
    /// A draw that cannot be read back.
    #[error("{} cannot be used: {reason}. Remove this file and run the same command again: only this draw is run anew.", path.display())]
    Draw {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A checkpoint that cannot be gone on from.
    #[error("{} cannot be used: {reason}", path.display())]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// Why, and what to do.
        reason: String,
    },
    /// A directory that holds no checkpoint.
    #[error("{} holds no checkpoint. Checkpoints are written by `coercivity run SCENARIO --checkpoint-every TICKS`, and kept in the directory of a run that is whole with --keep-checkpoints.", path.display())]
    NoCheckpoint {
        /// The directory.
        path: PathBuf,
    },
    /// An ensemble, which goes on by its own command.
    #[error("{} is the directory of an ensemble or of a question, not of a run: the command that began it goes on with what is left{}.", path.display(), begun(command))]
    ManyRuns {
        /// The directory.
        path: PathBuf,
        /// The command, if it is known.
        command: Option<String>,
    },
    /// A run that ended by a failure.
    #[error("{} is the directory of a run that failed ({reason}): it has no checkpoint to go on from. Mend the cause and run the scenario anew.", path.display())]
    HasFailed {
        /// The directory.
        path: PathBuf,
        /// What its manifest says.
        reason: String,
    },
    /// No directory.
    #[error("{} is no directory, and neither is {}: there is no run to go on with.", path.display(), crate::partial_name(path).display())]
    NoRun {
        /// The directory.
        path: PathBuf,
    },
    /// A run that has come to its end.
    #[error("{} is the directory of a run that has come to its end: there is nothing to go on with. For another course from a checkpoint that it kept (--keep-checkpoints): `coercivity branch {} --at DATE --set PATH=VALUE --out DIR`.", path.display(), path.display())]
    Ended {
        /// The directory.
        path: PathBuf,
    },
    /// An unfinished run that could be gone on with stands under the temporary name.
    #[error("{} holds checkpoints of a run that did not end. Go on with it by `coercivity resume {}`, throw it away by --restart, or choose another directory by --out.", path.display(), out.display())]
    Resumable {
        /// The temporary directory.
        path: PathBuf,
        /// The name to resume.
        out: PathBuf,
    },
    /// A table that is not as a checkpoint left it.
    #[error("{} is not as its checkpoint left it: {reason}. The run cannot go on from there; run it anew.", path.display())]
    Torn {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file of a directory that was whole is not as it was written.
    #[error("{} cannot be believed: {reason}. It was changed or damaged after it was written; take it from a copy, or make it anew.", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        reason: String,
    },
    /// A directory that is no shard.
    #[error("{} is no shard of an ensemble: {reason}. Name directories that `coercivity ensemble PLAN --shard I/N` wrote.", path.display())]
    Shard {
        /// The directory.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A row that the format cannot hold.
    #[error("Cannot write {}: {reason}. Run without Parquet files; the CSV files hold everything.", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// The command that began something.
fn begun(command: &Option<String>) -> String {
    command.as_ref().map(|command| format!("; it was begun by {command}")).unwrap_or_default()
}

impl RecordError {
    /// Whether the file is not there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}

/// What to do about an error of the system.
fn remedy(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => "Free some space, or choose a directory on another disk.",
        Kind::FileTooLarge => "Raise the limit on file sizes (ulimit -f), or run fewer ticks.",
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => "Choose a directory that you may write to.",
        Kind::NotADirectory | Kind::AlreadyExists => {
            "A file stands where a directory is needed: choose another."
        }
        Kind::InvalidFilename => "Choose a shorter or plainer name.",
        _ => "Choose another directory, or see to the disk.",
    }
}
