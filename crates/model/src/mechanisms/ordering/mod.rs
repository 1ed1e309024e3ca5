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
//! | n | `Inputs::cover` | ticks | cover wanted |
//! | h, c | `Pace::precaution_gain`, `Traits::caution` | ratio | precaution |
//! | risk | `Measures::risk` | 0..=1 | perceived risk of the input at the buyer's |
//! | L | `Inputs::lead` | ticks | transit weighted by shares |
//! | tau | `RecipeFacts::adjustment` | ticks | time to close the gap |
//!
//! Orders are split over links by cumulative shares, `floor(O C_j) - floor(O C_(j-1))`, so they sum to O; unfilled
//! orders lapse and are derived anew. Each link adds its order to its seller's totals, shippable or blocked.
//! Source: stock rule of Sterman (1989), Management Science 35, 321, with pipeline and lead time in the target.
//! Phase: Ordering. Reads stocks after arrivals and before use. Writes `Inputs::order` and `Trade::wanted`.

mod walk;

use crate::error::ModelError;
use crate::state::components::{CellOf, Expectation};
use crate::state::{
    Allowance, Facts, Fault, Inputs, Licences, LinkBlock, Measures, Network, Now, Technology, Trade, Traits,
    Verdict, Wanted, Workers, read, write,
};
use crate::world::SHARE_ONE;
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
    #[inline(always)]
    #[must_use]
    pub fn target(&self) -> f64 {
        (self.cover + self.lead - 1.0) * self.usage
    }
}

/// Use part and restock part of an order.
#[inline(always)]
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

/// A cumulative share in 32768ths as a fraction. Links get what lies between their cumulative shares:
/// `floor(O C_j) - floor(O C_(j-1))`.
#[inline(always)]
#[must_use]
pub fn fraction(cumulative: u32) -> f64 {
    f64::from(cumulative) / f64::from(SHARE_ONE)
}

/// What of a link's order may be shipped under its verdict; the same for ordering and shipping. `allowance` tells what its
/// licence allows.
#[inline(always)]
pub fn shippable(state: u8, order: (f64, f64), allowance: impl FnOnce() -> Allowance) -> (f64, f64) {
    match Verdict::of(state) {
        Verdict::Open => order,
        Verdict::Grace => (order.0, 0.0),
        Verdict::Blocked => (0.0, 0.0),
        Verdict::Licensed => {
            let allowance = allowance();
            let use_part = part(order.0, allowance.share).min(allowance.left);
            let restock = part(order.1, allowance.share).min(allowance.left - use_part);
            (use_part.floor(), restock.floor())
        }
    }
}

type Firms = (&'static Expectation, &'static CellOf);

/// Every firm orders; every seller's totals are summed.
pub fn place_orders(
    (firms, traits, mut inputs): (Query<Firms>, Res<Traits>, ResMut<Inputs>),
    (facts, measures, licences): (Res<Facts>, Res<Measures>, Res<Licences>),
    technology: Res<Technology>,
    (mut trade, mut network): (ResMut<Trade>, ResMut<Network>),
    mut workers: ResMut<Workers>,
    mut fault: ResMut<Fault>,
    now: Res<Now>,
) {
    let Network { links, bundles, .. } = &mut *network;
    bundles.renew(links, &workers.pool);
    let walk = walk::Walk {
        facts: &facts,
        technology: &technology,
        trade: &trade,
        risk: risk_by_cell(&facts, &measures),
        quotas: !measures.quotas.is_empty(),
        tick: now.tick,
    };
    let Inputs { cover, lead, stock, in_transit, order, .. } = &mut *inputs;
    for (expected, cell) in firms.contiguous_iter().into_iter().flatten() {
        let columns = (
            write(order),
            read(stock),
            read(in_transit),
            read(cover),
            read(lead),
            Expectation::peel_slice(expected),
            traits.caution.as_slice(),
            CellOf::peel_slice(cell),
            LinkBlock::new(links, bundles, &licences.grants[..]),
        );
        workers.pool.sweep(&walk, columns, &workers.tables);
    }
    gather(&mut trade, &mut workers);
    if let Some((seller, value)) = past_limit(&trade) {
        let firm = trade.sellers.firm[seller] as usize;
        // Only for an error, so that no tick walks over it.
        let cell = firms.iter().nth(firm).map_or(0, |columns| columns.1.0 as usize);
        fault.note(|| ModelError::Overflow {
            quantity: "orders",
            good: facts.good_name(trade.sellers.good[seller]).to_owned(),
            place: format!("{} ({})", facts.firm_name(firm, cell), facts.cell_name(cell)),
            date: now.date,
            value,
        });
    }
}

/// Cover wanted under a perceived risk, ticks.
#[inline(always)]
pub(super) fn careful_cover(gain: f64, cover: f32, caution: f32, risk: f64) -> f64 {
    f64::from(cover) * (1.0 + gain * f64::from(caution) * risk)
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
        for (into, from) in wanted.iter_mut().zip(&mut scratch.open) {
            into.add_open(&std::mem::take(from));
        }
        for (into, from) in wanted.iter_mut().zip(&mut scratch.blocked) {
            into.add_blocked(std::mem::take(from));
        }
    });
}

/// The first seller whose orders are so many that their sums are not exact.
fn past_limit(trade: &Trade) -> Option<(usize, f64)> {
    let orders = trade.wanted.iter().map(|wanted| wanted.shippable() + wanted.blocked);
    orders.enumerate().find(|(_, value)| *value >= MAX_WHOLE)
}
