//! `tornado.csv`: how far each parameter, moved alone over its range, moves an outcome.

use super::table::Table;
use crate::ReportError;
use std::path::Path;

/// A parameter and what it does to an outcome.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    pub(crate) parameter: String,
    /// Its values, as written.
    pub(crate) low: String,
    pub(crate) high: String,
    /// The outcome at the low value, as it stands, and at the high value.
    pub(crate) outcomes: [f64; 3],
    pub(crate) unit: String,
    pub(crate) metric: String,
    pub(crate) source: String,
}

impl Bar {
    /// How far the outcome moves.
    pub(crate) fn swing(&self) -> f64 {
        let [low, base, high] = self.outcomes;
        low.max(base).max(high) - low.min(base).min(high)
    }
}

/// The table of a directory, if it has one.
pub(crate) fn read(directory: &Path) -> Result<Vec<Bar>, ReportError> {
    let columns = [
        "parameter",
        "low",
        "high",
        "outcome_low",
        "outcome_base",
        "outcome_high",
        "unit",
        "metric",
        "source",
    ];
    let Some(mut table) = Table::open_if_there(directory, "tornado.csv", columns)? else {
        return Ok(Vec::new());
    };
    let mut bars = Vec::new();
    while let Some(row) = table.next()? {
        let text = |column| row.text(column).map(str::to_owned);
        bars.push(Bar {
            parameter: text(0)?,
            low: text(1)?,
            high: text(2)?,
            outcomes: [row.real(3)?, row.real(4)?, row.real(5)?],
            unit: text(6)?,
            metric: text(7)?,
            source: text(8)?,
        });
    }
    Ok(bars)
}
