//! Counterfactuals from one burn-in: a run goes on from a checkpoint to a date, and from there under other measures.

use crate::checkpoint::Saved;
use crate::clock::Clock;
use crate::course::Way;
use crate::error::EngineError;
use crate::observe::Which;
use crate::options::{Control, Outcome, Progress, RunOptions, Stage};
use crate::policies::PolicyUse;
use crate::run::{pair, sum_up};
use crate::simulation::Simulation;
use coercivity_model::registry::change_schedule;
use coercivity_model::state::Facts;
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_record::Rows;
use coercivity_scenario::Scenario;
use std::io::Read;
use std::sync::Arc;

/// A scenario and its policies.
pub type Cast<'a> = (&'a Scenario, &'a [PolicyUse]);

/// Goes on with a run of `before` from the state of a checkpoint, to which `out` has been brought back, and after
/// `tick` ticks under `after`. The two may differ in what measures there are and what they say, in offices, policies and
/// the number of ticks: the economy must be the same. A policy of both goes on with its state.
///
/// # Errors
/// As [`crate::resume`], and if `after` is another economy.
pub fn branch(
    before: Cast<'_>,
    after: Cast<'_>,
    tick: u32,
    options: &RunOptions,
    from: &mut dyn Read,
    out: &mut dyn Rows,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Outcome, EngineError> {
    let clock = Clock::start();
    progress(Progress { stage: Stage::Building, done: 0, total: 0, view: None });
    let (details, quiet) = (out.details(), RunOptions { checkpoint_every: 0, ..*options });
    let draw = |(scenario, policies): Cast<'_>| {
        let scenario = Arc::new(scenario.clone());
        Simulation::with_policies(&scenario, Pool::new(options.threads)?, Layout::Natural, policies)
    };
    let saved = Saved::read(from)?;
    let mut way = Way::over(draw(before)?, tick, &quiet, Which::Scenario, (saved, from), details, clock)?;
    way.advance(None, out, &mut |part| progress(Progress { stage: Stage::Retracing, ..part }))?;
    if !way.is_through() {
        return sum_up(way.end(false, out)?, None, clock.seconds(), out);
    }
    let drawn = draw(after)?;
    let saved = way.saved(None)?;
    let world = &mut way.simulation().world;
    change_schedule(world, drawn.world.resource::<Facts>());
    let mut state = Vec::new();
    saved.write(way.simulation(), &mut state).map_err(|error| EngineError::State(error.to_string()))?;
    drop(way);
    let mut state = state.as_slice();
    let saved = Saved::read(&mut state)?;
    let ticks = after.0.run.ticks;
    let way =
        Way::over(drawn, ticks, options, Which::Scenario, (saved, &mut state), details, Clock::start())?;
    let first = way.go(None, out, progress)?;
    let second = pair(after.0, &first, options, out, progress)?;
    sum_up(first, second, clock.seconds(), out)
}
