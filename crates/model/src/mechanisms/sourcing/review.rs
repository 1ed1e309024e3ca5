//! Reviews: each firm, every few weeks, staggered by its stable id.

use super::bench::Found;
use super::factors::Factors;
use super::pools::Search;
use super::search::{Request, look_for_supplier};
use crate::state::components::{CellOf, Normal, Stable};
use crate::state::{
    Facts, Inputs, Licences, Measures, Network, Now, Prices, Scratch, ShareBlock, ShareRow, Trade, Workers,
    write,
};
use crate::world::{Links, SLOTS, place};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::{GoodId, JurisdictionId};
use coercivity_parallel::Kernel;

type Firms = (&'static Stable, &'static Normal, &'static CellOf);

/// What reviews go by.
pub(super) struct Review<'a> {
    pub(super) facts: &'a Facts,
    pub(super) factors: &'a Factors,
    pub(super) licences: &'a Licences,
    /// Which firms' turn it is.
    turn: u16,
    pub(super) tick: i64,
}

/// Firms whose turn it is review their suppliers.
#[expect(clippy::too_many_arguments, reason = "a system's arguments are the state it declares to touch")]
pub fn review_suppliers(
    firms: Query<Firms>,
    mut inputs: ResMut<Inputs>,
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
    for (stable, normal, cell) in firms.contiguous_iter().into_iter().flatten() {
        let (stable, cell) = (Stable::peel_slice(stable), CellOf::peel_slice(cell));
        let review = Review {
            facts: &facts,
            factors: &factors,
            licences: &licences,
            turn: now.tick.rem_euclid(facts.pace.review_ticks as i64) as u16,
            tick: now.tick,
        };
        let columns = (
            write(&mut inputs.lead),
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
                for (n, row) in bench.turning.iter().cloned().flatten().enumerate() {
                    let found = bench.found[n];
                    if self.moves(&found) {
                        let mut places = links.row(run, slot, row);
                        if self.towards(&mut places, bench, n) {
                            *moved = true;
                            lead[slot][rows.start + row] = self.lead(&input, &places);
                        }
                    }
                    if self.searches(&found) && can_search(&links.row(run, slot, row)) {
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
pub(super) struct Input {
    /// The lane from the first jurisdiction, and the step to the next one's.
    pub(super) lane: usize,
    pub(super) step: usize,
}

/// Factors of weights that differ by less leave shares at their anchors where they are: 32768ths move by less than a
/// quarter, which the rounding takes back.
const ALIKE: f64 = 1.0 + 1e-6;

impl Review<'_> {
    #[inline(always)]
    fn input(&self, cell: usize, slot: usize) -> Input {
        let good: GoodId = self.facts.recipe(cell).input_good[slot];
        let destination = self.facts.cells[cell].jurisdiction;
        let lane = self.facts.lane(good, JurisdictionId::at(0), destination);
        Input { lane, step: self.facts.jurisdictions() }
    }

    /// Whether shares may move.
    #[inline(always)]
    fn moves(&self, found: &Found) -> bool {
        found.disturbed && !(found.anchored && found.high <= found.low * ALIKE)
    }

    /// Whether so little is delivered to a buyer that it looks for another supplier.
    #[inline(always)]
    fn searches(&self, found: &Found) -> bool {
        found.delivered < self.facts.scenario.behaviour.sourcing.search_below
    }
}

/// Whether a buyer has a place for another supplier, and qualifies none.
fn can_search(places: &ShareRow) -> bool {
    let states = || (0..places.len()).map(|k| places.at(k)).map(|at| (places.seller[at], places.state[at]));
    states().any(|(seller, state)| Links::free(seller, state))
        && states().all(|(_, state)| state & place::QUALIFYING == 0)
}
