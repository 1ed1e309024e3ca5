//! Decisions: reviewed applications in the office's order of service, within its capacity.
//!
//! Rulings come first: a grant or a refusal decides any pending application at once, reviewed or not and outside the
//! capacity; one that is deferred stays in line and takes none.

use super::file::{Case, case, market_case, regimes_in_force};
use super::rules::validity_ticks;
use crate::state::components::CellOf;
use crate::state::{
    Directives, Facts, Grant, Licence, LicenceCount, Licences, Measures, NEVER, Now, Ruling, Trade, add_age,
};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::Event;
use coercivity_scenario::sections::Service;

/// Offices obey rulings and decide the rest.
pub fn serve(
    (facts, mut directives): (Res<Facts>, ResMut<Directives>),
    measures: Res<Measures>,
    trade: Res<Trade>,
    cells: Query<&'static CellOf>,
    mut licences: ResMut<Licences>,
    now: Res<Now>,
) {
    if !licences.is_empty() {
        let on = regimes_in_force(&facts, &measures);
        for cell in cells.contiguous_iter().into_iter().flatten() {
            let cell = CellOf::peel_slice(cell);
            let desk = Desk { facts: &facts, directives: &directives, trade: &trade, cell, tick: now.tick };
            desk.obey(&mut licences);
            for (office, queue) in desk.queues(&licences, &on).into_iter().enumerate() {
                let served = capacity(&facts, &mut licences, office, queue.len());
                for &(_, _, _, record) in queue.iter().take(served) {
                    desk.decide(&mut licences, record, None);
                }
            }
            count(&facts, &trade, &mut licences, &on, now.tick);
        }
    }
    let Licences { records, grants, .. } = &mut *licences;
    Grant::all(records, now.tick, grants);
    directives.rulings.clear();
}

/// What decisions are made by.
struct Desk<'a> {
    facts: &'a Facts,
    directives: &'a Directives,
    trade: &'a Trade,
    cell: &'a [u16],
    tick: i64,
}

/// A reviewed application in line: lane, tick of filing, draw, record.
type Waiting = (u8, i64, u64, usize);

impl<'a> Desk<'a> {
    /// What a record is about.
    fn case(&self, licences: &Licences, index: usize) -> Case<'a> {
        match licences.records.get(index) {
            Some(record) => case(self.facts, self.directives, self.trade, self.cell, record),
            None => {
                market_case(self.facts, self.directives, &licences.markets[index - licences.records.len()])
            }
        }
    }

    /// Decides what rulings grant or refuse.
    fn obey(&self, licences: &mut Licences) {
        for &(record, ruling) in &self.directives.rulings {
            let pending = licences.records.get(record).is_some_and(Licence::pending);
            if pending && ruling != Ruling::Defer {
                self.decide(licences, record, Some(ruling));
            }
        }
    }

    /// Reviewed applications of each office, in order of service.
    fn queues(&self, licences: &Licences, on: &[bool]) -> Vec<Vec<Waiting>> {
        let mut queues = vec![Vec::new(); self.facts.jurisdictions()];
        for (i, record) in licences.all().enumerate() {
            let waits = record.pending() && record.ripe != NEVER && on[record.regime as usize];
            if !waits || self.directives.ruling(i) == Some(Ruling::Defer) {
                continue;
            }
            let case = self.case(licences, i);
            let office = case.office.index();
            let shuffled = self.facts.chance.bits(Event::Queue, record.id, record.ordinal, 0);
            queues[office].push((lane(self.facts, office, &case), record.filed, shuffled, i));
        }
        for queue in &mut queues {
            queue.sort_unstable_by_key(|&(lane, filed, shuffled, i)| {
                (lane, filed, shuffled, licences.at(i).id)
            });
        }
        queues
    }

    /// Grants or refuses one application, by the ruling or by the luck of its filing.
    fn decide(&self, licences: &mut Licences, index: usize, ruling: Option<Ruling>) {
        let case = self.case(licences, index);
        let mut record = *licences.at(index);
        let count = &mut licences.counts[case.office.index() * self.facts.goods() + case.good.index()];
        self.write(&case, &mut record, count, ruling);
        *licences.at_mut(index) = record;
    }

    /// Writes the decision into the record, and counts it.
    fn write(&self, case: &Case, record: &mut Licence, count: &mut LicenceCount, ruling: Option<Ruling>) {
        let Self { facts, tick, .. } = *self;
        add_age(&mut count.decided_ages, tick - record.filed);
        record.decided = tick;
        record.filed = NEVER;
        let unlucky = || facts.chance.uniform(Event::Refusal, record.id, record.ordinal, 0) < case.refusal;
        if ruling.map_or_else(unlucky, |ruling| ruling == Ruling::Refuse) {
            count.refused += 1;
            record.granted = false;
            let again =
                case.regime.refile_after_weeks.map(|weeks| facts.calendar.ticks(weeks).round() as i64);
            record.refile = again.map_or(i64::MAX, |ticks| tick + ticks.max(1));
            return;
        }
        count.granted += 1;
        record.granted = true;
        let v = facts.chance.uniform(Event::Validity, record.id, record.ordinal, 0);
        record.until =
            tick + validity_ticks(facts, case.regime.validity_weeks, case.regime.validity_jitter, v);
        record.left = case
            .regime
            .volume_cap_weeks
            .map_or(f64::INFINITY, |weeks| (facts.calendar.ticks(weeks) * record.contract).ceil());
    }
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
fn capacity(facts: &Facts, licences: &mut Licences, office: usize, waiting: usize) -> usize {
    let rules = &facts.scenario.offices[office];
    let Some(per_week) = rules.capacity_per_week else { return waiting };
    let of_office = |record: &&Licence| record.office.index() == office;
    let model_relations = licences.all().filter(of_office).count() as f64;
    let state = &mut licences.offices[office];
    state.tokens += per_week * facts.calendar.tick_weeks() * model_relations / rules.real_relations;
    let served = (state.tokens as usize).min(waiting);
    state.tokens -= served as f64;
    if served == waiting {
        state.tokens -= state.tokens.floor();
    }
    served
}

/// Counts what pends and what holds.
fn count(facts: &Facts, trade: &Trade, licences: &mut Licences, on: &[bool], tick: i64) {
    let Licences { records, markets, counts, .. } = licences;
    let of_link = records.iter().map(|record| (record, trade.sellers.good[record.seller as usize]));
    let of_market = markets.iter().map(|licence| (&licence.record, licence.good));
    for (record, good) in of_link.chain(of_market).filter(|(record, _)| on[record.regime as usize]) {
        let (office, good) = (record.office.index(), good.index());
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
