//! Ordering: what each firm orders of each input, and from whom.
//!
//! # Equations
//! ```text
//! u      = a_i E
//! target = (n (1 + h c risk) + L - 1) u
//! order  = max(0, floor( u + (target - stock - in transit) / tau ))
//! use part b = min(order, floor(u)),   restock part r = min(order - b, limit * floor(u))
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | a_i | `Technology::quantity` | base units per base unit | input per driver |
//! | n | `Cover` | ticks | cover wanted |
//! | h, c | `Pace::precaution_gain`, `Caution` | ratio | precaution |
//! | risk | `Measures::risk` | 0..=1 | perceived risk of the input at the buyer's |
//! | L | `Lead` | ticks | transit weighted by shares |
//! | tau | `RecipeFacts::adjustment` | ticks | time to close the gap |
//!
//! Orders are split over links by cumulative shares, `floor(O C_j) - floor(O C_(j-1))`, so they sum to O; unfilled
//! orders lapse and are derived anew. Each link adds its order to its seller's totals, shippable or blocked.
//! Source: stock rule of Sterman (1989), Management Science 35, 321, with pipeline and lead time in the target.
//! Phase: Ordering. Reads stocks after arrivals and before use. Writes `Order` and `Trade::wanted`.

use crate::state::components::{
    Caution, CellOf, Cover, Expectation, InTransit, InputStock, Lead, Order, read_slots, slots, write_slots,
};
use crate::state::{
    Facts, Fault, LicenceBlock, Licences, LinkBlock, Measures, Network, Now, Places, Scratch, Technology,
    Trade, Verdict, Wanted, Workers,
};
use crate::world::{SHARE_ONE, class};
use crate::{error::ModelError, state::Licence};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::{MAX_WHOLE, quantity::part};

/// What an order rule needs to know of one input of a firm; quantities per tick in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Use per tick at the expected sales, not rounded.
    pub usage: f64,
    /// Cover wanted, precaution included, ticks.
    pub cover: f64,
    /// Transit, ticks.
    pub lead: f64,
    /// Stock held.
    pub stock: f64,
    /// On the way.
    pub in_transit: f64,
}

impl Position {
    /// Stock and goods on the way that are wanted together, base units.
    #[must_use]
    pub fn target(&self) -> f64 {
        (self.cover + self.lead - 1.0) * self.usage
    }
}

/// Use part and restock part of an order.
#[must_use]
pub fn order(position: &Position, adjustment: f64, restock_limit: f64) -> (f64, f64) {
    let Position { usage, stock, in_transit, .. } = *position;
    let gap = position.target() - stock - in_transit;
    let wanted = (usage + gap / adjustment).floor().max(0.0);
    let declared = usage.floor();
    let use_part = wanted.min(declared);
    let restock = (wanted - use_part).min((restock_limit * declared).floor());
    (use_part, restock)
}

/// The cumulative split of one slot's order over its links.
#[derive(Clone, Copy, Debug)]
pub struct Splitter {
    use_part: f64,
    restock: f64,
    cumulative: u16,
    use_before: f64,
    restock_before: f64,
}

impl Splitter {
    /// For an order with these parts.
    #[must_use]
    pub fn new(use_part: f64, restock: f64) -> Self {
        Self { use_part, restock, cumulative: 0, use_before: 0.0, restock_before: 0.0 }
    }

    /// Use part and restock part of the next link, which has `share` of the order.
    pub fn next(&mut self, share: u16) -> (f64, f64) {
        self.cumulative += share;
        let fraction = f64::from(self.cumulative) / f64::from(SHARE_ONE);
        let (use_part, restock) = ((self.use_part * fraction).floor(), (self.restock * fraction).floor());
        let parts = (use_part - self.use_before, restock - self.restock_before);
        (self.use_before, self.restock_before) = (use_part, restock);
        parts
    }
}

/// What of a link's order may be shipped under its verdict; the same for ordering and shipping.
pub fn shippable<R: std::ops::Deref<Target = [Licence]>>(
    state: u8,
    place: usize,
    tick: i64,
    order: (f64, f64),
    licences: &mut LicenceBlock<R>,
) -> (f64, f64) {
    match Verdict::of(state) {
        Verdict::Open => order,
        Verdict::Grace => (order.0, 0.0),
        Verdict::Blocked => (0.0, 0.0),
        Verdict::Licensed => {
            let allowance = licences.allowance(place, tick);
            let use_part = part(order.0, allowance.share).min(allowance.left);
            let restock = part(order.1, allowance.share).min(allowance.left - use_part);
            (use_part.floor(), restock.floor())
        }
    }
}

type Firms = (
    slots!(mut Order),
    slots!(InputStock),
    slots!(InTransit),
    slots!(Cover),
    slots!(Lead),
    &'static Expectation,
    &'static Caution,
    &'static CellOf,
);

/// What the walk over links reads besides the firms' columns.
struct Walk<'a> {
    facts: &'a Facts,
    trade: &'a Trade,
    risk: Vec<[f64; crate::world::SLOTS]>,
    tick: i64,
    quotas: bool,
}

