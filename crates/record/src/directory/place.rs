//! The names of a run directory: claimed when it begins, given when it is whole.

use crate::RecordError;
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// Held locked while a run writes; marks a temporary directory as one of ours.
pub(crate) const LOCK: &str = "unfinished.lock";

/// The final and the temporary name of a run directory.
pub(crate) struct Place {
    out: PathBuf,
    temporary: PathBuf,
    force: bool,
    lock: Option<File>,
}

/// The temporary name of the run directory `out`: the name with `.partial` behind it.
#[must_use]
pub fn partial_name(out: &Path) -> PathBuf {
    with_suffix(out, ".partial")
}

impl Place {
    /// Makes the temporary directory; what a dead run left under its name is removed, but never the draws of an
    /// ensemble, which may be worth days, and checkpoints of a run only by `restart`.
    pub(crate) fn claim(out: &Path, force: bool, restart: bool) -> Result<Self, RecordError> {
        let ours = |left: &Path| match left {
            left if holds_draws(left) => Err(RecordError::Taken { path: left.to_owned() }),
            left if !restart && holds_checkpoints(left)? => {
                Err(RecordError::Resumable { path: left.to_owned(), out: out.to_owned() })
            }
            _ => Ok(false),
        };
        Self::claim_or_continue(out, force, &ours)
    }

    /// The same, but what a dead run left is kept to go on with if it is `ours`.
    pub(crate) fn claim_or_continue(
        out: &Path,
        force: bool,
        ours: &dyn Fn(&Path) -> Result<bool, RecordError>,
    ) -> Result<Self, RecordError> {
        let out = resolved(out)?;
        if out.exists() {
            if !out.is_dir() {
                return Err(RecordError::NotADirectory { path: out });
            }
            if !force {
                return Err(RecordError::Exists { path: out });
            }
        }
        if let Some(parent) = out.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            fs::create_dir_all(parent).map_err(RecordError::io("create", parent))?;
        }
        let temporary = partial_name(&out);
        if temporary.join(LOCK).is_file() && !temporary.is_symlink() && ours(&temporary)? {
            let lock = lock(&temporary)?;
            return Ok(Self { out, temporary, force, lock: Some(lock) });
        }
        remove_left_over(&temporary)?;
        fs::create_dir(&temporary).map_err(RecordError::io("create", &temporary))?;
        let lock = lock(&temporary)?;
        Ok(Self { out, temporary, force, lock: Some(lock) })
    }

    pub(crate) fn out(&self) -> &Path {
        &self.out
    }

    pub(crate) fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Gives the directory its name. Gives that name, and where a directory that no run wrote was set aside.
    pub(crate) fn rename(mut self) -> Result<(PathBuf, Option<PathBuf>), RecordError> {
        self.lock = None;
        crate::sums::write(&self.temporary)?;
        sync_directory(&self.temporary);
        let old = self.move_aside()?;
        if let Err(error) = fs::rename(&self.temporary, &self.out) {
            if let Some(old) = &old {
                // Best effort: the sentence below names the directory that holds the new run in any case.
                let _ = fs::rename(old, &self.out);
            }
            return Err(RecordError::io("rename to its final name", &self.temporary)(error));
        }
        // Only now: killed before, the directory is still known as one of ours.
        let lock = self.out.join(LOCK);
        fs::remove_file(&lock).map_err(RecordError::io("remove", &lock))?;
        if let Some(parent) = self.out.parent() {
            sync_directory(parent);
        }
        match old {
            Some(old) if is_run(&old) => {
                fs::remove_dir_all(&old).map_err(RecordError::io("remove the replaced", &old))?;
                Ok((self.out, None))
            }
            other => Ok((self.out, other)),
        }
    }

    /// Gives the directory of a run that failed its name, or `NAME.failed` beside a run that stands under that name:
    /// a failed run never replaces another.
    pub(crate) fn keep(mut self) -> Result<PathBuf, RecordError> {
        let is_free = |path: &Path| !path.exists() && !path.is_symlink();
        if !is_free(&self.out) {
            self.out = free_name(&self.out, ".failed");
        }
        self.force = false;
        self.rename().map(|(path, _)| path)
    }

    /// Removes the temporary directory.
    pub(crate) fn remove(mut self) -> Result<(), RecordError> {
        self.lock = None;
        fs::remove_dir_all(&self.temporary).map_err(RecordError::io("remove", &self.temporary))
    }

    /// Moves what stands under the final name aside, if that is allowed.
    fn move_aside(&self) -> Result<Option<PathBuf>, RecordError> {
        if !self.out.exists() {
            return Ok(None);
        }
        if !self.force {
            return Err(RecordError::Exists { path: self.out.clone() });
        }
        let aside = free_name(&self.out, ".old");
        fs::rename(&self.out, &aside).map_err(RecordError::io("move aside", &self.out))?;
        Ok(Some(aside))
    }
}

