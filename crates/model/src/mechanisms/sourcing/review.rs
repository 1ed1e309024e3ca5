//! Reviews: each firm, every few weeks, staggered by its stable id.

use super::factors::Factors;
use super::pools::Search;
use super::search::{Request, look_for_supplier};
use super::shares::share_out;
use crate::state::components::{CellOf, Lead, Normal, Stable, slots, write_slots};
use crate::state::runs::runs;
use crate::state::{
    Facts, Grant, Licence, Licences, Measures, Network, Now, Places, Prices, Scratch, ShareBlock, Trade,
    Verdict, Workers,
};
use crate::world::{Links, SHARE_ONE, SLOTS, class, place};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::{GoodId, math};
use coercivity_parallel::Kernel;
use std::ops::Range;

type Firms = (slots!(mut Lead), &'static Stable, &'static Normal, &'static CellOf);

/// What reviews go by.
struct Review<'a> {
    facts: &'a Facts,
    factors: &'a Factors,
    trade: &'a Trade,
    licences: &'a Licences,
    /// Which firms' turn it is.
    turn: u16,
    tick: i64,
}

/// Firms whose turn it is review their suppliers.
#[expect(clippy::too_many_arguments, reason = "a system's arguments are the state it declares to touch")]
pub fn review_suppliers(
    mut firms: Query<Firms>,
    facts: Res<Facts>,
    (measures, prices): (Res<Measures>, Res<Prices>),
    mut trade: ResMut<Trade>,
    licences: Res<Licences>,
    mut network: ResMut<Network>,
    mut workers: ResMut<Workers>,
    (now, mut factors): (Res<Now>, Local<Factors>),
) {
    if calm(&trade, &measures, &prices, &network) {
        return;
    }
    factors.update(&facts, &measures, &prices, &trade);
    let (network, workers) = (&mut *network, &mut *workers);
    for ((mut l0, mut l1, mut l2, mut l3), stable, normal, cell) in
        firms.contiguous_iter_mut().into_iter().flatten()
    {
        let (stable, cell) = (Stable::peel_slice(stable), CellOf::peel_slice(cell));
        let review = Review {
            facts: &facts,
            factors: &factors,
            trade: &trade,
            licences: &licences,
            turn: now.tick.rem_euclid(facts.pace.review_ticks as i64) as u16,
            tick: now.tick,
        };
        let columns = (
            write_slots!(Lead, l0, l1, l2, l3),
            stable,
            cell,
            network.turn.as_slice(),
            ShareBlock::new(&mut network.links, &licences.grants),
        );
        workers.pool.sweep(&review, columns, &workers.tables);
        let mut requests = Vec::new();
        workers.tables.drain(|scratch| {
            network.moved |= std::mem::take(&mut scratch.moved);
            requests.append(&mut scratch.requests);
        });
        let search = Search::new(&facts, &measures, now.tick);
        let of_firms = (Normal::peel_slice(normal), cell);
        look_for_supplier(&search, &requests, (&mut trade, network), of_firms, &workers.pool);
    }
}

/// Whether nothing could make a review change anything.
pub(crate) fn calm(trade: &Trade, measures: &Measures, prices: &Prices, network: &Network) -> bool {
    !network.moved
        && prices.at_base()
        && !measures.active.iter().any(|&on| on)
        && !measures.directed
        && trade.record.iter().flatten().all(|&record| record > 0.999)
}

/// Transits to write, stable ids, cells, turns, links.
type Block<'a> = ([&'a mut [f32]; SLOTS], &'a [u64], &'a [u16], &'a [u16], ShareBlock<'a>);

impl<'b> Kernel<Scratch, Block<'b>> for Review<'_> {
    #[inline(always)]
    fn block(&self, scratch: &mut Scratch, first: usize, block: Block<'b>) {
        let (lead, stable, cell, turn, mut links) = block;
        for (of, run) in runs(cell) {
            let inputs = self.facts.recipe(of).inputs;
            for row in run {
                if turn[row] != self.turn {
                    continue;
                }
                for slot in 0..inputs {
                    let records = links.records(row, slot);
                    let (places, shares) = links.places(row, slot);
                    let input = self.input(of, slot);
                    let found = self.slot(&input, &places, shares, records, &mut scratch.weights);
                    if found.moved {
                        scratch.moved = true;
                        lead[slot][row] = self.lead(&input, &places, shares);
                    }
                    if found.search {
                        let (stable, firm) = (stable[row], (first + row) as u32);
                        scratch.requests.push(Request { stable, firm, slot: slot as u8 });
                    }
                }
            }
        }
    }
}

/// An input of the buyers of a cell.
#[derive(Clone, Copy)]
struct Input {
    /// The lane from the first jurisdiction, and the step to the next one's.
    lane: usize,
    step: usize,
}

/// What a review of one (buyer, input) came to.
struct Finding {
    /// Whether shares moved.
    moved: bool,
    /// Whether it looks for another supplier.
    search: bool,
}

/// Factors of weights that differ by less leave shares at their anchors where they are: 32768ths move by less than a
/// quarter, which the rounding takes back.
const ALIKE: f64 = 1.0 + 1e-6;

/// Whether a buyer has a place for another supplier and qualifies none.
fn has_room(places: &Places) -> bool {
    let free = |(&seller, &state): (&u32, &u8)| Links::free(seller, state);
    places.seller.iter().zip(places.state).any(free)
        && places.state.iter().all(|state| state & place::QUALIFYING == 0)
}

