//! A run's rows, as they come, into values by month.
//!
//! Weekly values of `series` become means of the ticks that begin in a month; flows, which come split by days, and
//! value added become sums of the month.

use coercivity_base::{Date, JurisdictionId, Month};
use coercivity_record::{
    FlowRow, HarmRow, MonthlySeries, RecordError, Rows, SeriesKey, SeriesRow, SummaryRow, Whose,
};
use coercivity_scenario::Scenario;
use std::collections::BTreeMap;

/// Metrics of `series` that are kept.
pub const KEPT: &[&str] = &[
    "output",
    "firms_stopped",
    "licences_filed",
    "licences_granted",
    "licences_refused",
    "licences_pending",
    "licence_age_mean",
    "price_contract",
    "price_paid",
    "price_quoted",
];

/// Sums of a month.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    total: f64,
    count: u32,
}

/// Values of one world by month.
#[derive(Debug, Default)]
struct Book {
    keys: Vec<SeriesKey>,
    /// By key; the months in order.
    months: Vec<BTreeMap<Month, Sum>>,
    at: BTreeMap<SeriesKey, usize>,
    /// Where the next row is likely to belong: rows come in the same order in every tick.
    next: usize,
}

/// Takes the rows of a run and of its baseline.
pub(super) struct Collector<'a> {
    flows: &'a Flows,
    run: Book,
    baseline: Book,
    value_added: Book,
    normal: Book,
}

/// Whose exports of what are kept, by names.
#[derive(Clone, Debug, Default)]
pub struct Flows(Vec<(String, String)>);

impl Flows {
    /// Exports that a measure of any of the `scenarios` restricts; where none does, those of all goods from whoever
    /// acts.
    #[must_use]
    pub fn of(scenarios: &[&Scenario]) -> Self {
        let mut kept = Vec::new();
        for scenario in scenarios {
            let named = |restricted: &dyn Fn(JurisdictionId, coercivity_base::GoodId) -> bool| {
                let mut found = Vec::new();
                for (j, place) in scenario.jurisdictions.iter().enumerate() {
                    for (g, good) in scenario.goods.iter().enumerate() {
                        if restricted(JurisdictionId::at(j), coercivity_base::GoodId::at(g)) {
                            found.push((place.code.clone(), good.name.clone()));
                        }
                    }
                }
                found
            };
            let mut own = named(&|place, good| scenario.exports_restricted(place, good));
            if own.is_empty() {
                own = named(&|place, _| scenario.sides.senders.contains(place));
            }
            kept.extend(own);
        }
        kept.sort();
        kept.dedup();
        Self(kept)
    }

    fn contains(&self, origin: &str, good: &str) -> bool {
        self.0.binary_search_by(|(a, b)| (a.as_str(), b.as_str()).cmp(&(origin, good))).is_ok()
    }
}

impl<'a> Collector<'a> {
    pub(super) fn new(flows: &'a Flows) -> Self {
        let book = Book::default;
        Self { flows, run: book(), baseline: book(), value_added: book(), normal: book() }
    }

    /// What a run of the scenario brought, beside what `baseline` brought.
    pub(super) fn monthly(&self, baseline: &Collector<'_>) -> Vec<MonthlySeries> {
        let mut series = self.run.series(Whose::Run);
        series.extend(self.value_added.series(Whose::Run));
        series.extend(baseline.baseline.series(Whose::Baseline));
        series.extend(self.normal.series(Whose::Baseline));
        series
    }
}

impl Rows for Collector<'_> {
    fn details(&self) -> bool {
        false
    }

    fn series(&mut self, row: &SeriesRow<'_>) -> Result<(), RecordError> {
        self.run.week(row);
        Ok(())
    }

    fn baseline_series(&mut self, row: &SeriesRow<'_>) -> Result<(), RecordError> {
        self.baseline.week(row);
        Ok(())
    }

    fn flow(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) -> Result<(), RecordError> {
        if self.flows.contains(row.origin, row.good) {
            self.run.flow(months, row);
        }
        Ok(())
    }

    fn baseline_flow(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) -> Result<(), RecordError> {
        if self.flows.contains(row.origin, row.good) {
            self.baseline.flow(months, row);
        }
        Ok(())
    }

    fn harm(&mut self, row: &HarmRow<'_>) -> Result<(), RecordError> {
        let month = Month::of(row.date);
        let names = ["value_added_usd", row.stage, row.jurisdiction, "", "", "usd"];
        self.value_added.add(names, month, row.value_added_usd);
        self.normal.add(names, month, row.baseline_usd);
        Ok(())
    }

    fn summary(&mut self, _: &SummaryRow) -> Result<(), RecordError> {
        Ok(())
    }
}

