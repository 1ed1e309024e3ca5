//! Releases: firms of the jurisdiction that lack a good get it from the store, pro rata to what they lack.

use super::asked;
use crate::mechanisms::money::pay_release;
use crate::mechanisms::ordering::{Position, careful_cover, risk_by_cell};
use crate::mechanisms::provenance::mixed;
use crate::state::components::{CellOf, Expectation};
use crate::state::{
    Directives, Facts, Inputs, Late, Ledger, Measures, Money, Now, Pipeline, Prices, Provenance, Stockpiles,
    Technology, Traits, Workers, read,
};
use crate::world::SLOTS;
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::quantity::{fill_ratio, part};

/// What a firm lacks of an input, whole base units.
#[must_use]
pub fn lack(position: &Position) -> f64 {
    (position.target() - position.stock - position.in_transit).floor().max(0.0)
}

type Firms = (&'static Expectation, &'static CellOf);

/// A firm that may be given something.
struct Taker {
    firm: usize,
    slot: usize,
    store: usize,
    lack: f64,
}

/// Goods leave the stores for firms of the jurisdiction.
pub fn release(
    (firms, traits, mut inputs): (Query<Firms>, Res<Traits>, ResMut<Inputs>),
    (facts, directives, measures): (Res<Facts>, Res<Directives>, Res<Measures>),
    (technology, prices): (Res<Technology>, Res<Prices>),
    (mut money, mut ledger): (ResMut<Money>, ResMut<Ledger>),
    mut pipeline: ResMut<Pipeline>,
    (mut stockpiles, mut provenance): (ResMut<Stockpiles>, ResMut<Provenance>),
    (workers, now): (Res<Workers>, Res<Now>),
) {
    let asked = asked(&facts, &directives.release);
    let amounts: Vec<f64> =
        asked.iter().zip(&stockpiles.stock).map(|(asked, held)| asked.min(*held)).collect();
    if amounts.iter().all(|&amount| amount == 0.0) {
        return;
    }
    let stores = stores_of_cells(&facts, &amounts);
    let risk = risk_by_cell(&facts, &measures);
    for (expected, cell) in firms.contiguous_iter().into_iter().flatten() {
        let columns = (
            read(&inputs.in_transit),
            read(&inputs.stock),
            read(&inputs.cover),
            read(&inputs.lead),
            Expectation::peel_slice(expected),
            traits.caution.as_slice(),
            CellOf::peel_slice(cell),
        );
        let takers = workers.pool.collect(columns, |first, block| {
            let (on_way, stock, cover, lead, expected, caution, cell) = block;
            let mut takers = Vec::new();
            for row in 0..cell.len() {
                let at = cell[row] as usize;
                let wanted =
                    stores[at].iter().enumerate().filter_map(|(slot, store)| Some((slot, (*store)?)));
                for (slot, store) in wanted {
                    let lack = lack(&Position {
                        usage: technology.quantity[at][slot] * expected[row],
                        cover: careful_cover(
                            facts.pace.precaution_gain,
                            cover[slot][row],
                            caution[row],
                            risk[at][slot],
                        ),
                        lead: f64::from(lead[slot][row]),
                        stock: stock[slot][row],
                        in_transit: on_way[slot][row],
                    });
                    if lack > 0.0 {
                        takers.push(Taker { firm: first + row, slot, store, lack });
                    }
                }
            }
            takers
        });
        let takers: Vec<Taker> = takers.into_iter().flatten().collect();
        let mut given = vec![0.0; facts.stores()];
        for (taker, quantity) in takers.iter().zip(parts(&takers, &amounts)) {
            let lane = home(&facts, taker.store);
            let Provenance { transit, store, .. } = &mut *provenance;
            for (transit, store) in transit.iter_mut().zip(&*store) {
                let share = &mut transit[taker.slot][taker.firm];
                let before = inputs.in_transit[taker.slot][taker.firm];
                *share = mixed(before, *share, quantity, f64::from(store[taker.store]));
            }
            inputs.in_transit[taker.slot][taker.firm] += quantity;
            let (firm, slot) = (taker.firm as u32, taker.slot as u8);
            let ahead = u16::from(facts.transit[lane]);
            pipeline.add(now.tick, Late { firm, slot, ahead, units: quantity }, lane);
            given[taker.store] += quantity;
            let buyer = usize::from(CellOf::peel_slice(cell)[taker.firm]);
            pay_release(&facts, &prices, &mut money, (taker.store, buyer), quantity);
        }
        for (store, &given) in given.iter().enumerate().filter(|(_, given)| **given > 0.0) {
            stockpiles.stock[store] -= given;
            stockpiles.released[store] += given;
            ledger.dispatched[home(&facts, store)] += given;
            ledger.cleared[home(&facts, store)] += given;
        }
    }
}

/// For each cell and input the store that releases it to them, if one does.
fn stores_of_cells(facts: &Facts, amounts: &[f64]) -> Vec<[Option<usize>; SLOTS]> {
    let mut stores = vec![[None; SLOTS]; facts.cells.len()];
    for (i, (cell, stores)) in facts.cells.iter().zip(&mut stores).enumerate() {
        let recipe = facts.recipe(i);
        for slot in 0..recipe.inputs {
            let store = facts.store(cell.jurisdiction, recipe.input_good[slot]);
            stores[slot] = (amounts[store] > 0.0).then_some(store);
        }
    }
    stores
}

/// What each taker gets of its store's `amounts`.
fn parts(takers: &[Taker], amounts: &[f64]) -> Vec<f64> {
    let mut lacks = vec![0.0; amounts.len()];
    takers.iter().for_each(|taker| lacks[taker.store] += taker.lack);
    let ratio = |store: usize| fill_ratio(amounts[store], lacks[store]);
    takers.iter().map(|taker| part(taker.lack, ratio(taker.store))).collect()
}

/// The lane from a store to firms of its jurisdiction.
fn home(facts: &Facts, store: usize) -> usize {
    let (jurisdiction, good) = facts.of_store(store);
    facts.lane(good, jurisdiction, jurisdiction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_lacks_what_stock_and_transit_leave_open_of_its_target() {
        let position = Position { usage: 10.0, cover: 5.0, lead: 3.0, stock: 20.0, in_transit: 30.5 };
        // (5 + 3 - 1) 10 = 70 wanted; 70 - 20 - 30.5 = 19.5, so 19 whole units.
        assert_eq!(lack(&position), 19.0);
        assert_eq!(lack(&Position { stock: 100.0, ..position }), 0.0);
    }

    #[test]
    fn a_release_is_pro_rata_and_never_over_the_lacks() {
        let taker = |store, lack| Taker { firm: 0, slot: 0, store, lack };
        let takers = [taker(0, 30.0), taker(1, 8.0), taker(0, 10.0)];
        // Store 0 has 20 for 40: half each. Store 1 has more than is lacked.
        assert_eq!(parts(&takers, &[20.0, 100.0]), [15.0, 8.0, 5.0]);
    }
}