/// Links are followed, so that the temporary directory lies beside the real one and on the same disk.
fn resolved(out: &Path) -> Result<PathBuf, RecordError> {
    if out.file_name().is_none() {
        return Err(RecordError::NoName { path: out.into() });
    }
    if out.is_symlink() {
        return fs::canonicalize(out).map_err(RecordError::io("follow the link", out));
    }
    // Through its components, so that no slash is left at the end.
    Ok(out.components().collect())
}

/// Removes what a dead run left; nothing that a run did not write, and nothing of a run that is alive.
fn remove_left_over(temporary: &Path) -> Result<(), RecordError> {
    if !temporary.exists() && !temporary.is_symlink() {
        return Ok(());
    }
    let taken = || RecordError::Taken { path: temporary.into() };
    if !temporary.is_dir() || temporary.is_symlink() {
        return Err(taken());
    }
    let is_empty = fs::read_dir(temporary).map_err(RecordError::io("read", temporary))?.next().is_none();
    if !is_empty {
        if !temporary.join(LOCK).is_file() || holds_directories(temporary) {
            return Err(taken());
        }
        drop(lock(temporary)?);
    }
    fs::remove_dir_all(temporary).map_err(RecordError::io("remove", temporary))
}

fn lock(temporary: &Path) -> Result<File, RecordError> {
    let path = temporary.join(LOCK);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(RecordError::io("create", &path))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(RecordError::Busy { path: temporary.into() }),
        // A file system without locks: two runs under one name are then not noticed.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// Whether a run wrote it: a manifest, and no directories. Nothing else is ever removed.
fn is_run(path: &Path) -> bool {
    let empty = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    empty || path.join("manifest.json").is_file() && !holds_directories(path)
}

/// Whether an ensemble that is not whole keeps its draws there.
fn holds_draws(path: &Path) -> bool {
    path.join(crate::ensemble::IDENTITY).is_file()
}

fn holds_checkpoints(path: &Path) -> Result<bool, RecordError> {
    crate::checkpoint::checkpoints(path).map(|found| !found.is_empty())
}

fn holds_directories(path: &Path) -> bool {
    let is_directory = |entry: io::Result<fs::DirEntry>| entry.is_ok_and(|entry| entry.path().is_dir());
    fs::read_dir(path).map_or(true, |mut entries| entries.any(is_directory))
}

fn free_name(out: &Path, suffix: &str) -> PathBuf {
    (1_u32..)
        .map(|n| with_suffix(out, &if n == 1 { suffix.to_owned() } else { format!("{suffix}-{n}") }))
        .find(|name| !name.exists() && !name.is_symlink())
        .expect("some number is free")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}

/// Makes a rename last; not every system can, and the files themselves are on the disk already.
pub(crate) fn sync_directory(path: &Path) {
    if let Ok(directory) = File::open(path) {
        let _ = directory.sync_all();
    }
}
