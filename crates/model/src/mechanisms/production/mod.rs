//! Production: a firm makes what its plan, its capacity and its scarcest input allow, in whole lots.
//!
//! # Equations
//! ```text
//! plan x* = min( K, E + (O* - O) / tau_o )
//! bound   = s_i / a_i                 for a critical input
//!         = (s_i / a_i + K) / 2       for an important one
//! x       = lots( max(0, min(x*, bounds)) )
//! used_i  = whole part of ( a_i x + carry ), at most s_i;   made_k = whole part of ( y_k x + carry )
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | K | `Capacity` | base units per tick | most output of the driver |
//! | E, O | `Expectation`, `Products::stock` | base units | expected sales, finished stock |
//! | O* | `Pace::finished_ticks` E | base units | finished stock wanted |
//! | tau_o | `Pace::output_adjustment` | ticks | time to close the gap |
//! | s_i, a_i | `Inputs::stock`, `Technology::quantity` | base units | input stock and requirement |
//! | y_k | `RecipeFacts::made` | base units per base unit | product per driver |
//!
//! Joint products come in fixed proportion, and the driver decides. A co-product above `outlet_multiple` times its
//! target stock (that of its declared sales) leaves through the outlet, counted in the balance.
//! Source: Pichler et al. (2022) for critical and important inputs; Leontief otherwise. docs/MODEL.md#production.
//! Phase: Production. Reads expectations and stocks. Writes stocks, `Made`, `Stopped`.
//! Invariants: 0 <= x <= K; what is used was in stock; no stock is negative.

mod make;

use crate::state::components::{Capacity, CellOf, Expectation, Made, Normal, Stopped};
use crate::state::{Facts, Inputs, Products, Provenance, Technology, Trade, Workers, write};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_scenario::checked::MAX_OUTPUTS;
use coercivity_scenario::sections::Criticality;
use make::Making;

/// Output that demand and capacity ask for.
#[inline(always)]
#[must_use]
pub fn plan(expected: f64, finished: f64, wanted: f64, adjustment: f64, capacity: f64) -> f64 {
    (expected + (wanted - finished) / adjustment).min(capacity).max(0.0)
}

/// Output that an input allows.
#[inline(always)]
#[must_use]
pub fn bound(criticality: Criticality, stock: f64, quantity: f64, capacity: f64) -> f64 {
    match criticality {
        Criticality::Critical => stock / quantity,
        Criticality::Important => (stock / quantity + capacity) / 2.0,
        Criticality::Minor => f64::INFINITY,
    }
}

/// Whole lots in `output`.
#[inline(always)]
#[must_use]
pub fn lots(output: f64, lot: f64) -> f64 {
    if lot == 1.0 { output.floor() } else { (output / lot).floor() * lot }
}

/// Whole part of `quantity * output + carry`, and the new carry.
#[inline(always)]
#[must_use]
pub fn whole_with_carry(quantity: f64, output: f64, carry: f32) -> (f64, f32) {
    let exact = quantity * output + f64::from(carry);
    let whole = exact.trunc();
    (whole, (exact - whole) as f32)
}

type Firms = (
    (&'static mut Made, &'static mut Stopped),
    (&'static Expectation, &'static Capacity, &'static Normal, &'static CellOf),
);

/// Every firm produces.
pub fn produce(
    mut firms: Query<Firms>,
    (mut inputs, mut products): (ResMut<Inputs>, ResMut<Products>),
    facts: Res<Facts>,
    technology: Res<Technology>,
    trade: Res<Trade>,
    mut provenance: ResMut<Provenance>,
    workers: Res<Workers>,
) {
    let values = std::mem::take(&mut provenance.values);
    let (inputs, products) = (&mut *inputs, &mut *products);
    for ((mut made, mut stopped), (expected, capacity, normal, cell)) in
        firms.contiguous_iter_mut().into_iter().flatten()
    {
        let columns = (
            write(&mut inputs.stock),
            write(&mut inputs.carry),
            write(&mut products.stock),
            write(&mut products.carry),
            Made::peel_slice_mut(made.bypass_change_detection()),
            Stopped::peel_slice_mut(stopped.bypass_change_detection()),
            Expectation::peel_slice(expected),
            provenance.making(),
            Capacity::peel_slice(capacity),
            Normal::peel_slice(normal),
            CellOf::peel_slice(cell),
        );
        let making = Making { facts: &facts, technology: &technology, values: &values };
        workers.pool.sweep(&making, columns, &workers.tables);
        outlet(&mut products.stock, &facts, &trade, CellOf::peel_slice(cell), &workers);
    }
    provenance.values = values;
}

/// Co-products over a multiple of their target leave.
fn outlet(
    finished: &mut [Vec<f64>; MAX_OUTPUTS],
    facts: &Facts,
    trade: &Trade,
    cell: &[u16],
    workers: &Workers,
) {
    // What sells: the declared sales of each co-product. A product that no recipe uses has no seller.
    let mut sales: Vec<(u32, u8, f64)> = trade
        .sellers
        .firm
        .iter()
        .zip(&trade.sellers.output)
        .zip(&trade.wanted)
        .filter(|((_, output), _)| **output > 0)
        .map(|((firm, output), wanted)| (*firm, *output, wanted.declared_open + wanted.declared_blocked))
        .collect();
    sales.sort_unstable_by_key(|&(firm, output, _)| (firm, output));
    let joint: Vec<bool> = (0..facts.cells.len()).map(|i| facts.recipe(i).outputs > 1).collect();
    let makes_several = |stage: usize| {
        facts.cells.iter().zip(&joint).any(|(cell, joint)| *joint && cell.stage.index() == stage)
    };
    for stage in (0..facts.of_stage.len()).filter(|&stage| makes_several(stage)) {
        for firm in facts.of_stage[stage].clone() {
            if !joint[cell[firm] as usize] {
                continue;
            }
            for product in 1..facts.recipe(cell[firm] as usize).outputs {
                let key = (firm as u32, product as u8);
                let declared = sales
                    .binary_search_by_key(&key, |&(firm, output, _)| (firm, output))
                    .map_or(0.0, |found| sales[found].2);
                let most = (facts.pace.outlet_multiple * facts.pace.finished_ticks * declared).floor();
                let leaves = (finished[product][firm] - most).max(0.0);
                finished[product][firm] -= leaves;
                workers
                    .tables
                    .with_first(|scratch| scratch.cells[cell[firm] as usize].outlet[product] += leaves);
            }
        }
    }
}
