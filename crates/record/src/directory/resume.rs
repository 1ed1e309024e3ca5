//! Checkpoints of a run directory: written beside its tables, gone on from after an end, branched off from.

use super::{Options, Place, RunDirectory};
use crate::{
    Manifest, Order, RecordError, Standing, State, Status, bounded,
    checkpoint::{self, Body, Checkpoint, Head, checkpoints, open_checkpoint},
    columns::{self, Layout},
    directory::partial_name,
    table::Table,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

impl RunDirectory {
    /// Goes on with the run of the directory `out` from its latest checkpoint: tables stand where they stood then.
    ///
    /// # Errors
    /// If there is no checkpoint, if it or a table is damaged, if the run goes on elsewhere, or if the system refuses.
    pub fn resume(out: &Path) -> Result<(Self, Head, Body), RecordError> {
        let out = final_name(out);
        let temporary = partial_name(&out);
        let found = if temporary.is_dir() { checkpoints(&temporary)? } else { Vec::new() };
        let Some(latest) = found.last() else {
            return Err(no_checkpoint(out, temporary));
        };
        let (head, body) = open_checkpoint(&latest.path)?;
        let options = Options { parquet: head.order.parquet, force: head.order.force, ..Options::default() };
        let place = Place::claim_or_continue(&out, options.force, &|_| Ok(true))?;
        let mut directory = Self::empty(place, options);
        directory.remove_later(&head)?;
        directory.stand_at(&head)?;
        directory.write_checkpoints(head.order.clone());
        Ok((directory, head, body))
    }

    /// Begins the directory `out` with the rows of the run in `source` up to the checkpoint that `head` is of.
    ///
    /// # Errors
    /// As [`RunDirectory::create`], and if a table of `source` is damaged.
    pub fn branch(out: &Path, options: Options, source: &Path, head: &Head) -> Result<Self, RecordError> {
        let place = Place::claim(out, options.force, options.restart)?;
        let mut directory = Self::empty(place, options);
        for table in &head.tables {
            let from = source.join(format!("{}.csv", table.name));
            let to = directory.place.temporary().join(format!("{}.csv", table.name));
            let mut rows = io::Read::take(
                fs::File::open(&from).map_err(RecordError::io("open", &from))?,
                table.file.bytes,
            );
            let mut copy = crate::table::create(&to)?;
            io::copy(&mut rows, &mut copy).map_err(RecordError::io("copy to", &to))?;
        }
        directory.stand_at(head)?;
        Ok(directory)
    }

    /// Ends without giving the directory its name, for whoever goes on from its checkpoint.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn leave(mut self) -> Result<PathBuf, RecordError> {
        for table in &mut self.tables {
            table.mark()?;
        }
        Ok(self.place.temporary().to_owned())
    }

    /// Writes a checkpoint and removes the one before, unless all are kept; nothing if none were asked for.
    pub(super) fn write_checkpoint(
        &mut self,
        standing: &Standing,
        state: &mut State<'_>,
    ) -> Result<(), RecordError> {
        let Some(order) = &self.order else { return Ok(()) };
        let tables = self.tables.iter_mut().map(Table::mark).collect::<Result<_, _>>()?;
        let head = Head {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            order: order.clone(),
            standing: standing.clone(),
            tables,
            flows: self.flows.clone(),
            baseline_flows: self.baseline_flows.clone(),
        };
        let keep = order.keep;
        let written = checkpoint::write(self.place.temporary(), &head, state)?;
        if !keep {
            for old in checkpoints(self.place.temporary())?.iter().filter(|old| old.path != written) {
                fs::remove_file(&old.path).map_err(RecordError::io("remove", &old.path))?;
            }
        }
        Ok(())
    }

    /// Opens the tables where they stood.
    fn stand_at(&mut self, head: &Head) -> Result<(), RecordError> {
        for mark in &head.tables {
            let layout = layout(&mark.name).ok_or_else(|| RecordError::Torn {
                path: self.place.temporary().join(&mark.name),
                reason: "no table of this program has that name".to_owned(),
            })?;
            self.tables.push(Table::reopen(self.place.temporary(), layout, self.options.parquet, mark)?);
        }
        self.flows = head.flows.clone();
        self.baseline_flows = head.baseline_flows.clone();
        Ok(())
    }

    /// Removes what was begun after the checkpoint.
    fn remove_later(&self, head: &Head) -> Result<(), RecordError> {
        let begun = |layout: &&&Layout| !head.tables.iter().any(|table| table.name == layout.name);
        let tables = columns::ALL.iter().filter(begun);
        let files =
            tables.flat_map(|layout| ["csv", "parquet"].map(|kind| format!("{}.{kind}", layout.name)));
        let files = files.chain(["manifest.json", "checkpoint.tmp"].map(str::to_owned));
        for path in files.map(|file| self.place.temporary().join(file)).filter(|path| path.exists()) {
            fs::remove_file(&path).map_err(RecordError::io("remove", &path))?;
        }
        Ok(())
    }
}

/// Removes the checkpoints of a run that is whole, unless they are kept.
pub(super) fn remove_checkpoints(path: &Path, order: Option<&Order>) -> Result<(), RecordError> {
    if order.is_none_or(|order| order.keep) {
        return Ok(());
    }
    let remove = |old: Checkpoint| fs::remove_file(&old.path).map_err(RecordError::io("remove", &old.path));
    checkpoints(path)?.into_iter().try_for_each(remove)
}

/// Why there is nothing to go on with.
fn no_checkpoint(out: PathBuf, temporary: PathBuf) -> RecordError {
    let is_ensemble = |path: &&PathBuf| path.join(crate::ensemble::IDENTITY).is_file();
    if let Some(path) = [&temporary, &out].into_iter().find(is_ensemble) {
        let command = crate::ensemble::read_command(path);
        return RecordError::ManyRuns { path: path.clone(), command };
    }
    match (temporary.is_dir(), read_status(&out)) {
        (true, _) => RecordError::NoCheckpoint { path: temporary },
        (false, Some((Status::Failed, reason))) => RecordError::HasFailed { path: out, reason },
        (false, Some(_)) => RecordError::Ended { path: out },
        (false, None) if out.is_dir() => RecordError::NoCheckpoint { path: out },
        (false, None) => RecordError::NoRun { path: out },
    }
}

/// How a run that is whole ended, and why if it failed.
fn read_status(out: &Path) -> Option<(Status, String)> {
    let text = bounded::read(&out.join("manifest.json"), bounded::MOST_MANIFEST_MB).ok()?;
    let manifest: Manifest = serde_json::from_slice(&text).ok()?;
    Some((manifest.status, manifest.error.unwrap_or_default()))
}

/// The name of a run directory, whether it was named so or by its temporary name.
fn final_name(out: &Path) -> PathBuf {
    let name = out.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.strip_suffix(".partial").map_or_else(|| out.to_owned(), |name| out.with_file_name(name))
}

fn layout(name: &str) -> Option<&'static Layout<'static>> {
    columns::ALL.into_iter().find(|layout| layout.name == name)
}
