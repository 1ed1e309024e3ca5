//! Values by month of every run: what differences by month are made of, run by run under the same luck.
//!
//! ```text
//! rows = runs x months x (cells with value added + goods whose exports are kept)
//! ```

use super::layouts::MONTHS;
use super::tables::{EnsembleTables, RunRow};
use super::{DrawRecord, MonthlySeries, RunRecord, SeriesKey, Whose};
use crate::RecordError;
use crate::table::{Cell, Table};
use std::collections::BTreeMap;
use std::path::Path;

/// Metrics that are kept run by run.
const KEPT: [&str; 2] = ["value_added_usd", "exports"];

/// A series of a run and the same of its baseline, if there is one.
type Pair<'a> = (&'a MonthlySeries, Option<&'a MonthlySeries>);

/// The table, unless it is not wanted.
pub(super) fn create(directory: &Path, parquet: bool, wanted: bool) -> Result<Option<Table>, RecordError> {
    wanted.then(|| Table::create(directory, &MONTHS, parquet)).transpose()
}

impl DrawRecord {
    /// Rows that the draw has in `months`.
    #[must_use]
    pub fn month_rows(&self) -> u64 {
        let of = |run: &RunRecord| pairs(run).iter().map(|pair| pair.0.values.len() as u64).sum::<u64>();
        self.runs.iter().map(of).sum()
    }

    /// Values by month that the draw holds, of runs and baselines.
    #[must_use]
    pub fn values(&self) -> u64 {
        let series = self.runs.iter().flat_map(|run| &run.series);
        series.map(|series| series.values.len() as u64).sum()
    }
}

impl EnsembleTables {
    /// Adds a run to `months`, if that is written.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn months(&mut self, row: &RunRow<'_>) -> Result<(), RecordError> {
        let Some(table) = &mut self.months else { return Ok(()) };
        for (series, baseline) in pairs(row.run) {
            for (at, &value) in series.values.iter().enumerate() {
                let month = month(series, at as i32);
                // Of another first month, if a flow began later in one of the two worlds.
                let shift = baseline.map_or(0, |baseline| number(series) - number(baseline)) + at as i32;
                let usual = baseline.zip(usize::try_from(shift).ok());
                let usual = usual.and_then(|(baseline, at)| baseline.values.get(at).copied());
                table.row([
                    Cell::Text(row.scenario),
                    Cell::Whole(row.point.into()),
                    Cell::Whole(row.replicate.into()),
                    Cell::Text(&month),
                    Cell::Text(&series.key.metric),
                    Cell::Text(&series.key.stage),
                    Cell::Text(&series.key.jurisdiction),
                    Cell::Text(&series.key.good),
                    Cell::Real(value),
                    Cell::Real(usual.unwrap_or(f64::NAN)),
                    Cell::Text(&series.key.unit),
                ])?;
            }
        }
        Ok(())
    }
}

/// What is kept of a run, in the order of its series; exports to single destinations are not.
fn pairs(run: &RunRecord) -> Vec<Pair<'_>> {
    if run.error.is_some() {
        return Vec::new();
    }
    let is_kept =
        |series: &&MonthlySeries| KEPT.contains(&series.key.metric.as_str()) && series.key.partner.is_empty();
    let of = |whose: Whose| run.series.iter().filter(move |series| series.whose == whose).filter(is_kept);
    let usual: BTreeMap<&SeriesKey, &MonthlySeries> =
        of(Whose::Baseline).map(|series| (&series.key, series)).collect();
    of(Whose::Run).map(|series| (series, usual.get(&series.key).copied())).collect()
}

/// Number of the first month of a series.
fn number(series: &MonthlySeries) -> i32 {
    i32::from(series.first.year()) * 12 + i32::from(series.first.month()) - 1
}

/// The month `at` months after the first, as `2025-04`.
fn month(series: &MonthlySeries, at: i32) -> String {
    let number = number(series) + at;
    format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_base::Date;
    use std::fs;

    fn series(metric: &str, partner: &str, whose: Whose, first: &str, values: &[f64]) -> MonthlySeries {
        let key = SeriesKey {
            metric: metric.into(),
            stage: "mine".into(),
            jurisdiction: "AU".into(),
            partner: partner.into(),
            good: String::new(),
            unit: "usd".into(),
        };
        MonthlySeries { key, whose, first: first.parse::<Date>().unwrap(), values: values.to_vec() }
    }

    #[test]
    fn a_month_of_a_run_stands_beside_the_same_month_of_its_baseline() {
        let home = tempfile::tempdir().unwrap();
        let run = RunRecord {
            series: vec![
                series("value_added_usd", "", Whose::Run, "2025-12-01", &[1.0, 2.0]),
                series("value_added_usd", "", Whose::Baseline, "2026-01-01", &[20.0]),
                series("exports", "JP", Whose::Run, "2025-12-01", &[9.0]),
                series("output", "", Whose::Run, "2025-12-01", &[9.0]),
            ],
            ..RunRecord::default()
        };
        let failed = RunRecord { error: Some("why".into()), ..run.clone() };
        let row = RunRow { scenario: "a", point: 3, replicate: 1, varied: &[], run: &run };
        let mut tables = EnsembleTables::create(home.path(), &[], false, true).unwrap();
        tables.months(&row).unwrap();
        tables.months(&RunRow { run: &failed, ..row.clone() }).unwrap();
        let rows = tables.close().unwrap();
        let draw = DrawRecord { point: 3, replicate: 1, runs: vec![run, failed] };
        assert_eq!((rows["months.csv"], draw.month_rows()), (2, 2));
        let text = fs::read_to_string(home.path().join("months.csv")).unwrap();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "a,3,1,2025-12,value_added_usd,mine,AU,,1,,usd",
                "a,3,1,2026-01,value_added_usd,mine,AU,,2,20,usd"
            ]
        );
    }

    #[test]
    fn who_wants_no_months_gets_none() {
        let home = tempfile::tempdir().unwrap();
        let tables = EnsembleTables::create(home.path(), &[], false, false).unwrap();
        assert!(!tables.close().unwrap().contains_key("months.csv"));
        assert!(!home.path().join("months.csv").exists());
    }
}
