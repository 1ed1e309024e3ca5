//! Decisions: reviewed applications in the office's order of service, within its capacity.
//!
//! Rulings come first: a grant or a refusal decides any pending application at once, reviewed or not and outside the
//! capacity; one that is deferred stays in line and takes none.

use super::count::Counter;
use super::file::{Case, case, market_case, regimes_in_force};
use super::rules::validity_ticks;
use crate::state::components::CellOf;
use crate::state::{
    Directives, Facts, Grant, Licence, LicenceCount, Licences, Measures, Now, Ruling, Tick32, Trade, Workers,
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
    if !licences.is_empty() {
        let on = regimes_in_force(&facts, &measures);
        for cell in cells.contiguous_iter().into_iter().flatten() {
            let cell = CellOf::peel_slice(cell);
            let desk = Desk { facts: &facts, directives: &directives, trade: &trade, cell, tick: now.tick };
            desk.obey(&mut licences, &on);
            desk.decide_freely(&mut licences, &on, &mut workers);
            let relations = relations(&facts, &licences);
            for (office, queue) in desk.queues(&licences, &on).into_iter().enumerate() {
                let served = capacity(&facts, &mut licences, &relations, office, queue.len());
                for &(_, _, _, record) in queue.iter().take(served) {
                    desk.decide(&mut licences, record, None);
                }
            }
            desk.count_ripe(&mut licences, &on);
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

    fn counter(&self) -> Counter<'a> {
        Counter { facts: self.facts, trade: self.trade, tick: self.tick }
    }

    /// Decides what rulings grant or refuse. Records in review were counted with those that rest.
    fn obey(&self, licences: &mut Licences, on: &[bool]) {
        for &(index, ruling) in &self.directives.rulings {
            let Some(&record) = licences.records.get(index).filter(|record| record.pending()) else {
                continue;
            };
            if ruling == Ruling::Defer {
                continue;
            }
            let counted = record.ripe == Tick32::NEVER && on[record.regime as usize];
            let (at, holds) = (self.counter().at(&record), licences.grants[index].holds(self.tick));
            if counted {
                licences.counts[at].remove(&record, holds, self.tick);
            }
            self.decide(licences, index, Some(ruling));
            if counted {
                let Licences { records, grants, counts, .. } = licences;
                self.counter().count(counts, &records[index], &grants[index]);
            }
        }
    }

    /// Offices without a limit decide on all of their links' reviewed applications, in whatever order.
    fn decide_freely(&self, licences: &mut Licences, on: &[bool], workers: &mut Workers) {
        let Licences { records, grants, counts, ripe, .. } = licences;
        let ripe = &ripe[..ripe.partition_point(|&index| (index as usize) < records.len())];
        if ripe.is_empty()
            || self.facts.scenario.offices.iter().all(|office| office.capacity_per_week.is_some())
        {
            return;
        }
        let columns = (&mut records[..], &mut grants[..]);
        workers.pool.blocks(columns, &workers.tables, |scratch, first, (records, grants)| {
            let within = |&index: &u32| (index as usize) < first + records.len();
            let ripe = &ripe[ripe.partition_point(|&index| (index as usize) < first)..];
            for index in ripe[..ripe.partition_point(within)].iter().map(|&index| index as usize) {
                let (record, grant) = (&mut records[index - first], &mut grants[index - first]);
                let reviewed = record.pending() && record.ripe != Tick32::NEVER && on[record.regime as usize];
                if reviewed && self.unlimited(record) && !self.defers(index) {
                    let case = case(self.facts, self.directives, self.trade, self.cell, record);
                    let count = &mut scratch.licences[self.counter().at(record)];
                    self.write(&case, (record, grant), count, None);
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
            queues[office].push((lane(self.facts, office, &case), record.filed.get(), shuffled, i));
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
        let at = case.office.index() * self.facts.goods() + case.good.index();
        let mut count = std::mem::take(&mut licences.counts[at]);
        self.write(&case, licences.at_mut(index), &mut count, ruling);
        licences.counts[at] = count;
    }

    /// Counts the records whose review was done when offices began, as they are now, and those towards final markets.
    fn count_ripe(&self, licences: &mut Licences, on: &[bool]) {
        let Licences { records, grants, markets, counts, ripe, .. } = licences;
        let of_links = ripe.iter().map(|&index| index as usize).take_while(|&index| index < records.len());
        of_links.for_each(|index| self.counter().count(counts, &records[index], &grants[index]));
        for licence in markets.iter().filter(|licence| on[licence.record.regime as usize]) {
            let at = licence.record.office.index() * self.facts.goods() + licence.good.index();
            counts[at].add(&licence.record, licence.grant.holds(self.tick), self.tick);
        }
    }

    /// Writes the decision into the record, and counts it.
    fn write(
        &self,
        case: &Case,
        (record, grant): (&mut Licence, &mut Grant),
        count: &mut LicenceCount,
        ruling: Option<Ruling>,
    ) {
        let Self { facts, tick, .. } = *self;
        add_age(&mut count.decided_ages, tick - record.filed.get());
        record.decided = tick.into();
        record.filed = Tick32::NEVER;
        let unlucky = || facts.chance.uniform(Event::Refusal, record.id, record.ordinal, 0) < case.refusal;
        if ruling.map_or_else(unlucky, |ruling| ruling == Ruling::Refuse) {
            count.refused += 1;
            record.granted = false;
            let again =
                case.regime.refile_after_weeks.map(|weeks| facts.calendar.ticks(weeks).round() as i64);
            record.refile = again.map_or(i64::MAX, |ticks| tick + ticks.max(1)).into();
            return;
        }
        count.granted += 1;
        record.granted = true;
        let v = facts.chance.uniform(Event::Validity, record.id, record.ordinal, 0);
        let validity = validity_ticks(facts, case.regime.validity_weeks, case.regime.validity_jitter, v);
        let cap = case.regime.volume_cap_weeks;
        let volume =
            cap.map_or(f64::INFINITY, |weeks| (facts.calendar.ticks(weeks) * record.contract).ceil());
        grant.give(tick + validity, volume);
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
        licences.all().for_each(|(record, _)| relations[record.office.index()] += 1.0);
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
