//! Final markets: what each jurisdiction buys of each final good, from where, and who waits.

use crate::world::Markets;
use bevy_ecs::prelude::Resource;

/// State of the final markets. Tables are `[final good][market][origin]` or `[final good][jurisdiction]`, flattened.
#[derive(Resource, Clone, Debug)]
pub struct MarketState {
    /// Number of jurisdictions.
    pub jurisdictions: usize,
    /// Shares of purchases by origin without any disturbance; sum to 1 over origins.
    pub anchor: Vec<f64>,
    /// Shares of purchases by origin now.
    pub share: Vec<f64>,
    /// New demand of this tick. Unit: whole base units.
    pub demand: Vec<f64>,
    /// Demand that waits from earlier ticks. Unit: whole base units.
    pub waiting: Vec<f64>,
    /// Bought this tick. Unit: whole base units.
    pub received: Vec<f64>,
    /// Lost this tick: neither bought nor waiting. Unit: whole base units.
    pub lost: Vec<f64>,
    /// New demand on makers of a jurisdiction that may be shipped, `[final good][origin]`.
    pub new_open: Vec<f64>,
    /// New demand on makers of a jurisdiction that a measure blocks.
    pub new_blocked: Vec<f64>,
    /// All demand on them that may be shipped, waiting included.
    pub open: Vec<f64>,
    /// Sold by them this tick.
    pub sold: Vec<f64>,
    /// Moving mean of the share of open demand that they filled.
    pub record: Vec<f64>,
}

impl MarketState {
    /// Markets before the first tick.
    #[must_use]
    pub fn new(markets: &Markets, goods: usize) -> Self {
        let n = markets.jurisdictions;
        let cells = goods * n;
        let pairs = cells * n;
        Self {
            jurisdictions: n,
            anchor: markets.profile.clone(),
            share: markets.profile.clone(),
            demand: vec![0.0; pairs],
            waiting: vec![0.0; pairs],
            received: vec![0.0; pairs],
            lost: vec![0.0; pairs],
            new_open: vec![0.0; cells],
            new_blocked: vec![0.0; cells],
            open: vec![0.0; cells],
            sold: vec![0.0; cells],
            record: vec![1.0; cells],
        }
    }

    /// Index of (final good, market, origin).
    #[must_use]
    pub fn pair(&self, good: usize, market: usize, origin: usize) -> usize {
        (good * self.jurisdictions + market) * self.jurisdictions + origin
    }

    /// Index of (final good, jurisdiction).
    #[must_use]
    pub fn cell(&self, good: usize, jurisdiction: usize) -> usize {
        good * self.jurisdictions + jurisdiction
    }
}
