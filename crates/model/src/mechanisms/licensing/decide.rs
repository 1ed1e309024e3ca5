//! Decisions: reviewed applications in the office's order of service, within its capacity.

use super::file::{Case, case, regimes_in_force};
use super::rules::validity_ticks;
use crate::state::components::CellOf;
use crate::state::{Facts, Licence, Licences, Measures, NEVER, Now, Trade, add_age};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::Event;
use coercivity_scenario::sections::Service;

/// Offices decide.
pub fn serve(
    facts: Res<Facts>,
    measures: Res<Measures>,
    trade: Res<Trade>,
    cells: Query<&'static CellOf>,
    mut licences: ResMut<Licences>,
    now: Res<Now>,
) {
    if licences.records.is_empty() {
        return;
    }
    let on = regimes_in_force(&facts, &measures);
    for cell in cells.contiguous_iter().into_iter().flatten() {
        let cell = CellOf::peel_slice(cell);
        for (office, queue) in queues(&facts, &trade, &licences, cell, &on).into_iter().enumerate() {
            let served = capacity(&facts, &trade, &mut licences, office, queue.len());
            for &(_, _, _, record) in queue.iter().take(served) {
                decide(&facts, &trade, &mut licences, cell, record, now.tick);
            }
        }
        count(&facts, &trade, &mut licences, &on, now.tick);
    }
}

/// A reviewed application in line: lane, tick of filing, draw, record.
type Waiting = (u8, i64, u64, usize);

/// Reviewed applications of each office, in order of service.
fn queues(facts: &Facts, trade: &Trade, licences: &Licences, cell: &[u16], on: &[bool]) -> Vec<Vec<Waiting>> {
    let mut queues = vec![Vec::new(); facts.jurisdictions()];
    for (i, record) in licences.records.iter().enumerate() {
        if !record.pending() || record.ripe == NEVER || !on[record.regime as usize] {
            continue;
        }
        let case = case(facts, trade, cell, record);
        let office = case.origin.index();
        let shuffled = facts.chance.bits(Event::Queue, record.id, record.ordinal, 0);
        queues[office].push((lane(facts, office, &case), record.filed, shuffled, i));
    }
    for queue in &mut queues {
        queue.sort_unstable_by_key(|&(lane, filed, shuffled, i)| {
            (lane, filed, shuffled, licences.records[i].id)
        });
    }
    queues
}

fn lane(facts: &Facts, office: usize, case: &Case) -> u8 {
    match &facts.scenario.offices[office].service {
        Service::FirstCome => 0,
        Service::Lanes(_) => facts.scenario.lanes[office][case.destination.index()],
        Service::Priority(order) => {
            order.iter().position(|&end_use| end_use == case.end_use).unwrap_or(order.len()) as u8
        }
    }
}

/// How many of `waiting` applications an office decides; capacity that nobody waits for lapses, fractions stay.
fn capacity(facts: &Facts, trade: &Trade, licences: &mut Licences, office: usize, waiting: usize) -> usize {
    let rules = &facts.scenario.offices[office];
    let Some(per_week) = rules.capacity_per_week else { return waiting };
    let of_office = |record: &&Licence| trade.sellers.jurisdiction[record.seller as usize].index() == office;
    let model_relations = licences.records.iter().filter(of_office).count() as f64;
    let state = &mut licences.offices[office];
    state.tokens += per_week * facts.calendar.tick_weeks() * model_relations / rules.real_relations;
    let served = (state.tokens as usize).min(waiting);
    state.tokens -= served as f64;
    if served == waiting {
        state.tokens -= state.tokens.floor();
    }
    served
}

/// Grants or refuses one application.
fn decide(facts: &Facts, trade: &Trade, licences: &mut Licences, cell: &[u16], index: usize, tick: i64) {
    let record = &mut licences.records[index];
    let case = case(facts, trade, cell, record);
    let count = &mut licences.counts[case.origin.index() * facts.goods() + case.good.index()];
    let refusal = case.regime.refusal.get(case.destination, case.end_use);
    add_age(&mut count.decided_ages, tick - record.filed);
    record.decided = tick;
    record.filed = NEVER;
    if facts.chance.uniform(Event::Refusal, record.id, record.ordinal, 0) < refusal {
        count.refused += 1;
        record.granted = false;
        let again = case.regime.refile_after_weeks.map(|weeks| facts.calendar.ticks(weeks).round() as i64);
        record.refile = again.map_or(i64::MAX, |ticks| tick + ticks.max(1));
        return;
    }
    count.granted += 1;
    record.granted = true;
    let v = facts.chance.uniform(Event::Validity, record.id, record.ordinal, 0);
    record.until = tick + validity_ticks(facts, case.regime.validity_weeks, case.regime.validity_jitter, v);
    record.left = case
        .regime
        .volume_cap_weeks
        .map_or(f64::INFINITY, |weeks| (facts.calendar.ticks(weeks) * record.contract).ceil());
}

/// Counts what pends and what holds.
fn count(facts: &Facts, trade: &Trade, licences: &mut Licences, on: &[bool], tick: i64) {
    let Licences { records, counts, .. } = licences;
    for record in records.iter().filter(|record| on[record.regime as usize]) {
        let office = trade.sellers.jurisdiction[record.seller as usize].index();
        let good = trade.sellers.good[record.seller as usize].index();
        let count = &mut counts[office * facts.goods() + good];
        if record.holds(tick) {
            count.holding += 1;
        }
        if record.pending() {
            count.pending += 1;
            add_age(&mut count.ages, tick - record.filed);
        }
    }
}
