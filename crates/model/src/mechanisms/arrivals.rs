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
use crate::state::{Facts, Inputs, Now, Pipeline, Provenance, Scratch, Workers, write};
use crate::world::SLOTS;
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_parallel::Kernel;

/// Stocks and goods on the way to write, the plane that is due, cells, and shares of both where something is watched.
type Block<'a> = (
    [&'a mut [f64]; SLOTS],
    [&'a mut [f64]; SLOTS],
    [&'a mut [f64]; SLOTS],
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
        let columns = (
            write(stock),
            write(in_transit),
            pipeline.arriving(now.tick),
            CellOf::peel_slice(cell),
            provenance.arriving(),
        );
        workers.pool.sweep(&Receive(&facts), columns, &workers.tables);
    }
}

struct Receive<'a>(&'a Facts);

impl<'b> Kernel<Scratch, Block<'b>> for Receive<'_> {
    #[inline(always)]
    fn block(&self, scratch: &mut Scratch, _: usize, block: Block<'b>) {
        let (stock, on_way, due, cell, (mut shares, coming)) = block;
        for (of, run) in runs(cell) {
            for slot in 0..self.0.recipe(of).inputs {
                let (stock, on_way) = (&mut stock[slot][run.clone()], &mut on_way[slot][run.clone()]);
                let due = &mut due[slot][run.clone()];
                if !shares.is_empty() {
                    for (i, row) in run.clone().enumerate().filter(|&(i, _)| due[i] > 0.0) {
                        arrive(&mut shares, &coming, (slot, row), stock[i], due[i]);
                    }
                }
                scratch.cells[of].arrived[slot] += whole_sum(due);
                for i in 0..due.len() {
                    let arrived = std::mem::take(&mut due[i]);
                    stock[i] += arrived;
                    on_way[i] -= arrived;
                }
            }
        }
    }
}
