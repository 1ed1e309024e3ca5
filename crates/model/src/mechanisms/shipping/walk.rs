//! The walk over firms and their links that dispatches what sellers fill: column by column on the desk; links that customs
//! may hold, or whose origin is watched, go one by one ([`super::single`]).

use super::single;
use super::terms::Terms;
use crate::mechanisms::money::{LanePrice, whole_micros};
use crate::mechanisms::ordering::shippable;
use crate::mechanisms::provenance::Mixture;
use crate::state::desk::{Desk, NEAR};
use crate::state::{
    Facts, LANES, LicenceBlock, LinkBlock, LinkColumn, LinkRun, Measures, PlaneBlock, Route, Scratch, Sold,
    Technology, Trade,
};
use crate::world::{SLOTS, class, place};
use coercivity_base::quantity::part;
use coercivity_base::{GoodId, JurisdictionId};
use coercivity_parallel::Kernel;
use std::ops::Range;

/// What the walk reads besides the firms' columns.
#[derive(Clone)]
pub(super) struct Walk<'a> {
    pub(super) facts: &'a Facts,
    pub(super) trade: &'a Trade,
    pub(super) measures: &'a Measures,
    pub(super) technology: &'a Technology,
    pub(super) prices: &'a [LanePrice],
    /// By row of a route.
    pub(super) terms: &'a [Terms],
    /// Shares of what sellers dispatch, `[seller][watch]`.
    pub(super) selling: &'a [f32],
    pub(super) watches: usize,
    /// Plane that is due so many ticks from now.
    pub(super) plane_after: Vec<usize>,
    /// Whether duties are due on some lane to a destination, `[good][destination]`.
    pub(super) taxed: &'a [bool],
    /// Whether every seller of a good fills all orders.
    pub(super) full: Vec<bool>,
    /// Whether a quota holds.
    pub(super) quotas: bool,
    pub(super) tick: i64,
}

/// Goods on the way to write, orders, expectations, stable ids, cells, planes, links, licences, shares on the way.
type Block<'a> = (
    [&'a mut [f64]; SLOTS],
    [&'a [f64]; SLOTS],
    &'a [f64],
    &'a [u64],
    &'a [u16],
    PlaneBlock<'a>,
    LinkBlock<'a>,
    LicenceBlock<'a>,
    Vec<[&'a mut [f32]; SLOTS]>,
);

/// One input of the buyers of a run.
pub(super) struct Input<'a> {
    pub(super) slot: usize,
    pub(super) good: GoodId,
    /// Their cell, and where they are.
    pub(super) cell: usize,
    pub(super) destination: JurisdictionId,
    /// Prices and transits of the lanes from each jurisdiction, in steps.
    pub(super) prices: &'a [LanePrice],
    pub(super) transit: &'a [u8],
    pub(super) step: usize,
    /// Whether duties are due on some of these lanes.
    pub(super) taxed: bool,
    /// Sellers of the good, and where they count what goes to the destination.
    pub(super) route: &'a Route,
    /// Their terms.
    pub(super) terms: &'a [Terms],
}

/// What a walk changes in passing.
pub(super) struct Passing<'a, 'b> {
    /// Goods on the way of the run.
    pub(super) on_way: &'a mut [f64],
    pub(super) planes: &'a mut PlaneBlock<'b>,
    pub(super) links: &'a mut LinkBlock<'b>,
    pub(super) licences: &'a mut LicenceBlock<'b>,
    /// What the firms of the run were sent; empty where nothing is watched.
    pub(super) mixtures: Vec<Mixture>,
    /// Stable ids of the run.
    pub(super) stable: &'a [u64],
    /// First row of the run in the block, and of the block.
    pub(super) first: usize,
    pub(super) block: usize,
    /// Ticks ahead for which something lies on the desk, as bits.
    pub(super) due: u32,
    /// Paid for goods and in duties. Unit: micro-dollars.
    pub(super) spent: (i64, i64),
}

/// The walk, with or without goods whose origin is watched.
pub(super) struct Ship<'a, const WATCHED: bool>(pub(super) Walk<'a>);

impl<'b, const WATCHED: bool> Kernel<Scratch, Block<'b>> for Ship<'_, WATCHED> {
    /// What the firms of a block ordered is dispatched as far as sellers fill it.
    #[inline(always)]
    fn block(&self, scratch: &mut Scratch, first: usize, block: Block<'b>) {
        let walk = &self.0;
        let (on_way, orders, expected, stable, cell, mut planes, mut links, mut licences, mut shares) = block;
        for (at, run) in links.runs() {
            let of = usize::from(cell[run.start]);
            for slot in 0..walk.facts.recipe(of).inputs {
                let quantity = walk.technology.quantity[of][slot];
                split_orders(quantity, &orders[slot][run.clone()], &expected[run.clone()], &mut scratch.desk);
                let mut passing = Passing {
                    on_way: &mut on_way[slot][run.clone()],
                    planes: &mut planes,
                    links: &mut links,
                    licences: &mut licences,
                    mixtures: vec![Mixture::default(); if WATCHED { run.len() } else { 0 }],
                    stable: &stable[run.clone()],
                    first: run.start,
                    block: first,
                    due: 0,
                    spent: (0, 0),
                };
                dispatch_run::<WATCHED>(walk, scratch, &walk.input(of, slot), &mut passing, at, run.clone());
                for (i, mixture) in passing.mixtures.iter().enumerate() {
                    let before = passing.on_way[i] - mixture.quantity();
                    mixture.join(&mut shares, slot, run.start + i, before);
                }
            }
        }
    }
}

