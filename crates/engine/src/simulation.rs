//! A world that ticks.

use crate::clock::Clock;
use crate::tick::{Phase, phases};
use bevy_ecs::prelude::*;
use coercivity_model::state::{Facts, Fault, Network, Now, WorldOptions, spawn};
use coercivity_model::world::{Layout, NO_SELLER, build};
use coercivity_model::{ModelError, registry};
use coercivity_parallel::Pool;
use coercivity_scenario::Scenario;
use std::sync::Arc;

/// A world and the phases that move it.
pub struct Simulation {
    /// The ECS world.
    pub world: World,
    phases: Vec<(Phase, Schedule)>,
    /// Milliseconds spent in each phase so far.
    pub phase_ms: [f64; Phase::ALL.len()],
    /// What a reader should know about the world.
    pub notes: Vec<String>,
}

impl Simulation {
    /// Builds the world of `scenario` at the start of its burn-in.
    ///
    /// # Errors
    /// If the scenario cannot be drawn as a world.
    pub fn new(scenario: &Arc<Scenario>, pool: Pool, layout: Layout) -> Result<Self, ModelError> {
        let start = build(scenario, layout)?;
        let notes = start.notes.clone();
        let first_tick = -i64::from(burn_in_ticks(scenario));
        let world = spawn(scenario, start, WorldOptions { pool, first_tick });
        Ok(Self { world, phases: phases(), phase_ms: [0.0; Phase::ALL.len()], notes })
    }

    /// The next tick to run.
    #[must_use]
    pub fn tick(&self) -> i64 {
        self.world.resource::<Now>().tick
    }

    /// Runs the phases of one tick; the world then shows the end of that tick until [`Simulation::advance`].
    ///
    /// # Errors
    /// If a balance does not close or a total passes the exact range.
    pub fn step(&mut self) -> Result<(), ModelError> {
        for ((_, schedule), ms) in self.phases.iter_mut().zip(&mut self.phase_ms) {
            let clock = Clock::start();
            schedule.run(&mut self.world);
            *ms += clock.seconds() * 1e3;
        }
        match &self.world.resource::<Fault>().0 {
            Some(fault) => Err(fault.clone()),
            None => Ok(()),
        }
    }

    /// Moves on to the next tick.
    pub fn advance(&mut self) {
        let calendar = self.world.resource::<Facts>().calendar;
        let mut now = self.world.resource_mut::<Now>();
        now.tick += 1;
        now.date = calendar.date(now.tick);
    }

    /// Runs the burn-in; `each` is told how far it is and may end it.
    ///
    /// # Errors
    /// As [`Simulation::step`].
    pub fn burn_in(&mut self, mut each: impl FnMut(u32, u32) -> bool) -> Result<bool, ModelError> {
        let total = u32::try_from(-self.tick()).unwrap_or(0);
        for done in 0..total {
            if !each(done, total) {
                return Ok(false);
            }
            self.step()?;
            self.advance();
        }
        self.phase_ms = [0.0; Phase::ALL.len()];
        Ok(true)
    }

    /// The state after the last tick, as a hash that does not depend on threads, memory layout or file order.
    pub fn state_hash(&mut self) -> String {
        let tick = self.tick();
        registry::state_hash(&mut self.world, tick)
    }

    /// Number of links with a supplier.
    #[must_use]
    pub fn links(&self) -> u64 {
        self.world.resource::<Network>().links.seller.iter().filter(|&&seller| seller != NO_SELLER).count()
            as u64
    }
}

/// Ticks of burn-in: as the scenario says, or twice the longest transit plus the mean cover.
fn burn_in_ticks(scenario: &Scenario) -> u32 {
    scenario.run.burn_in_ticks.unwrap_or_else(|| {
        let calendar = scenario.calendar();
        let longest = scenario.transit.sea.iter().chain(&scenario.transit.air).copied().fold(0.0, f64::max);
        let covers: Vec<f64> =
            scenario.recipes.iter().flat_map(|r| r.inputs.iter().map(|input| input.cover_weeks)).collect();
        let mean = if covers.is_empty() { 0.0 } else { covers.iter().sum::<f64>() / covers.len() as f64 };
        2 * calendar.ticks_for_transit(longest) + calendar.ticks(mean).ceil() as u32
    })
}
