//! The walk over firms and their links that dispatches what sellers fill. Orders are split sheet by sheet on the desk; then
//! each bundle of links to one seller is sent at once ([`super::bundle`]), or link by link where customs may hold shipments, a
//! quota counts them, or their origin is watched ([`super::single`]).

use super::bundle::{self, Deal};
use super::licensed;
use super::single;
use crate::mechanisms::money::LanePrice;
use crate::mechanisms::provenance::Mixture;
use crate::state::desk::Desk;
use crate::state::runs::{RUN, set_bits};
use crate::state::{
    BlockBundles, Facts, Grant, Late, LinkBlock, LinkRun, Measures, Places, PlaneBlock, Route, Scratch,
    Sheet, Technology, Trade, Verdict,
};
use crate::world::{SLOTS, place};
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
    /// Shares of what sellers dispatch, `[seller][watch]`.
    pub(super) selling: &'a [f32],
    pub(super) watches: usize,
    /// Plane that is due so many ticks from now.
    pub(super) plane_after: Vec<usize>,
    /// Whether duties are due on some lane to a destination, `[good][destination]`.
    pub(super) taxed: &'a [bool],
    /// Whether a quota holds.
    pub(super) quotas: bool,
    pub(super) tick: i64,
}

/// Links, and licences to use up.
pub(super) type Links<'a> = LinkBlock<'a, &'a mut [Grant]>;

/// Goods on the way to write, orders, expectations, stable ids, cells, planes, links, shares on the way.
type Block<'a> = (
    [&'a mut [f64]; SLOTS],
    [&'a [f64]; SLOTS],
    &'a [f64],
    &'a [u64],
    &'a [u16],
    PlaneBlock<'a>,
    Links<'a>,
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
}

/// What a walk changes in passing.
pub(super) struct Passing<'a, 'b> {
    /// Goods on the way of the run.
    pub(super) on_way: &'a mut [f64],
    pub(super) planes: &'a mut PlaneBlock<'b>,
    pub(super) links: &'a mut Links<'b>,
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
        let (on_way, orders, expected, stable, cell, mut planes, mut links, mut shares) = block;
        let bundles = links.bundles();
        for (nth, (at, run)) in links.runs().enumerate() {
            let of = usize::from(cell[run.start]);
            for slot in 0..walk.facts.recipe(of).inputs {
                let quantity = walk.technology.quantity[of][slot];
                split_orders(quantity, &orders[slot][run.clone()], &expected[run.clone()], &mut scratch.desk);
                let mut passing = Passing {
                    on_way: &mut on_way[slot][run.clone()],
                    planes: &mut planes,
                    links: &mut links,
                    mixtures: vec![Mixture::default(); if WATCHED { run.len() } else { 0 }],
                    stable: &stable[run.clone()],
                    first: run.start,
                    block: first,
                    due: 0,
                    spent: (0, 0),
                };
                let input = walk.input(of, slot);
                dispatch_run::<WATCHED>(walk, scratch, &input, &mut passing, (at, nth), bundles);
                put_in_planes(walk, scratch, &mut passing, slot, run.clone());
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
        Input { slot, good, cell, destination, prices, transit, step, taxed, route }
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
    (run, nth): (&LinkRun, usize),
    bundles: &BlockBundles,
) {
    scratch.desk.begin();
    for sheet in bundles.sheets(nth, input.slot) {
        scratch.desk.split_pairs(sheet, |k| passing.links.share(run, input.slot, k));
        if sheet.licensed {
            passing.links.lots().lay_out(run, input.slot, sheet.first(), &mut scratch.desk.lots);
        }
        if WATCHED {
            scratch.desk.sent.fill(0.0);
        }
        let mut deals = std::mem::take(&mut scratch.deals);
        deals.clear();
        let shipped = &scratch.shipped[input.route.rows.clone()];
        deals.extend(bundles.of(sheet).iter().map(|bundle| Deal::new(walk, input, shipped, bundle)));
        let places = sheet.places(run);
        let plain = if WATCHED || walk.quotas { 0 } else { sheet.plain() };
        for (n, (deal, numbers)) in deals.iter().zip(bundles.numbers(sheet)).enumerate() {
            if n < plain && deal.near() {
                bundle::send(scratch, input, passing, deal, numbers);
            } else {
                special::<WATCHED>(walk, scratch, input, passing, (deal, places), numbers);
            }
        }
        scratch.deals = deals;
        if WATCHED {
            mix(walk, &scratch.desk, passing, input.slot, (run, sheet));
        }
    }
    let sums = &mut scratch.spent[input.cell];
    sums.0 = sums.0.wrapping_add(passing.spent.0);
    sums.1 = sums.1.wrapping_add(passing.spent.1);
}

/// Dispatches a bundle that something stands in the way of, or whose links must be told apart.
#[inline(always)]
fn special<const WATCHED: bool>(
    walk: &Walk,
    scratch: &mut Scratch,
    input: &Input,
    passing: &mut Passing,
    (deal, places): (&Deal, Places),
    numbers: &[u16],
) {
    let verdict = Verdict::of(deal.state);
    let deal = &if walk.quotas { deal.under_quota(walk, input) } else { *deal };
    match verdict {
        Verdict::Blocked => return,
        Verdict::Licensed => {
            licensed::restrict(walk, &mut scratch.desk, passing.links, places, (deal, numbers));
        }
        Verdict::Open | Verdict::Grace => {}
    }
    if WATCHED || walk.quotas || deal.state & place::INSPECTED != 0 || !deal.near() {
        single::send_each(walk, scratch, input, passing, deal, numbers);
    } else {
        bundle::send(scratch, input, passing, deal, numbers);
    }
    if verdict == Verdict::Licensed {
        licensed::spend(walk, &scratch.desk, passing.links, places, (deal, numbers));
    }
}

/// Mixes what the firms of a run were sent over the links of a sheet, in the order of places: such sums are not whole.
#[inline(never)]
fn mix(walk: &Walk, desk: &Desk, passing: &mut Passing, slot: usize, (run, sheet): (&LinkRun, &Sheet)) {
    for k in sheet.columns() {
        let sellers = passing.links.seller(run, slot, sheet.first() + k);
        let sent = &desk.sent[k * RUN..][..sellers.len()];
        for (mixture, (&seller, &units)) in passing.mixtures.iter_mut().zip(sellers.iter().zip(sent)) {
            if units > 0.0 {
                let first = seller as usize * walk.watches;
                mixture.add(units, &walk.selling[first..first + walk.watches]);
            }
        }
    }
}

/// Moves what lies on the desk into the planes, and counts it as on its way.
#[inline(always)]
fn put_in_planes(walk: &Walk, scratch: &mut Scratch, passing: &mut Passing, slot: usize, run: Range<usize>) {
    for ahead in set_bits(passing.due) {
        let sums = &mut scratch.desk.due[ahead][..run.len()];
        passing.on_way.iter_mut().zip(&*sums).for_each(|(on_way, sum)| *on_way += sum);
        if !passing.planes.pour(walk.plane_after[ahead], slot, run.clone(), sums) {
            let first = passing.block + run.start;
            set_aside(&mut scratch.late, first as u32, (slot as u8, ahead as u16), sums);
        }
    }
}

/// Sets aside what is too much for the entries of a plane.
#[cold]
fn set_aside(late: &mut Vec<Late>, first: u32, (slot, ahead): (u8, u16), sums: &mut [f64]) {
    for (firm, sum) in (first..).zip(sums).filter(|(_, sum)| **sum > 0.0) {
        late.push(Late { firm, slot, ahead, units: std::mem::take(sum) });
    }
}
