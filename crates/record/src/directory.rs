//! The directory of a run: written under a temporary name beside its final one, and renamed when it is whole.
//!
//! Whoever sees `april` sees a whole run, manifest included; `april.partial` is being written or was left by a run
//! that did not end. Nothing else is touched.

mod place;

use crate::{
    BalanceRow, DictionaryRow, EventRow, FlowRow, HarmRow, Manifest, MoneyRow, ProvenanceRow, RecordError,
    SampleRow, SeriesRow, SummaryRow,
    columns::{self, Layout},
    dictionary,
    flows::Flows,
    table::{Cell, Table, create},
};
use coercivity_base::Month;
pub(crate) use place::Place;
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
}

/// A run directory that is being written.
pub struct RunDirectory {
    place: Place,
    options: Options,
    tables: Vec<Table>,
    flows: Flows,
    baseline_flows: Flows,
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
        let place = Place::claim(out, options.force)?;
        let mut directory = Self {
            place,
            options,
            tables: Vec::new(),
            flows: Flows::default(),
            baseline_flows: Flows::default(),
        };
        for layout in columns::ALL.into_iter().filter(|layout| !layout.name.starts_with("baseline_")) {
            directory.table(layout)?;
        }
        Ok(directory)
    }

    /// Where the run is written until it is whole.
    #[must_use]
    pub fn temporary_path(&self) -> &Path {
        self.place.temporary()
    }

    /// Adds a row to `series`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn series(&mut self, row: &SeriesRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::SERIES)?.row(series_cells(row))
    }

    /// Adds a row to `baseline_series`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn baseline_series(&mut self, row: &SeriesRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::BASELINE_SERIES)?.row(series_cells(row))
    }

    /// Adds what went between a pair in a tick to the `flows` of the months that the tick touches. `months` has the
    /// share of the tick in each month, as [`coercivity_base::Calendar::months`] gives them; ticks come in order.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn flow(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) -> Result<(), RecordError> {
        self.close_months(months, false)?;
        self.flows.add(months, row);
        Ok(())
    }

    /// The same for `baseline_flows`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn baseline_flow(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) -> Result<(), RecordError> {
        self.close_months(months, true)?;
        self.baseline_flows.add(months, row);
        Ok(())
    }

    /// Adds a row to `events`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn event(&mut self, row: &EventRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::EVENTS)?.row([
            Cell::Day(row.date),
            Cell::Text(row.event),
            Cell::Text(row.firm),
            Cell::Text(row.partner),
            Cell::Text(row.good),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.detail),
        ])
    }

    /// Adds a row to `firms_sample`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn sample(&mut self, row: &SampleRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::FIRMS_SAMPLE)?.row([
            Cell::Day(row.date),
            Cell::Text(row.firm),
            Cell::Text(row.stage),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.good),
            Cell::Text(row.metric),
            Cell::Real(row.value),
            Cell::Text(row.unit),
        ])
    }

    /// Adds a row to `balance`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn balance(&mut self, row: &BalanceRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::BALANCE)?.row([
            Cell::Day(row.date),
            Cell::Text(row.good),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.partner),
            Cell::Whole(row.opening),
            Cell::Whole(row.produced),
            Cell::Whole(row.arrived),
            Cell::Whole(row.used),
            Cell::Whole(row.dispatched),
            Cell::Whole(row.outlet),
            Cell::Whole(row.lost),
            Cell::Whole(row.closing),
            Cell::Whole(row.gap),
            Cell::Text(row.unit),
        ])
    }

    /// Adds a row to `money`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn money(&mut self, row: &MoneyRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::MONEY)?.row([
            Cell::Day(row.date),
            Cell::Text(row.account),
            Cell::Text(row.stage),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.kind),
            Cell::Whole(row.received),
            Cell::Whole(row.paid),
            Cell::Whole(row.balance),
        ])
    }

    /// Adds a row to `harm`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn harm(&mut self, row: &HarmRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::HARM)?.row([
            Cell::Day(row.date),
            Cell::Text(row.stage),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.side),
            Cell::Real(row.value_added_usd),
            Cell::Real(row.baseline_usd),
            Cell::Real(row.lost_usd),
            Cell::Real(row.cumulative_lost_usd),
            Cell::Real(row.equity_usd),
            Cell::Real(row.baseline_equity_usd),
        ])
    }

    /// Adds a row to `provenance`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn provenance(&mut self, row: &ProvenanceRow<'_>) -> Result<(), RecordError> {
        self.table(&columns::PROVENANCE)?.row([
            Cell::Day(row.date),
            Cell::Text(row.watch),
            Cell::Text(row.jurisdiction),
            Cell::Text(row.good),
            Cell::Real(row.trade_usd),
            Cell::Real(row.mean_share),
            Cell::Real(row.threshold),
            Cell::Real(row.at_or_over),
        ])
    }

    /// Adds a row to `summary`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn summary(&mut self, row: &SummaryRow) -> Result<(), RecordError> {
        self.table(&columns::SUMMARY)?.row([
            Cell::Text(&row.stage),
            Cell::Text(&row.jurisdiction),
            Cell::Text(&row.good),
            Cell::Text(&row.metric),
            Cell::Real(row.value),
            Cell::Text(&row.unit),
            row.date.map_or(Cell::Missing, Cell::Day),
        ])
    }

    /// Adds a row to `dictionary`: what a metric or an event means. Tables and columns are there already.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn dictionary(&mut self, row: &DictionaryRow<'_>) -> Result<(), RecordError> {
        dictionary::write(self.table(&columns::DICTIONARY)?, row)
    }

    /// Writes what is open, then the manifest with the list of tables, and gives the directory its name.
    ///
    /// # Errors
    /// If a file cannot be written or the directory not renamed; what was written stays under the temporary name.
    pub fn finish(mut self, manifest: Manifest) -> Result<Finished, RecordError> {
        let manifest = self.close(manifest)?;
        let (path, set_aside) = self.place.rename()?;
        Ok(Finished { path, manifest, set_aside })
    }

    /// The same for a run that failed on the way; it never replaces another run, but stands beside it as
    /// `NAME.failed`.
    ///
    /// # Errors
    /// As [`RunDirectory::finish`].
    pub fn keep(mut self, manifest: Manifest) -> Result<Finished, RecordError> {
        let manifest = self.close(manifest)?;
        let path = self.place.keep()?;
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

fn series_cells<'a>(row: &SeriesRow<'a>) -> [Cell<'a>; 7] {
    [
        Cell::Day(row.date),
        Cell::Text(row.stage),
        Cell::Text(row.jurisdiction),
        Cell::Text(row.good),
        Cell::Text(row.metric),
        Cell::Real(row.value),
        Cell::Text(row.unit),
    ]
}

pub(crate) fn write_manifest(path: &Path, manifest: &impl serde::Serialize) -> Result<(), RecordError> {
    let failed = |error| RecordError::io("write", path)(error);
    let mut text = serde_json::to_vec_pretty(manifest).map_err(|error| failed(error.into()))?;
    text.push(b'\n');
    let mut file = create(path)?;
    file.write_all(&text).and_then(|()| file.sync_all()).map_err(failed)
}
