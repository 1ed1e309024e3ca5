//! The small tables of a run: results of the whole run, harm by month, dated measures; and the balance, of which only
//! the gaps are kept.

use super::table::Table;
use crate::ReportError;
use coercivity_base::Date;
use coercivity_record::SummaryRow;
use std::path::Path;

/// A row of `harm.csv`. US dollars.
#[derive(Clone, Debug)]
pub(crate) struct Harm {
    /// First day of the month.
    pub(crate) month: Date,
    pub(crate) stage: String,
    pub(crate) jurisdiction: String,
    pub(crate) side: String,
    pub(crate) baseline_usd: f64,
    pub(crate) lost_usd: f64,
}

/// A measure that was announced, began or ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MeasureEvent {
    pub(crate) date: Date,
    /// `measure_announced`, `measure_begins`, `measure_ends`, or `ID.measure_set` of a policy.
    pub(crate) event: String,
    /// Id of the measure, or what a policy set.
    pub(crate) detail: String,
}

/// What the balances of goods say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Balance {
    /// Balances looked at.
    pub(crate) rows: u64,
    /// Ticks that they are of.
    pub(crate) ticks: u64,
    /// Balances that do not close.
    pub(crate) gaps: u64,
}

pub(crate) fn summary(directory: &Path, rows: Option<u64>) -> Result<Vec<SummaryRow>, ReportError> {
    let columns = ["stage", "jurisdiction", "good", "metric", "value", "unit", "date"];
    let mut table = Table::open(directory, "summary.csv", columns)?;
    let mut found = Vec::new();
    while let Some(row) = table.next()? {
        let text = |column| row.text(column).map(str::to_owned);
        found.push(SummaryRow {
            stage: text(0)?,
            jurisdiction: text(1)?,
            good: text(2)?,
            metric: text(3)?,
            value: row.real(4)?,
            unit: text(5)?,
            date: row.date_if_any(6)?,
        });
    }
    table.expect_rows(rows)?;
    Ok(found)
}

pub(crate) fn harm(directory: &Path, rows: Option<u64>) -> Result<Vec<Harm>, ReportError> {
    let columns = ["month", "stage", "jurisdiction", "side", "baseline_usd", "lost_usd"];
    let mut table = Table::open(directory, "harm.csv", columns)?;
    let mut found = Vec::new();
    while let Some(row) = table.next()? {
        let text = |column| row.text(column).map(str::to_owned);
        found.push(Harm {
            month: row.date(0)?,
            stage: text(1)?,
            jurisdiction: text(2)?,
            side: text(3)?,
            baseline_usd: row.real(4)?,
            lost_usd: row.real(5)?,
        });
    }
    table.expect_rows(rows)?;
    Ok(found)
}

/// Measures of the schedule, and what policies set for the first time.
pub(crate) fn measures(directory: &Path, rows: Option<u64>) -> Result<Vec<MeasureEvent>, ReportError> {
    let mut table = Table::open(directory, "events.csv", ["date", "event", "detail"])?;
    let mut found: Vec<MeasureEvent> = Vec::new();
    while let Some(row) = table.next()? {
        let event = row.bytes(1);
        let is_policy = event.ends_with(b".measure_set");
        if !is_policy && !event.starts_with(b"measure_") {
            continue;
        }
        let (event, detail) = (row.text(1)?, row.text(2)?);
        let is_known = |known: &MeasureEvent| known.event == event && (is_policy || known.detail == detail);
        let is_repeated = found.iter().any(is_known) && is_policy;
        if !is_repeated {
            found.push(MeasureEvent {
                date: row.date(0)?,
                event: event.to_owned(),
                detail: detail.to_owned(),
            });
        }
    }
    table.expect_rows(rows)?;
    Ok(found)
}

pub(crate) fn balance(directory: &Path, rows: Option<u64>) -> Result<Balance, ReportError> {
    let mut table = Table::open(directory, "balance.csv", ["date", "gap"])?;
    let mut balance = Balance::default();
    let mut day = Vec::new();
    while let Some(row) = table.next()? {
        if day != row.bytes(0) {
            day = row.bytes(0).to_vec();
            balance.ticks += 1;
        }
        balance.rows += 1;
        balance.gaps += u64::from(row.bytes(1) != b"0" && row.whole(1)? != 0);
    }
    table.expect_rows(rows)?;
    Ok(balance)
}
