//! The workers and their private tables. Only whole numbers are summed in them, so that it does not matter which
//! worker added first; after each phase they are merged and cleared.

use super::{CellTally, Facts, Wanted};
use bevy_ecs::prelude::Resource;
use coercivity_parallel::{Pool, Private};

/// One worker's private sums.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Orders by seller.
    pub wanted: Vec<Wanted>,
    /// Shipped by seller.
    pub shipped: Vec<f64>,
    /// Dispatched by lane.
    pub dispatched: Vec<f64>,
    /// Dispatched but held at customs, by (ticks held - 1) and lane; empty where no measure can hold anything.
    pub held: Vec<f64>,
    /// Whether anything was added to `held` since it was last merged.
    pub any_held: bool,
    /// Shippable orders by lane, counted while a quota holds.
    pub quota_orders: Vec<f64>,
    /// Tallies by cell.
    pub cells: Vec<CellTally>,
    /// Paid to each seller. Unit: micro-dollars.
    pub revenue: Vec<i64>,
    /// Paid by each cell for goods, and in duties on them. Unit: micro-dollars.
    pub spent: Vec<(i64, i64)>,
    /// Paid for what was dispatched on each lane. Unit: micro-dollars.
    pub lane_value: Vec<i64>,
    /// Sold to final markets by cell of the maker.
    pub sold_by_cell: Vec<f64>,
    /// Sold to final markets by (final good, jurisdiction of the maker), for each class of makers.
    pub sold: Vec<f64>,
    /// Dispatched to other jurisdictions, by seller; empty without a watch.
    pub abroad: Vec<f64>,
    /// Sales of makers by class, watch, market cell and thresholds reached; empty without a watch. Unit: micro-dollars.
    pub sales: Vec<i64>,
}

impl Scratch {
    fn new(facts: &Facts, sellers: usize) -> Self {
        Self {
            wanted: vec![Wanted::default(); sellers],
            shipped: vec![0.0; sellers],
            dispatched: vec![0.0; facts.lanes()],
            held: vec![0.0; facts.longest_hold as usize * facts.lanes()],
            any_held: false,
            quota_orders: vec![0.0; facts.lanes()],
            cells: vec![CellTally::default(); facts.cells.len()],
            revenue: vec![0; sellers],
            spent: vec![(0, 0); facts.cells.len()],
            lane_value: vec![0; facts.lanes()],
            sold_by_cell: vec![0.0; facts.cells.len()],
            sold: vec![0.0; facts.scenario.demand.len() * facts.jurisdictions()],
            abroad: vec![0.0; if facts.scenario.watches.is_empty() { 0 } else { sellers }],
            sales: Vec::new(),
        }
    }
}

/// The pool and the private tables of its workers.
#[derive(Resource)]
pub struct Workers {
    /// The pool.
    pub pool: Pool,
    /// One table per worker.
    pub tables: Private<Scratch>,
}

impl Workers {
    /// Tables for every worker of `pool`.
    #[must_use]
    pub fn new(pool: Pool, facts: &Facts, sellers: usize) -> Self {
        let tables = Private::new(&pool, || Scratch::new(facts, sellers));
        Self { pool, tables }
    }
}

/// Adds `from` to `into` and clears `from`.
pub(crate) fn merge(into: &mut [f64], from: &mut [f64]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into += std::mem::take(from);
    }
}