impl<'a> Walk<'a> {
    fn input(&self, cell: usize, slot: usize) -> Input<'a> {
        let destination = self.facts.cells[cell].jurisdiction;
        let good = self.facts.recipe(cell).input_good[slot];
        let (lane, step) =
            (self.facts.lane(good, JurisdictionId::at(0), destination), self.facts.jurisdictions());
        let (prices, transit) = (&self.prices[lane..], &self.facts.transit[lane..]);
        let taxed = self.taxed[good.index() * step + destination.index()];
        let route = self.facts.routes.of(good, destination, step);
        let terms = &self.terms[route.rows.clone()];
        Input { slot, good, cell, destination, prices, transit, step, taxed, route, terms }
    }
}

/// Use part and restock part of each order of a run, onto the desk.
#[inline(always)]
fn split_orders(quantity: f64, orders: &[f64], expected: &[f64], desk: &mut Desk) {
    let n = orders.len();
    let [uses, restocks, _] = &mut desk.asked;
    let (uses, restocks, expected) = (&mut uses[..n], &mut restocks[..n], &expected[..n]);
    for i in 0..n {
        uses[i] = orders[i].min((quantity * expected[i]).floor());
        restocks[i] = orders[i] - uses[i];
    }
}

/// Dispatches an input of a run of firms.
#[inline(always)]
fn dispatch_run<const WATCHED: bool>(
    walk: &Walk,
    scratch: &mut Scratch,
    input: &Input,
    passing: &mut Passing,
    of: &LinkRun,
    run: Range<usize>,
) {
    let rows = run.len();
    scratch.desk.begin(rows);
    for k in 0..of.places(input.slot) {
        let column = passing.links.column(of, input.slot, k);
        let common = column.common();
        if !common.any {
            continue;
        }
        scratch.desk.split::<2>(column.share);
        if !common.open {
            restrict(&mut scratch.desk, passing.links, &column);
        }
        look_up(&mut scratch.desk, input, &column);
        if walk.full[input.good.index()] {
            fill_all(&mut scratch.desk, rows);
        } else {
            look_up_fills(walk, &mut scratch.desk, &column);
            fill(&mut scratch.desk, rows);
        }
        if walk.quotas {
            under_quota(walk, &mut scratch.desk, input, rows);
        }
        value(&mut scratch.desk, rows);
        if common.inspected || WATCHED {
            single::send_each(walk, scratch, input, passing, &column);
        } else {
            send_all(walk, scratch, input, passing, rows);
        }
        if !common.open {
            single::spend(walk, &scratch.desk, passing, &column);
        }
        for (on_way, units) in passing.on_way.iter_mut().zip(&scratch.desk.units[..rows]) {
            *on_way += units;
        }
    }
    let sums = &mut scratch.spent[input.cell];
    sums.0 = sums.0.wrapping_add(passing.spent.0);
    sums.1 = sums.1.wrapping_add(passing.spent.1);
    put_in_planes(walk, &mut scratch.desk, passing, input.slot, run);
}

/// Cuts the orders of a column to what their verdicts let pass.
#[inline(always)]
fn restrict(desk: &mut Desk, links: &mut LinkBlock, column: &LinkColumn) {
    for (i, &state) in column.state.iter().enumerate() {
        if state & place::VERDICT != place::OPEN && column.share[i] != 0 {
            let order = (desk.part[0][i], desk.part[1][i]);
            let open = shippable(state, order, || links.lots().allowance(column.start + i));
            (desk.part[0][i], desk.part[1][i]) = open;
        }
    }
}

/// Looks up the terms of the sellers of a column. Where there is no link, those of the last one, who is asked for nothing.
#[inline(always)]
fn look_up(desk: &mut Desk, input: &Input, column: &LinkColumn) {
    let (sellers, rows) = (column.seller, column.seller.len());
    let (first, last) = (input.route.sellers.start as u32, input.terms.len() as u32 - 1);
    let states = &column.state[..rows];
    let (row, ahead, prices) = (&mut desk.row[..rows], &mut desk.ahead[..rows], &mut desk.price[..rows]);
    for i in 0..rows {
        row[i] = sellers[i].wrapping_sub(first).min(last);
    }
    for i in 0..rows {
        let terms = &input.terms[row[i] as usize];
        prices[i] = terms.price(states[i]);
        ahead[i] = terms.ahead;
    }
}

