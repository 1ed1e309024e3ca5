//! Draws gathered into bands: quantiles, means and their Monte Carlo error, by scenario and point.

use crate::stats::{quantile, sample};
use coercivity_base::{Date, Month, StableId};
use coercivity_record::{
    Band, DrawRecord, MonthlySeries, RunRecord, SeriesKey, SummaryRow, Whose, summary_metrics,
};
use std::collections::BTreeMap;

/// What a result of a whole run is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutcomeKey {
    /// What is measured.
    pub metric: String,
    /// Stage; empty for all.
    pub stage: String,
    /// Jurisdiction; empty for all.
    pub jurisdiction: String,
    /// Good, or empty.
    pub good: String,
    /// First of the month, for monthly results.
    pub month: Option<Date>,
    /// Unit.
    pub unit: String,
}

/// Results of the runs of a scenario, at one point or at all.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Complete runs.
    pub complete: usize,
    /// Failed runs.
    pub failed: usize,
    /// Values by result, in the order of the draws; runs without one are left out.
    pub outcomes: BTreeMap<OutcomeKey, Vec<f64>>,
    /// Values by series and month, for months of which all days were simulated.
    pub series: BTreeMap<(SeriesKey, Whose), BTreeMap<Month, Vec<f32>>>,
}

/// Draws gathered.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// By scenario and point; `None` for all points.
    pub groups: BTreeMap<(u32, Option<u32>), Group>,
    pooled: bool,
    part: [u64; 2],
}

/// One value per draw of a result, to be paired.
pub type Results = BTreeMap<OutcomeKey, BTreeMap<(u32, u32), f64>>;

impl Gathered {
    /// Nothing yet. `pooled`: bands go over all points. `part`: of the series only the `part[0]`-th of `part[1]` parts is
    /// kept, so that memory stays bounded in several passes over the draws; results of whole runs come in the first.
    #[must_use]
    pub fn new(pooled: bool, part: [u64; 2]) -> Self {
        Self { groups: BTreeMap::new(), pooled, part }
    }

    /// Adds a draw.
    pub fn add(&mut self, draw: &DrawRecord) {
        for (scenario, run) in draw.runs.iter().enumerate() {
            let point = (!self.pooled).then_some(draw.point);
            let part = self.part;
            self.groups.entry((scenario as u32, point)).or_default().add(run, part);
        }
    }
}

impl Group {
    fn add(&mut self, run: &RunRecord, part: [u64; 2]) {
        if run.error.is_some() {
            self.failed += 1;
            return;
        }
        self.complete += 1;
        if part[0] == 0 {
            for row in run.outcomes.iter().filter(|row| row.value.is_finite()) {
                self.outcomes.entry(OutcomeKey::of(row)).or_default().push(row.value);
            }
        }
        let mine = |key: &SeriesKey| part[1] == 1 || number(key) % part[1] == part[0];
        let is_whole = |month| run.whole.is_some_and(|[first, last]| (first..=last).contains(&month));
        for series in run.series.iter().filter(|series| mine(&series.key)) {
            for (month, value) in months(series).filter(|entry| is_whole(entry.0)) {
                self.month(series, series.whose, month, value);
            }
        }
        for (series, month, ratio) in ratios(run) {
            if mine(&series.key) && is_whole(month) {
                self.month(series, Whose::Ratio, month, ratio);
            }
        }
    }

    fn month(&mut self, series: &MonthlySeries, whose: Whose, month: Month, value: f64) {
        if value.is_finite() {
            let key = (series.key.clone(), whose);
            self.series.entry(key).or_default().entry(month).or_default().push(value as f32);
        }
    }
}

impl OutcomeKey {
    /// What `row` is about. Dates of results that are not monthly differ from run to run and are no part of it.
    #[must_use]
    pub fn of(row: &SummaryRow) -> Self {
        Self {
            metric: row.metric.clone(),
            stage: row.stage.clone(),
            jurisdiction: row.jurisdiction.clone(),
            good: row.good.clone(),
            month: row.date.filter(|_| row.metric == summary_metrics::EXPORTS_RATIO),
            unit: row.unit.clone(),
        }
    }

    /// As a row without a value.
    #[must_use]
    pub fn row(&self) -> SummaryRow {
        SummaryRow {
            stage: self.stage.clone(),
            jurisdiction: self.jurisdiction.clone(),
            good: self.good.clone(),
            metric: self.metric.clone(),
            value: f64::NAN,
            unit: self.unit.clone(),
            date: self.month,
        }
    }
}

/// Values summed up.
#[must_use]
pub fn band(values: &[f64]) -> Band {
    let at = |share| quantile(values, share).unwrap_or(f64::NAN);
    let found = sample(values);
    Band {
        runs: values.len(),
        quantiles: [at(0.1), at(0.5), at(0.9)],
        mean: found.map_or(f64::NAN, |sample| sample.mean),
        error: found.and_then(|sample| sample.error).unwrap_or(f64::NAN),
    }
}

/// Months of a series with their values.
fn months(series: &MonthlySeries) -> impl Iterator<Item = (Month, f64)> + '_ {
    let first = i32::from(series.first.year()) * 12 + i32::from(series.first.month()) - 1;
    series.values.iter().enumerate().map(move |(n, value)| {
        let at = first + n as i32;
        (Month { year: (at / 12) as i16, month: (at % 12 + 1) as i8 }, *value)
    })
}

