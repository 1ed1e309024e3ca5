//! Exposure: what part of a cell's activity measures known of may touch, by its inputs, its sales, and its buyers' own
//! exposure. Each measure is a risk of its own.
//!
//! # Equations
//! ```text
//! e       = 1 - (1 - e_in) (1 - e_out)
//! e_in    = max_i weight_i ( 1 - prod_m (1 - w_m share_m) )             weight 1 critical, 1/2 important, 0 minor
//! e_out   = sum over lanes of f_l max( touched_l, e of the buyers there )
//! touched = 1 - (1 + t)^(-sigma) prod_m (1 - w_m c_m)
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | w_m | `equity.licence_weight` | share | depth of the measure: 1 for a ban, a quota and what directives announce, less for a licence |
//! | share_m | `Facts::base_flow` | share | of the world's base-year sales of the input that the measure may touch on the way to the buyer |
//! | c_m | `Measures::caught` | share | 1, or under a rule by origin share the part of makers that reach its threshold |
//! | f_l | `Facts::base_flow` | share | of the base-year sales of the cell's good from its jurisdiction |
//! | t | schedule, `Measures::tariff` | share | tariffs that are known of: the larger of announced and levied |
//! | sigma | `behaviour.sourcing.cost_elasticity` | none | what of a lane's trade a tariff stops, by the rule of sourcing |
//!
//! Who cannot sell will not buy: exposure goes up the chain from devices to mines. It is worked out for as many rounds
//! as there are stages, which is as far as it can go. Sales are judged as to civil buyers. Source: assumption.

use crate::state::{Facts, Measures, Trade, Verdict};
use coercivity_base::{EndUse, GoodId, JurisdictionId, math};
use coercivity_scenario::checked::{Instrument, Measure, OriginShare, Scope};
use coercivity_scenario::sections::Criticality;

/// Part of a lane's trade that a tariff stops in the end, by the rule of sourcing.
#[must_use]
pub fn stopped_by_tariff(rate: f64, elasticity: f64) -> f64 {
    if rate <= 0.0 { 0.0 } else { 1.0 - math::pow(1.0 + rate, -elasticity) }
}

/// A rule by origin share that is known of, and the part of each exporter's makers that it catches, `[good][origin]`.
pub(super) struct Rule<'a> {
    measure: &'a OriginShare,
    part: Vec<f64>,
}

/// A restriction that is known of, and its depth.
struct Threat<'a> {
    scope: &'a Scope,
    depth: f64,
    /// Part of each exporter's makers that it catches, `[good][origin]`; all without it.
    part: Option<&'a [f64]>,
}

impl Threat<'_> {
    /// What it may touch of a lane's trade with buyers of an end use.
    fn touches(&self, facts: &Facts, lane: usize, end_use: EndUse) -> f64 {
        let (good, origin, destination) = facts.of_lane(lane);
        if !self.scope.holds(good, origin, destination, end_use) {
            return 0.0;
        }
        self.depth * self.part.map_or(1.0, |part| part[facts.export(good, origin)])
    }
}

/// Restrictions of the schedule that are known of, neither over nor suspended.
fn threats<'a>(facts: &'a Facts, measures: &Measures, rules: &'a [Rule]) -> Vec<Threat<'a>> {
    let licence = facts.scenario.equity.licence_weight;
    let scheduled =
        measures.threats.iter().filter_map(|&measure| match &facts.scenario.schedule[measure].what {
            Instrument::Licence(regime) => {
                Some(Threat { scope: &facts.scenario.regimes[*regime].scope, depth: licence, part: None })
            }
            Instrument::Ban(scope) | Instrument::Quota { scope, .. } => {
                Some(Threat { scope, depth: 1.0, part: None })
            }
            _ => None,
        });
    let caught = rules.iter().map(|rule| Threat {
        scope: &rule.measure.scope,
        depth: if rule.measure.regime.is_some() { licence } else { 1.0 },
        part: Some(&rule.part),
    });
    scheduled.chain(caught).collect()
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
            Instrument::OriginShare(share) => Some((bit, share)),
            _ => None,
        })
        .map(|(bit, measure)| {
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
            Rule { measure, part: sums.into_iter().map(part).collect() }
        })
        .collect()
}

/// What exposure depends on besides rules by lane, which change when [`Measures::changed`] says so: as long as it is the
/// same, so is exposure.
#[derive(Debug, Default, PartialEq)]
pub struct Known {
    threats: Vec<usize>,
    threatened: Vec<bool>,
    /// Tariffs, indices into the schedule.
    tariffs: Vec<usize>,
    /// Rules by origin share, whose marks may move in any tick.
    rules: u8,
}

impl Known {
    /// What is known in `tick`.
    #[must_use]
    pub fn of(facts: &Facts, measures: &Measures, tick: i64) -> Self {
        Self {
            threats: measures.threats.clone(),
            threatened: measures.threatened.clone(),
            tariffs: known_tariffs(facts, tick),
            rules: measures.caught.known,
        }
    }

