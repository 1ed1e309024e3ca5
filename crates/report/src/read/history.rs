//! A history check: observed figures beside replicates of a replay, and errors beside those of naive forecasts.

use super::table::Table;
use crate::ReportError;
use coercivity_record::HistoryManifest;
use std::path::Path;

/// An observed figure beside the replicates.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) id: String,
    pub(crate) role: String,
    /// What was observed, as it is written.
    pub(crate) written: String,
    /// The same as a run measures it.
    pub(crate) observed: f64,
    pub(crate) error: f64,
    pub(crate) p10: f64,
    pub(crate) p50: f64,
    pub(crate) p90: f64,
    /// Median less observed, in errors.
    pub(crate) distance: f64,
    /// Absent where no run covers it.
    pub(crate) passes: Option<bool>,
    pub(crate) source: String,
}

/// Mean error of a forecast over a window of months.
#[derive(Clone, Debug)]
pub(crate) struct Score {
    pub(crate) flow: String,
    pub(crate) role: String,
    pub(crate) months: f64,
    pub(crate) forecast: String,
    pub(crate) mape: f64,
}

/// A history check.
pub(crate) struct History {
    /// Name of its directory.
    pub(crate) name: String,
    pub(crate) manifest: HistoryManifest,
    pub(crate) figures: Vec<Figure>,
    pub(crate) scores: Vec<Score>,
}

impl History {
    /// Reads a directory whose manifest is known.
    pub(crate) fn read(directory: &Path, manifest: HistoryManifest) -> Result<Self, ReportError> {
        let rows = |table: &str| manifest.tables.get(table).copied();
        Ok(Self {
            name: crate::run::name(directory),
            figures: figures(directory, rows("figures.csv"))?,
            scores: scores(directory, rows("scores.csv"))?,
            manifest,
        })
    }

    /// Figures of a role that pass, and those that were compared.
    pub(crate) fn passed(&self, role: &str) -> (usize, usize) {
        let of = self.figures.iter().filter(|figure| figure.role == role).filter_map(|figure| figure.passes);
        of.fold((0, 0), |(passed, all), passes| (passed + usize::from(passes), all + 1))
    }
}

fn figures(directory: &Path, rows: Option<u64>) -> Result<Vec<Figure>, ReportError> {
    let columns =
        ["id", "role", "written", "observed", "error", "p10", "p50", "p90", "distance", "passes", "source"];
    let mut table = Table::open(directory, "figures.csv", columns)?;
    let mut found = Vec::new();
    while let Some(row) = table.next()? {
        let text = |column| row.text(column).map(str::to_owned);
        found.push(Figure {
            id: text(0)?,
            role: text(1)?,
            written: text(2)?,
            observed: row.real(3)?,
            error: row.real(4)?,
            p10: row.real(5)?,
            p50: row.real(6)?,
            p90: row.real(7)?,
            distance: row.real(8)?,
            passes: if row.bytes(9).is_empty() { None } else { Some(row.whole(9)? != 0) },
            source: text(10)?,
        });
    }
    table.expect_rows(rows)?;
    Ok(found)
}

fn scores(directory: &Path, rows: Option<u64>) -> Result<Vec<Score>, ReportError> {
    let mut table = Table::open(directory, "scores.csv", ["flow", "role", "months", "forecast", "mape"])?;
    let mut found = Vec::new();
    while let Some(row) = table.next()? {
        let text = |column| row.text(column).map(str::to_owned);
        let (months, mape) = (row.real(2)?, row.real(4)?);
        found.push(Score { flow: text(0)?, role: text(1)?, months, forecast: text(3)?, mape });
    }
    table.expect_rows(rows)?;
    Ok(found)
}
