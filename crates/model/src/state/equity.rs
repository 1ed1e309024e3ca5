//! What owners hold firms to be worth, by cell.

use super::Facts;
use bevy_ecs::prelude::Resource;
use serde::{Deserialize, Serialize};

/// Margins and values; vectors are by cell. Unit: US dollars, margins per week.
#[derive(Resource, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Equity {
    /// Margin when nothing disturbs: the mean over the second half of the burn-in, or the first margin without one.
    pub normal: Vec<f64>,
    /// Margin that owners have come to see: moving mean.
    pub seen: Vec<f64>,
    /// Part of inputs and sales that measures known of may touch, 0..=1.
    pub exposure: Vec<f64>,
    /// Exposure that owners have got used to, 0..=1.
    pub used_to: Vec<f64>,
    /// Value.
    pub value: Vec<f64>,
    /// Stocks and goods on the way at base prices at the end of the last tick. Unit: micro-dollars.
    pub stocks: Vec<f64>,
    /// Sum of margins over the second half of the burn-in, per week, and the ticks in it.
    pub burnt_in: (Vec<f64>, f64),
    /// First tick of that half.
    pub burnt_in_from: i64,
}

impl Equity {
    /// Nothing seen yet, in a world whose first tick is `first_tick`.
    #[must_use]
    pub fn new(facts: &Facts, first_tick: i64) -> Self {
        let zero = || vec![0.0; facts.cells.len()];
        Self {
            normal: zero(),
            seen: zero(),
            exposure: zero(),
            used_to: zero(),
            value: zero(),
            stocks: zero(),
            burnt_in: (zero(), 0.0),
            burnt_in_from: first_tick / 2,
        }
    }

    /// Value of a cell when nothing disturbs, at a discount rate per week.
    #[must_use]
    pub fn normal_value(&self, cell: usize, discount: f64) -> f64 {
        self.normal[cell].max(0.0) / discount
    }
}
