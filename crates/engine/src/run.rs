//! A run: build, burn in, run the scenario and its paired baseline, and sum up.

use crate::checkpoint::Saved;
use crate::clock::Clock;
use crate::course::{Course, Way};
use crate::error::EngineError;
use crate::observe::{Which, write_dictionary};
use crate::options::{Control, Outcome, Progress, RunOptions, Stage, Summary};
use crate::policies::PolicyUse;
use crate::simulation::Simulation;
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_record::Rows;
use coercivity_scenario::Scenario;
use std::io::Read;
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
    let way = Way::begin(&scenario, policies, options, Which::Scenario, out.details(), progress)?;
    let first = way.go(None, out, progress)?;
    let second = pair(&scenario, &first, options, out, progress)?;
    sum_up(first, second, clock.seconds(), out)
}

/// Goes on with a run of `scenario` from the state of a checkpoint, to which `out` has been brought back.
///
/// # Errors
/// As [`run`], and if the state is not one of this scenario.
pub fn resume(
    scenario: &Scenario,
    policies: &[PolicyUse],
    options: &RunOptions,
    from: &mut dyn Read,
    out: &mut dyn Rows,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Outcome, EngineError> {
    let clock = Clock::start();
    progress(Progress { stage: Stage::Building, done: 0, total: 0, view: None });
    let scenario = Arc::new(scenario.clone());
    let mut saved = Saved::read(from)?;
    let earlier_s = saved.times.wall_s;
    let details = out.details();
    let (first, paired) = match saved.first.take() {
        Some(done) => {
            let first = Course::told(done, &scenario, options.threads)?;
            let baseline = Arc::new(scenario.baseline());
            let way = Way::resume(&baseline, &[], options, Which::Baseline, (saved, from), details)?;
            let second = way.go(Some(&first), out, progress)?;
            (first, Some(second))
        }
        None => {
            let way = Way::resume(&scenario, policies, options, Which::Scenario, (saved, from), details)?;
            let first = way.go(None, out, progress)?;
            let second = pair(&scenario, &first, options, out, progress)?;
            (first, second)
        }
    };
    sum_up(first, paired, earlier_s + clock.seconds(), out)
}

/// Runs the paired baseline of a run that is complete, if one is asked for.
pub(crate) fn pair(
    scenario: &Scenario,
    first: &Course,
    options: &RunOptions,
    out: &mut dyn Rows,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Option<Course>, EngineError> {
    if !options.baseline || !first.complete {
        return Ok(None);
    }
    let baseline = Arc::new(scenario.baseline());
    let way = Way::begin(&baseline, &[], options, Which::Baseline, out.details(), progress)?;
    way.go(Some(first), out, progress).map(Some)
}

/// What a run came to.
pub(crate) fn sum_up(
    first: Course,
    paired: Option<Course>,
    wall_s: f64,
    out: &mut dyn Rows,
) -> Result<Outcome, EngineError> {
    let resumable = first.resumable || paired.as_ref().is_some_and(|second| second.resumable);
    let baseline = paired.as_ref().filter(|second| second.complete);
    // A run that goes on later has its results then.
    let rows = if resumable { Vec::new() } else { first.summarise(baseline, out)? };
    let (ticks_done, firms) = (first.ticks(), first.firms());
    let baseline_state_hash = baseline.map(|second| second.state_hash.clone());
    let last = paired.as_ref().unwrap_or(&first);
    let (complete, failure) = (last.complete, last.failure.clone());
    let first = first.done;
    Ok(Outcome {
        complete,
        failure,
        resumable,
        policies: first.policies,
        firms,
        links: first.links,
        ticks_done,
        wall_s,
        build_s: first.build_s,
        tick_ms: first.tick_ms,
        phase_ms: first.phase_ms,
        state_hash: first.state_hash,
        baseline_state_hash,
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
