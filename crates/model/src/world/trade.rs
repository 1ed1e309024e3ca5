//! Who trades with whom, by jurisdiction: bilateral flows of each good between firms, and where final markets buy.
//!
//! # Equation
//! ```text
//! f_od = s_o n_d exp(-k t_od) h a,  then fitted to s and n (`ras`)
//! ```
//!
//! | symbol | field          | unit         | meaning                                     |
//! |--------|----------------|--------------|---------------------------------------------|
//! | s_o    | supply         | units a tick | expected sales of origin o, scaled to n     |
//! | n_d    | need           | units a tick | need of destination d                       |
//! | t_od   | transit        | days         | days on the way                             |
//! | k      | decay_per_day  | 1/day        | fall of trade with distance                 |
//! | h      | home_factor    | ratio        | within a jurisdiction                       |
//! | a      | affinities     | ratio        | known deviations; 0 forbids the pair        |
//! Source: gravity, Tinbergen (1962); here only as the seed of the fit, whose margins come from data.

use super::economy::Economy;
use super::{BuildError, Markets, ras};
use coercivity_base::{GoodId, JurisdictionId, math};
use coercivity_scenario::checked::{Demand, Scenario};

/// Flows of `good` per tick, origin-major, whose sums over origins are `need` exactly.
pub(super) fn flows(
    scenario: &Scenario,
    good: GoodId,
    supply: &[f64],
    need: &[f64],
    notes: &mut Vec<String>,
) -> Result<Vec<f64>, BuildError> {
    let total: f64 = need.iter().sum();
    let offered: f64 = supply.iter().sum();
    let supply: Vec<f64> = supply.iter().map(|s| s * total / offered).collect();
    let count = need.len();
    let mut flow: Vec<f64> = (0..count * count)
        .map(|pair| {
            let (origin, destination) = (JurisdictionId::at(pair / count), JurisdictionId::at(pair % count));
            supply[origin.index()] * need[destination.index()] * affinity(scenario, good, origin, destination)
        })
        .collect();
    refuse_unsupplied(scenario, good, &flow, need)?;
    open_closed_origins(scenario, good, &mut flow, &supply, need, notes);
    report_fit(scenario, good, "links", ras::fit(&mut flow, &supply, need), notes);
    Ok(flow)
}

fn affinity(scenario: &Scenario, good: GoodId, origin: JurisdictionId, destination: JurisdictionId) -> f64 {
    let days = scenario.transit.get(scenario.goods[good.index()].mode, origin, destination);
    let home = if origin == destination { scenario.network.home_factor } else { 1.0 };
    math::exp(-scenario.network.decay_per_day * days) * home * factor(scenario, good, origin, destination)
}

/// Product of the known factors of a pair; 0 where the pair is forbidden.
pub(super) fn factor(
    scenario: &Scenario,
    good: GoodId,
    origin: JurisdictionId,
    destination: JurisdictionId,
) -> f64 {
    let meant = |a: &&coercivity_scenario::checked::Affinity| {
        a.goods.as_ref().is_none_or(|goods| goods.contains(&good))
            && a.origins.contains(origin)
            && a.destinations.contains(destination)
    };
    scenario.affinities.iter().filter(meant).map(|a| a.factor).product()
}

fn refuse_unsupplied(
    scenario: &Scenario,
    good: GoodId,
    flow: &[f64],
    need: &[f64],
) -> Result<(), BuildError> {
    for (destination, &needed) in need.iter().enumerate() {
        let offered: f64 = flow.iter().skip(destination).step_by(need.len()).sum();
        if needed > 0.0 && offered <= 0.0 {
            return Err(BuildError::NoOrigin {
                good: scenario.goods[good.index()].name.clone(),
                destination: scenario.jurisdictions[destination].code.clone(),
            });
        }
    }
    Ok(())
}

