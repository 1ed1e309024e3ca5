//! Stores of the authorities: what each jurisdiction's holds of each good, and what is on its way to it.

use super::Facts;
use bevy_ecs::prelude::Resource;
use serde::{Deserialize, Serialize};

/// All stores; vectors are by store ([`Facts::store`]).
#[derive(Resource, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stockpiles {
    /// Held. Unit: whole base units.
    pub stock: Vec<f64>,
    /// Bought and on its way. Unit: whole base units.
    pub in_transit: Vec<f64>,
    /// What arrives, `[tick mod n][store]`, with as many planes as goods in transit to firms have.
    pub due: Vec<Vec<f64>>,
    /// Bought in this tick. Unit: whole base units.
    pub bought: Vec<f64>,
    /// Given to firms in this tick. Unit: whole base units.
    pub released: Vec<f64>,
    /// Arrived in this tick. Unit: whole base units.
    pub arrived: Vec<f64>,
    /// Paid for what was bought in this tick. Unit: US dollars.
    pub spent_usd: Vec<f64>,
    /// Paid to makers for floor prices in this tick. Unit: US dollars.
    pub floor_usd_paid: Vec<f64>,
    /// Paid to makers as subsidies in this tick. Unit: US dollars.
    pub subsidy_usd_paid: Vec<f64>,
}

impl Stockpiles {
    /// The stores of the scenario, with nothing on its way and `planes` planes.
    #[must_use]
    pub fn new(facts: &Facts, planes: usize) -> Self {
        let stores = facts.stores();
        let empty = || vec![0.0; stores];
        Self {
            stock: facts.scenario.stockpiles.clone(),
            in_transit: empty(),
            due: vec![empty(); planes],
            bought: empty(),
            released: empty(),
            arrived: empty(),
            spent_usd: empty(),
            floor_usd_paid: empty(),
            subsidy_usd_paid: empty(),
        }
    }

    /// Which plane `tick` arrives from.
    #[must_use]
    pub fn plane_of(&self, tick: i64) -> usize {
        tick.rem_euclid(self.due.len() as i64) as usize
    }

    /// Stores that hold or await something, with what is due from `tick` on; for the state hash; nothing
    /// behind the last that is due.
    pub fn standing(&self, tick: i64) -> impl Iterator<Item = (usize, Vec<f64>)> + '_ {
        let kept = |store: &usize| self.stock[*store] != 0.0 || self.in_transit[*store] != 0.0;
        (0..self.stock.len()).filter(kept).map(move |store| {
            let ahead = (0..self.due.len() as i64).map(|k| self.due[self.plane_of(tick + k)][store]);
            let mut quantities: Vec<f64> = std::iter::once(self.stock[store]).chain(ahead).collect();
            // Room for longer journeys is no state.
            while quantities.last() == Some(&0.0) {
                quantities.pop();
            }
            (store, quantities)
        })
    }
}
