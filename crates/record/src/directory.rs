//! The directory of a run: written under a temporary name beside its final one, and renamed when it is whole.
//!
//! Whoever sees `april` sees a whole run, manifest included; `april.partial` is being written or was left by a run
//! that did not end. Nothing else is touched.

mod place;
mod resume;
mod rows;

use crate::{
    Manifest, Order, RecordError,
    columns::{self, Layout},
    dictionary,
    flows::Flows,
    table::{Table, create},
};
use coercivity_base::Month;
pub(crate) use place::{LOCK, Place, sync_directory};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

pub use place::partial_name;

/// How a run directory is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Write a Parquet file beside each CSV file.
    pub parquet: bool,
    /// Replace a directory that is there already, once the new one is whole.
    pub force: bool,
    /// Throw away what an unfinished run left, checkpoints among it.
    pub restart: bool,
}

/// A run directory that is being written.
pub struct RunDirectory {
    place: Place,
    options: Options,
    tables: Vec<Table>,
    flows: Flows,
    baseline_flows: Flows,
    /// What checkpoints say of the run, if it writes any.
    order: Option<Order>,
}

/// A run directory that is whole.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Where it is.
    pub path: PathBuf,
    /// The manifest as written, with the tables and their rows.
    pub manifest: Manifest,
    /// A directory that stood in its place and that no run wrote: set aside under this name, not removed.
    pub set_aside: Option<PathBuf>,
}

impl RunDirectory {
    /// Begins the directory `out`, under its temporary name.
    ///
    /// # Errors
    /// If `out` exists and is not to be replaced, if another run writes it, or if the system refuses.
    pub fn create(out: &Path, options: Options) -> Result<Self, RecordError> {
        let mut directory = Self::empty(Place::claim(out, options.force, options.restart)?, options);
        for layout in columns::ALL.into_iter().filter(|layout| !layout.name.starts_with("baseline_")) {
            directory.table(layout)?;
        }
        Ok(directory)
    }

    fn empty(place: Place, options: Options) -> Self {
        let (flows, baseline_flows) = (Flows::default(), Flows::default());
        Self { place, options, tables: Vec::new(), flows, baseline_flows, order: None }
    }

    /// Writes checkpoints from now on, which repeat `order`.
    pub fn write_checkpoints(&mut self, order: Order) {
        self.order = Some(order);
    }

    /// Where the run is written until it is whole.
    #[must_use]
    pub fn temporary_path(&self) -> &Path {
        self.place.temporary()
    }

    /// The name that it gets when it is whole.
    #[must_use]
    pub fn final_path(&self) -> &Path {
        self.place.out()
    }

    /// Writes what is open, then the manifest with the list of tables, and gives the directory its name.
    ///
    /// # Errors
    /// If a file cannot be written or the directory not renamed; what was written stays under the temporary name.
    pub fn finish(mut self, manifest: Manifest) -> Result<Finished, RecordError> {
        let manifest = self.close(manifest)?;
        let order = self.order.take();
        let (path, set_aside) = self.place.rename()?;
        resume::remove_checkpoints(&path, order.as_ref())?;
        Ok(Finished { path, manifest, set_aside })
    }

    /// The same for a run that failed on the way; it never replaces another run, but stands beside it as
    /// `NAME.failed`.
    ///
    /// # Errors
    /// As [`RunDirectory::finish`].
    pub fn keep(mut self, manifest: Manifest) -> Result<Finished, RecordError> {
        let manifest = self.close(manifest)?;
        let order = self.order.take();
        let path = self.place.keep()?;
        resume::remove_checkpoints(&path, order.as_ref())?;
        Ok(Finished { path, manifest, set_aside: None })
    }

    /// Removes what was written: for measuring what it costs.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn discard(self) -> Result<(), RecordError> {
        drop(self.tables);
        self.place.remove()
    }

    /// Writes what is open, then the manifest with the list of tables.
    fn close(&mut self, mut manifest: Manifest) -> Result<Manifest, RecordError> {
        self.flush_flows(None, false)?;
        self.flush_flows(None, true)?;
        manifest.tables.clear();
        for table in std::mem::take(&mut self.tables) {
            let (names, rows) = table.close()?;
            manifest.tables.extend(names.into_iter().map(|name| (name, rows)));
        }
        write_manifest(&self.place.temporary().join("manifest.json"), &manifest)?;
        Ok(manifest)
    }

    /// The table, opened and described at its first row.
    fn table(&mut self, layout: &'static Layout) -> Result<&mut Table, RecordError> {
        // A dozen names, most of different length: quicker than a map.
        let open = self.tables.iter().position(|table| table.name() == layout.name);
        let at = match open {
            Some(at) => at,
            None => {
                self.tables.push(Table::create(self.place.temporary(), layout, self.options.parquet)?);
                let at = self.tables.len() - 1;
                dictionary::describe(self.table(&columns::DICTIONARY)?, layout)?;
                at
            }
        };
        Ok(&mut self.tables[at])
    }

    /// Writes the months that end before the tick that touches `months`.
    fn close_months(&mut self, months: &[(Month, f64)], baseline: bool) -> Result<(), RecordError> {
        let flows = if baseline { &self.baseline_flows } else { &self.flows };
        match months.first() {
            Some(&(first, _)) if flows.has_before(first) => self.flush_flows(Some(first), baseline),
            _ => Ok(()),
        }
    }

    fn flush_flows(&mut self, before: Option<Month>, baseline: bool) -> Result<(), RecordError> {
        let layout = if baseline { &columns::BASELINE_FLOWS } else { &columns::FLOWS };
        let mut flows = std::mem::take(if baseline { &mut self.baseline_flows } else { &mut self.flows });
        if !flows.is_empty() {
            flows.write_before(before, self.table(layout)?)?;
        }
        *(if baseline { &mut self.baseline_flows } else { &mut self.flows }) = flows;
        Ok(())
    }
}

pub(crate) fn write_manifest(path: &Path, manifest: &impl serde::Serialize) -> Result<(), RecordError> {
    let failed = |error| RecordError::io("write", path)(error);
    let mut text = serde_json::to_vec_pretty(manifest).map_err(|error| failed(error.into()))?;
    text.push(b'\n');
    let mut file = create(path)?;
    file.write_all(&text).and_then(|()| file.sync_all()).map_err(failed)
}