/// An origin that makes a good but may sell it nowhere gets one destination: home if it needs the good, else the
/// largest.
fn open_closed_origins(
    scenario: &Scenario,
    good: GoodId,
    flow: &mut [f64],
    supply: &[f64],
    need: &[f64],
    notes: &mut Vec<String>,
) {
    let largest = (0..need.len()).fold(0, |best, d| if need[d] > need[best] { d } else { best });
    for (origin, row) in flow.chunks_exact_mut(need.len()).enumerate() {
        if supply[origin] > 0.0 && row.iter().all(|&f| f <= 0.0) {
            let destination = if need[origin] > 0.0 { origin } else { largest };
            row[destination] = supply[origin] * need[destination];
            notes.push(format!(
                "{} makes {} but network.affinities let it sell nowhere: it is given {} as its customer.",
                scenario.jurisdictions[origin].code,
                scenario.goods[good.index()].name,
                scenario.jurisdictions[destination].code
            ));
        }
    }
}

fn report_fit(scenario: &Scenario, good: GoodId, what: &str, worst: f64, notes: &mut Vec<String>) {
    if !ras::fitted(worst) {
        notes.push(format!(
            "Trade in {} ({what}) cannot meet every margin, because some pairs are forbidden or tiny: the worst \
             origin misses its sales by {:.2}%; needs are met.",
            scenario.goods[good.index()].name,
            100.0 * worst
        ));
    }
}

/// Where final markets buy.
pub(super) fn markets(
    scenario: &Scenario,
    economy: &Economy,
    notes: &mut Vec<String>,
) -> Result<Markets, BuildError> {
    let count = scenario.jurisdictions.len();
    let mut profile = Vec::with_capacity(scenario.demand.len() * count * count);
    for (demand, bought) in scenario.demand.iter().zip(&economy.purchases) {
        profile.extend(export_profile(scenario, economy, demand, bought, notes)?);
    }
    Ok(Markets { jurisdictions: count, profile })
}

/// Shares `[market][origin]` of one final good.
fn export_profile(
    scenario: &Scenario,
    economy: &Economy,
    demand: &Demand,
    bought: &[f64],
    notes: &mut Vec<String>,
) -> Result<Vec<f64>, BuildError> {
    let count = bought.len();
    let total: f64 = bought.iter().sum();
    let mut makers = vec![0.0; count];
    for (_, output) in scenario.recipes.iter().zip(&economy.output).filter(|r| r.0.driver() == demand.good) {
        makers.iter_mut().zip(output).for_each(|(sum, made)| *sum += made);
    }
    let made: f64 = makers.iter().sum();
    if total <= 0.0 || made <= 0.0 {
        // Nobody buys: any shares do, and these need no maker.
        return Ok((0..count * count).map(|i| f64::from(u8::from(i / count == i % count))).collect());
    }
    let offered: Vec<f64> = makers.iter().map(|m| m * total / made).collect();
    let mut flow = vec![0.0; count * count];
    for (pair, flow) in flow.iter_mut().enumerate() {
        let (origin, market) = (pair / count, pair % count);
        let home = f64::min(demand.home_share * bought[market], offered[market]);
        let abroad = (bought[market] - home) * offered[origin] / total;
        let ids = (JurisdictionId::at(origin), JurisdictionId::at(market));
        let expected = if origin == market { home + abroad } else { abroad };
        *flow = expected * factor(scenario, demand.good, ids.0, ids.1);
    }
    refuse_unsupplied(scenario, demand.good, &flow, bought)?;
    open_closed_origins(scenario, demand.good, &mut flow, &offered, bought, notes);
    report_fit(scenario, demand.good, "final markets", ras::fit(&mut flow, &offered, bought), notes);
    Ok(normalised(&flow, &offered, count))
}

/// From flows by origin to shares `[market][origin]`; a market that buys nothing has the makers' world shares.
fn normalised(flow: &[f64], offered: &[f64], count: usize) -> Vec<f64> {
    let mut profile = Vec::with_capacity(count * count);
    for market in 0..count {
        let column: Vec<f64> = flow.iter().skip(market).step_by(count).copied().collect();
        let sum: f64 = column.iter().sum();
        let parts = if sum > 0.0 { &column[..] } else { offered };
        let sum: f64 = parts.iter().sum();
        profile.extend(parts.iter().map(|p| p / sum));
    }
    profile
}
