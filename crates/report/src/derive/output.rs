//! Output of stages and jurisdictions at base prices, of a run and its baseline.

use crate::run::Run;

/// Output by tick, US dollars at base prices.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Output {
    pub(crate) run: Vec<f64>,
    pub(crate) baseline: Vec<f64>,
}

impl Output {
    /// Run over baseline by tick; not a number where the baseline makes nothing.
    pub(crate) fn ratio(&self) -> Vec<f64> {
        self.run.iter().zip(&self.baseline).map(|(run, base)| share(*run, *base)).collect()
    }

    /// The same over `ticks` ticks up to each one, so that single weeks do not count for much.
    pub(crate) fn smooth_ratio(&self, ticks: usize) -> Vec<f64> {
        let sum = |values: &[f64], at: usize| values[(at + 1).saturating_sub(ticks)..=at].iter().sum::<f64>();
        (0..self.run.len()).map(|at| share(sum(&self.run, at), sum(&self.baseline, at))).collect()
    }

    /// Whether the baseline makes anything.
    pub(crate) fn is_something(&self) -> bool {
        self.baseline.iter().any(|&value| value > 0.0)
    }
}

/// Output of a stage in the jurisdictions that are `wanted`. Without a baseline the first tick stands in for it.
pub(crate) fn of(run: &Run, stage: &str, wanted: impl Fn(&str) -> bool) -> Output {
    let sum = |series: &crate::read::series::Series| {
        let mut sum = vec![0.0; run.series.dates.len()];
        for line in series.of("output").filter(|line| line.stage == stage && wanted(&line.jurisdiction)) {
            let price = run.price_usd(&line.good);
            let known = line.values.iter().map(|value| if value.is_finite() { value * price } else { 0.0 });
            sum.iter_mut().zip(known).for_each(|(sum, value)| *sum += value);
        }
        sum
    };
    let made = sum(&run.series);
    let baseline = match &run.baseline_series {
        Some(series) => sum(series),
        None => vec![made.first().copied().unwrap_or(0.0); made.len()],
    };
    Output { run: made, baseline }
}

/// `part / whole`, or nothing of nothing.
pub(crate) fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { f64::NAN }
}

/// The stage whose goods final markets buy: the last that makes something they buy, or the last of all.
pub(crate) fn device_stage(run: &Run) -> String {
    let sold: Vec<&str> = run.series.of("sales").map(|line| line.good.as_str()).collect();
    let makers = run.series.of("output").filter(|line| sold.contains(&line.good.as_str()));
    let stages = run.series.stages();
    let last = makers.filter_map(|line| stages.iter().position(|stage| *stage == line.stage)).max();
    last.map_or_else(|| stages.last().copied().unwrap_or_default(), |at| stages[at]).to_owned()
}
