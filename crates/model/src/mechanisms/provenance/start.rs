//! Shares of the base year: the chain's recipes are applied to its links until nothing changes any more.

use super::batch::share_made;
use crate::state::{Facts, Making, Provenance, share_of};
use crate::world::{SLOTS, Start};

/// Most passes over the chain. One a stage is enough unless recipes run in a circle, where each pass shrinks the error by
/// the circle's share of value.
const PASSES: usize = 64;

/// Sets all shares to those that the flows of the base year leave in every stock.
pub(crate) fn settle_base_year(facts: &Facts, start: &Start, provenance: &mut Provenance) {
    for watch in 0..provenance.watches() {
        for _ in 0..PASSES {
            if !pass(facts, start, provenance, watch) {
                break;
            }
        }
        fill_stores(facts, start, provenance, watch);
    }
    provenance.transit = provenance.input.clone();
    provenance.store_transit = provenance.store.clone();
}

/// One pass over all firms in the order of stages; whether a share changed.
fn pass(facts: &Facts, start: &Start, provenance: &mut Provenance, watch: usize) -> bool {
    let Provenance { input, finished, values, .. } = provenance;
    let (input, finished) = (&mut input[watch], &mut finished[watch]);
    let mut changed = false;
    for firm in 0..facts.firms {
        let cell = start.cell[firm] as usize;
        let recipe = facts.recipe(cell);
        let (mut used, mut watched) = (0.0, 0.0);
        for slot in 0..recipe.inputs {
            let mut share = 0.0;
            for place in start.links.places(firm, slot).filter(|&place| start.links.share[place] > 0) {
                let seller = start.links.seller[place] as usize;
                let of_seller =
                    finished[start.sellers.output[seller] as usize][start.sellers.firm[seller] as usize];
                share += share_of(start.links.share[place]) * f64::from(of_seller);
            }
            let share = share.clamp(0.0, 1.0) as f32;
            changed |= std::mem::replace(&mut input[slot][firm], share) != share;
            let worth = recipe.quantity[slot] * values[cell].input[slot];
            used += worth;
            watched += worth * f64::from(share);
        }
        let made = (0..recipe.outputs).map(|k| recipe.made[k] * values[cell].output[k]).sum();
        for product in 0..recipe.outputs {
            let making: Making = values[cell].making[watch][product];
            let share = share_made(making, watched, used, made) as f32;
            changed |= std::mem::replace(&mut finished[product][firm], share) != share;
        }
        debug_assert!(recipe.inputs <= SLOTS);
    }
    changed
}

/// What stores hold at the start is the mixture that the world's sellers of a good sell.
fn fill_stores(facts: &Facts, start: &Start, provenance: &mut Provenance, watch: usize) {
    let sellers = &start.sellers;
    for (good, range) in sellers.of_good.iter().enumerate() {
        let (mut sold, mut watched) = (0.0, 0.0);
        // Sellers of a good stand in the order of their stable ids.
        for seller in range.clone().map(|seller| seller as usize) {
            let share =
                provenance.finished[watch][sellers.output[seller] as usize][sellers.firm[seller] as usize];
            sold += sellers.normal[seller];
            watched += sellers.normal[seller] * f64::from(share);
        }
        let share = if sold > 0.0 { (watched / sold).clamp(0.0, 1.0) as f32 } else { 0.0 };
        for store in (good..facts.stores()).step_by(facts.goods()) {
            provenance.store[watch][store] = share;
        }
    }
}
