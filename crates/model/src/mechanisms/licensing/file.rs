//! Filing: who applies in a tick, and whose review is done.

use super::count::Counter;
use super::rules::{expected_review_ticks, floor_ticks, hazard_per_tick, validity_ticks};
use crate::state::components::CellOf;
use crate::state::{
    Directives, Facts, Grant, Licence, LicenceCount, Licences, MarketLicence, Measures, Now, Tick32, Trade,
    Workers,
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

/// What is the same for all records of a tick.
struct Docket<'a> {
    facts: &'a Facts,
    /// Regimes in force.
    on: Vec<bool>,
    /// Hazard per tick before directives, and how long a review is expected to take under it, ticks,
    /// `[regime][destination][end use]`.
    reviews: Vec<(f64, f64)>,
    /// Ticks without a decision after filing, by regime.
    floor: Vec<i64>,
    /// Longest time that a review may be expected to take, ticks, by regime.
    longest: Vec<f64>,
    /// General licences that are given in this tick, by regime.
    general: Vec<Vec<&'a GeneralLicences>>,
    /// Sellers that some of these name.
    named: Vec<bool>,
    tick: i64,
}

impl<'a> Docket<'a> {
    fn new(facts: &'a Facts, measures: &Measures, directives: &Directives, trade: &Trade, tick: i64) -> Self {
        let places = || (0..facts.jurisdictions()).map(JurisdictionId::at);
        let (mut reviews, mut longest) = (Vec::new(), Vec::new());
        for regime in &facts.scenario.regimes {
            let first = reviews.len();
            for destination in places() {
                reviews.extend(EndUse::ALL.into_iter().map(|end_use| {
                    let hazard = hazard_per_tick(facts, regime, tick, destination, end_use);
                    (hazard, expected_review_ticks(facts, regime, hazard))
                }));
            }
            // Directives may slow a review down as far as they like.
            let slowest = expected_review_ticks(facts, regime, 0.0);
            let undirected = reviews[first..].iter().fold(0.0, |longest, review| f64::max(longest, review.1));
            longest.push(if directives.is_none() { undirected } else { slowest });
        }
        let floor = facts.scenario.regimes.iter().map(|regime| floor_ticks(facts, regime)).collect();
        let given = |general: &&GeneralLicences| facts.calendar.tick_of(general.from) <= tick;
        let general: Vec<Vec<_>> = facts
            .scenario
            .regimes
            .iter()
            .map(|regime| regime.general.iter().filter(given).collect())
            .collect();
        let names: Vec<u32> = (general.iter().flatten())
            .flat_map(|general| general.exporters.iter().map(|&named| facts.named[named]))
            .collect();
        let named = trade.sellers.firm.iter().map(|firm| names.contains(firm)).collect();
        let on = regimes_in_force(facts, measures);
        Self { facts, on, reviews, floor, longest, general, named, tick }
    }

    /// Hazard that the review of a case ends in this tick, and how long one is expected to take, directives worked in.
    fn review_of(&self, case: &Case, regime: u8) -> (f64, f64) {
        let place = usize::from(regime) * self.facts.jurisdictions() + case.destination.index();
        let undirected = self.reviews[place * EndUse::ALL.len() + case.end_use.index()];
        if case.hazard_factor == 1.0 {
            return undirected;
        }
        let hazard = undirected.0 * case.hazard_factor;
        (hazard, expected_review_ticks(self.facts, case.regime, hazard))
    }

    /// Whether nothing happens to a record in this tick, whatever it is about, and no general licence names its exporter:
    /// most records most of the time, told without looking anything up.
    fn rests(&self, record: &Licence, grant: &Grant) -> bool {
        let regime = usize::from(record.regime);
        let waits = if record.pending() {
            record.ripe == Tick32::NEVER && self.tick - record.filed.get() < self.floor[regime]
        } else {
            let review = self.longest[regime];
            let lasts = || (grant.until() - self.tick) as f64 > review;
            let suffices = || grant.left > review * record.contract;
            self.tick < record.refile.get() || (grant.holds(self.tick) && lasts() && suffices())
        };
        waits && !self.named[record.seller as usize]
    }

    /// A record files, or its review goes on; whether its review is done.
    fn go_on(
        &self,
        case: &Case,
        record: &mut Licence,
        grant: &Grant,
        filed: &mut Vec<(JurisdictionId, GoodId)>,
    ) -> bool {
        if self.should_file(case, record, grant) {
            record.filed = self.tick.into();
            (record.hazard, record.ripe) = (0.0, Tick32::NEVER);
            record.ordinal += 1;
            let u = self.facts.chance.uniform(Event::Decision, record.id, record.ordinal, 0);
            record.enough = -math::ln(u);
            filed.push((case.office, case.good));
        } else if record.pending() && record.ripe == Tick32::NEVER {
            self.review(case, record);
        }
        record.pending() && record.ripe != Tick32::NEVER
    }

