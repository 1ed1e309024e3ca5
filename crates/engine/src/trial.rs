//! A run without files: what it came to, for games, questions and tests that need many runs.

use crate::error::EngineError;
use crate::observe::{Aggregates, History, Point};
use crate::options::Failure;
use crate::policies::PolicyUse;
use crate::simulation::Simulation;
use bevy_ecs::prelude::World;
use coercivity_base::{Date, JurisdictionId, StageId};
use coercivity_model::state::Facts;
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_scenario::Scenario;
use std::sync::Arc;

/// What a run came to, tick by tick.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Stages and jurisdictions, in order: the columns of `points`.
    pub pairs: Vec<(StageId, JurisdictionId)>,
    /// First day of each tick.
    pub dates: Vec<Date>,
    /// `points[tick][pair]`.
    pub points: Vec<Vec<Point>>,
    /// What ended the run early, if it failed.
    pub failure: Option<Failure>,
    /// State hash after the last tick.
    pub state_hash: String,
}

/// Runs `scenario` with `policies` on `pool` without writing anything.
///
/// # Errors
/// If the world cannot be built or a policy refuses its parameters.
pub fn trial(scenario: &Arc<Scenario>, policies: &[PolicyUse], pool: Pool) -> Result<Trial, EngineError> {
    watched_trial(scenario, policies, pool, &mut |_| {})
}

/// The same, where `watch` sees the world at the end of each tick of the scenario.
///
/// # Errors
/// As [`trial`].
pub fn watched_trial(
    scenario: &Arc<Scenario>,
    policies: &[PolicyUse],
    pool: Pool,
    watch: &mut dyn FnMut(&World),
) -> Result<Trial, EngineError> {
    let mut simulation = Simulation::with_policies(scenario, pool, Layout::Natural, policies)?;
    let mut failure = simulation.burn_in(|_, _| true).err();
    let mut aggregates = Aggregates::new(&mut simulation.world);
    let mut history = History::new(simulation.world.resource::<Facts>());
    for _ in 0..scenario.run.ticks {
        if failure.is_some() {
            break;
        }
        if let Err(stopped) = simulation.step() {
            failure = Some(stopped);
            break;
        }
        aggregates.gather(&simulation.world);
        history.add(&aggregates, &simulation.world);
        watch(&simulation.world);
        simulation.advance();
    }
    let state_hash = simulation.state_hash();
    let History { pairs, dates, points, .. } = history;
    Ok(Trial { pairs, dates, points, failure, state_hash })
}

impl Trial {
    /// Sum over the run of a number of each tick, by jurisdiction.
    #[must_use]
    pub fn by_jurisdiction(&self, jurisdictions: usize, number: impl Fn(&Point) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; jurisdictions];
        for points in &self.points {
            for ((_, jurisdiction), point) in self.pairs.iter().zip(points) {
                sums[jurisdiction.index()] += number(point);
            }
        }
        sums
    }
}
