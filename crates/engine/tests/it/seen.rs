//! What a test reads off a world: columns, single firms, lanes.

use crate::prelude::*;
use bevy_ecs::prelude::{Component, Resource};
use coercivity_base::{GoodId, JurisdictionId};
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use std::sync::Arc;

/// The world of `scenario` on one thread, burnt in.
pub(crate) fn built(scenario: &Scenario) -> Simulation {
    let scenario = Arc::new(scenario.clone());
    let mut simulation = Simulation::new(&scenario, Pool::new(1).unwrap(), Layout::Natural)
        .unwrap_or_else(|error| panic!("{error}"));
    simulation.burn_in(|_, _| true).unwrap();
    simulation
}

/// A column by dense index.
pub(crate) fn all<C: Component>(simulation: &mut Simulation, value: impl Fn(&C) -> f64) -> Vec<f64> {
    let mut query = simulation.world.query::<&C>();
    query.iter(&simulation.world).map(value).collect()
}

/// The value of a column for a named firm.
pub(crate) fn named<C: Component>(simulation: &mut Simulation, name: &str, value: impl Fn(&C) -> f64) -> f64 {
    let facts = simulation.world.resource::<Facts>();
    let index = facts.scenario.named.iter().position(|firm| firm.name == name).unwrap();
    let dense = facts.named[index] as usize;
    all(simulation, value)[dense]
}

/// The value of a table's column for a named firm.
pub(crate) fn held<T: Resource>(
    simulation: &Simulation,
    name: &str,
    column: impl Fn(&T) -> &Vec<f64>,
) -> f64 {
    let facts = simulation.world.resource::<Facts>();
    let index = facts.scenario.named.iter().position(|firm| firm.name == name).unwrap();
    column(simulation.world.resource::<T>())[facts.named[index] as usize]
}

/// What a chain of single firms shows.
pub(crate) trait Chain {
    /// Ticks once and shows the end of the tick to `look`, then moves on.
    fn tick_and<R>(&mut self, look: impl FnOnce(&mut Self) -> R) -> R;
    /// Index of a lane.
    fn lane(&self, good: &str, origin: &str, destination: &str) -> usize;
    /// Dispatched on a lane in this tick.
    fn dispatched(&self, good: &str, origin: &str, destination: &str) -> f64;
}

impl Chain for Simulation {
    fn tick_and<R>(&mut self, look: impl FnOnce(&mut Self) -> R) -> R {
        let tick = self.tick();
        self.step().unwrap_or_else(|error| panic!("tick {tick}: {error}"));
        let seen = look(self);
        self.advance();
        seen
    }

    fn lane(&self, good: &str, origin: &str, destination: &str) -> usize {
        let facts = self.world.resource::<Facts>();
        let place = |code: &str| {
            JurisdictionId::at(facts.scenario.jurisdictions.iter().position(|j| j.code == code).unwrap())
        };
        let good = GoodId::at(facts.scenario.goods.iter().position(|g| g.name == good).unwrap());
        facts.lane(good, place(origin), place(destination))
    }

    fn dispatched(&self, good: &str, origin: &str, destination: &str) -> f64 {
        self.world.resource::<Ledger>().dispatched[self.lane(good, origin, destination)]
    }
}
