//! Money: what was paid for goods in the tick.

use super::Facts;
use bevy_ecs::prelude::Resource;

/// Payments of the tick.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct Money {
    /// Paid to sellers for what was dispatched on each lane in this tick, before tariffs, fees and freight; sales to
    /// final markets too. Unit: US dollars.
    pub lane_usd: Vec<f64>,
    /// Tariffs and fees that the treasury of each jurisdiction took in this tick. Unit: US dollars.
    pub tariff_usd: Vec<f64>,
}

impl Money {
    /// Nothing paid yet.
    #[must_use]
    pub fn new(facts: &Facts) -> Self {
        Self { lane_usd: vec![0.0; facts.lanes()], tariff_usd: vec![0.0; facts.jurisdictions()] }
    }
}
