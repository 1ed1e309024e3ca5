//! The tables of an ensemble: rows in, files out.

use super::layouts::{DICTIONARY, EFFECTS, MONTHS, OUTCOME_BANDS, OUTCOMES, RUNS, SERIES_BANDS, VARIED};
use super::months;
use super::{RunRecord, SeriesKey, Whose};
use crate::columns::{Kind, Layout, column};
use crate::table::{Cell, Table};
use crate::{DictionaryRow, RecordError, SummaryRow, dictionary};
use coercivity_base::{Date, Month};
use std::collections::BTreeMap;
use std::path::Path;

/// The tables of an ensemble that are being written.
pub struct EnsembleTables {
    runs: Table,
    outcomes: Table,
    outcome_bands: Table,
    series_bands: Table,
    pub(super) months: Option<Table>,
    effects: Table,
    dictionary: Table,
    numeric: Vec<bool>,
}

/// The column of a varied path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariedColumn {
    /// The path.
    pub path: String,
    /// Whether all of its values are numbers.
    pub numeric: bool,
}

/// A run with its place in the plan.
#[derive(Clone, Debug)]
pub struct RunRow<'a> {
    /// Scenario.
    pub scenario: &'a str,
    /// Point.
    pub point: u32,
    /// Replicate.
    pub replicate: u32,
    /// Values of the varied paths at the point, in the order of the columns.
    pub varied: &'a [&'a str],
    /// What it came to.
    pub run: &'a RunRecord,
}

/// Values over runs, summed up; not a number where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Runs with a value.
    pub runs: usize,
    /// A tenth, a half and nine tenths lie at or below.
    pub quantiles: [f64; 3],
    /// Mean.
    pub mean: f64,
    /// Monte Carlo error of the mean.
    pub error: f64,
}

/// A result of runs as a whole, over runs.
#[derive(Clone, Debug)]
pub struct OutcomeBandRow<'a> {
    /// Scenario.
    pub scenario: &'a str,
    /// Point; `None` for all.
    pub point: Option<u32>,
    /// What it is about; its value counts for nothing.
    pub of: &'a SummaryRow,
    /// Complete runs without a value.
    pub missing: usize,
    /// The values.
    pub band: Band,
}

/// A value of a month over runs.
#[derive(Clone, Debug)]
pub struct SeriesBandRow<'a> {
    /// Month.
    pub month: Month,
    /// Scenario.
    pub scenario: &'a str,
    /// Point; `None` for all.
    pub point: Option<u32>,
    /// Whose.
    pub whose: Whose,
    /// What it is about.
    pub key: &'a SeriesKey,
    /// The values.
    pub band: Band,
}

/// What a parameter does to a result.
#[derive(Clone, Debug)]
pub struct EffectRow<'a> {
    /// Scenario.
    pub scenario: &'a str,
    /// Path.
    pub parameter: &'a str,
    /// The result; its value counts for nothing.
    pub of: &'a SummaryRow,
    /// Statistic.
    pub statistic: &'a str,
    /// Its value.
    pub value: f64,
    /// Unit of the value.
    pub unit: &'a str,
    /// Monte Carlo error; not a number where there is none.
    pub error: f64,
}

impl EnsembleTables {
    pub(super) fn create(
        directory: &Path,
        varied: &[VariedColumn],
        parquet: bool,
        with_months: bool,
    ) -> Result<Self, RecordError> {
        let kind = |one: &VariedColumn| if one.numeric { Kind::Real } else { Kind::Text };
        let extra = varied.iter().map(|one| column(&one.path, kind(one), VARIED));
        let columns: Vec<_> = RUNS.iter().copied().chain(extra).collect();
        let meaning = "One row for each run, failed ones included, in the order of the design.";
        let runs = Layout { name: "runs", meaning, columns: &columns };
        let create = |layout: &Layout<'_>| Table::create(directory, layout, parquet);
        let mut dictionary = Table::create(directory, &DICTIONARY, parquet)?;
        let months = months::create(directory, parquet, with_months)?;
        let layouts = [&runs, &OUTCOMES, &OUTCOME_BANDS, &SERIES_BANDS, &EFFECTS];
        for layout in layouts.into_iter().chain(months.is_some().then_some(&MONTHS)) {
            dictionary::describe(&mut dictionary, layout)?;
        }
        Ok(Self {
            runs: create(&runs)?,
            outcomes: create(&OUTCOMES)?,
            outcome_bands: create(&OUTCOME_BANDS)?,
            series_bands: create(&SERIES_BANDS)?,
            months,
            effects: create(&EFFECTS)?,
            dictionary,
            numeric: varied.iter().map(|one| one.numeric).collect(),
        })
    }

