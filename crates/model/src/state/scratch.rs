//! The workers and their private tables. Only whole numbers are summed in them, so that it does not matter which
//! worker added first; after each phase they are merged and cleared.

use super::desk::Desk;
use super::{CellTally, Facts, Late, LicenceCount};
use crate::mechanisms::shipping::Deal;
use crate::mechanisms::sourcing::{Bench, Request};
use crate::world::class;
use bevy_ecs::prelude::Resource;
use coercivity_base::{GoodId, JurisdictionId};
use coercivity_parallel::{Pool, Private};

/// Use part, restock part and declared use of what a seller is asked for by links of one class. Unit: whole base units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
pub struct Asked(pub [f64; 3]);

impl Asked {
    /// Adds `more`.
    #[inline(always)]
    pub fn add(&mut self, more: [f64; 3]) {
        self.0.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
    }
}

/// What was dispatched, and what it was worth before duties.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
pub struct Sold {
    /// Whole base units.
    pub units: f64,
    /// Micro-dollars.
    pub value: i64,
}

/// One worker's private sums.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Orders that may be shipped and their declared use, `[seller][class]`.
    pub open: Vec<[Asked; class::COUNT]>,
    /// Orders that a measure blocks, and declared use that it blocks, by seller.
    pub blocked: Vec<[f64; 2]>,
    /// Shipped, by row of a route ([`super::Routes`]).
    pub shipped: Vec<Sold>,
    /// Of that, held at customs, by (ticks held - 1) and lane; empty where no measure can hold anything.
    pub held: Vec<f64>,
    /// Of these, what no plane of the pipeline reaches.
    pub late: Vec<Late>,
    /// Whether anything was added to `held` since it was last merged.
    pub any_held: bool,
    /// Shippable orders by lane, counted while a quota holds.
    pub quota_orders: Vec<f64>,
    /// Tallies by cell.
    pub cells: Vec<CellTally>,
    /// Paid by each cell for goods, and in duties on them. Unit: micro-dollars.
    pub spent: Vec<(i64, i64)>,
    /// Sold to final markets by cell of the maker.
    pub sold_by_cell: Vec<f64>,
    /// Sold to final markets by (final good, jurisdiction of the maker), for each class of makers.
    pub sold: Vec<f64>,
    /// Dispatched to other jurisdictions, by seller; empty without a watch.
    pub abroad: Vec<f64>,
    /// Sales of makers by class, watch, market cell and thresholds reached; empty without a watch. Unit: micro-dollars.
    pub sales: Vec<i64>,
    /// Inputs for which a firm looks for another supplier.
    pub(crate) requests: Vec<Request>,
    /// Applications filed: whose office, which good.
    pub filed: Vec<(JurisdictionId, GoodId)>,
    /// Records whose review is done.
    pub ripe: Vec<u32>,
    /// Counts by office and good.
    pub licences: Vec<LicenceCount>,
    /// Whether a review moved a share.
    pub moved: bool,
    /// Reviews of the run at hand.
    pub(crate) bench: Bench,
    /// Sums of the sheet at hand as they were, for nothing but that they were read.
    pub(crate) warmed: Vec<f64>,
    /// Of the sheet at hand, bundle by bundle.
    pub(crate) deals: Vec<Deal>,
    /// Numbers of the rows at hand.
    pub(crate) desk: Box<Desk>,
}

impl Scratch {
    fn new(facts: &Facts, sellers: usize) -> Self {
        Self {
            open: vec![[Asked::default(); class::COUNT]; sellers],
            blocked: vec![[0.0; 2]; sellers],
            shipped: vec![Sold::default(); facts.routes.rows()],
            held: vec![0.0; facts.longest_hold as usize * facts.lanes()],
            late: Vec::new(),
            any_held: false,
            quota_orders: vec![0.0; facts.lanes()],
            cells: vec![CellTally::default(); facts.cells.len()],
            spent: vec![(0, 0); facts.cells.len()],
            sold_by_cell: vec![0.0; facts.cells.len()],
            sold: vec![0.0; facts.scenario.demand.len() * facts.jurisdictions()],
            abroad: vec![0.0; if facts.scenario.watches.is_empty() { 0 } else { sellers }],
            sales: Vec::new(),
            requests: Vec::new(),
            filed: Vec::new(),
            ripe: Vec::new(),
            licences: vec![LicenceCount::default(); facts.jurisdictions() * facts.goods()],
            moved: false,
            bench: Bench::default(),
            warmed: Vec::new(),
            deals: Vec::new(),
            desk: Box::default(),
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
