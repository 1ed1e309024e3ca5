//! Decisions: reviewed applications in the office's order of service, within its capacity.
//!
//! Rulings come first: a grant or a refusal decides any pending application at once, reviewed or not and outside the
//! capacity; one that is deferred stays in line and takes none.

use super::file::{Case, case, market_case, regimes_in_force};
use super::rules::validity_ticks;
use crate::state::components::CellOf;
use crate::state::{
    Directives, Facts, Grant, Licence, LicenceCount, Licences, Measures, NEVER, Now, Ruling, Trade, Workers,
    add_age,
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
    mut workers: ResMut<Workers>,
    now: Res<Now>,
) {
    licences.grants.clear();
    if !licences.is_empty() {
        let on = regimes_in_force(&facts, &measures);
        for cell in cells.contiguous_iter().into_iter().flatten() {
            let cell = CellOf::peel_slice(cell);
            let desk = Desk { facts: &facts, directives: &directives, trade: &trade, cell, tick: now.tick };
            desk.obey(&mut licences);
            desk.decide_freely(&mut licences, &on, &mut workers);
            let relations = relations(&facts, &licences);
            for (office, queue) in desk.queues(&licences, &on).into_iter().enumerate() {
                let served = capacity(&facts, &mut licences, &relations, office, queue.len());
                for &(_, _, _, record) in queue.iter().take(served) {
                    desk.decide(&mut licences, record, None);
                }
            }
            count(&facts, &trade, &mut licences, &on, now.tick, &mut workers);
        }
    }
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

    /// Offices without a limit decide on all of their links' reviewed applications, in whatever order.
    fn decide_freely(&self, licences: &mut Licences, on: &[bool], workers: &mut Workers) {
        let Licences { records, counts, ripe, .. } = licences;
        if ripe.is_empty()
            || self.facts.scenario.offices.iter().all(|office| office.capacity_per_week.is_some())
        {
            return;
        }
        let goods = self.facts.goods();
        workers.pool.blocks(&mut records[..], &workers.tables, |scratch, first, block: &mut [Licence]| {
            for (i, record) in block.iter_mut().enumerate() {
                let reviewed = record.pending() && record.ripe != NEVER && on[record.regime as usize];
                if reviewed && self.unlimited(record) && !self.defers(first + i) {
                    let case = case(self.facts, self.directives, self.trade, self.cell, record);
                    let count = &mut scratch.licences[case.office.index() * goods + case.good.index()];
                    self.write(&case, record, count, None);
                }
            }
        });
        workers.tables.drain(|scratch| {
            counts.iter_mut().zip(&mut scratch.licences).for_each(|(into, from)| into.take(from));
        });
    }

    /// Whether the office that decides on a record has no limit.
    fn unlimited(&self, record: &Licence) -> bool {
        self.facts.scenario.offices[record.office.index()].capacity_per_week.is_none()
    }

    fn defers(&self, record: usize) -> bool {
        self.directives.ruling(record) == Some(Ruling::Defer)
    }

    /// Reviewed applications of each office, in order of service.
    fn queues(&self, licences: &Licences, on: &[bool]) -> Vec<Vec<Waiting>> {
        let mut queues = vec![Vec::new(); self.facts.jurisdictions()];
        for i in licences.ripe.iter().map(|&index| index as usize) {
            let record = licences.at(i);
            let waits = record.pending() && on[record.regime as usize];
            if !waits || self.defers(i) {
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

/// Number of records by office, where some office's capacity is limited.
fn relations(facts: &Facts, licences: &Licences) -> Vec<f64> {
    let mut relations = vec![0.0; facts.jurisdictions()];
    if facts.scenario.offices.iter().any(|office| office.capacity_per_week.is_some()) {
        licences.all().for_each(|record| relations[record.office.index()] += 1.0);
    }
    relations
}

/// How many of `waiting` applications an office decides; capacity that nobody waits for lapses, fractions stay.
fn capacity(
    facts: &Facts,
    licences: &mut Licences,
    relations: &[f64],
    office: usize,
    waiting: usize,
) -> usize {
    let rules = &facts.scenario.offices[office];
    let Some(per_week) = rules.capacity_per_week else { return waiting };
    let model_relations = relations[office];
    let state = &mut licences.offices[office];
    state.tokens += per_week * facts.calendar.tick_weeks() * model_relations / rules.real_relations;
    let served = (state.tokens as usize).min(waiting);
    state.tokens -= served as f64;
    if served == waiting {
        state.tokens -= state.tokens.floor();
    }
    served
}

/// Counts what pends and what holds, and writes down what the records of links allow.
fn count(
    facts: &Facts,
    trade: &Trade,
    licences: &mut Licences,
    on: &[bool],
    tick: i64,
    workers: &mut Workers,
) {
    let Licences { records, grants, markets, counts, .. } = licences;
    grants.resize(records.len(), Grant::default());
    let columns = (&mut grants[..], &records[..]);
    workers.pool.blocks(columns, &workers.tables, |scratch, _, (grants, records)| {
        for (grant, record) in grants.iter_mut().zip(records) {
            *grant = Grant::of(record, tick);
            if on[record.regime as usize] {
                let good = trade.sellers.good[record.seller as usize];
                let count = &mut scratch.licences[record.office.index() * facts.goods() + good.index()];
                count.add(record, grant.holds, tick);
            }
        }
    });
    workers.tables.drain(|scratch| {
        for (into, from) in counts.iter_mut().zip(&mut scratch.licences) {
            into.take(from);
        }
    });
    for licence in markets.iter().filter(|licence| on[licence.record.regime as usize]) {
        let count = &mut counts[licence.record.office.index() * facts.goods() + licence.good.index()];
        count.add(&licence.record, licence.record.holds(tick), tick);
    }
}
