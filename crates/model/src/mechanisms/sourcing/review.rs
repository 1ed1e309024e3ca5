//! Reviews: each firm, every few weeks, staggered by its stable id.

use super::factors::{Factors, LEAST_RECORD};
use super::pools::Search;
use super::search::{Request, look_for_supplier};
use super::shares::share_out;
use crate::state::components::{CellOf, Lead, Normal, Stable, slots, write_slots};
use crate::state::{
    Facts, Grant, Licence, Licences, LinkRun, Lots, Measures, Network, Now, Prices, Scratch, ShareBlock,
    ShareColumn, Trade, Verdict, Workers,
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
    /// Reviews of a block, column by column over the firms of a run whose turn it is.
    #[inline(always)]
    fn block(&self, scratch: &mut Scratch, first: usize, block: Block<'b>) {
        let (lead, stable, cell, turn, mut links) = block;
        let Scratch { bench, requests, moved, .. } = scratch;
        for (run, rows) in links.runs() {
            let of = usize::from(cell[rows.start]);
            bench.call_up(&turn[rows.clone()], self.turn);
            if bench.turning.is_empty() {
                continue;
            }
            for slot in 0..self.facts.recipe(of).inputs {
                let input = self.input(of, slot);
                bench.begin(run.places(slot));
                for k in 0..run.places(slot) {
                    let (column, lots) = links.column(run, slot, k);
                    self.weigh(&input, &column, lots, bench, k);
                }
                for n in 0..bench.turning.len() {
                    let (found, row) = (bench.found[n], bench.turning[n] as usize);
                    if self.moves(&found) && self.towards(&mut links, run, slot, bench, n) {
                        *moved = true;
                        lead[slot][rows.start + row] = self.lead(&input, &mut links, run, slot, row);
                    }
                    if self.searches(&found) {
                        let (stable, row) = (stable[rows.start + row], first + rows.start + row);
                        requests.push(Request { stable, firm: row as u32, slot: slot as u8 });
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

/// What a review knows of one (buyer, input).
#[derive(Clone, Copy, Debug)]
struct Found {
    /// Share of the orders that its suppliers deliver.
    delivered: f64,
    /// Least and largest factor of a weight.
    low: f64,
    high: f64,
    /// Whether anything could move a share.
    disturbed: bool,
    /// Whether all shares are at their anchors.
    anchored: bool,
    /// Whether there is a place for another supplier, and one that is being qualified.
    free: bool,
    qualifying: bool,
}

impl Found {
    const NOTHING: Self = Self {
        delivered: 0.0,
        low: f64::INFINITY,
        high: 0.0,
        disturbed: false,
        anchored: true,
        free: false,
        qualifying: false,
    };
}

/// What reviews of the firms of a run work out of an input.
#[derive(Debug, Default)]
pub(crate) struct Bench {
    /// Firms whose turn it is, as rows of the run.
    turning: Vec<u32>,
    /// What is known of each of them.
    found: Vec<Found>,
    /// Weights of their places, column by column.
    weights: Vec<f64>,
    /// Weights, old and new shares of the places at hand.
    few: Vec<f64>,
    before: Vec<u16>,
    after: Vec<u16>,
}

impl Bench {
    /// Finds out whose turn it is.
    #[inline(always)]
    fn call_up(&mut self, turn: &[u16], now: u16) {
        self.turning.clear();
        self.turning.extend((0..).zip(turn).filter(|(_, turn)| **turn == now).map(|(row, _)| row));
    }

    /// Begins with an input of so many places.
    #[inline(always)]
    fn begin(&mut self, places: usize) {
        self.found.clear();
        self.found.resize(self.turning.len(), Found::NOTHING);
        self.weights.clear();
        self.weights.resize(places * self.turning.len(), 0.0);
    }
}

/// Factors of weights that differ by less leave shares at their anchors where they are: 32768ths move by less than a
/// quarter, which the rounding takes back.
const ALIKE: f64 = 1.0 + 1e-6;

impl Review<'_> {
    #[inline(always)]
    fn input(&self, cell: usize, slot: usize) -> Input {
        let good: GoodId = self.facts.recipe(cell).input_good[slot];
        let destination = self.facts.cells[cell].jurisdiction;
        let lane = self.facts.lane(good, coercivity_base::JurisdictionId::at(0), destination);
        Input { lane, step: self.facts.jurisdictions() }
    }

    /// Weighs the places of column `k` of an input.
    #[inline(always)]
    fn weigh(&self, input: &Input, column: &ShareColumn, lots: &mut Lots, bench: &mut Bench, k: usize) {
        let firms = bench.turning.len();
        let rules = &self.facts.scenario.behaviour.sourcing;
        let weights = &mut bench.weights[k * firms..(k + 1) * firms];
        for ((&row, found), weight) in bench.turning.iter().zip(&mut bench.found).zip(weights) {
            let row = row as usize;
            let (anchor, state, seller) = (column.anchor[row], column.state[row], column.seller[row]);
            found.free |= Links::free(seller, state);
            found.qualifying |= state & place::QUALIFYING != 0;
            if anchor == 0 {
                continue;
            }
            let standing = &self.factors.standing[seller as usize];
            let (record, mut factor) = standing.record[usize::from(state & class::MASK)];
            let (mut passes, mut reliability) = (1.0, record.max(LEAST_RECORD));
            if state & place::VERDICT & place::BLOCKED != 0 {
                let counts;
                (passes, counts) = self.passage(state, lots.records(column.start + row));
                reliability = (record * counts).max(LEAST_RECORD);
                factor = math::pow(reliability, rules.reliability_elasticity);
            }
            let share = column.share[row];
            let cost = self.factors.cost[input.lane + standing.origin.index() * input.step];
            found.delivered += f64::from(share) / f64::from(SHARE_ONE) * record * passes;
            found.disturbed |= cost.0 != 1.0 || reliability < 0.999 || share != anchor;
            found.anchored &= share == anchor;
            (found.low, found.high) = (found.low.min(cost.1 * factor), found.high.max(cost.1 * factor));
            *weight = f64::from(anchor) * cost.1 * factor;
        }
    }

    /// Whether shares may move.
    #[inline(always)]
    fn moves(&self, found: &Found) -> bool {
        found.disturbed && !(found.anchored && found.high <= found.low * ALIKE)
    }

    /// Whether a buyer looks for another supplier: it has a place for one and qualifies none.
    #[inline(always)]
    fn searches(&self, found: &Found) -> bool {
        let below = self.facts.scenario.behaviour.sourcing.search_below;
        found.delivered < below && found.free && !found.qualifying
    }

    /// What share of a link's orders passes, and what share counts for its record; its licence has the `records`.
    fn passage(&self, state: u8, records: Range<usize>) -> (f64, f64) {
        match Verdict::of(state) {
            Verdict::Open | Verdict::Grace => (1.0, 1.0),
            Verdict::Blocked => (0.0, 0.0),
            Verdict::Licensed => {
                let lots = &self.licences.records[records];
                let Some(first) = lots.first() else { return (0.0, 1.0) };
                let share = Grant::allowance(lots.iter().map(|record| Grant::of(record, self.tick))).share;
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

    /// Moves the shares of firm `n` of those whose turn it is part of the way to its weights; whether one moved.
    #[inline(always)]
    fn towards(
        &self,
        links: &mut ShareBlock,
        run: &LinkRun,
        slot: usize,
        bench: &mut Bench,
        n: usize,
    ) -> bool {
        let rules = &self.facts.scenario.behaviour.sourcing;
        let (firms, row) = (bench.turning.len(), bench.turning[n] as usize);
        let Bench { few, before, after, weights, .. } = bench;
        few.clear();
        few.extend(weights.iter().skip(n).step_by(firms));
        let total: f64 = few.iter().sum();
        if total <= 0.0 {
            return false;
        }
        let one = f64::from(SHARE_ONE);
        before.clear();
        for (k, weight) in few.iter_mut().enumerate() {
            let (column, _) = links.column(run, slot, k);
            let held = column.share[row];
            before.push(held);
            if *weight == 0.0 || column.state[row] & place::QUALIFYING != 0 {
                *weight = 0.0;
                continue;
            }
            let share = f64::from(held) / one;
            let wanted = *weight / total;
            // A qualified supplier keeps the smallest share, or what it had if that was less.
            let kept = rules.smallest_share.min(f64::from(column.anchor[row]) / one);
            *weight = (share + rules.adjustment * (wanted - share)).max(kept);
        }
        after.clear();
        after.resize(few.len(), 0);
        share_out(few, after);
        if before == after {
            return false;
        }
        for (k, &share) in after.iter().enumerate() {
            links.column(run, slot, k).0.share[row] = share;
        }
        true
    }

    /// Transit of an input weighted by shares.
    fn lead(&self, input: &Input, links: &mut ShareBlock, run: &LinkRun, slot: usize, row: usize) -> f32 {
        let mut weighted = 0.0;
        for k in 0..run.places(slot) {
            let (column, _) = links.column(run, slot, k);
            if column.share[row] > 0 {
                let origin = self.factors.standing[column.seller[row] as usize].origin;
                let transit = self.facts.transit[input.lane + origin.index() * input.step];
                weighted += f64::from(column.share[row]) * f64::from(transit);
            }
        }
        (weighted / f64::from(SHARE_ONE)) as f32
    }
}
