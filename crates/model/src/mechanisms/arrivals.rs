//! Arrivals: shipments due now enter input stocks.
//!
//! # Equation
//! ```text
//! s_i(t) = s_i(t-1) + a_i(t),   p_i(t) = p_i(t-1) - a_i(t)
//! ```
//!
//! | symbol | column | unit | meaning |
//! |---|---|---|---|
//! | s | `InputStock` | base units | input held |
//! | p | `InTransit` | base units | input on its way |
//! | a | plane `t` of `Pipeline` | base units | due in this tick |
//!
//! Where something is watched, what arrives has the share of all that is on the way (see `provenance`).
//! Phase: Arrivals. Reads and clears the plane of the tick. Invariant: p never negative.

use super::provenance::arrive;
use crate::state::components::{CellOf, InTransit, InputStock, slots, write_slots};
use crate::state::{Now, Pipeline, Provenance, Workers};
use crate::world::SLOTS;
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;

type Firms = (slots!(mut InputStock), slots!(mut InTransit), &'static CellOf);

/// Moves what is due into stocks, and counts it by cell.
pub fn receive(
    mut firms: Query<Firms>,
    (mut pipeline, mut provenance): (ResMut<Pipeline>, ResMut<Provenance>),
    workers: Res<Workers>,
    now: Res<Now>,
) {
    for ((mut s0, mut s1, mut s2, mut s3), (mut p0, mut p1, mut p2, mut p3), cell) in
        firms.contiguous_iter_mut().into_iter().flatten()
    {
        let columns = (
            write_slots!(InputStock, s0, s1, s2, s3),
            write_slots!(InTransit, p0, p1, p2, p3),
            pipeline.arriving(now.tick),
            CellOf::peel_slice(cell),
            provenance.arriving(),
        );
        workers.pool.blocks(columns, &workers.tables, |scratch, _, block| {
            let (stock, on_way, due, cell, (mut shares, coming)) = block;
            for slot in 0..SLOTS {
                for (row, &cell) in cell.iter().enumerate() {
                    let arrived = std::mem::take(&mut due[slot][row]);
                    if arrived > 0.0 {
                        arrive(&mut shares, &coming, (slot, row), stock[slot][row], arrived);
                    }
                    stock[slot][row] += arrived;
                    on_way[slot][row] -= arrived;
                    scratch.cells[cell as usize].arrived[slot] += arrived;
                }
            }
        });
    }
}