    /// Whether exposure is what it was when `before` was known.
    #[must_use]
    pub fn still(&self, before: Option<&Known>, measures: &Measures) -> bool {
        !measures.changed && self.rules == 0 && Some(self) == before
    }
}

/// Exposure of each cell, 0..=1.
pub(super) fn exposures(facts: &Facts, measures: &Measures, rules: &[Rule], known: &Known) -> Vec<f64> {
    let tariffs: Vec<&Instrument> =
        known.tariffs.iter().map(|&measure| &facts.scenario.schedule[measure].what).collect();
    let quiet = measures.threats.is_empty()
        && measures.threatened.is_empty()
        && measures.tariff.iter().all(|&rate| rate == 0.0)
        && tariffs.is_empty();
    if quiet {
        return vec![0.0; facts.cells.len()];
    }
    let threats = threats(facts, measures, rules);
    let lanes = touched(facts, measures, &threats, &tariffs);
    let risks = risks(facts, measures, &threats);
    let inputs: Vec<f64> = (0..facts.cells.len()).map(|cell| by_inputs(facts, &risks, cell)).collect();
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
fn touched(
    facts: &Facts,
    measures: &Measures,
    threats: &[Threat],
    tariffs: &[&Instrument],
) -> Vec<(usize, f64)> {
    let elasticity = facts.scenario.behaviour.sourcing.cost_elasticity;
    let part = |lane: usize| {
        let rate = measures.tariff[lane].max(announced_tariff(facts, lane, tariffs));
        let sold = 1.0 - stopped_by_tariff(rate, elasticity);
        1.0 - sold * passes(facts, measures, threats, lane, EndUse::Civil)
    };
    let traded = (0..facts.lanes()).filter(|&lane| facts.base_flow[lane] > 0.0);
    traded.map(|lane| (lane, part(lane))).collect()
}

/// What all restrictions leave of a lane's trade.
fn passes(facts: &Facts, measures: &Measures, threats: &[Threat], lane: usize, end_use: EndUse) -> f64 {
    let of_schedule: f64 = threats.iter().map(|threat| 1.0 - threat.touches(facts, lane, end_use)).product();
    of_schedule * (1.0 - directed(facts, measures, lane, end_use))
}

/// Depth of what directives ask for or announce.
fn directed(facts: &Facts, measures: &Measures, lane: usize, end_use: EndUse) -> f64 {
    if !measures.threatened.get(facts.use_of(lane, end_use)).copied().unwrap_or(false) {
        return 0.0;
    }
    let (rule, of) = (&measures.lanes[lane], end_use.index());
    let licensed =
        matches!(rule.verdict[of], Verdict::Licensed | Verdict::Grace) && rule.regime[of].is_some();
    if licensed { facts.scenario.equity.licence_weight } else { 1.0 }
}

/// What restrictions may touch of the world's base-year sales of a good on the way to a buyer, [`Measures::buyer`].
fn risks(facts: &Facts, measures: &Measures, threats: &[Threat]) -> Vec<f64> {
    let n = facts.jurisdictions();
    let mut sales = vec![0.0; facts.goods() * n];
    for (lane, flow) in facts.base_flow.iter().enumerate() {
        let (good, origin, _) = facts.of_lane(lane);
        sales[facts.export(good, origin)] += flow;
    }
    let mut risks = vec![0.0; facts.goods() * n * EndUse::ALL.len()];
    for good in (0..facts.goods()).map(GoodId::at) {
        let named = threats.iter().any(|threat| threat.scope.goods.contains(&good));
        let world: f64 = (0..n).map(|origin| sales[facts.export(good, JurisdictionId::at(origin))]).sum();
        if world == 0.0 || (!named && measures.threatened.is_empty()) {
            continue;
        }
        for to in (0..n).map(JurisdictionId::at) {
            for end_use in EndUse::ALL {
                let kept: f64 = (0..n)
                    .map(JurisdictionId::at)
                    .map(|origin| {
                        let passes = passes(facts, measures, threats, facts.lane(good, origin, to), end_use);
                        passes * sales[facts.export(good, origin)]
                    })
                    .sum();
                risks[Measures::buyer(facts, good, to, end_use)] = 1.0 - kept / world;
            }
        }
    }
    risks
}

fn by_inputs(facts: &Facts, risks: &[f64], cell: usize) -> f64 {
    let (recipe, place) = (facts.recipe(cell), &facts.cells[cell]);
    let of_slot = |slot: usize| {
        let weight = match recipe.criticality[slot] {
            Criticality::Critical => 1.0,
            Criticality::Important => 0.5,
            Criticality::Minor => 0.0,
        };
        weight * risks[Measures::buyer(facts, recipe.input_good[slot], place.jurisdiction, place.end_use)]
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

/// Tariffs of the schedule that are known of and neither over nor suspended, indices into it.
fn known_tariffs(facts: &Facts, tick: i64) -> Vec<usize> {
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
    tariffs.filter(|(i, m)| known(m) && !suspended(*i)).map(|(i, _)| i).collect()
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