impl Book {
    /// A value of a week: the month takes the mean.
    fn week(&mut self, row: &SeriesRow<'_>) {
        if KEPT.contains(&row.metric) && row.value.is_finite() {
            let month = Month::of(row.date);
            let names = [row.metric, row.stage, row.jurisdiction, "", row.good, row.unit];
            let at = self.find(names);
            let sum = self.months[at].entry(month).or_default();
            sum.total += row.value;
            sum.count += 1;
        }
    }

    /// What went abroad: by destination and in all.
    fn flow(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) {
        if row.origin == row.destination {
            return;
        }
        for &(month, share) in months {
            for partner in [row.destination, ""] {
                let names = ["exports", "", row.origin, partner, row.good, row.unit];
                self.add(names, month, share * row.quantity);
            }
        }
    }

    /// Adds to the sum of a month.
    fn add(&mut self, names: [&str; 6], month: Month, value: f64) {
        let at = self.find(names);
        let sum = self.months[at].entry(month).or_default();
        sum.total += value;
        sum.count = 1;
    }

    /// Position of a key: metric, stage, jurisdiction, partner, good, unit.
    fn find(&mut self, names: [&str; 6]) -> usize {
        let is = |key: &SeriesKey| {
            [&key.good, &key.metric, &key.jurisdiction, &key.stage, &key.partner, &key.unit]
                == [names[4], names[0], names[2], names[1], names[3], names[5]]
        };
        let at = if self.keys.get(self.next).is_some_and(is) {
            self.next
        } else {
            let [metric, stage, jurisdiction, partner, good, unit] = names.map(str::to_owned);
            let key = SeriesKey { metric, stage, jurisdiction, partner, good, unit };
            match self.at.get(&key) {
                Some(&at) => at,
                None => {
                    let at = self.keys.len();
                    self.keys.push(key.clone());
                    self.months.push(BTreeMap::new());
                    self.at.insert(key, at);
                    at
                }
            }
        };
        self.next = (at + 1) % self.keys.len();
        at
    }

    fn series(&self, whose: Whose) -> Vec<MonthlySeries> {
        let mut series: Vec<MonthlySeries> = self
            .keys
            .iter()
            .zip(&self.months)
            .filter_map(|(key, months)| monthly(key, months, whose))
            .collect();
        series.sort_by(|a, b| a.key.cmp(&b.key));
        series
    }
}

/// Values from the first month to the last; those between without a row are missing.
fn monthly(key: &SeriesKey, months: &BTreeMap<Month, Sum>, whose: Whose) -> Option<MonthlySeries> {
    let (first, last) = (*months.keys().next()?, *months.keys().next_back()?);
    let number = |month: Month| i32::from(month.year) * 12 + i32::from(month.month) - 1;
    let mut values = vec![f64::NAN; (number(last) - number(first) + 1) as usize];
    for (month, sum) in months {
        values[(number(*month) - number(first)) as usize] = sum.total / f64::from(sum.count);
    }
    let first = Date::new(first.year, first.month, 1).ok()?;
    Some(MonthlySeries { key: key.clone(), whose, first, values })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(month: i8) -> Month {
        Month { year: 2025, month }
    }

    #[test]
    fn weeks_become_means_and_flows_become_sums() {
        let flows = Flows(vec![("CN".into(), "magnet".into())]);
        let mut collector = Collector::new(&flows);
        let mut week = |day: i8, value: f64| {
            let row = SeriesRow {
                date: Date::new(2025, 3, day).unwrap(),
                stage: "mine",
                jurisdiction: "AU",
                good: "ore",
                metric: "output",
                value,
                unit: "t",
            };
            collector.series(&row).unwrap();
            collector.series(&SeriesRow { metric: "orders", ..row }).unwrap();
        };
        week(3, 10.0);
        week(10, 14.0);
        let flow = |origin, destination, quantity| FlowRow {
            origin,
            destination,
            good: "magnet",
            quantity,
            unit: "t",
            value_usd: 0.0,
        };
        // A week with two days in the next month.
        let months = [(month(3), 5.0 / 7.0), (month(4), 2.0 / 7.0)];
        collector.flow(&months, &flow("CN", "JP", 7.0)).unwrap();
        collector.flow(&months, &flow("CN", "US", 14.0)).unwrap();
        collector.flow(&months, &flow("CN", "CN", 100.0)).unwrap();
        collector.flow(&months, &flow("JP", "US", 100.0)).unwrap();
        let series = collector.monthly(&Collector::new(&flows));
        let told: Vec<_> = series
            .iter()
            .map(|s| {
                (s.key.metric.as_str(), s.key.jurisdiction.as_str(), s.key.partner.as_str(), s.values.clone())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("exports", "CN", "", vec![15.0, 6.0]),
                ("exports", "CN", "JP", vec![5.0, 2.0]),
                ("exports", "CN", "US", vec![10.0, 4.0]),
                ("output", "AU", "", vec![12.0]),
            ]
        );
    }
}