    /// Adds a run to `runs` and its results to `outcomes`.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn run(&mut self, row: &RunRow<'_>) -> Result<(), RecordError> {
        let (point, replicate) = (Cell::Whole(row.point.into()), Cell::Whole(row.replicate.into()));
        let name = format!("{}.{}.{}", row.scenario, row.point, row.replicate);
        let seed = row.run.seed.to_string();
        let status = if row.run.error.is_some() { "failed" } else { "complete" };
        let mut cells = vec![
            Cell::Text(&name),
            Cell::Text(row.scenario),
            point,
            replicate,
            Cell::Text(&seed),
            Cell::Text(status),
            row.run.error.as_deref().map_or(Cell::Missing, Cell::Text),
            Cell::Text(&row.run.state_hash),
            Cell::Text(&row.run.baseline_state_hash),
            Cell::Real(row.run.wall_s),
        ];
        // As numbers, so that no spreadsheet is kept from reading a minus sign as one.
        cells.extend(row.varied.iter().zip(&self.numeric).map(|(value, numeric)| match value.parse() {
            Ok(number) if *numeric => Cell::Real(number),
            _ if value.is_empty() => Cell::Missing,
            _ => Cell::Text(value),
        }));
        self.runs.cells(&cells)?;
        for outcome in &row.run.outcomes {
            self.outcomes.row([
                Cell::Text(&name),
                Cell::Text(row.scenario),
                point,
                replicate,
                Cell::Text(&outcome.stage),
                Cell::Text(&outcome.jurisdiction),
                Cell::Text(&outcome.good),
                Cell::Text(&outcome.metric),
                Cell::Real(outcome.value),
                Cell::Text(&outcome.unit),
                outcome.date.map_or(Cell::Missing, Cell::Day),
            ])?;
        }
        Ok(())
    }

    /// Adds a row to `outcome_bands`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn outcome_band(&mut self, row: &OutcomeBandRow<'_>) -> Result<(), RecordError> {
        let [runs, p10, p50, p90, mean, error] = cells(&row.band);
        let halve = if row.band.error > 0.0 { Cell::Whole(4 * row.band.runs as i128) } else { Cell::Missing };
        self.outcome_bands.row([
            Cell::Text(row.scenario),
            point(row.point),
            Cell::Text(&row.of.stage),
            Cell::Text(&row.of.jurisdiction),
            Cell::Text(&row.of.good),
            Cell::Text(&row.of.metric),
            monthly(row.of).map_or(Cell::Missing, Cell::Day),
            Cell::Text(&row.of.unit),
            runs,
            Cell::Whole(row.missing as i128),
            p10,
            p50,
            p90,
            mean,
            error,
            halve,
        ])
    }

    /// Adds a row to `series_bands`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn series_band(&mut self, row: &SeriesBandRow<'_>) -> Result<(), RecordError> {
        let [runs, p10, p50, p90, mean, error] = cells(&row.band);
        let month = row.month.to_string();
        self.series_bands.row([
            Cell::Text(&month),
            Cell::Text(row.scenario),
            point(row.point),
            Cell::Text(row.whose.name()),
            Cell::Text(&row.key.stage),
            Cell::Text(&row.key.jurisdiction),
            Cell::Text(&row.key.partner),
            Cell::Text(&row.key.good),
            Cell::Text(&row.key.metric),
            Cell::Text(if row.whose == Whose::Ratio { "share" } else { &row.key.unit }),
            runs,
            p10,
            p50,
            p90,
            mean,
            error,
        ])
    }

    /// Adds a row to `effects`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn effect(&mut self, row: &EffectRow<'_>) -> Result<(), RecordError> {
        self.effects.row([
            Cell::Text(row.scenario),
            Cell::Text(row.parameter),
            Cell::Text(&row.of.metric),
            Cell::Text(&row.of.stage),
            Cell::Text(&row.of.jurisdiction),
            Cell::Text(row.statistic),
            Cell::Real(row.value),
            Cell::Text(row.unit),
            Cell::Real(row.error),
        ])
    }

    /// Adds a row to `dictionary`: what a metric means. Tables and columns are there already.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn dictionary(&mut self, row: &DictionaryRow<'_>) -> Result<(), RecordError> {
        dictionary::write(&mut self.dictionary, row)
    }

    pub(super) fn close(self) -> Result<BTreeMap<String, u64>, RecordError> {
        let tables =
            [self.runs, self.outcomes, self.outcome_bands, self.series_bands, self.effects, self.dictionary];
        let mut rows = BTreeMap::new();
        for table in tables.into_iter().chain(self.months) {
            let (names, count) = table.close()?;
            rows.extend(names.into_iter().map(|name| (name, count)));
        }
        Ok(rows)
    }
}

/// The month of a monthly result; the dates of others differ from run to run.
fn monthly(of: &SummaryRow) -> Option<Date> {
    of.date.filter(|_| of.metric == crate::summary_metrics::EXPORTS_RATIO)
}

fn point(point: Option<u32>) -> Cell<'static> {
    point.map_or(Cell::Missing, |point| Cell::Whole(point.into()))
}

fn cells(band: &Band) -> [Cell<'static>; 6] {
    let [p10, p50, p90] = band.quantiles.map(Cell::Real);
    [Cell::Whole(band.runs as i128), p10, p50, p90, Cell::Real(band.mean), Cell::Real(band.error)]
}