/// A run's values over those of its baseline, where there are both; counts of licences have no baseline to speak of.
fn ratios(run: &RunRecord) -> Vec<(&MonthlySeries, Month, f64)> {
    let normal: BTreeMap<&SeriesKey, &MonthlySeries> =
        run.series.iter().filter(|s| s.whose == Whose::Baseline).map(|s| (&s.key, s)).collect();
    let mut found = Vec::new();
    for series in run.series.iter().filter(|series| series.whose == Whose::Run) {
        let Some(baseline) = normal.get(&series.key) else { continue };
        let own: BTreeMap<Month, f64> = months(series).collect();
        for (month, usual) in months(baseline).filter(|(_, usual)| *usual > 0.0) {
            // What did not move at all in a month has no row there.
            let value = own.get(&month).copied().filter(|value| value.is_finite()).unwrap_or(0.0);
            found.push((series, month, value / usual));
        }
    }
    found
}

/// A number for a key that is the same everywhere.
fn number(key: &SeriesKey) -> u64 {
    let names = [&key.metric, &key.stage, &key.jurisdiction, &key.partner, &key.good];
    names.iter().fold(StableId::default(), |id, name| id.join(StableId::of(name))).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(whose: Whose, values: &[f64]) -> MonthlySeries {
        let key = SeriesKey {
            metric: "exports".into(),
            stage: String::new(),
            jurisdiction: "CN".into(),
            partner: String::new(),
            good: "magnet".into(),
            unit: "t".into(),
        };
        MonthlySeries { key, whose, first: Date::new(2025, 12, 1).unwrap(), values: values.to_vec() }
    }

    fn draw(point: u32, replicate: u32, lost: f64, exports: &[f64]) -> DrawRecord {
        let outcome = SummaryRow {
            stage: String::new(),
            jurisdiction: String::new(),
            good: String::new(),
            metric: "harm_target_usd".into(),
            value: lost,
            unit: "usd".into(),
            date: None,
        };
        let series = vec![series(Whose::Run, exports), series(Whose::Baseline, &[10.0, 20.0])];
        let whole = Some([(2025, 12), (2026, 1)].map(|(year, month)| Month { year, month }));
        let run = RunRecord { whole, outcomes: vec![outcome], series, ..RunRecord::default() };
        DrawRecord { point, replicate, runs: vec![run] }
    }

    #[test]
    fn bands_go_over_replicates_or_over_all_points() {
        let draws =
            [draw(0, 0, 1.0, &[5.0, 20.0]), draw(0, 1, 3.0, &[10.0, 10.0]), draw(1, 0, 8.0, &[0.0, 20.0])];
        let of = |pooled: bool| {
            let mut gathered = Gathered::new(pooled, [0, 1]);
            draws.iter().for_each(|draw| gathered.add(draw));
            gathered.groups
        };
        let by_point = of(false);
        let lost: Vec<&Vec<f64>> = by_point.values().flat_map(|group| group.outcomes.values()).collect();
        assert_eq!(lost, [&vec![1.0, 3.0], &vec![8.0]]);
        let pooled = of(true);
        let group = &pooled[&(0, None)];
        let found = band(group.outcomes.values().next().unwrap());
        // 1, 3, 8: median 3, mean 4.
        assert_eq!((found.runs, found.quantiles[1], found.mean), (3, 3.0, 4.0));
        let ratio = &group.series.iter().find(|(key, _)| key.1 == Whose::Ratio).unwrap().1;
        let january = Month { year: 2026, month: 1 };
        assert_eq!(ratio[&january], [1.0, 0.5, 1.0]);
    }

    #[test]
    fn a_month_that_is_not_whole_is_in_no_band() {
        let mut one = draw(0, 0, 1.0, &[5.0, 20.0]);
        let january = Month { year: 2026, month: 1 };
        one.runs[0].whole = Some([january, january]);
        let mut gathered = Gathered::new(true, [0, 1]);
        gathered.add(&one);
        let months: Vec<Vec<Month>> = gathered.groups[&(0, None)]
            .series
            .values()
            .map(|months| months.keys().copied().collect())
            .collect();
        // Run, baseline and their ratio.
        assert_eq!(months, vec![vec![january]; 3]);
    }

    #[test]
    fn parts_of_the_series_are_all_of_them() {
        let one = draw(0, 0, 1.0, &[5.0, 20.0]);
        let count = |part| {
            let mut gathered = Gathered::new(true, part);
            gathered.add(&one);
            gathered.groups[&(0, None)].series.len()
        };
        assert_eq!(count([0, 2]) + count([1, 2]), count([0, 1]));
        assert_eq!(count([0, 1]), 3);
    }

    #[test]
    fn a_failed_run_is_counted_and_gives_no_values() {
        let mut failed = draw(0, 0, 1.0, &[1.0, 1.0]);
        failed.runs[0].error = Some("no".into());
        let mut gathered = Gathered::new(true, [0, 1]);
        gathered.add(&failed);
        gathered.add(&draw(0, 1, 2.0, &[1.0, 1.0]));
        let group = &gathered.groups[&(0, None)];
        assert_eq!((group.complete, group.failed), (1, 1));
        assert_eq!(group.outcomes.values().next().unwrap(), &[2.0]);
    }
}
