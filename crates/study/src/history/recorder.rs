//! What facts need of a run: monthly trade, prices, decisions of offices, line stops, taken from its rows as they come.
//!
//! # Measures
//! ```text
//! exports   X_m            = sum over ticks of quantity x share of the tick in month m
//! share     x_m            = X_m of the run / X_m of the paired baseline          where a fact has a normal
//! price     p_m            = mean over the ticks that begin in m                  base price where there are no rows
//! licences  g(d) / f(d)    = granted / filed in all ticks that begin up to d
//! nth stop                 = first day of the first tick with n stops or more so far; likewise grants
//! ```
//! Months and days that the run does not reach are not measured.

use coercivity_base::{Calendar, Date, Month, epoch_day};
use coercivity_record::{FlowRow, RecordError, Rows, SeriesRow};
use coercivity_scenario::Scenario;
use coercivity_scenario::history::{CheckedFact, Measured, Office, Quote, Trade, shifted};
use std::collections::BTreeMap;

/// A price series: good, bloc, which price.
type PriceKey = (String, String, Quote);

/// What is recorded, each thing once.
#[derive(Default)]
pub(super) struct Plan {
    trades: Vec<Trade>,
    prices: Vec<PriceKey>,
    offices: Vec<Office>,
    /// Goods and jurisdictions of their makers.
    stops: Vec<(Vec<String>, Vec<String>)>,
}

/// What was recorded of a run, in the order of the plan.
#[derive(Clone, Default)]
pub(super) struct Record {
    trades: Vec<BTreeMap<Month, f64>>,
    prices: Vec<BTreeMap<Date, f64>>,
    /// Filed and granted by tick.
    offices: Vec<BTreeMap<Date, [f64; 2]>>,
    stops: Vec<BTreeMap<Date, f64>>,
    dates: Vec<Date>,
    /// First day, and first day after the end.
    span: Option<(Date, Date)>,
}

/// Takes the rows of a run.
pub(super) struct Recorder<'a> {
    plan: &'a Plan,
    pub(super) record: Record,
}

fn keep<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
    }
}

fn place<T: PartialEq>(list: &[T], one: &T) -> Option<usize> {
    list.iter().position(|known| known == one)
}

impl Plan {
    /// What `facts` need.
    pub(super) fn of(facts: &[CheckedFact]) -> Self {
        let mut plan = Self::default();
        for fact in facts {
            match fact.what.clone() {
                Measured::Exports { trade, .. } => keep(&mut plan.trades, trade),
                Measured::PriceChange { good, bloc, quote, .. } => {
                    keep(&mut plan.prices, (good, bloc, quote));
                }
                Measured::PriceGap { good, outside, inside, quote, .. } => {
                    keep(&mut plan.prices, (good.clone(), outside, quote));
                    keep(&mut plan.prices, (good, inside, quote));
                }
                Measured::LicenceShare { office, .. }
                | Measured::LicencesGranted { office, .. }
                | Measured::LicenceDate { office, .. } => keep(&mut plan.offices, office),
                Measured::LineStop { goods, jurisdictions, .. } => {
                    keep(&mut plan.stops, (goods, jurisdictions));
                }
            }
        }
        plan
    }

    /// Each of `facts` in a run and its paired baseline.
    pub(super) fn read(&self, facts: &[CheckedFact], run: &Record, quiet: &Record) -> Vec<Option<f64>> {
        facts.iter().map(|fact| self.one(&fact.what, run, quiet)).collect()
    }

    fn one(&self, what: &Measured, run: &Record, quiet: &Record) -> Option<f64> {
        match what {
            Measured::Exports { trade, month, normal } => {
                let at = place(&self.trades, trade)?;
                let exports = |record: &Record| record.trades[at].get(month).copied().unwrap_or(0.0);
                run.reaches(last_day(*month))?;
                match normal {
                    None => run.begins_by(first_day(*month)).map(|()| exports(run)),
                    Some(_) => (exports(quiet) > 0.0).then(|| exports(run) / exports(quiet)),
                }
            }
            Measured::PriceChange { good, bloc, quote, month, over } => {
                let price = |month| self.price(run, good, bloc, *quote, month);
                Some(price(*month)? / price(*over)?)
            }
            Measured::PriceGap { good, outside, inside, quote, month } => {
                let price = |bloc| self.price(run, good, bloc, *quote, *month);
                Some(price(outside)? / price(inside)?)
            }
            Measured::LicenceShare { office, until } => {
                let [filed, granted] = self.decided(run, office, *until)?;
                (filed > 0.0).then_some(granted / filed)
            }
            Measured::LicencesGranted { office, until } => Some(self.decided(run, office, *until)?[1]),
            Measured::LicenceDate { office, nth } => {
                let decisions = &run.offices[place(&self.offices, office)?];
                nth_day(decisions.iter().map(|(date, counts)| (*date, counts[1])), f64::from(*nth))
            }
            Measured::LineStop { goods, jurisdictions, nth } => {
                let at = place(&self.stops, &(goods.clone(), jurisdictions.clone()))?;
                nth_day(run.stops[at].iter().map(|(date, stops)| (*date, *stops)), f64::from(*nth))
            }
        }
    }

