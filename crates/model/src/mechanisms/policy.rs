//! Policy: the schedule sets this tick's measures.
//!
//! A measure holds from its first day to its last, unless a suspension holds that names it; dates count from the
//! tick whose first day lies nearest. In its clearance grace only goods already booked (the use part of orders)
//! pass. Several measures on one lane: the strictest verdict counts (ban, licence, grace, open), tariffs and fees
//! add up, the longest expected customs hold counts, and every quota binds.
//!
//! Precaution: the risk of an input at an importer's is the share of the world's base-year sales of it that measures already
//! announced and not yet over may touch; it is perceived with a lag,
//! ```text
//! r' = r + (1 - exp(-dt/ramp)) (target - r).
//! ```
//! Source: docs/MODEL.md#policy. Phase: Policy. Writes `Measures` and the verdict bits of links.

use crate::state::components::CellOf;
use crate::state::{Facts, Hold, LaneRule, Measures, Network, Now, QuotaState, Trade, Verdict};
use crate::world::{NO_SELLER, SLOTS, place};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::{Calendar, EndUse, GoodId, JurisdictionId};
use coercivity_scenario::Scenario;
use coercivity_scenario::checked::{Instrument, Measure, Scope};

/// Longest customs hold that the schedule can cause, in ticks.
#[must_use]
pub fn longest_hold(scenario: &Scenario, calendar: &Calendar) -> u32 {
    let days = scenario.schedule.iter().filter_map(|measure| match &measure.what {
        Instrument::Inspection { delay_days, .. } => Some(delay_days.1),
        _ => None,
    });
    days.map(|days| (days / f64::from(calendar.tick_days())).round() as u32).max().unwrap_or(0)
}

/// Whether `measure` would hold in `tick` by its own dates.
#[must_use]
pub fn in_force(measure: &Measure, calendar: &Calendar, tick: i64) -> bool {
    calendar.tick_of(measure.from) <= tick && measure.until.is_none_or(|until| tick < calendar.tick_of(until))
}

/// Whether `measure` is in its clearance grace in `tick`.
#[must_use]
pub fn in_grace(measure: &Measure, calendar: &Calendar, tick: i64) -> bool {
    let grace = (measure.grace_days / f64::from(calendar.tick_days())).round() as i64;
    tick < calendar.tick_of(measure.from) + grace
}