impl Review<'_> {
    #[inline(always)]
    fn input(&self, cell: usize, slot: usize) -> Input {
        let good: GoodId = self.facts.recipe(cell).input_good[slot];
        let destination = self.facts.cells[cell].jurisdiction;
        let lane = self.facts.lane(good, coercivity_base::JurisdictionId::at(0), destination);
        Input { lane, step: self.facts.jurisdictions() }
    }

    fn lane(&self, input: &Input, seller: u32) -> usize {
        input.lane + self.trade.sellers.jurisdiction[seller as usize].index() * input.step
    }

    /// Moves the shares of one (buyer, input).
    #[inline(always)]
    fn slot(
        &self,
        input: &Input,
        places: &Places,
        shares: &mut [u16],
        records: Range<usize>,
        weights: &mut Vec<f64>,
    ) -> Finding {
        let rules = &self.facts.scenario.behaviour.sourcing;
        let (mut delivered, mut disturbed, mut anchored) = (0.0, false, true);
        let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
        weights.clear();
        for (k, &share) in shares.iter().enumerate() {
            let (anchor, state) = (places.anchor[k], places.state[k]);
            if anchor == 0 {
                weights.push(0.0);
                continue;
            }
            let (seller, of) = (places.seller[k], usize::from(state & class::MASK));
            let record = self.trade.record[seller as usize][of];
            let cost = self.factors.cost[self.lane(input, seller)];
            let (passes, reliability, factor) = if state & place::VERDICT & place::BLOCKED == 0 {
                let (reliability, factor) = self.factors.reliability[seller as usize][of];
                (1.0, reliability, factor)
            } else {
                let (passes, counts) = self.passage(state, places.start + k, records.clone());
                let reliability = (record * counts).max(1e-6);
                (passes, reliability, math::pow(reliability, rules.reliability_elasticity))
            };
            delivered += f64::from(share) / f64::from(SHARE_ONE) * record * passes;
            disturbed |= cost.0 != 1.0 || reliability < 0.999 || share != anchor;
            anchored &= share == anchor;
            let weight = f64::from(anchor) * cost.1 * factor;
            (low, high) = (low.min(cost.1 * factor), high.max(cost.1 * factor));
            weights.push(weight);
        }
        let search = delivered < rules.search_below && has_room(places);
        let moved = disturbed && !(anchored && high <= low * ALIKE) && self.towards(places, shares, weights);
        Finding { moved, search }
    }

    /// What share of a link's orders passes, and what share counts for its record; its licence is among `records`.
    fn passage(&self, state: u8, at: usize, records: Range<usize>) -> (f64, f64) {
        match Verdict::of(state) {
            Verdict::Open | Verdict::Grace => (1.0, 1.0),
            Verdict::Blocked => (0.0, 0.0),
            Verdict::Licensed => {
                let lots =
                    || self.licences.records[records.clone()].iter().filter(|one| one.place as usize == at);
                let Some(first) = lots().next() else { return (0.0, 1.0) };
                let share = Grant::allowance(lots().map(|record| Grant::of(record, self.tick))).share;
                (share, if self.patience_over(first) { share } else { 1.0 })
            }
        }
    }

    /// Whether a licence has been awaited for longer than buyers are patient.
    fn patience_over(&self, record: &Licence) -> bool {
        let regime = &self.facts.scenario.regimes[record.regime as usize];
        let review = self.facts.calendar.ticks(regime.floor_weeks.max(1.0)) * 3.0;
        let patience = self.facts.scenario.behaviour.sourcing.patience_reviews * review;
        !record.holds(self.tick) && (self.tick - record.since.max(record.until)) as f64 > patience
    }

    /// Moves shares part of the way to `weights`; whether one moved.
    #[inline(always)]
    fn towards(&self, places: &Places, shares: &mut [u16], weights: &mut [f64]) -> bool {
        let rules = &self.facts.scenario.behaviour.sourcing;
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return false;
        }
        let one = f64::from(SHARE_ONE);
        for (k, weight) in weights.iter_mut().enumerate() {
            if *weight == 0.0 || places.state[k] & place::QUALIFYING != 0 {
                *weight = 0.0;
                continue;
            }
            let share = f64::from(shares[k]) / one;
            let wanted = *weight / total;
            // A qualified supplier keeps the smallest share, or what it had if that was less.
            let kept = rules.smallest_share.min(f64::from(places.anchor[k]) / one);
            *weight = (share + rules.adjustment * (wanted - share)).max(kept);
        }
        let mut before = [0; 16];
        let Some(before) = before.get_mut(..shares.len()) else {
            let before = shares.to_vec();
            share_out(weights, shares);
            return before != shares;
        };
        before.copy_from_slice(shares);
        share_out(weights, shares);
        before != shares
    }

    /// Transit of an input weighted by shares.
    fn lead(&self, input: &Input, places: &Places, shares: &[u16]) -> f32 {
        let of = |(&share, &seller): (&u16, &u32)| {
            f64::from(share) * f64::from(self.facts.transit[self.lane(input, seller)])
        };
        let weighted: f64 = shares.iter().zip(places.seller).filter(|(share, _)| **share > 0).map(of).sum();
        (weighted / f64::from(SHARE_ONE)) as f32
    }
}
