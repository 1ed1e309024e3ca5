//! Accounts: the books of the tick, and the two balances that must close to exactly zero.
//!
//! # Equations
//! ```text
//! stocks, per good and jurisdiction:  opening + produced + arrived = closing + used + dispatched + outlet + lost
//! transit, per good and lane:         opening + dispatched = arrived + closing + lost
//! ```
//! Every term is counted where it happens and closing stocks are summed on their own over all firms and the stores of
//! authorities, whose goods count as their jurisdiction's: no term is a residual. Arrivals by lane (from the planes by lane) must equal arrivals by firm and store (from the planes by buyer), and
//! so must what is still on its way. Sales to final markets count as dispatched and arrive at once. All terms are
//! whole base units; each is checked against 2^53, under which their sums are exact.
//! Source: docs/MODEL.md#balances. Phase: Accounts. Reads all stocks. Writes `Ledger`.

use crate::error::ModelError;
use crate::state::components::CellOf;
use crate::state::runs::{runs, whole_sum};
use crate::state::{
    Balance, CellTally, Facts, Fault, Inputs, Ledger, Now, Pipeline, Products, Scratch, Stockpiles, Workers,
    read,
};
use crate::world::SLOTS;
use bevy_ecs::prelude::*;
use bevy_ecs::system::RunSystemOnce as _;
use bytemuck::TransparentWrapper;
use coercivity_base::{GoodId, JurisdictionId, MAX_WHOLE};
use coercivity_parallel::Kernel;
use coercivity_scenario::checked::MAX_OUTPUTS;

/// Sums closing stocks over all firms and merges the tallies of the tick.
pub fn sum_up(
    firms: Query<&'static CellOf>,
    (inputs, products): (Res<Inputs>, Res<Products>),
    facts: Res<Facts>,
    mut ledger: ResMut<Ledger>,
    mut workers: ResMut<Workers>,
) {
    for cell in firms.contiguous_iter().into_iter().flatten() {
        let columns = (
            read(&products.stock),
            read(&inputs.stock),
            read(&inputs.in_transit),
            read(&inputs.order),
            CellOf::peel_slice(cell),
        );
        workers.pool.sweep(&SumUp(&facts), columns, &workers.tables);
    }
    ledger.cells.fill(CellTally::default());
    let cells = &mut ledger.cells;
    workers.tables.drain(|scratch| {
        for (into, from) in cells.iter_mut().zip(&mut scratch.cells) {
            into.take(from);
        }
    });
}

struct SumUp<'a>(&'a Facts);

/// Finished stocks, input stocks, goods on the way, orders, cells.
type Block<'a> =
    ([&'a [f64]; MAX_OUTPUTS], [&'a [f64]; SLOTS], [&'a [f64]; SLOTS], [&'a [f64]; SLOTS], &'a [u16]);

impl<'b> Kernel<Scratch, Block<'b>> for SumUp<'_> {
    #[inline(always)]
    fn block(&self, scratch: &mut Scratch, _: usize, (finished, stock, on_way, order, cell): Block<'b>) {
        for (of, run) in runs(cell) {
            let (tally, recipe) = (&mut scratch.cells[of], self.0.recipe(of));
            for k in 0..recipe.outputs {
                tally.finished[k] += whole_sum(&finished[k][run.clone()]);
            }
            for slot in 0..recipe.inputs {
                tally.stock[slot] += whole_sum(&stock[slot][run.clone()]);
                tally.in_transit[slot] += whole_sum(&on_way[slot][run.clone()]);
                tally.ordered[slot] += whole_sum(&order[slot][run.clone()]);
            }
        }
    }
}

/// Makes the balances of the tick and notes a fault if one does not close.
pub fn balance(
    mut ledger: ResMut<Ledger>,
    mut pipeline: ResMut<Pipeline>,
    stockpiles: Res<Stockpiles>,
    facts: Res<Facts>,
    mut fault: ResMut<Fault>,
    now: Res<Now>,
) {
    let ledger = &mut *ledger;
    let due = pipeline.due_of(now.tick);
    let arrived = &mut pipeline.due[due];
    close_transit(ledger, &facts, arrived);
    close_stocks(ledger, &stockpiles, &facts);
    check(ledger, &stockpiles, &facts, arrived, &mut fault, &now);
    facts.exports.iter().for_each(|export| arrived[export.lanes.clone()].fill(0.0));
}

fn close_transit(ledger: &mut Ledger, facts: &Facts, arrived: &[f64]) {
    for export in &facts.exports {
        let at_once = facts.sold_finally(export.good);
        let lanes = ledger.transit[export.lanes.clone()].iter_mut();
        let moved = ledger.dispatched[export.lanes.clone()].iter().zip(&arrived[export.lanes.clone()]);
        for (balance, (&dispatched, &arrived)) in lanes.zip(moved) {
            let arrived = if at_once { arrived + dispatched } else { arrived };
            let opening = balance.closing;
            let closing = opening + dispatched - arrived;
            *balance = Balance { opening, dispatched, arrived, closing, ..Balance::default() };
        }
    }
}