/// Which measures hold in `tick`, suspensions worked in.
#[must_use]
pub fn active(schedule: &[Measure], calendar: &Calendar, tick: i64) -> Vec<bool> {
    let mut active: Vec<bool> = schedule.iter().map(|measure| in_force(measure, calendar, tick)).collect();
    let suspended: Vec<usize> = schedule
        .iter()
        .zip(&active)
        .filter(|(_, on)| **on)
        .filter_map(|(measure, _)| match &measure.what {
            Instrument::Suspension(measures) => Some(measures.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    for measure in suspended {
        active[measure] = false;
    }
    active
}

/// Sets the measures of this tick and, when the verdicts changed, marks the links.
pub fn set_measures(
    facts: Res<Facts>,
    mut measures: ResMut<Measures>,
    mut network: ResMut<Network>,
    trade: Res<Trade>,
    firms: Query<&'static CellOf>,
    now: Res<Now>,
) {
    let schedule = &facts.scenario.schedule;
    let measures = &mut *measures;
    measures.turned.clear();
    measures.announced.clear();
    measures.changed = false;
    if schedule.is_empty() {
        return;
    }
    let on = active(schedule, &facts.calendar, now.tick);
    let grace: Vec<bool> =
        schedule.iter().map(|measure| in_grace(measure, &facts.calendar, now.tick)).collect();
    for (i, measure) in schedule.iter().enumerate() {
        if facts.calendar.tick_of(measure.announced) == now.tick {
            measures.announced.push(i);
        }
        if on[i] != measures.active[i] {
            measures.turned.push((i, on[i]));
        }
    }
    let turned =
        on != measures.active || on.iter().enumerate().any(|(i, &on)| on && grace[i] != measures.grace[i]);
    (measures.active, measures.grace) = (on, grace);
    if turned {
        rebuild(measures, &facts, now.tick);
        for cell in firms.contiguous_iter().into_iter().flatten() {
            mark_links(&facts, measures, &mut network, &trade, CellOf::peel_slice(cell));
        }
    }
    perceive(measures, &facts, &trade, now.tick);
}

/// Works out lanes, costs and quotas anew.
fn rebuild(measures: &mut Measures, facts: &Facts, tick: i64) {
    measures.changed = true;
    measures.lanes.fill(LaneRule::default());
    measures.touched.fill(false);
    measures.cost.fill(1.0);
    measures.quota_ratio.fill(1.0);
    measures.holds.clear();
    measures.entity_lists.clear();
    let kept = std::mem::take(&mut measures.quotas);
    for (i, measure) in facts.scenario.schedule.iter().enumerate() {
        if !measures.active[i] {
            continue;
        }
        let grace = measures.grace[i];
        match &measure.what {
            Instrument::Licence(regime) => {
                let scope = &facts.scenario.regimes[*regime].scope;
                let verdict = if grace { Verdict::Grace } else { Verdict::Licensed };
                restrict(measures, facts, scope, verdict, Some(*regime as u8));
            }
            Instrument::Ban(scope) => {
                let verdict = if grace { Verdict::Grace } else { Verdict::Blocked };
                restrict(measures, facts, scope, verdict, None);
            }
            Instrument::Inspection { scope, probability, delay_days } => {
                let hold = Hold {
                    probability: *probability,
                    shortest_days: delay_days.0,
                    longest_days: delay_days.1,
                };
                inspect(measures, facts, scope, hold);
            }
            Instrument::Quota { scope, quantity, period_weeks } => {
                let lanes = lanes_of(facts, scope).collect();
                let old = kept.iter().find(|quota| quota.measure == i);
                let period_ticks = facts.calendar.ticks(*period_weeks).round().max(1.0) as i64;
                measures.quotas.push(old.cloned().unwrap_or(QuotaState {
                    measure: i,
                    lanes,
                    left: quantity.floor(),
                    per_period: quantity.floor(),
                    period_ticks,
                    period_start: tick,
                }));
            }
            Instrument::Tariff { scope, rate } => {
                for lane in lanes_of(facts, scope) {
                    measures.cost[lane] += rate;
                }
            }
            Instrument::Fee { scope, usd_per_unit } => {
                for lane in lanes_of(facts, scope) {
                    let price = facts.scenario.goods[facts.of_lane(lane).0.index()].price_usd;
                    measures.cost[lane] += if price > 0.0 { usd_per_unit / price } else { 0.0 };
                }
            }
            Instrument::EntityList { .. } => measures.entity_lists.push((i, grace)),
            Instrument::Suspension(_) => {}
        }
    }
}

/// Lanes that a scope means for any end use.
fn lanes_of<'a>(facts: &'a Facts, scope: &'a Scope) -> impl Iterator<Item = usize> + 'a {
    scope.goods.iter().flat_map(move |&good| {
        scope.origins.iter().flat_map(move |origin| {
            scope
                .destinations
                .iter()
                .filter(move |&destination| destination != origin)
                .map(move |destination| facts.lane(good, origin, destination))
        })
    })
}

fn severity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Open => 0,
        Verdict::Grace => 1,
        Verdict::Licensed => 2,
        Verdict::Blocked => 3,
    }
}

fn restrict(measures: &mut Measures, facts: &Facts, scope: &Scope, verdict: Verdict, regime: Option<u8>) {
    for lane in lanes_of(facts, scope) {
        measures.touched[facts.of_lane(lane).0.index()] = true;
        for end_use in EndUse::ALL.iter().filter(|end_use| scope.end_uses[end_use.index()]) {
            let rule = &mut measures.lanes[lane];
            let i = end_use.index();
            if severity(verdict) > severity(rule.verdict[i]) {
                rule.verdict[i] = verdict;
            }
            rule.regime[i] = rule.regime[i].or(regime);
        }
    }
}

fn inspect(measures: &mut Measures, facts: &Facts, scope: &Scope, hold: Hold) {
    let weight = |hold: &Hold| hold.probability * (hold.shortest_days + hold.longest_days);
    let index = measures.holds.len() as u8;
    for lane in lanes_of(facts, scope) {
        measures.touched[facts.of_lane(lane).0.index()] = true;
        let stronger =
            measures.lanes[lane].hold.is_none_or(|old| weight(&measures.holds[old as usize]) < weight(&hold));
        if stronger {
            measures.lanes[lane].hold = Some(index);
        }
    }
    measures.holds.push(hold);
}

/// Writes verdict and inspection bits into every link.
fn mark_links(facts: &Facts, measures: &Measures, network: &mut Network, trade: &Trade, cell: &[u16]) {
    let listed = listed_importers(facts, measures);
    let links = &mut network.links;
    for (firm, &cell) in cell.iter().enumerate() {
        let recipe = facts.recipe(cell as usize);
        for slot in 0..recipe.inputs {
            let range = links.places(firm, slot);
            for at in range {
                let seller = links.seller[at];
                if seller != NO_SELLER {
                    let bits = verdict_bits(facts, measures, trade, &listed, firm, cell, slot, seller);
                    let state = &mut links.state[at];
                    *state = *state & !(place::VERDICT | place::INSPECTED) | bits;
                }
            }
        }
        debug_assert!(recipe.inputs <= SLOTS);
    }
}

/// Importers named by entity lists in force: (dense index, index into `Measures::entity_lists`), sorted.
#[must_use]
pub fn listed_importers(facts: &Facts, measures: &Measures) -> Vec<(u32, usize)> {
    let mut listed = Vec::new();
    for (list, &(measure, _)) in measures.entity_lists.iter().enumerate() {
        if let Instrument::EntityList { listed: flags, .. } = &facts.scenario.schedule[measure].what {
            for (firm, _) in facts.named.iter().zip(flags).filter(|(_, listed)| **listed) {
                listed.push((*firm, list));
            }
        }
    }
    listed.sort_unstable();
    listed
}

/// Verdict and inspection bits of a link.
#[expect(clippy::too_many_arguments, reason = "the link is told by its parts")]
#[must_use]
pub fn verdict_bits(
    facts: &Facts,
    measures: &Measures,
    trade: &Trade,
    listed: &[(u32, usize)],
    firm: usize,
    cell: u16,
    slot: usize,
    seller: u32,
) -> u8 {
    let buyer = &facts.cells[cell as usize];
    let good = facts.recipe(cell as usize).input_good[slot];
    let origin = trade.sellers.jurisdiction[seller as usize];
    let rule = &measures.lanes[facts.lane(good, origin, buyer.jurisdiction)];
    let mut verdict = rule.verdict[buyer.end_use.index()];
    let first = listed.partition_point(|&(importer, _)| (importer as usize) < firm);
    for &(importer, list) in &listed[first..] {
        if importer as usize != firm {
            break;
        }
        let (measure, grace) = measures.entity_lists[list];
        if let Instrument::EntityList { authority, goods, .. } = &facts.scenario.schedule[measure].what {
            let meant = *authority == origin
                && origin != buyer.jurisdiction
                && goods.as_ref().is_none_or(|goods| goods.contains(&good));
            let this = if grace { Verdict::Grace } else { Verdict::Blocked };
            if meant && severity(this) > severity(verdict) {
                verdict = this;
            }
        }
    }
    verdict.bits() | if rule.hold.is_some() { place::INSPECTED } else { 0 }
}

/// Moves perceived risk towards what the announced measures can touch.
fn perceive(measures: &mut Measures, facts: &Facts, trade: &Trade, tick: i64) {
    let threats = threats(facts, tick);
    if threats == measures.threats && measures.risk == measures.risk_target {
        return;
    }
    let scopes: Vec<&Scope> = threats.iter().filter_map(|&i| scope_of(facts, i)).collect();
    measures.threats = threats;
    for good in (0..facts.goods()).map(GoodId::at) {
        for destination in (0..facts.jurisdictions()).map(JurisdictionId::at) {
            for end_use in EndUse::ALL {
                let buyer = Measures::buyer(facts, good, destination, end_use);
                measures.risk_target[buyer] = touched_share(trade, &scopes, good, destination, end_use);
                let gap = measures.risk_target[buyer] - measures.risk[buyer];
                measures.risk[buyer] += facts.pace.risk_weight * gap;
                if gap.abs() < 1e-9 {
                    measures.risk[buyer] = measures.risk_target[buyer];
                }
            }
        }
    }
}

/// Restrictions that are known of and neither over nor suspended.
fn threats(facts: &Facts, tick: i64) -> Vec<usize> {
    let schedule = &facts.scenario.schedule;
    let on = active(schedule, &facts.calendar, tick);
    let suspended = |i: usize| {
        schedule.iter().zip(&on).any(|(measure, on)| {
            *on && matches!(&measure.what, Instrument::Suspension(measures) if measures.contains(&i))
        })
    };
    let known = |measure: &Measure| facts.calendar.tick_of(measure.announced) <= tick;
    let over = |measure: &Measure| measure.until.is_some_and(|until| facts.calendar.tick_of(until) <= tick);
    let threat = |i: &usize| known(&schedule[*i]) && !over(&schedule[*i]) && !suspended(*i);
    (0..schedule.len()).filter(|i| threat(i) && scope_of(facts, *i).is_some()).collect()
}

/// What a restriction means; other measures do not threaten supply.
fn scope_of(facts: &Facts, measure: usize) -> Option<&Scope> {
    match &facts.scenario.schedule[measure].what {
        Instrument::Licence(regime) => Some(&facts.scenario.regimes[*regime].scope),
        Instrument::Ban(scope) | Instrument::Quota { scope, .. } => Some(scope),
        _ => None,
    }
}

/// Share of the world's sellers of a good, by normal sales, whose deliveries to the buyer a scope may touch.
fn touched_share(
    trade: &Trade,
    scopes: &[&Scope],
    good: GoodId,
    destination: JurisdictionId,
    end_use: EndUse,
) -> f64 {
    if !scopes.iter().any(|scope| scope.goods.contains(&good)) {
        return 0.0;
    }
    let (mut touched, mut all) = (0.0, 0.0);
    let range = trade.sellers.of_good[good.index()].clone();
    for seller in range.start as usize..range.end as usize {
        let origin = trade.sellers.jurisdiction[seller];
        all += trade.sellers.normal[seller];
        if scopes.iter().any(|scope| scope.holds(good, origin, destination, end_use)) {
            touched += trade.sellers.normal[seller];
        }
    }
    if all > 0.0 { touched / all } else { 0.0 }
}
