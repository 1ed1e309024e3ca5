//! What a validation writes: figures, scores by month and by window, and its manifest, in a directory made as that of a
//! run.

use crate::{
    Build, Host, RecordError, ScenarioFile, Status,
    columns::{Kind, Layout, column},
    directory::{Place, write_manifest},
    table::{Cell, Table},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use Kind::{Real, Text, Whole};

/// Facts beside their runs.
const FIGURES: Layout = Layout {
    name: "figures",
    meaning: "One row for each fact: what was observed and what the replicates give.",
    columns: &[
        column("id", Text, "Id of the fact."),
        column("role", Text, "calibration, held_out, input or context."),
        column("written", Text, "What was observed, as it is written."),
        column("observed", Real, "The same as a run measures it: share, amount, or days since 1970."),
        column("error", Real, "Its error."),
        column(
            "p10",
            Real,
            "First decile of the replicates; empty where no run covers it or it never happens.",
        ),
        column("p50", Real, "Median."),
        column("p90", Real, "Ninth decile."),
        column("distance", Real, "Median less observed, in errors."),
        column("passes", Whole, "1 if band and error have a point in common."),
        column("source", Text, "Where the fact comes from."),
    ],
};

/// Months beside forecasts.
const MONTHS: Layout = Layout {
    name: "months",
    meaning: "One row for each month of a flow and forecast, per day.",
    columns: &[
        column("flow", Text, "Name of its normal."),
        column("month", Text, "The month."),
        column("role", Text, "calibration, held_out, input or context."),
        column("forecast", Text, "How it is forecast."),
        column("observed_per_day", Real, "Observed."),
        column("forecast_per_day", Real, "Forecast."),
    ],
};

/// Errors by window.
const SCORES: Layout = Layout {
    name: "scores",
    meaning: "One row for each flow, window of months and forecast.",
    columns: &[
        column("flow", Text, "Name of its normal."),
        column("role", Text, "calibration, held_out, input or context."),
        column("months", Whole, "Months for which all forecasts exist."),
        column("forecast", Text, "How they are forecast."),
        column("mape", Real, "Mean absolute error over what was observed."),
        column("mae", Real, "Mean absolute error over what is normal."),
    ],
};

/// A fact. Numbers that are not a number are missing.
#[derive(Clone, Debug)]
pub struct FigureRow<'a> {
    /// Id.
    pub id: &'a str,
    /// Role.
    pub role: &'a str,
    /// Observed, as written.
    pub written: &'a str,
    /// Observed, as a run measures it.
    pub observed: f64,
    /// Its error.
    pub error: f64,
    /// Deciles one, five and nine.
    pub deciles: [f64; 3],
    /// Distance in errors.
    pub distance: f64,
    /// Whether it passes; nothing where no run covers it.
    pub passes: Option<bool>,
    /// Source.
    pub source: &'a str,
}

/// A month under one forecast.
#[derive(Clone, Debug)]
pub struct MonthRow<'a> {
    /// Flow.
    pub flow: &'a str,
    /// Month.
    pub month: &'a str,
    /// Role.
    pub role: &'a str,
    /// Forecast.
    pub forecast: &'a str,
    /// Observed per day.
    pub observed: f64,
    /// Forecast per day.
    pub value: f64,
}

/// A window under one forecast.
#[derive(Clone, Debug)]
pub struct ScoreRow<'a> {
    /// Flow.
    pub flow: &'a str,
    /// Role.
    pub role: &'a str,
    /// Months.
    pub months: usize,
    /// Forecast.
    pub forecast: &'a str,
    /// Over observed.
    pub mape: f64,
    /// Over normal.
    pub mae: f64,
}

/// `manifest.json` of a validation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryManifest {
    /// Version of the program.
    pub version: String,
    /// The command line as given.
    pub command: String,
    /// How it ended.
    pub status: Status,
    /// The history file as named on the command line.
    pub history: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of it.
    pub history_sha256: String,
    /// Every file read for its scenario.
    pub scenario_files: Vec<ScenarioFile>,
    /// Overrides in the order given, `path=value`.
    pub overrides: Vec<String>,
    /// Seed, below 2^53.
    pub seed: u64,
    /// Replicates, each with its baseline.
    pub replicates: u32,
    /// Ticks of each run.
    pub ticks: u32,
    /// Firms in the model.
    pub firms: u32,
    /// Threads; every run has one.
    pub threads: usize,
    /// Seconds from start to end.
    pub wall_s: f64,
    /// Rows of each table file.
    pub tables: BTreeMap<String, u64>,
    /// The program.
    pub build: Build,
    /// The machine.
    pub host: Host,
}

/// The directory of a validation that is being written.
pub struct HistoryDirectory {
    place: Place,
    figures: Table,
    months: Table,
    scores: Table,
}

impl HistoryDirectory {
    /// Begins the directory `out`, under its temporary name.
    ///
    /// # Errors
    /// If `out` exists and is not to be replaced, if somebody else writes it, or if the system refuses.
    pub fn create(out: &Path, force: bool) -> Result<Self, RecordError> {
        let place = Place::claim(out, force, false)?;
        let table = |layout| Table::create(place.temporary(), layout, false);
        let (figures, months, scores) = (table(&FIGURES)?, table(&MONTHS)?, table(&SCORES)?);
        Ok(Self { place, figures, months, scores })
    }

    /// Adds a row to `figures`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn figure(&mut self, row: &FigureRow<'_>) -> Result<(), RecordError> {
        self.figures.row([
            Cell::Text(row.id),
            Cell::Text(row.role),
            Cell::Text(row.written),
            Cell::Real(row.observed),
            Cell::Real(row.error),
            real(row.deciles[0]),
            real(row.deciles[1]),
            real(row.deciles[2]),
            real(row.distance),
            row.passes.map_or(Cell::Missing, |passes| Cell::Whole(passes.into())),
            Cell::Text(row.source),
        ])
    }

    /// Adds a row to `months`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn month(&mut self, row: &MonthRow<'_>) -> Result<(), RecordError> {
        self.months.row([
            Cell::Text(row.flow),
            Cell::Text(row.month),
            Cell::Text(row.role),
            Cell::Text(row.forecast),
            Cell::Real(row.observed),
            real(row.value),
        ])
    }

    /// Adds a row to `scores`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn score(&mut self, row: &ScoreRow<'_>) -> Result<(), RecordError> {
        self.scores.row([
            Cell::Text(row.flow),
            Cell::Text(row.role),
            Cell::Whole(row.months as i128),
            Cell::Text(row.forecast),
            Cell::Real(row.mape),
            Cell::Real(row.mae),
        ])
    }

    /// Writes the manifest with the list of tables, gives the directory its name, and says where it is and what stood there
    /// and was set aside.
    ///
    /// # Errors
    /// If a file cannot be written or the directory not renamed; what was written stays under the temporary name.
    pub fn finish(self, mut manifest: HistoryManifest) -> Result<(PathBuf, Option<PathBuf>), RecordError> {
        manifest.tables.clear();
        for table in [self.figures, self.months, self.scores] {
            let (names, rows) = table.close()?;
            manifest.tables.extend(names.into_iter().map(|name| (name, rows)));
        }
        write_manifest(&self.place.temporary().join("manifest.json"), &manifest)?;
        self.place.rename()
    }
}

fn real(value: f64) -> Cell<'static> {
    if value.is_finite() { Cell::Real(value) } else { Cell::Missing }
}
