//! `series_bands.csv` and `outcome_bands.csv` of an ensemble.

use super::table::Table;
use crate::ReportError;
use coercivity_base::Date;
use std::{collections::BTreeMap, path::Path};

/// Metrics of the bands by month that are kept.
const METRICS: [&str; 6] =
    ["output", "exports", "licences_pending", "licence_age_mean", "price_quoted", "value_added_usd"];

/// What a line of bands is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) metric: String,
    pub(crate) scenario: String,
    pub(crate) stage: String,
    pub(crate) jurisdiction: String,
    pub(crate) partner: String,
    pub(crate) good: String,
    /// `run`, `baseline` or `ratio`.
    pub(crate) of: String,
}

/// Quantiles over runs in a month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Band {
    pub(crate) month: Date,
    pub(crate) runs: f64,
    pub(crate) p10: f64,
    pub(crate) p50: f64,
    pub(crate) p90: f64,
}

/// Bands by month, over all points of the design.
#[derive(Clone, Debug, Default)]
pub(crate) struct SeriesBands {
    pub(crate) lines: BTreeMap<Key, (String, Vec<Band>)>,
    /// Whether lines of single points were left out.
    pub(crate) has_points: bool,
}

/// A result of whole runs over all points.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) scenario: String,
    pub(crate) stage: String,
    pub(crate) jurisdiction: String,
    pub(crate) good: String,
    pub(crate) metric: String,
    pub(crate) unit: String,
    pub(crate) runs: f64,
    pub(crate) missing: f64,
    pub(crate) p10: f64,
    pub(crate) p50: f64,
    pub(crate) p90: f64,
    pub(crate) mean: f64,
    pub(crate) mc_error: f64,
    pub(crate) runs_to_halve: f64,
}

/// Lines of single points stand in only where a scenario has no line over all points.
pub(crate) fn series(directory: &Path, rows: Option<u64>) -> Result<SeriesBands, ReportError> {
    let columns = [
        "month",
        "scenario",
        "point",
        "of",
        "stage",
        "jurisdiction",
        "partner",
        "good",
        "metric",
        "unit",
        "runs",
        "p10",
        "p50",
        "p90",
    ];
    let mut table = Table::open(directory, "series_bands.csv", columns)?;
    let mut bands = SeriesBands::default();
    let mut first_point: Option<String> = None;
    let mut of_first_point: BTreeMap<Key, (String, Vec<Band>)> = BTreeMap::new();
    while let Some(row) = table.next()? {
        if !METRICS.iter().any(|metric| metric.as_bytes() == row.bytes(8)) {
            continue;
        }
        let text = |column| row.text(column).map(str::to_owned);
        let point = row.text(2)?;
        let lines = if point.is_empty() {
            &mut bands.lines
        } else if first_point.get_or_insert_with(|| point.to_owned()) == point {
            &mut of_first_point
        } else {
            bands.has_points = true;
            continue;
        };
        let key = Key {
            metric: text(8)?,
            scenario: text(1)?,
            stage: text(4)?,
            jurisdiction: text(5)?,
            partner: text(6)?,
            good: text(7)?,
            of: text(3)?,
        };
        let band = Band {
            month: row.date(0)?,
            runs: row.real(10)?,
            p10: row.real(11)?,
            p50: row.real(12)?,
            p90: row.real(13)?,
        };
        let unit = row.text(9)?;
        lines.entry(key).or_insert_with(|| (unit.to_owned(), Vec::new())).1.push(band);
    }
    table.expect_rows(rows)?;
    if bands.lines.is_empty() {
        bands.lines = of_first_point;
    }
    Ok(bands)
}

pub(crate) fn outcomes(directory: &Path, rows: Option<u64>) -> Result<Vec<Outcome>, ReportError> {
    let columns = [
        "scenario",
        "point",
        "stage",
        "jurisdiction",
        "good",
        "metric",
        "unit",
        "runs",
        "missing",
        "p10",
        "p50",
        "p90",
        "mean",
        "mc_error",
        "runs_to_halve",
    ];
    let mut table = Table::open(directory, "outcome_bands.csv", columns)?;
    let (mut all, mut first) = (Vec::new(), Vec::new());
    let mut first_point: Option<String> = None;
    while let Some(row) = table.next()? {
        let text = |column| row.text(column).map(str::to_owned);
        let point = row.text(1)?;
        if !point.is_empty() && first_point.get_or_insert_with(|| point.to_owned()) != point {
            continue;
        }
        let kept = if point.is_empty() { &mut all } else { &mut first };
        kept.push(Outcome {
            scenario: text(0)?,
            stage: text(2)?,
            jurisdiction: text(3)?,
            good: text(4)?,
            metric: text(5)?,
            unit: text(6)?,
            runs: row.real(7)?,
            missing: row.real(8)?,
            p10: row.real(9)?,
            p50: row.real(10)?,
            p90: row.real(11)?,
            mean: row.real(12)?,
            mc_error: row.real(13)?,
            runs_to_halve: row.real(14)?,
        });
    }
    table.expect_rows(rows)?;
    Ok(if all.is_empty() { first } else { all })
}