    fn price(&self, run: &Record, good: &str, bloc: &str, quote: Quote, month: Month) -> Option<f64> {
        run.reaches(last_day(month))?;
        let at = place(&self.prices, &(good.to_owned(), bloc.to_owned(), quote))?;
        let base = *run.prices[at].values().next()?;
        let within = run.dates.iter().filter(|date| (date.year(), date.month()) == (month.year, month.month));
        let prices: Vec<f64> = within.map(|date| run.prices[at].get(date).copied().unwrap_or(base)).collect();
        (!prices.is_empty()).then(|| prices.iter().sum::<f64>() / prices.len() as f64)
    }

    /// Filed and granted by a day.
    fn decided(&self, run: &Record, office: &Office, until: Date) -> Option<[f64; 2]> {
        run.reaches(until)?;
        let decisions = &run.offices[place(&self.offices, office)?];
        let sum = |k: usize| decisions.range(..=until).map(|(_, counts)| counts[k]).sum::<f64>();
        Some([sum(0), sum(1)])
    }
}

impl Record {
    /// Whether the run goes on to the end of `day`.
    fn reaches(&self, day: Date) -> Option<()> {
        self.span.filter(|span| day < span.1).map(|_| ())
    }

    fn begins_by(&self, day: Date) -> Option<()> {
        self.span.filter(|span| span.0 <= day).map(|_| ())
    }
}

fn first_day(month: Month) -> Date {
    Date::constant(month.year, month.month, 1)
}

fn last_day(month: Month) -> Date {
    first_day(shifted(month, 1)).yesterday().unwrap_or(first_day(month))
}

/// Days since 1970 of the day on which a count passes `nth`.
fn nth_day(counts: impl Iterator<Item = (Date, f64)>, nth: f64) -> Option<f64> {
    let mut so_far = 0.0;
    for (date, count) in counts {
        so_far += count;
        if so_far >= nth {
            return Some(epoch_day(date) as f64);
        }
    }
    None
}

impl<'a> Recorder<'a> {
    /// Takes what `plan` needs of a run of `scenario`.
    pub(super) fn new(plan: &'a Plan, scenario: &Scenario) -> Self {
        let run = &scenario.run;
        let end = Calendar::new(run.start, run.tick_days).date(i64::from(run.ticks));
        let record = Record {
            trades: vec![BTreeMap::new(); plan.trades.len()],
            prices: vec![BTreeMap::new(); plan.prices.len()],
            offices: vec![BTreeMap::new(); plan.offices.len()],
            stops: vec![BTreeMap::new(); plan.stops.len()],
            dates: Vec::new(),
            span: Some((run.start, end)),
        };
        Self { plan, record }
    }

    fn any_series(&mut self, row: &SeriesRow<'_>) {
        if self.record.dates.last() != Some(&row.date) {
            self.record.dates.push(row.date);
        }
        let quote = match row.metric {
            "price_quoted" => Quote::Quoted,
            "price_contract" => Quote::Contract,
            "price_paid" => Quote::Paid,
            "licences_filed" => return self.decision(row, 0),
            "licences_granted" => return self.decision(row, 1),
            "line_stops" => return self.stop(row),
            _ => return,
        };
        for ((good, bloc, which), prices) in self.plan.prices.iter().zip(&mut self.record.prices) {
            if good == row.good && bloc == row.jurisdiction && *which == quote {
                prices.insert(row.date, row.value);
            }
        }
    }

    fn decision(&mut self, row: &SeriesRow<'_>, kind: usize) {
        for (office, counts) in self.plan.offices.iter().zip(&mut self.record.offices) {
            if office.jurisdiction == row.jurisdiction && has(&office.goods, row.good) {
                counts.entry(row.date).or_default()[kind] += row.value;
            }
        }
    }

    fn stop(&mut self, row: &SeriesRow<'_>) {
        if row.value == 0.0 {
            return;
        }
        for ((goods, places), stops) in self.plan.stops.iter().zip(&mut self.record.stops) {
            if has(goods, row.good) && has(places, row.jurisdiction) {
                *stops.entry(row.date).or_default() += row.value;
            }
        }
    }

    fn any_flow(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) {
        if row.origin == row.destination {
            return;
        }
        for (trade, sums) in self.plan.trades.iter().zip(&mut self.record.trades) {
            if !has(&trade.goods, row.good)
                || !has(&trade.origins, row.origin)
                || !has(&trade.destinations, row.destination)
            {
                continue;
            }
            for (month, share) in months {
                *sums.entry(*month).or_default() += row.quantity * share;
            }
        }
    }
}

fn has(names: &[String], name: &str) -> bool {
    names.iter().any(|known| known == name)
}

impl Rows for Recorder<'_> {
    fn details(&self) -> bool {
        false
    }

    fn series(&mut self, row: &SeriesRow<'_>) -> Result<(), RecordError> {
        self.any_series(row);
        Ok(())
    }

    fn baseline_series(&mut self, row: &SeriesRow<'_>) -> Result<(), RecordError> {
        self.any_series(row);
        Ok(())
    }

    fn flow(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) -> Result<(), RecordError> {
        self.any_flow(months, row);
        Ok(())
    }

    fn baseline_flow(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) -> Result<(), RecordError> {
        self.any_flow(months, row);
        Ok(())
    }
}