fn close_stocks(ledger: &mut Ledger, stockpiles: &Stockpiles, facts: &Facts) {
    let n = facts.jurisdictions();
    let mut next: Vec<Balance> =
        ledger.stocks.iter().map(|old| Balance { opening: old.closing, ..Balance::default() }).collect();
    for (i, (cell, tally)) in facts.cells.iter().zip(&ledger.cells).enumerate() {
        let recipe = facts.recipe(i);
        let at = |good: GoodId| good.index() * n + cell.jurisdiction.index();
        for k in 0..recipe.outputs {
            let balance = &mut next[at(recipe.output_good[k])];
            balance.produced += tally.made[k];
            balance.outlet += tally.outlet[k];
            balance.closing += tally.finished[k];
        }
        for slot in 0..recipe.inputs {
            let balance = &mut next[at(recipe.input_good[slot])];
            balance.arrived += tally.arrived[slot];
            balance.used += tally.used[slot];
            balance.closing += tally.stock[slot];
        }
    }
    for store in 0..facts.stores() {
        let (jurisdiction, good) = facts.of_store(store);
        let balance = &mut next[good.index() * n + jurisdiction.index()];
        balance.arrived += stockpiles.arrived[store];
        balance.closing += stockpiles.stock[store];
    }
    for export in &facts.exports {
        let dispatched = whole_sum(&ledger.dispatched[export.lanes.clone()]);
        next[facts.export(export.good, export.origin)].dispatched = dispatched;
    }
    ledger.stocks = next;
}

fn check(
    ledger: &Ledger,
    stockpiles: &Stockpiles,
    facts: &Facts,
    arrived: &[f64],
    fault: &mut Fault,
    now: &Now,
) {
    let n = facts.jurisdictions();
    let mut by_lane = vec![(0.0, 0.0); facts.goods() * n];
    for export in &facts.exports {
        let first = export.good.index() * n;
        let sums = &mut by_lane[first + export.destinations.start..first + export.destinations.end];
        for (sums, lane) in sums.iter_mut().zip(export.lanes.clone()) {
            sums.0 += arrived[lane];
            sums.1 += ledger.transit[lane].closing;
        }
    }
    let mut by_firm = vec![(0.0, 0.0); facts.goods() * n];
    for store in 0..facts.stores() {
        let (jurisdiction, good) = facts.of_store(store);
        by_firm[good.index() * n + jurisdiction.index()] =
            (stockpiles.arrived[store], stockpiles.in_transit[store]);
        let held = stockpiles.stock[store] + stockpiles.in_transit[store];
        if held >= MAX_WHOLE {
            fault.note(|| overfull(facts, store, held, now));
        }
    }
    for (i, (cell, tally)) in facts.cells.iter().zip(&ledger.cells).enumerate() {
        for slot in 0..facts.recipe(i).inputs {
            let good = facts.recipe(i).input_good[slot];
            let sums = &mut by_firm[good.index() * n + cell.jurisdiction.index()];
            sums.0 += tally.arrived[slot];
            sums.1 += tally.in_transit[slot];
        }
        if tally.largest() >= MAX_WHOLE {
            fault.note(|| overflow(facts, i, tally, now));
        }
    }
    for (at, balance) in ledger.stocks.iter().enumerate() {
        let (good, jurisdiction) = (GoodId::at(at / n), JurisdictionId::at(at % n));
        let leak = |gap: f64, terms: String| ModelError::Leak {
            good: facts.good_name(good).to_owned(),
            place: facts.code(jurisdiction).to_owned(),
            date: now.date,
            gap,
            terms,
        };
        if balance.gap() != 0.0 {
            fault.note(|| leak(balance.gap(), format!("{balance:?}")));
        }
        if by_lane[at] != by_firm[at] {
            let terms =
                format!("by lane {:?}, by firm {:?} (arrived, still on the way)", by_lane[at], by_firm[at]);
            fault.note(|| leak(by_lane[at].0 - by_firm[at].0, terms));
        }
    }
}

fn overflow(facts: &Facts, cell: usize, tally: &CellTally, now: &Now) -> ModelError {
    let recipe = facts.recipe(cell);
    let (input, product) = tally.largest_at();
    let good = input.map_or(recipe.output_good[product], |slot| recipe.input_good[slot]);
    ModelError::Overflow {
        quantity: "stock or flow",
        good: facts.good_name(good).to_owned(),
        place: facts.cell_name(cell),
        date: now.date,
        value: tally.largest(),
    }
}

fn overfull(facts: &Facts, store: usize, held: f64, now: &Now) -> ModelError {
    let (jurisdiction, good) = facts.of_store(store);
    ModelError::Overflow {
        quantity: "the stockpile",
        good: facts.good_name(good).to_owned(),
        place: format!("the authority of {}", facts.code(jurisdiction)),
        date: now.date,
        value: held,
    }
}

/// Opening balances of a new world: what firms hold and what is on its way.
pub fn open_books(world: &mut World) {
    let summed = world.run_system_once(sum_up);
    debug_assert!(summed.is_ok(), "summing up needs only resources that were just inserted");
    let facts = world.resource::<Facts>().clone();
    let stockpiles = world.resource::<Stockpiles>().clone();
    let due = world.resource::<Pipeline>().due.clone();
    let mut ledger = world.resource_mut::<Ledger>();
    close_stocks(&mut ledger, &stockpiles, &facts);
    for plane in &due {
        for (lane, quantity) in plane.iter().enumerate() {
            ledger.transit[lane].closing += quantity;
        }
    }
}
