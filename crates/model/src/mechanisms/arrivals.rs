//! Arrivals: shipments due now enter input stocks.
//!
//! # Equation
//! ```text
//! s_i(t) = s_i(t-1) + a_i(t),   p_i(t) = p_i(t-1) - a_i(t)
//! ```
//!
//! | symbol | column | unit | meaning |
//! |---|---|---|---|
//! | s | `Inputs::stock` | base units | input held |
//! | p | `Inputs::in_transit` | base units | input on its way |
//! | a | plane `t` of `Pipeline` | base units | due in this tick |
//!
//! Where something is watched, what arrives has the share of all that is on the way (see `provenance`).
//! Phase: Arrivals. Reads and clears the plane of the tick. Invariant: p never negative.

use super::provenance::arrive;
use crate::state::components::CellOf;
use crate::state::runs::{runs, whole_sum};
use crate::state::{Facts, Inputs, Late, Now, Pipeline, Provenance, Scratch, Workers, write};
use crate::world::SLOTS;
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_parallel::Kernel;

/// Stocks and goods on the way to write, the plane that is due, cells, and shares of both where something is watched.
type Block<'a> = (
    [&'a mut [f64]; SLOTS],
    [&'a mut [f64]; SLOTS],
    [&'a mut [u32]; SLOTS],
    &'a [u16],
    (Vec<[&'a mut [f32]; SLOTS]>, Vec<[&'a [f32]; SLOTS]>),
);

/// Moves what is due into stocks, and counts it by cell.
pub fn receive(
    firms: Query<&'static CellOf>,
    mut inputs: ResMut<Inputs>,
    (mut pipeline, mut provenance): (ResMut<Pipeline>, ResMut<Provenance>),
    (facts, workers): (Res<Facts>, Res<Workers>),
    now: Res<Now>,
) {
    let Inputs { stock, in_transit, .. } = &mut *inputs;
    for cell in firms.contiguous_iter().into_iter().flatten() {
        let cell = CellOf::peel_slice(cell);
        let (due, mut beside) = pipeline.arriving(now.tick);
        if provenance.watches() == 0 {
            take_in(&mut beside, (stock, in_transit), cell, &workers);
        }
        // Shares by origin are mixed once an input, with all that arrives of it.
        beside.sort_unstable_by_key(|late| late.firm);
        let columns = (write(stock), write(in_transit), due, cell, provenance.arriving());
        workers.pool.sweep(&Receive { facts: &facts, beside: &beside }, columns, &workers.tables);
    }
}

/// Takes in what arrives beside the plane: whole numbers, in any order.
fn take_in(
    beside: &mut Vec<Late>,
    (stock, on_way): (&mut [Vec<f64>; SLOTS], &mut [Vec<f64>; SLOTS]),
    cell: &[u16],
    workers: &Workers,
) {
    workers.tables.with_first(|scratch| {
        for Late { firm, slot, units, .. } in beside.drain(..) {
            let (firm, slot) = (firm as usize, usize::from(slot));
            stock[slot][firm] += units;
            on_way[slot][firm] -= units;
            scratch.cells[usize::from(cell[firm])].arrived[slot] += units;
        }
    });
}

struct Receive<'a> {
    facts: &'a Facts,
    /// What arrives beside the plane and was not taken in, by buyer.
    beside: &'a [Late],
}

impl<'b> Kernel<Scratch, Block<'b>> for Receive<'_> {
    #[inline(always)]
    fn block(&self, scratch: &mut Scratch, first: usize, block: Block<'b>) {
        let (stock, on_way, due, cell, (mut shares, coming)) = block;
        for (of, run) in runs(cell) {
            for slot in 0..self.facts.recipe(of).inputs {
                let (stock, on_way) = (&mut stock[slot][run.clone()], &mut on_way[slot][run.clone()]);
                let due = &mut due[slot][run.clone()];
                let arrived = &mut scratch.desk.units[..due.len()];
                for (arrived, due) in arrived.iter_mut().zip(due) {
                    *arrived = f64::from(std::mem::take(due));
                }
                self.add_beside(first + run.start, slot, arrived);
                if !shares.is_empty() {
                    for (i, row) in run.clone().enumerate().filter(|&(i, _)| arrived[i] > 0.0) {
                        arrive(&mut shares, &coming, (slot, row), stock[i], arrived[i]);
                    }
                }
                scratch.cells[of].arrived[slot] += whole_sum(arrived);
                for i in 0..arrived.len() {
                    stock[i] += arrived[i];
                    on_way[i] -= arrived[i];
                }
            }
        }
    }
}

impl Receive<'_> {
    /// Adds what arrives beside the plane for an input of the firms from `first` on.
    fn add_beside(&self, first: usize, slot: usize, arrived: &mut [f64]) {
        let from = self.beside.partition_point(|late| (late.firm as usize) < first);
        for late in &self.beside[from..] {
            let Some(arrived) = arrived.get_mut(late.firm as usize - first) else { return };
            if usize::from(late.slot) == slot {
                *arrived += late.units;
            }
        }
    }
}