/// Every firm orders; every seller's totals are summed.
pub fn place_orders(
    mut firms: Query<Firms>,
    (facts, network, measures, licences): (Res<Facts>, Res<Network>, Res<Measures>, Res<Licences>),
    technology: Res<Technology>,
    mut trade: ResMut<Trade>,
    mut workers: ResMut<Workers>,
    mut fault: ResMut<Fault>,
    now: Res<Now>,
) {
    let walk = Walk {
        facts: &facts,
        trade: &trade,
        risk: risk_by_cell(&facts, &measures),
        tick: now.tick,
        quotas: !measures.quotas.is_empty(),
    };
    for ((mut o0, mut o1, mut o2, mut o3), stock, in_transit, cover, lead, expected, caution, cell) in
        firms.contiguous_iter_mut().into_iter().flatten()
    {
        let columns = (
            write_slots!(Order, o0, o1, o2, o3),
            read_slots!(InputStock, stock),
            read_slots!(InTransit, in_transit),
            read_slots!(Cover, cover),
            read_slots!(Lead, lead),
            Expectation::peel_slice(expected),
            Caution::peel_slice(caution),
            CellOf::peel_slice(cell),
            LinkBlock::new(&network.links),
            LicenceBlock::read(&licences.records, facts.firms),
        );
        workers.pool.blocks(columns, &workers.tables, |scratch, _, block| {
            let (orders, stock, in_transit, cover, lead, expected, caution, cell, links, mut licences) =
                block;
            for row in 0..cell.len() {
                let recipe = walk.facts.recipe(cell[row] as usize);
                let quantity = &technology.quantity[cell[row] as usize];
                for slot in 0..recipe.inputs {
                    let risk = walk.risk[cell[row] as usize][slot];
                    let position = Position {
                        usage: quantity[slot] * expected[row],
                        cover: careful_cover(walk.facts, cover[slot][row], caution[row], risk),
                        lead: f64::from(lead[slot][row]),
                        stock: stock[slot][row],
                        in_transit: in_transit[slot][row],
                    };
                    let (use_part, restock) =
                        order(&position, recipe.adjustment, walk.facts.pace.restock_limit);
                    orders[slot][row] = use_part + restock;
                    let places = links.places(row, slot);
                    let slot_order = SlotOrder { use_part, restock, declared: position.usage.floor() };
                    let from = (cell[row] as usize, slot);
                    spread(&walk, scratch, &places, slot_order, from, &mut licences);
                }
            }
        });
    }
    gather(&mut trade, &mut workers);
    guard(&trade, &facts, &mut fault, now.date);
}

#[derive(Clone, Copy)]
struct SlotOrder {
    use_part: f64,
    restock: f64,
    declared: f64,
}

/// Adds the orders of one slot to the totals of its sellers.
fn spread(
    walk: &Walk,
    scratch: &mut Scratch,
    places: &Places,
    order: SlotOrder,
    (cell, slot): (usize, usize),
    licences: &mut LicenceBlock<&[Licence]>,
) {
    let mut orders = Splitter::new(order.use_part, order.restock);
    let mut declared = Splitter::new(order.declared, 0.0);
    for (i, (&share, &state)) in places.share.iter().zip(places.state).enumerate() {
        if share == 0 {
            continue;
        }
        let (use_part, restock) = orders.next(share);
        let (declared, _) = declared.next(share);
        let open = shippable(state, places.start + i, walk.tick, (use_part, restock), licences);
        let seller = places.seller[i] as usize;
        let wanted = &mut scratch.wanted[seller];
        let class = usize::from(state & class::MASK);
        wanted.use_part[class] += open.0;
        wanted.restock[class] += open.1;
        let blocked = use_part + restock - open.0 - open.1;
        wanted.blocked += blocked;
        let free =
            if use_part > 0.0 { part(declared, open.0 / use_part) } else { open_share(state, declared) };
        wanted.declared_open += free;
        wanted.declared_blocked += declared - free;
        if walk.quotas {
            let cell = &walk.facts.cells[cell];
            let good = walk.trade.sellers.good[seller];
            let lane = walk.facts.lane(good, walk.trade.sellers.jurisdiction[seller], cell.jurisdiction);
            scratch.quota_orders[lane] += open.0 + open.1;
        }
        debug_assert!(slot < crate::world::SLOTS);
    }
}

/// Declared use counted as open where nothing is ordered: all of it unless the link is blocked.
fn open_share(state: u8, declared: f64) -> f64 {
    if Verdict::of(state) == Verdict::Blocked { 0.0 } else { declared }
}

/// Cover wanted under a perceived risk, ticks.
pub(super) fn careful_cover(facts: &Facts, cover: f32, caution: f32, risk: f64) -> f64 {
    f64::from(cover) * (1.0 + facts.pace.precaution_gain * f64::from(caution) * risk)
}

/// Perceived risk of each input of a cell.
pub(super) fn risk_by_cell(facts: &Facts, measures: &Measures) -> Vec<[f64; crate::world::SLOTS]> {
    let mut risk = vec![[0.0; crate::world::SLOTS]; facts.cells.len()];
    for (i, (cell, risk)) in facts.cells.iter().zip(&mut risk).enumerate() {
        let recipe = facts.recipe(i);
        for slot in 0..recipe.inputs {
            let buyer = Measures::buyer(facts, recipe.input_good[slot], cell.jurisdiction, cell.end_use);
            risk[slot] = measures.risk[buyer];
        }
    }
    risk
}

/// Sums the workers' tables into the sellers' totals.
fn gather(trade: &mut Trade, workers: &mut Workers) {
    trade.wanted.fill(Wanted::default());
    let wanted = &mut trade.wanted;
    workers.tables.drain(|scratch| {
        for (into, from) in wanted.iter_mut().zip(&mut scratch.wanted) {
            into.add(&std::mem::take(from));
        }
    });
}

/// Sums of orders must stay exact.
fn guard(trade: &Trade, facts: &Facts, fault: &mut Fault, date: coercivity_base::Date) {
    for (seller, wanted) in trade.wanted.iter().enumerate() {
        let value = wanted.shippable() + wanted.blocked;
        if value >= MAX_WHOLE {
            fault.note(|| ModelError::Overflow {
                quantity: "orders",
                good: facts.good_name(trade.sellers.good[seller]).to_owned(),
                place: facts.code(trade.sellers.jurisdiction[seller]).to_owned(),
                date,
                value,
            });
        }
    }
}
