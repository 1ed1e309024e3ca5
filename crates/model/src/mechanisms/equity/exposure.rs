//! Exposure: what part of a cell's activity measures known of may touch, by its inputs, its sales, and its buyers' own
//! exposure.
//!
//! # Equations
//! ```text
//! e       = 1 - (1 - e_in) (1 - e_out)
//! e_in    = max_i weight_i risk_i                                      weight 1 critical, 1/2 important, 0 minor
//! e_out   = sum over lanes of w_l max( touched_l, e of the buyers there )
//! touched = 1 under a restriction of civil buyers,  1 - (1 + t)^(-sigma) under a tariff t,
//!           the part of makers that reach the threshold under a rule by origin share;  the largest counts
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | risk | `Measures::risk_target` | share | of the world's sales of an input that restrictions may touch |
//! | w_l | `Facts::base_flow` | share | of the base-year sales of the cell's good from its jurisdiction |
//! | t | schedule, `Measures::tariff` | share | tariffs that are known of: the larger of announced and levied |
//! | sigma | `behaviour.sourcing.cost_elasticity` | none | what of a lane's trade a tariff stops, by the rule of sourcing |
//!
//! Who cannot sell will not buy: exposure goes up the chain from devices to mines. It is worked out for as many rounds
//! as there are stages, which is as far as it can go. Source: assumption; by known measures as risk in docs/MODEL.md#policy.

use crate::state::{Facts, Measures, Trade};
use coercivity_base::{EndUse, math};
use coercivity_scenario::checked::{Instrument, Measure, Scope};
use coercivity_scenario::sections::Criticality;

/// Part of a lane's trade that a tariff stops in the end, by the rule of sourcing.
#[must_use]
pub fn stopped_by_tariff(rate: f64, elasticity: f64) -> f64 {
    if rate <= 0.0 { 0.0 } else { 1.0 - math::pow(1.0 + rate, -elasticity) }
}

/// A rule by origin share that is known of, and the part of each exporter's makers that it catches, `[good][origin]`.
pub(super) struct Rule<'a> {
    scope: &'a Scope,
    part: Vec<f64>,
}

/// Whom the rules by origin share that are known of and not suspended catch, by normal output.
pub(super) fn rules<'a>(
    facts: &'a Facts,
    measures: &Measures,
    trade: &Trade,
    (normal, cell): (&[f64], &[u16]),
) -> Vec<Rule<'a>> {
    let caught = &measures.caught;
    let known = caught.rules_in(caught.known).filter(|(_, rule)| measures.threats.contains(rule));
    known
        .filter_map(|(bit, rule)| match &facts.scenario.schedule[rule].what {
            Instrument::OriginShare(share) => Some((bit, &share.scope)),
            _ => None,
        })
        .map(|(bit, scope)| {
            let mut sums = vec![(0.0, 0.0); facts.goods() * facts.jurisdictions()];
            let mut count = |at: usize, weight: f64, marks: u8| {
                sums[at].0 += if marks & bit != 0 { weight } else { 0.0 };
                sums[at].1 += weight;
            };
            for (firm, &marks) in caught.makers.iter().enumerate() {
                let recipe = facts.recipe(usize::from(cell[firm]));
                if recipe.final_good.is_some() {
                    let place = facts.cells[usize::from(cell[firm])].jurisdiction;
                    count(facts.export(recipe.output_good[0], place), normal[firm], marks);
                }
            }
            let sellers = &trade.sellers;
            for (seller, &marks) in caught.sellers.iter().enumerate() {
                let at = facts.export(sellers.good[seller], sellers.jurisdiction[seller]);
                count(at, sellers.normal[seller], marks);
            }
            let part = |(caught, all): (f64, f64)| if all > 0.0 { caught / all } else { 0.0 };
            Rule { scope, part: sums.into_iter().map(part).collect() }
        })
        .collect()
}

/// Exposure of each cell, 0..=1.
pub(super) fn exposures(facts: &Facts, measures: &Measures, rules: &[Rule], tick: i64) -> Vec<f64> {
    let tariffs = known_tariffs(facts, tick);
    let quiet = measures.threats.is_empty()
        && measures.threatened.is_empty()
        && measures.tariff.iter().all(|&rate| rate == 0.0)
        && tariffs.is_empty();
    if quiet {
        return vec![0.0; facts.cells.len()];
    }
    let lanes = touched(facts, measures, rules, &tariffs);
    let inputs: Vec<f64> = (0..facts.cells.len()).map(|cell| by_inputs(facts, measures, cell)).collect();
    let mut exposure = inputs.clone();
    for _ in 0..facts.scenario.stages.len() {
        let sales = by_sales(facts, &lanes, &buyers(facts, &exposure));
        for (cell, exposed) in exposure.iter_mut().enumerate() {
            let out = sales[facts.export(facts.recipe(cell).output_good[0], facts.cells[cell].jurisdiction)];
            *exposed = 1.0 - (1.0 - inputs[cell]) * (1.0 - out);
        }
    }
    exposure
}

