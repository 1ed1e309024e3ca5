//! Trade between groups of jurisdictions, before and after.

use crate::{places::Group, read::flows::Flows, run::Run};
use coercivity_base::{Calendar, Date, Month};

/// Months of trade that are compared: those under measures, of which the tables have all days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) months: usize,
}

/// Months that a window has at most.
const MOST_MONTHS: usize = 12;

/// First days of the months that are simulated on all of their days.
pub(crate) fn whole_months(run: &Run) -> Vec<Date> {
    let manifest = &run.manifest;
    let calendar = Calendar::new(manifest.start, manifest.tick_days.max(1));
    let Some([first, last]) = calendar.whole_months(i64::from(manifest.ticks_done)) else {
        return Vec::new();
    };
    let is_whole = |month: &&Date| (first..=last).contains(&Month::of(**month));
    run.flows.months.iter().filter(is_whole).copied().collect()
}

/// The first whole month of measures (or of the run, without any) and up to eleven after it.
pub(crate) fn window(run: &Run) -> Option<Window> {
    let months = whole_months(run);
    let from = run.first_measure().unwrap_or(run.manifest.start);
    let after: Vec<Date> = months.into_iter().filter(|&month| month >= from).take(MOST_MONTHS).collect();
    Some(Window { first: *after.first()?, last: *after.last()?, months: after.len() })
}

/// Quantities between groups: `cells[origin][destination]`, in the unit of the goods, a month on average.
pub(crate) fn matrix(flows: &Flows, goods: &[&str], groups: &[Group], window: Window) -> Vec<Vec<f64>> {
    let mut cells = vec![vec![0.0; groups.len()]; groups.len()];
    let place = |code: &str| groups.iter().position(|group| group.holds(code));
    let is_in: Vec<bool> =
        flows.months.iter().map(|month| (window.first..=window.last).contains(month)).collect();
    for flow in flows.flows.iter().filter(|flow| goods.contains(&flow.good.as_str())) {
        let (Some(origin), Some(destination)) = (place(&flow.origin), place(&flow.destination)) else {
            continue;
        };
        let sum: f64 = flow.quantities.iter().zip(&is_in).filter(|entry| *entry.1).map(|entry| entry.0).sum();
        cells[origin][destination] += sum / window.months.max(1) as f64;
    }
    cells
}

/// Weight of each jurisdiction in the trade of `goods`: what it sends and gets.
pub(crate) fn weights(flows: &Flows, goods: &[&str]) -> std::collections::BTreeMap<String, f64> {
    let mut weights = std::collections::BTreeMap::new();
    for flow in flows.flows.iter().filter(|flow| goods.contains(&flow.good.as_str())) {
        let sum: f64 = flow.quantities.iter().sum();
        *weights.entry(flow.origin.clone()).or_default() += sum;
        *weights.entry(flow.destination.clone()).or_default() += sum;
    }
    weights
}
