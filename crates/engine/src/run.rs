//! A run: build, burn in, run the scenario and its paired baseline, and sum up.

use crate::clock::Clock;
use crate::course::course;
use crate::error::EngineError;
use crate::observe::{Which, write_dictionary};
use crate::options::{Control, Outcome, Progress, RunOptions, Summary};
use crate::policies::PolicyUse;
use crate::simulation::Simulation;
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_record::Rows;
use coercivity_scenario::Scenario;
use std::sync::Arc;

/// Runs `scenario` with `policies` and writes its rows to `out`; `progress` is told how far it is and may end it
/// after a tick. A failure on the way ends the run too: see [`Outcome::failure`].
///
/// # Errors
/// If the world cannot be built, a policy refuses its parameters, or a row cannot be written. What was written until
/// then stays.
pub fn run(
    scenario: &Scenario,
    policies: &[PolicyUse],
    options: &RunOptions,
    out: &mut dyn Rows,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Outcome, EngineError> {
    let clock = Clock::start();
    write_dictionary(out, options.baseline)?;
    let scenario = Arc::new(scenario.clone());
    let first = course(&scenario, policies, options, Which::Scenario, out, progress)?;
    let mut complete = first.complete;
    let mut failure = first.failure.clone();
    let mut paired = None;
    if options.baseline && complete {
        let baseline = Arc::new(scenario.baseline());
        let second = course(&baseline, &[], options, Which::Baseline, out, progress)?;
        complete = second.complete;
        failure.clone_from(&second.failure);
        paired = Some(second);
    }
    let baseline = paired.as_ref().filter(|second| second.complete);
    let rows = first.summarise(baseline, out)?;
    let (ticks_done, firms) = (first.ticks(), first.firms());
    Ok(Outcome {
        complete,
        failure,
        policies: first.policies,
        firms,
        links: first.links,
        ticks_done,
        wall_s: clock.seconds(),
        build_s: first.build_s,
        tick_ms: first.tick_ms,
        phase_ms: first.phase_ms,
        state_hash: first.state_hash,
        baseline_state_hash: baseline.map(|second| second.state_hash.clone()),
        notes: first.notes,
        summary: Summary { rows, balance_ticks: ticks_done },
    })
}

/// Largest world in which policies are tried.
const AUDITION_FIRMS: u32 = 2_000;

/// Makes every policy once for a small world of `scenario`, so that what one has against its parameters is known
/// before a run begins.
///
/// # Errors
/// If a policy refuses, or the world cannot be built.
pub fn audition(scenario: &Scenario, policies: &[PolicyUse]) -> Result<(), EngineError> {
    let mut small = scenario.clone();
    small.run.firms = small.run.firms.min(AUDITION_FIRMS);
    Simulation::with_policies(&Arc::new(small), Pool::new(1)?, Layout::Natural, policies).map(|_| ())
}
