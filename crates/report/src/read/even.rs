//! `break_even.csv`, where `ask break-even --csv` wrote one into a directory: at what value of a parameter a loss reaches a
//! level, replicate by replicate.

use super::table::Table;
use crate::ReportError;
use std::path::Path;

/// What a replicate says.
#[derive(Clone, Debug)]
pub(crate) struct Crossing {
    pub(crate) parameter: String,
    /// Ends of the search.
    pub(crate) ends: [f64; 2],
    /// The level, as a share of value added.
    pub(crate) loss_share: f64,
    /// `sender`, `target` or `third`.
    pub(crate) side: String,
    /// Stage; empty for all.
    pub(crate) stage: String,
    /// `found`, `over` or `under`: at both ends over or under the level.
    pub(crate) status: String,
    /// The value; not a number unless one was found.
    pub(crate) value: f64,
}

/// Reads the table; none where there is none.
pub(crate) fn read(directory: &Path) -> Result<Vec<Crossing>, ReportError> {
    let columns = ["parameter", "low", "high", "loss_share", "side", "stage", "status", "value"];
    let Some(mut table) = Table::open_if_there(directory, "break_even.csv", columns)? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    while let Some(row) = table.next()? {
        let text = |column| row.text(column).map(str::to_owned);
        found.push(Crossing {
            parameter: text(0)?,
            ends: [row.real(1)?, row.real(2)?],
            loss_share: row.real(3)?,
            side: text(4)?,
            stage: text(5)?,
            status: text(6)?,
            value: row.real(7)?,
        });
    }
    Ok(found)
}