    fn should_file(&self, case: &Case, record: &Licence, grant: &Grant) -> bool {
        if record.pending() || self.tick < record.refile.get() {
            return false;
        }
        if !grant.holds(self.tick) {
            return true;
        }
        let (_, review) = self.review_of(case, record.regime);
        let validity_left = (grant.until() - self.tick) as f64;
        validity_left <= review || grant.left <= review * record.contract
    }

    /// The review of a pending application goes on for a tick.
    fn review(&self, case: &Case, record: &mut Licence) {
        if self.tick - record.filed.get() < self.floor[usize::from(record.regime)] {
            return;
        }
        record.hazard += self.review_of(case, record.regime).0;
        if record.hazard >= record.enough {
            record.ripe = self.tick.into();
        }
    }
}

/// Firms file, and reviews go on.
pub fn apply(
    (facts, directives): (Res<Facts>, Res<Directives>),
    measures: Res<Measures>,
    trade: Res<Trade>,
    cells: Query<&'static CellOf>,
    mut licences: ResMut<Licences>,
    mut workers: ResMut<Workers>,
    now: Res<Now>,
) {
    let Licences { records, grants, markets, counts, ripe, .. } = &mut *licences;
    counts.iter_mut().for_each(|count| *count = LicenceCount::default());
    ripe.clear();
    if records.is_empty() && markets.is_empty() {
        return;
    }
    let docket = Docket::new(&facts, &measures, &directives, &trade, now.tick);
    let counter = Counter { facts: &facts, trade: &trade, tick: now.tick };
    for cell in cells.contiguous_iter().into_iter().flatten() {
        let cell = CellOf::peel_slice(cell);
        let columns = (&mut records[..], &mut grants[..]);
        workers.pool.blocks(columns, &workers.tables, |scratch, first, (records, grants)| {
            for (i, (record, grant)) in records.iter_mut().zip(grants).enumerate() {
                if !docket.on[record.regime as usize] {
                    continue;
                }
                if !docket.rests(record, grant) {
                    let case = case(&facts, &directives, &trade, cell, record);
                    docket.general_licence(&trade, &case, record, grant);
                    if docket.go_on(&case, record, grant, &mut scratch.filed) {
                        scratch.ripe.push((first + i) as u32);
                        continue;
                    }
                }
                counter.count(&mut scratch.licences, record, grant);
            }
        });
    }
    workers.tables.with_first(|scratch| {
        for (i, licence) in markets.iter_mut().enumerate() {
            if docket.on[licence.record.regime as usize] {
                let case = market_case(&facts, &directives, licence);
                if docket.go_on(&case, &mut licence.record, &licence.grant, &mut scratch.filed) {
                    scratch.ripe.push((records.len() + i) as u32);
                }
            }
        }
    });
    workers.tables.drain(|scratch| {
        ripe.append(&mut scratch.ripe);
        counts.iter_mut().zip(&mut scratch.licences).for_each(|(into, from)| into.take(from));
        for (office, good) in scratch.filed.drain(..) {
            counts[office.index() * facts.goods() + good.index()].filed += 1;
        }
    });
    ripe.sort_unstable();
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
    case_of(facts, directives, record, (good, origin, destination), end_use)
}

/// The case of a licence towards a final market.
pub(super) fn market_case<'a>(
    facts: &'a Facts,
    directives: &Directives,
    licence: &MarketLicence,
) -> Case<'a> {
    let ends = (licence.good, licence.origin, licence.market);
    case_of(facts, directives, &licence.record, ends, EndUse::Civil)
}

fn case_of<'a>(
    facts: &'a Facts,
    directives: &Directives,
    record: &Licence,
    (good, origin, destination): (GoodId, JurisdictionId, JurisdictionId),
    end_use: EndUse,
) -> Case<'a> {
    let regime = &facts.scenario.regimes[record.regime as usize];
    let lane = facts.lane(good, origin, destination);
    let (hazard_factor, refusal) = directives.review(facts.use_of(lane, end_use));
    let refusal = refusal.max(regime.refusal.get(destination, end_use));
    Case { regime, good, office: record.office, destination, end_use, hazard_factor, refusal }
}

impl Docket<'_> {
    /// Gives a record the general licence that covers it, if one does.
    fn general_licence(&self, trade: &Trade, case: &Case, record: &mut Licence, grant: &mut Grant) {
        let Self { facts, tick, .. } = *self;
        let covers = |general: &&&GeneralLicences| {
            let exporter = trade.sellers.firm[record.seller as usize];
            general.destinations.contains(case.destination)
                && general.exporters.iter().any(|&named| facts.named[named] == exporter)
        };
        if let Some(general) = self.general[record.regime as usize].iter().find(covers)
            && !(grant.left.is_infinite() && grant.holds(tick))
        {
            let validity = validity_ticks(facts, general.validity_weeks, 0.0, 0.5);
            grant.give(tick + validity, f64::INFINITY);
            record.filed = Tick32::NEVER;
        }
    }
}
