//! A world that ticks.

use crate::clock::Clock;
use crate::error::EngineError;
use crate::options::Failure;
use crate::policies::{PolicyUse, Report, Team};
use crate::tick::{Phase, phases};
use bevy_ecs::prelude::*;
use coercivity_base::Date;
use coercivity_model::state::{Facts, Fault, Network, Now, WorldOptions, review_ticks, spawn};
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
        Self::with_room(scenario, pool, layout, 0.0)
    }

    /// The same with `policies` at work from the first tick after the burn-in on.
    ///
    /// # Errors
    /// If the scenario cannot be drawn as a world, or a policy refuses its parameters.
    pub fn with_policies(
        scenario: &Arc<Scenario>,
        pool: Pool,
        layout: Layout,
        policies: &[PolicyUse],
    ) -> Result<Self, EngineError> {
        let hold_days = policies.iter().map(|policy| policy.hold_days).max().unwrap_or(0);
        let mut simulation = Self::with_room(scenario, pool, layout, f64::from(hold_days))?;
        if !policies.is_empty() {
            let team = Team::hire(&mut simulation.world, policies)?;
            simulation.world.insert_resource(team);
        }
        Ok(simulation)
    }

    /// Builds the world with room for customs holds of `longest_hold_days`.
    fn with_room(
        scenario: &Arc<Scenario>,
        pool: Pool,
        layout: Layout,
        longest_hold_days: f64,
    ) -> Result<Self, ModelError> {
        let start = build(scenario, layout, &pool)?;
        let notes = start.notes.clone();
        let start = if layout == Layout::Natural { start.near(review_ticks(scenario), &pool) } else { start };
        let first_tick = -i64::from(burn_in_ticks(scenario));
        let world = spawn(scenario, start, WorldOptions { pool, first_tick, longest_hold_days });
        Ok(Self { world, phases: phases(), phase_ms: [0.0; Phase::ALL.len()], notes })
    }

    /// First day of the next tick.
    #[must_use]
    pub fn date(&self) -> Date {
        self.world.resource::<Now>().date
    }

    /// The next tick to run.
    #[must_use]
    pub fn tick(&self) -> i64 {
        self.world.resource::<Now>().tick
    }

    /// Runs the phases of one tick; the world then shows the end of that tick until [`Simulation::advance`].
    ///
    /// # Errors
    /// If a balance does not close, a total passes the exact range, or a policy fails.
    pub fn step(&mut self) -> Result<(), Failure> {
        for ((_, schedule), ms) in self.phases.iter_mut().zip(&mut self.phase_ms) {
            let clock = Clock::start();
            schedule.run(&mut self.world);
            *ms += clock.seconds() * 1e3;
            if let Some(failure) =
                self.world.get_resource_mut::<Team>().and_then(|mut team| team.failure.take())
            {
                return Err(failure.into());
            }
        }
        match &self.world.resource::<Fault>().0 {
            Some(fault) => Err(fault.clone().into()),
            None => Ok(()),
        }
    }

    /// Asks the policies for measures without running the tick: what they cost, for benchmarks.
    ///
    /// # Errors
    /// If a policy fails.
    pub fn ask_policies(&mut self) -> Result<(), Failure> {
        if self.world.contains_resource::<Team>() {
            crate::policies::on_tick(&mut self.world);
        }
        match self.world.get_resource_mut::<Team>().and_then(|mut team| team.failure.take()) {
            Some(failure) => Err(failure.into()),
            None => Ok(()),
        }
    }

    /// Metrics that policies gave in this tick, by name.
    #[must_use]
    pub fn metrics(&self) -> Vec<(String, f64)> {
        let team = self.world.get_resource::<Team>();
        let metrics = team.map(|team| team.bulletin.metrics.as_slice()).unwrap_or_default();
        metrics.iter().map(|(_, metric)| (metric.name.clone(), metric.value)).collect()
    }

    /// How each policy did.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        self.world.get_resource::<Team>().map(Team::reports).unwrap_or_default()
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
    pub fn burn_in(&mut self, mut each: impl FnMut(u32, u32) -> bool) -> Result<bool, Failure> {
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
        self.world.resource::<Network>().links.seller().iter().filter(|&&seller| seller != NO_SELLER).count()
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
