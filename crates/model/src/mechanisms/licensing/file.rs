//! Filing: who applies in a tick, and whose review is done.

use super::rules::{expected_review_ticks, floor_ticks, hazard_per_tick, validity_ticks};
use crate::state::components::CellOf;
use crate::state::{
    Directives, Facts, Licence, LicenceCount, Licences, MarketLicence, Measures, NEVER, Now, Trade,
};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::{EndUse, Event, GoodId, JurisdictionId, math};
use coercivity_scenario::checked::{GeneralLicences, Instrument, Regime};

/// What a licence record is about.
pub(super) struct Case<'a> {
    pub(super) regime: &'a Regime,
    pub(super) good: GoodId,
    /// Whose office decides.
    pub(super) office: JurisdictionId,
    pub(super) destination: JurisdictionId,
    pub(super) end_use: EndUse,
    /// Factor of directives on the hazard.
    pub(super) hazard_factor: f64,
    /// Probability of refusal: the regime's, or that of directives where it is larger.
    pub(super) refusal: f64,
}

/// Which regimes are in force, by the schedule or by directives, in their grace or past it.
pub(super) fn regimes_in_force(facts: &Facts, measures: &Measures) -> Vec<bool> {
    let mut on = measures.directed_regimes.clone();
    for (measure, active) in facts.scenario.schedule.iter().zip(&measures.active) {
        let regime = match &measure.what {
            Instrument::Licence(regime) => Some(*regime),
            Instrument::OriginShare(rule) => rule.regime,
            _ => None,
        };
        if let (Some(regime), true) = (regime, *active) {
            on[regime] = true;
        }
    }
    on
}

/// Firms file, and reviews go on.
pub fn apply(
    (facts, directives): (Res<Facts>, Res<Directives>),
    measures: Res<Measures>,
    trade: Res<Trade>,
    cells: Query<&'static CellOf>,
    mut licences: ResMut<Licences>,
    now: Res<Now>,
) {
    let licences = &mut *licences;
    for count in &mut licences.counts {
        *count = LicenceCount::default();
    }
    if licences.is_empty() {
        return;
    }
    let on = regimes_in_force(&facts, &measures);
    for cell in cells.contiguous_iter().into_iter().flatten() {
        let cell = CellOf::peel_slice(cell);
        for record in &mut licences.records {
            if !on[record.regime as usize] {
                continue;
            }
            let case = case(&facts, &directives, &trade, cell, record);
            general_licence(&facts, &trade, &case, record, now.tick);
            go_on(&facts, &case, record, &mut licences.counts, now.tick);
        }
    }
    for licence in licences.markets.iter_mut().filter(|licence| on[licence.record.regime as usize]) {
        let case = market_case(&facts, &directives, licence);
        go_on(&facts, &case, &mut licence.record, &mut licences.counts, now.tick);
    }
}

/// A record files, or its review goes on.
fn go_on(facts: &Facts, case: &Case, record: &mut Licence, counts: &mut [LicenceCount], tick: i64) {
    if should_file(facts, case, record, tick) {
        record.filed = tick;
        (record.hazard, record.ripe) = (0.0, NEVER);
        record.ordinal += 1;
        counts[case.office.index() * facts.goods() + case.good.index()].filed += 1;
    } else if record.pending() && record.ripe == NEVER {
        review(facts, case, record, tick);
    }
}

pub(super) fn case<'a>(
    facts: &'a Facts,
    directives: &Directives,
    trade: &Trade,
    cell: &[u16],
    record: &Licence,
) -> Case<'a> {
    let buyer = &facts.cells[cell[record.buyer as usize] as usize];
    let (destination, end_use) = (buyer.jurisdiction, buyer.end_use);
    let good = trade.sellers.good[record.seller as usize];
    let origin = trade.sellers.jurisdiction[record.seller as usize];
    case_of(facts, directives, record, facts.lane(good, origin, destination), end_use)
}

/// The case of a licence towards a final market.
pub(super) fn market_case<'a>(
    facts: &'a Facts,
    directives: &Directives,
    licence: &MarketLicence,
) -> Case<'a> {
    let lane = facts.lane(licence.good, licence.origin, licence.market);
    case_of(facts, directives, &licence.record, lane, EndUse::Civil)
}

fn case_of<'a>(
    facts: &'a Facts,
    directives: &Directives,
    record: &Licence,
    lane: usize,
    end_use: EndUse,
) -> Case<'a> {
    let regime = &facts.scenario.regimes[record.regime as usize];
    let (good, _, destination) = facts.of_lane(lane);
    let (hazard_factor, refusal) = directives.review(facts.use_of(lane, end_use));
    let refusal = refusal.max(regime.refusal.get(destination, end_use));
    Case { regime, good, office: record.office, destination, end_use, hazard_factor, refusal }
}

fn should_file(facts: &Facts, case: &Case, record: &Licence, tick: i64) -> bool {
    if record.pending() || tick < record.refile {
        return false;
    }
    if !record.holds(tick) {
        return true;
    }
    let hazard = hazard(facts, case, tick);
    let review = expected_review_ticks(facts, case.regime, hazard);
    let validity_left = (record.until - tick) as f64;
    validity_left <= review || record.left <= review * record.contract
}

/// Hazard that the review of a case ends in `tick`, directives worked in.
fn hazard(facts: &Facts, case: &Case, tick: i64) -> f64 {
    hazard_per_tick(facts, case.regime, tick, case.destination, case.end_use) * case.hazard_factor
}

/// The review of a pending application goes on for a tick.
fn review(facts: &Facts, case: &Case, record: &mut Licence, tick: i64) {
    if tick - record.filed < floor_ticks(facts, case.regime) {
        return;
    }
    record.hazard += hazard(facts, case, tick);
    let u = facts.chance.uniform(Event::Decision, record.id, record.ordinal, 0);
    if record.hazard >= -math::ln(u) {
        record.ripe = tick;
    }
}

fn general_licence(facts: &Facts, trade: &Trade, case: &Case, record: &mut Licence, tick: i64) {
    let covers = |general: &&GeneralLicences| {
        let exporter = trade.sellers.firm[record.seller as usize];
        facts.calendar.tick_of(general.from) <= tick
            && general.destinations.contains(case.destination)
            && general.exporters.iter().any(|&named| facts.named[named] == exporter)
    };
    if let Some(general) = case.regime.general.iter().find(covers)
        && !(record.left.is_infinite() && record.holds(tick))
    {
        record.until = tick + validity_ticks(facts, general.validity_weeks, 0.0, 0.5);
        record.left = f64::INFINITY;
        record.filed = NEVER;
    }
}
