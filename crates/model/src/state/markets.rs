//! Final markets: what each jurisdiction buys of each final good, from where, and who waits.

use crate::world::Markets;
use bevy_ecs::prelude::Resource;
use serde::{Deserialize, Serialize};

/// Demand on the makers that the same origin-share rules catch. Tables by `[final good][jurisdiction]`, flattened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassDemand {
    /// Share of the demand of each (final good, market, origin) that may be served, 0..=1.
    pub pass: Vec<f64>,
    /// New demand that may be shipped, as if all makers were of this class. Unit: whole base units.
    pub new_open: Vec<f64>,
    /// New demand that a measure blocks, likewise.
    pub new_blocked: Vec<f64>,
    /// All demand that may be shipped, waiting included, likewise.
    pub open: Vec<f64>,
    /// Sold by makers of the class in this tick.
    pub sold: Vec<f64>,
    /// Of that, at home.
    pub at_home: Vec<f64>,
}

/// State of the final markets. Tables are `[final good][market][origin]` or `[final good][jurisdiction]`, flattened.
#[derive(Resource, Clone, Debug, Serialize, Deserialize)]
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
    /// Demand by class of makers; empty while no origin-share rule catches any. The tables above are then means over
    /// makers.
    pub classes: Vec<ClassDemand>,
    /// Share of each (final good, jurisdiction)'s makers in each class.
    pub part: Vec<Vec<f64>>,
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
            classes: Vec::new(),
            part: Vec::new(),
        }
    }

    /// Index of (final good, market, origin).
    #[must_use]
    pub fn pair(&self, good: usize, market: usize, origin: usize) -> usize {
        (good * self.jurisdictions + market) * self.jurisdictions + origin
    }

    /// Share of the demand of a (final good, market, origin) that its makers may serve.
    #[must_use]
    pub fn reachable(&self, pair: usize, cell: usize) -> f64 {
        self.classes.iter().zip(&self.part).map(|(class, part)| class.pass[pair] * part[cell]).sum()
    }

    /// Index of (final good, jurisdiction).
    #[must_use]
    pub fn cell(&self, good: usize, jurisdiction: usize) -> usize {
        good * self.jurisdictions + jurisdiction
    }
}
