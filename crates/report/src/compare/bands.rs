//! Bands by month of two scenarios: means subtracted, with an error as if nothing were paired.
//!
//! For ensembles without values by month of each run (`ensemble --no-months`). Where the same runs are in both bands, the
//! difference of means is the mean of paired differences; its error is at most about what stands here, and less the more luck
//! both share.

use super::book::Key;
use super::row::{Basis, Difference, Part, Values};
use super::side::Side;
use super::stats::sign;
use super::{direction, pair};
use crate::ReportError;
use crate::read::table::Table;
use std::collections::BTreeMap;
use std::path::Path;

/// A band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Band {
    pub(super) runs: usize,
    pub(super) quantiles: [f64; 3],
    pub(super) mean: f64,
    pub(super) error: f64,
}

/// Bands by what they are about and point.
pub(super) type Bands = BTreeMap<(Option<u32>, Key), Band>;

/// Metrics that are kept.
const METRICS: [&str; 2] = ["value_added_usd", "exports"];

/// Reads `series_bands.csv` into the sides of an ensemble. The point of a design with one is left out (`is_one`).
pub(super) fn read(
    directory: &Path,
    rows: Option<u64>,
    is_one: bool,
    sides: &mut [Side],
) -> Result<(), ReportError> {
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
        "mean",
        "mc_error",
    ];
    let mut table = Table::open(directory, "series_bands.csv", columns)?;
    while let Some(row) = table.next()? {
        let is_kept = METRICS.iter().any(|metric| metric.as_bytes() == row.bytes(8));
        if !is_kept || row.bytes(3) != b"run" || !row.bytes(6).is_empty() {
            continue;
        }
        let scenario = row.text(1)?;
        let Some(side) = sides.iter_mut().find(|side| side.scenario == scenario) else { continue };
        let is_all = is_one || row.bytes(2).is_empty();
        let point = if is_all { None } else { u32::try_from(row.whole(2)?).ok() };
        let names = [row.text(8)?, row.text(4)?, row.text(5)?, row.text(7)?, row.text(9)?];
        let key = Key::new(names, Some(row.date(0)?));
        let band = Band {
            runs: row.real(10)? as usize,
            quantiles: [row.real(11)?, row.real(12)?, row.real(13)?],
            mean: row.real(14)?,
            error: row.real(15)?,
        };
        side.bands.insert((point, key), band);
    }
    table.expect_rows(rows)
}

/// Differences of the bands that both sides have, and of sums of value added over stages, jurisdictions and both.
pub(super) fn rows(reference: &Side, other: &Side) -> Vec<Difference> {
    let [a, b] = [reference, other].map(|side| with_sums(&side.bands));
    let mut rows: Vec<Difference> =
        a.iter().filter_map(|(at, band)| Some(row([reference, other], at, [band, b.get(at)?]))).collect();
    rows.sort_by_key(|row| row.part == Part::ValueAdded);
    rows
}

fn row(sides: [&Side; 2], (point, key): &(Option<u32>, Key), bands: [&Band; 2]) -> Difference {
    let [reference, other] = [0, 1].map(|side| {
        let runs =
            sides[side].book.draws.iter().filter(|draw| point.is_none_or(|point| draw.0 == point)).count();
        Values {
            runs,
            missing: runs.saturating_sub(bands[side].runs),
            never_fell: None,
            not_back: None,
            mean: bands[side].mean,
            quantiles: bands[side].quantiles,
        }
    });
    let (mean, error) = (bands[1].mean - bands[0].mean, bands[0].error.hypot(bands[1].error));
    Difference {
        reference_name: sides[0].described.name.clone(),
        name: sides[1].described.name.clone(),
        part: pair::part(key),
        point: *point,
        month: key.month,
        stage: key.stage.clone(),
        jurisdiction: key.jurisdiction.clone(),
        good: key.good.clone(),
        metric: key.metric.clone(),
        unit: key.unit.clone(),
        basis: Basis::Bands,
        reference,
        other,
        pairs: 0,
        difference: mean,
        error,
        quantiles: [f64::NAN; 3],
        worse_share: f64::NAN,
        worse_when: direction::of(&key.metric).map_or("", direction::Worse::name),
        sign: sign(mean, error),
        censored: String::new(),
    }
}

/// Means of sums are sums of means; quantiles and errors of sums cannot be had from bands.
fn with_sums(bands: &Bands) -> Bands {
    let mut all = bands.clone();
    for ((point, key), band) in bands.iter().filter(|entry| entry.0.1.metric == "value_added_usd") {
        for (stage, place) in [(true, false), (false, true), (false, false)] {
            let stage = if stage { key.stage.as_str() } else { "" };
            let place = if place { key.jurisdiction.as_str() } else { "" };
            if (stage, place) == (key.stage.as_str(), key.jurisdiction.as_str()) {
                continue;
            }
            let sum = Key::new([&key.metric, stage, place, "", &key.unit], key.month);
            let none = Band { runs: band.runs, quantiles: [f64::NAN; 3], mean: 0.0, error: f64::NAN };
            all.entry((*point, sum)).or_insert(none).mean += band.mean;
        }
    }
    all
}
