//! Sellers: what is wanted of them this tick, what share of it they fill, and their record.

use super::Asked;
use crate::world::{Sellers, class};
use bevy_ecs::prelude::Resource;
use coercivity_base::{GoodId, StableId};
use serde::{Deserialize, Serialize};

/// What buyers want of a seller in a tick. Unit: whole base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[repr(C)]
pub struct Wanted {
    /// Declared use that may be shipped.
    pub declared_open: f64,
    /// Declared use that a measure blocks.
    pub declared_blocked: f64,
    /// Use part of the shippable orders, by class.
    pub use_part: [f64; class::COUNT],
    /// Restock part of the shippable orders, by class.
    pub restock: [f64; class::COUNT],
    /// Orders that a measure blocks.
    pub blocked: f64,
}

impl Wanted {
    /// Adds a worker's sums of what may be shipped.
    pub fn add_open(&mut self, open: &[Asked; class::COUNT]) {
        for (c, &Asked([use_part, restock, declared])) in open.iter().enumerate() {
            self.use_part[c] += use_part;
            self.restock[c] += restock;
            self.declared_open += declared;
        }
    }

    /// Adds a worker's sums of what measures block: orders and declared use.
    pub fn add_blocked(&mut self, [orders, declared]: [f64; 2]) {
        self.blocked += orders;
        self.declared_blocked += declared;
    }

    /// Shippable orders, both parts.
    #[must_use]
    pub fn shippable(&self) -> f64 {
        self.use_part.iter().sum::<f64>() + self.restock.iter().sum::<f64>()
    }
}

/// What share of the shippable orders a seller fills, by part and class.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fill {
    /// Use parts.
    pub use_part: [f64; class::COUNT],
    /// Restock parts.
    pub restock: [f64; class::COUNT],
}

impl Default for Fill {
    fn default() -> Self {
        Self { use_part: [1.0; class::COUNT], restock: [1.0; class::COUNT] }
    }
}

/// Sellers and their state; all vectors are by seller.
#[derive(Resource, Clone, Debug, Serialize, Deserialize)]
pub struct Trade {
    /// Who they are.
    pub sellers: Sellers,
    /// Wanted this tick; until the next ordering, of the last.
    pub wanted: Vec<Wanted>,
    /// Filled this tick.
    pub fill: Vec<Fill>,
    /// Shipped on orders this tick. Unit: base units.
    pub shipped: Vec<f64>,
    /// Received for it, before duties. Unit: micro-dollars.
    pub revenue: Vec<i64>,
    /// Record: moving mean of the share filled of use parts, by class, 0..=1.
    pub record: Vec<[f64; class::COUNT]>,
    /// Sales promised to new customers under qualification or since the start. Unit: base units per tick.
    pub promised: Vec<f64>,
    /// Capacity that has come since the base year, or gone (under 0): what new customers can be promised follows it. Unit:
    /// base units of the product per tick.
    pub added: Vec<f64>,
}

impl Trade {
    /// Weight of a seller when buyers look for a new supplier: normal sales and the capacity that has come since, or gone.
    #[must_use]
    pub fn weight(&self, seller: usize) -> f64 {
        (self.sellers.normal[seller] + self.added[seller]).max(0.0)
    }

    /// What a seller can promise new customers: its base-year slack (`spare` of normal sales) and the capacity that has come
    /// since, less what it has promised.
    #[must_use]
    pub fn room(&self, seller: usize, spare: f64) -> f64 {
        spare * self.sellers.normal[seller] + self.added[seller] - self.promised[seller]
    }

    /// The row of a product of a firm, if firms buy it.
    #[must_use]
    pub fn row(&self, good: GoodId, stable: StableId) -> Option<usize> {
        let range = self.sellers.of_good[good.index()].clone();
        let rows = &self.sellers.stable[range.start as usize..range.end as usize];
        rows.binary_search(&stable).ok().map(|at| range.start as usize + at)
    }

    /// Sellers before the first tick: what was declared is what they normally sell.
    #[must_use]
    pub fn new(sellers: Sellers) -> Self {
        let n = sellers.firm.len();
        let wanted = sellers
            .normal
            .iter()
            .map(|&normal| Wanted { declared_open: normal, ..Wanted::default() })
            .collect();
        Self {
            wanted,
            fill: vec![Fill::default(); n],
            shipped: vec![0.0; n],
            revenue: vec![0; n],
            record: vec![[1.0; class::COUNT]; n],
            promised: vec![0.0; n],
            added: vec![0.0; n],
            sellers,
        }
    }
}
