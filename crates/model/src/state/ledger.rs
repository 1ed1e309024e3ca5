//! The books of a tick: tallies by cell, balances by good and jurisdiction, goods in transit by lane.

use super::Facts;
use crate::world::SLOTS;
use bevy_ecs::prelude::Resource;
use coercivity_scenario::checked::MAX_OUTPUTS;
use serde::{Deserialize, Serialize};

/// Sums over the firms of a cell in a tick. Unit: whole base units, or firms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CellTally {
    /// Made, by product.
    pub made: [f64; MAX_OUTPUTS],
    /// Left through the outlet, by product.
    pub outlet: [f64; MAX_OUTPUTS],
    /// Finished stock at the end, by product.
    pub finished: [f64; MAX_OUTPUTS],
    /// Arrived, by input.
    pub arrived: [f64; SLOTS],
    /// Used, by input.
    pub used: [f64; SLOTS],
    /// Needed for what was made but not in stock, by input (important and minor inputs).
    pub shortfall: [f64; SLOTS],
    /// Input stock at the end, by input.
    pub stock: [f64; SLOTS],
    /// On the way at the end, by input.
    pub in_transit: [f64; SLOTS],
    /// Ordered, by input.
    pub ordered: [f64; SLOTS],
    /// Firms whose output is under half of normal.
    pub stopped: f64,
    /// Firms that stopped in this tick.
    pub stops: f64,
    /// Firms that restarted in this tick.
    pub restarts: f64,
    /// Output bound by each input: firms whose plan that input cut.
    pub bound: [f64; SLOTS],
}

impl CellTally {
    /// Adds another worker's sums and clears them.
    pub fn take(&mut self, other: &mut Self) {
        let add = |into: &mut [f64], from: &[f64]| into.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        let from = std::mem::take(other);
        for k in 0..MAX_OUTPUTS {
            self.made[k] += from.made[k];
            self.outlet[k] += from.outlet[k];
            self.finished[k] += from.finished[k];
        }
        add(&mut self.arrived, &from.arrived);
        add(&mut self.used, &from.used);
        add(&mut self.shortfall, &from.shortfall);
        add(&mut self.stock, &from.stock);
        add(&mut self.in_transit, &from.in_transit);
        add(&mut self.ordered, &from.ordered);
        add(&mut self.bound, &from.bound);
        self.stopped += from.stopped;
        self.stops += from.stops;
        self.restarts += from.restarts;
    }

    /// The largest magnitude in it, for the guard against 2^53.
    #[must_use]
    pub fn largest(&self) -> f64 {
        let all = [&self.made[..], &self.outlet, &self.finished, &self.arrived, &self.used, &self.stock];
        let more = [&self.in_transit[..], &self.ordered, &self.shortfall];
        all.iter().chain(&more).flat_map(|part| part.iter()).copied().fold(0.0, f64::max)
    }

    /// Where the largest magnitude stands: the slot of an input, or else the number of a product.
    #[must_use]
    pub fn largest_at(&self) -> (Option<usize>, usize) {
        let largest = self.largest();
        let at = |part: &[f64]| part.iter().position(|value| *value == largest);
        let products = [&self.made[..], &self.outlet, &self.finished].into_iter().find_map(at);
        let inputs =
            [&self.arrived, &self.used, &self.stock, &self.in_transit, &self.ordered, &self.shortfall];
        match products {
            Some(product) => (None, product),
            None => (inputs.into_iter().find_map(|part| at(part)), 0),
        }
    }
}

/// One balance: `opening + produced + arrived = closing + used + dispatched + outlet + lost`. Whole base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Balance {
    /// At the start of the tick.
    pub opening: f64,
    /// Produced.
    pub produced: f64,
    /// Arrived.
    pub arrived: f64,
    /// Used in production.
    pub used: f64,
    /// Dispatched to buyers and final markets.
    pub dispatched: f64,
    /// Left through the outlet.
    pub outlet: f64,
    /// Lost.
    pub lost: f64,
    /// At the end of the tick, summed on its own.
    pub closing: f64,
}

impl Balance {
    /// What does not add up; exactly zero in a sound world.
    #[must_use]
    pub fn gap(&self) -> f64 {
        (self.opening + self.produced + self.arrived)
            - (self.closing + self.used + self.dispatched + self.outlet + self.lost)
    }
}

/// The books.
#[derive(Resource, Clone, Debug, Serialize, Deserialize)]
pub struct Ledger {
    /// Tallies by cell.
    pub cells: Vec<CellTally>,
    /// Stocks by good and jurisdiction, `[good][jurisdiction]`.
    pub stocks: Vec<Balance>,
    /// In transit by lane; for final goods dispatched and arrived are the same tick.
    pub transit: Vec<Balance>,
    /// Dispatched by lane in this tick.
    pub dispatched: Vec<f64>,
    /// What links' shipments of this tick were worth before duties, by lane. Unit: micro-dollars.
    pub value: Vec<i64>,
    /// Cleared by the exporter's customs in this tick, by lane: what trade statistics would count.
    pub cleared: Vec<f64>,
    /// Cleared in later ticks (held today), `[tick mod n][lane]`.
    pub to_clear: Vec<Vec<f64>>,
    /// Held at customs at the end of the tick, by lane.
    pub at_customs: Vec<f64>,
    /// Firms in each cell, for the series.
    pub firms: Vec<f64>,
}

impl Ledger {
    /// Empty books.
    #[must_use]
    pub fn new(facts: &Facts) -> Self {
        let lanes = facts.lanes();
        Self {
            cells: vec![CellTally::default(); facts.cells.len()],
            stocks: vec![Balance::default(); facts.goods() * facts.jurisdictions()],
            transit: vec![Balance::default(); lanes],
            dispatched: vec![0.0; lanes],
            value: vec![0; lanes],
            cleared: vec![0.0; lanes],
            to_clear: vec![vec![0.0; lanes]; facts.longest_hold as usize + 1],
            at_customs: vec![0.0; lanes],
            firms: facts.cells.iter().map(|cell| f64::from(cell.firms)).collect(),
        }
    }
}
