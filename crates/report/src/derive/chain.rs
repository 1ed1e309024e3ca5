//! The main chain from the mine to the device, and what goes along it between groups of jurisdictions.

use super::{output::device_stage, trade};
use crate::{places::Group, read::flows::Flows, run::Run};
use std::collections::BTreeMap;

/// A step of the chain: what one stage makes and the next one uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) maker: String,
    pub(crate) user: String,
    pub(crate) goods: Vec<String>,
}

impl Step {
    pub(crate) fn goods(&self) -> Vec<&str> {
        self.goods.iter().map(String::as_str).collect()
    }
}

/// The steps from the first stage to the makers of devices: from each stage on to the one that uses most of what it
/// makes, at base prices.
pub(crate) fn steps(run: &Run) -> Vec<Step> {
    let stages = run.series.stages();
    let device = device_stage(run);
    let mut steps = Vec::new();
    let mut at = stages.first().copied().unwrap_or_default().to_owned();
    while at != device && steps.len() < stages.len() {
        let uses = uses(run, &at);
        let value = |entry: &(&String, &BTreeMap<String, f64>)| entry.1.values().sum::<f64>();
        let position = |stage: &str| stages.iter().position(|known| *known == stage);
        let later = uses.iter().filter(|entry| position(entry.0) > position(&at));
        let Some((user, goods)) = later.max_by(|a, b| value(a).total_cmp(&value(b))) else { break };
        let goods = goods.keys().cloned().collect();
        steps.push(Step { maker: at, user: user.clone(), goods });
        at = user.clone();
    }
    steps
}

/// What other stages use of what `maker` makes: user, good, US dollars at base prices over the run.
fn uses(run: &Run, maker: &str) -> BTreeMap<String, BTreeMap<String, f64>> {
    let series = run.baseline_series.as_ref().unwrap_or(&run.series);
    let made: Vec<&str> =
        series.of("output").filter(|line| line.stage == maker).map(|line| line.good.as_str()).collect();
    let mut uses: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    for line in series.of("input_use").filter(|line| made.contains(&line.good.as_str())) {
        let used: f64 = line.values.iter().filter(|value| value.is_finite()).sum();
        let value = used * run.price_usd(&line.good);
        if value > 0.0 {
            *uses.entry(line.stage.clone()).or_default().entry(line.good.clone()).or_default() += value;
        }
    }
    uses
}

/// Trade of a step between groups, US dollars a month at base prices.
pub(crate) fn links(
    run: &Run,
    flows: &Flows,
    step: &Step,
    groups: &[Group],
    window: trade::Window,
) -> Vec<Vec<f64>> {
    let mut sum = vec![vec![0.0; groups.len()]; groups.len()];
    for good in step.goods() {
        let price = run.price_usd(good);
        let cells = trade::matrix(flows, &[good], groups, window);
        for (row, cells) in sum.iter_mut().zip(cells) {
            row.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell * price);
        }
    }
    sum
}