/// Looks up what they fill.
#[inline(always)]
fn look_up_fills(walk: &Walk, desk: &mut Desk, column: &LinkColumn) {
    let fills = &walk.trade.fill[..];
    let (sellers, rows) = (column.seller, column.seller.len());
    let (states, last) = (&column.state[..rows], fills.len() - 1);
    let [of_use, of_restock] = &mut desk.fill;
    let (of_use, of_restock) = (&mut of_use[..rows], &mut of_restock[..rows]);
    for i in 0..rows {
        let fill = &fills[(sellers[i] as usize).min(last)];
        let of = usize::from(states[i] & class::MASK);
        of_use[i] = fill.use_part[of];
        of_restock[i] = fill.restock[of];
    }
}

/// All of a column's orders.
#[inline(always)]
fn fill_all(desk: &mut Desk, rows: usize) {
    let [uses, restocks, _] = &desk.part;
    let (uses, restocks, units) = (&uses[..rows], &restocks[..rows], &mut desk.units[..rows]);
    for i in 0..rows {
        units[i] = uses[i] + restocks[i];
    }
}

/// What is filled of a column's orders.
#[inline(always)]
fn fill(desk: &mut Desk, rows: usize) {
    let [uses, restocks, _] = &desk.part;
    let (uses, restocks) = (&uses[..rows], &restocks[..rows]);
    let (of_use, of_restock) = (&desk.fill[0][..rows], &desk.fill[1][..rows]);
    let units = &mut desk.units[..rows];
    for i in 0..rows {
        units[i] = part(uses[i], of_use[i]) + part(restocks[i], of_restock[i]);
    }
}

/// What quotas let pass of it.
fn under_quota(walk: &Walk, desk: &mut Desk, input: &Input, rows: usize) {
    for i in 0..rows {
        let lane = walk.facts.lane(input.good, input.terms[desk.row[i] as usize].origin, input.destination);
        desk.units[i] = part(desk.units[i], walk.measures.quota_ratio[lane]);
    }
}

/// What a column's shipments are worth.
#[inline(always)]
fn value(desk: &mut Desk, rows: usize) {
    let (units, price) = (&desk.units[..rows], &mut desk.price[..rows]);
    for i in 0..rows {
        price[i] *= units[i];
    }
    whole_micros(price, &mut desk.value[..rows]);
}

/// Sends a column's shipments on their way, where customs hold none and no origin is watched.
#[inline(always)]
fn send_all(walk: &Walk, scratch: &mut Scratch, input: &Input, passing: &mut Passing, rows: usize) {
    let desk = &mut *scratch.desk;
    let shipped = &mut scratch.shipped[input.route.rows.clone()];
    let (mut spent, mut due) = (0_i64, 0);
    let (at, ahead) = (&desk.row[..rows], &desk.ahead[..rows]);
    let (all, values) = (&desk.units[..rows], &desk.value[..rows]);
    for i in 0..rows {
        let (units, value, ahead) = (all[i], values[i], usize::from(ahead[i]));
        book(&mut shipped[at[i] as usize][i % LANES], units, value);
        spent = i64::wrapping_add(spent, value);
        if ahead < NEAR {
            desk.due[ahead][i] += units;
            due |= 1 << ahead;
        } else {
            passing.planes.add(walk.plane_after[ahead], input.slot, passing.first + i, units);
        }
    }
    passing.spent.0 = passing.spent.0.wrapping_add(spent);
    passing.due |= due;
    if input.taxed {
        for i in 0..rows {
            let origin = input.terms[desk.row[i] as usize].origin;
            let price = &input.prices[origin.index() * input.step];
            let duties = price.duties(desk.units[i], desk.value[i]);
            passing.spent.1 = passing.spent.1.wrapping_add(duties);
        }
    }
}

/// Adds a shipment to a seller's sums. Values that would wrap end the run (`gather`).
#[inline(always)]
pub(super) fn book(sums: &mut Sold, units: f64, value: i64) {
    sums.units += units;
    sums.value = sums.value.wrapping_add(value);
}

/// Moves what lies on the desk into the planes.
#[inline(always)]
fn put_in_planes(walk: &Walk, desk: &mut Desk, passing: &mut Passing, slot: usize, run: Range<usize>) {
    for ahead in (0..NEAR).filter(|ahead| passing.due >> ahead & 1 != 0) {
        let sums = &mut desk.due[ahead][..run.len()];
        let plane = passing.planes.rows_of(walk.plane_after[ahead], slot, run.clone());
        for (plane, sum) in plane.iter_mut().zip(sums) {
            *plane += std::mem::take(sum);
        }
    }
}
