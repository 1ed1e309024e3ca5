//! `payoffs.csv` of a game.

use super::table::Table;
use crate::ReportError;
use std::path::Path;

/// A pair of strategies. US dollars.
#[derive(Clone, Debug)]
pub(crate) struct Payoff {
    pub(crate) strategies: [String; 2],
    pub(crate) runs: f64,
    pub(crate) mean_usd: [f64; 2],
    pub(crate) p10_usd: [f64; 2],
    pub(crate) p90_usd: [f64; 2],
    pub(crate) error_usd: [f64; 2],
    pub(crate) lost_others_usd: f64,
    /// No other strategy of the player has a larger mean against the other's.
    pub(crate) is_best: [bool; 2],
    /// Within two errors of the best.
    pub(crate) is_close: [bool; 2],
}

pub(crate) fn read(directory: &Path, rows: Option<u64>) -> Result<Vec<Payoff>, ReportError> {
    let columns = [
        "strategy_a",
        "strategy_b",
        "runs",
        "mean_a_usd",
        "mean_b_usd",
        "p10_a_usd",
        "p10_b_usd",
        "p90_a_usd",
        "p90_b_usd",
        "error_a_usd",
        "error_b_usd",
        "lost_others_usd",
        "best_a",
        "best_b",
        "close_a",
        "close_b",
    ];
    let mut table = Table::open(directory, "payoffs.csv", columns)?;
    let mut found = Vec::new();
    while let Some(row) = table.next()? {
        let pair = |first: usize| Ok::<_, ReportError>([row.real(first)?, row.real(first + 1)?]);
        let flags = |first: usize| pair(first).map(|pair| pair.map(|flag| flag == 1.0));
        found.push(Payoff {
            strategies: [row.text(0)?.to_owned(), row.text(1)?.to_owned()],
            runs: row.real(2)?,
            mean_usd: pair(3)?,
            p10_usd: pair(5)?,
            p90_usd: pair(7)?,
            error_usd: pair(9)?,
            lost_others_usd: row.real(11)?,
            is_best: flags(12)?,
            is_close: flags(14)?,
        });
    }
    table.expect_rows(rows)?;
    Ok(found)
}