/// Lanes with trade in the base year, and what part of it measures known of may touch.
fn touched(facts: &Facts, measures: &Measures, rules: &[Rule], tariffs: &[&Instrument]) -> Vec<(usize, f64)> {
    let elasticity = facts.scenario.behaviour.sourcing.cost_elasticity;
    let part = |lane: usize| {
        if restricted(facts, measures, lane) {
            return 1.0;
        }
        let (good, origin, destination) = facts.of_lane(lane);
        let caught = rules
            .iter()
            .filter(|rule| rule.scope.holds(good, origin, destination, EndUse::Civil))
            .map(|rule| rule.part[facts.export(good, origin)]);
        let rate = measures.tariff[lane].max(announced_tariff(facts, lane, tariffs));
        caught.fold(stopped_by_tariff(rate, elasticity), f64::max)
    };
    let traded = (0..facts.lanes()).filter(|&lane| facts.base_flow[lane] > 0.0);
    traded.map(|lane| (lane, part(lane))).collect()
}

fn by_inputs(facts: &Facts, measures: &Measures, cell: usize) -> f64 {
    let (recipe, place) = (facts.recipe(cell), &facts.cells[cell]);
    let of_slot = |slot: usize| {
        let weight = match recipe.criticality[slot] {
            Criticality::Critical => 1.0,
            Criticality::Important => 0.5,
            Criticality::Minor => 0.0,
        };
        let buyer = Measures::buyer(facts, recipe.input_good[slot], place.jurisdiction, place.end_use);
        weight * measures.risk_target[buyer]
    };
    (0..recipe.inputs).map(of_slot).fold(0.0, f64::max)
}

/// Exposure of the firms that use a good in a jurisdiction, by their base-year use, `[good][jurisdiction]`.
fn buyers(facts: &Facts, exposure: &[f64]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); facts.goods() * facts.jurisdictions()];
    for (i, cell) in facts.cells.iter().enumerate() {
        let recipe = facts.recipe(i);
        for slot in 0..recipe.inputs {
            let used = cell.output * recipe.quantity[slot];
            let sum = &mut sums[facts.export(recipe.input_good[slot], cell.jurisdiction)];
            *sum = (sum.0 + used * exposure[i], sum.1 + used);
        }
    }
    sums.into_iter().map(|(exposed, used)| if used > 0.0 { exposed / used } else { 0.0 }).collect()
}

/// Part of the base-year sales of each good from each origin that may be touched, `[good][origin]`.
fn by_sales(facts: &Facts, lanes: &[(usize, f64)], buyers: &[f64]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); facts.goods() * facts.jurisdictions()];
    for &(lane, part) in lanes {
        let (good, origin, destination) = facts.of_lane(lane);
        let flow = facts.base_flow[lane];
        let sum = &mut sums[facts.export(good, origin)];
        *sum = (sum.0 + flow * part.max(buyers[facts.export(good, destination)]), sum.1 + flow);
    }
    sums.into_iter().map(|(touched, all)| if all > 0.0 { touched / all } else { 0.0 }).collect()
}

/// Whether a restriction known of means civil buyers on the lane.
fn restricted(facts: &Facts, measures: &Measures, lane: usize) -> bool {
    let (good, origin, destination) = facts.of_lane(lane);
    let by_directive = measures.threatened.get(facts.use_of(lane, EndUse::Civil)).copied().unwrap_or(false);
    let mut scopes = measures
        .threats
        .iter()
        .filter_map(|&measure| facts.scenario.schedule[measure].what.export_scope(&facts.scenario.regimes));
    by_directive || scopes.any(|scope| scope.holds(good, origin, destination, EndUse::Civil))
}

/// Tariffs of the schedule that are known of and neither over nor suspended.
fn known_tariffs(facts: &Facts, tick: i64) -> Vec<&Instrument> {
    let (schedule, calendar) = (&facts.scenario.schedule, &facts.calendar);
    let over = |measure: &Measure| measure.until.is_some_and(|until| calendar.tick_of(until) <= tick);
    let suspended = |i: usize| {
        schedule.iter().any(|other| {
            matches!(&other.what, Instrument::Suspension(meant) if meant.contains(&i))
                && calendar.tick_of(other.from) <= tick
                && !over(other)
        })
    };
    let known = |measure: &Measure| calendar.tick_of(measure.announced) <= tick && !over(measure);
    let tariffs = schedule.iter().enumerate().filter(|(_, m)| matches!(m.what, Instrument::Tariff { .. }));
    tariffs.filter(|(i, m)| known(m) && !suspended(*i)).map(|(_, m)| &m.what).collect()
}

/// Sum of these tariffs on a lane.
fn announced_tariff(facts: &Facts, lane: usize, tariffs: &[&Instrument]) -> f64 {
    let (good, origin, destination) = facts.of_lane(lane);
    let rates = tariffs.iter().map(|tariff| match tariff {
        Instrument::Tariff { scope, rate } if scope.holds(good, origin, destination, EndUse::Civil) => *rate,
        _ => 0.0,
    });
    rates.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tariff_of_100_percent_stops_seven_eighths_at_an_elasticity_of_three() {
        assert!((stopped_by_tariff(1.0, 3.0) - 0.875).abs() < 1e-12);
        assert_eq!(stopped_by_tariff(0.0, 3.0), 0.0);
    }
}
