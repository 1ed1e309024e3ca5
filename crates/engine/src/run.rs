//! A run: build, burn in, run the scenario and its paired baseline, and sum up.

use crate::clock::Clock;
use crate::error::EngineError;
use crate::observe::{History, Observer, View, Which, summarise, write_dictionary, write_harm};
use crate::options::{Control, Failure, Outcome, Progress, RunOptions, Stage, Summary};
use crate::policies::{PolicyUse, Report};
use crate::simulation::Simulation;
use crate::tick::Phase;
use coercivity_model::state::Facts;
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_record::RunDirectory;
use coercivity_scenario::Scenario;
use std::sync::Arc;

/// Runs `scenario` with `policies` and writes its rows to `out`; `progress` is told how far it is and may end it
/// after a tick. A failure on the way ends the run too: see [`Outcome::failure`].
///
/// # Errors
/// If the world cannot be built, a policy refuses its parameters, or a row cannot be written. What was written until
/// then stays in the temporary directory of `out`.
pub fn run(
    scenario: &Scenario,
    policies: &[PolicyUse],
    options: &RunOptions,
    out: &mut RunDirectory,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Outcome, EngineError> {
    let clock = Clock::start();
    write_dictionary(out, options.baseline)?;
    let scenario = Arc::new(scenario.clone());
    let first = one(&scenario, policies, options, Which::Scenario, out, progress)?;
    let mut complete = first.complete;
    let mut failure = first.failure;
    let mut paired = None;
    if options.baseline && complete {
        let baseline = Arc::new(scenario.baseline());
        let second = one(&baseline, &[], options, Which::Baseline, out, progress)?;
        complete = second.complete;
        failure.clone_from(&second.failure);
        paired = Some(second);
    }
    let baseline = paired.as_ref().filter(|second| second.complete);
    if let Some(second) = baseline {
        write_harm(&first.facts, &first.history, &second.history, out)?;
    }
    let rows = summarise(&first.facts, &first.history, baseline.map(|second| &second.history));
    for row in &rows {
        out.summary(row)?;
    }
    let ticks_done = first.history.dates.len() as u32;
    Ok(Outcome {
        complete,
        failure,
        policies: first.policies,
        firms: first.facts.firms as u64,
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

/// One world's run.
struct Ran {
    complete: bool,
    failure: Option<Failure>,
    policies: Vec<Report>,
    facts: Facts,
    history: History,
    links: u64,
    build_s: f64,
    tick_ms: Vec<f32>,
    phase_ms: Vec<(String, f64)>,
    state_hash: String,
    notes: Vec<String>,
}

fn one(
    scenario: &Arc<Scenario>,
    policies: &[PolicyUse],
    options: &RunOptions,
    which: Which,
    out: &mut RunDirectory,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Ran, EngineError> {
    let clock = Clock::start();
    let mut tell = |stage, done, total, view: Option<View>| {
        progress(Progress { stage, done, total, view }) == Control::Continue
    };
    let mut going = tell(Stage::Building, 0, 0, None);
    let mut simulation =
        Simulation::with_policies(scenario, Pool::new(options.threads)?, Layout::Natural, policies)?;
    let burnt_in = simulation.burn_in(|done, total| tell(Stage::BurnIn, done, total, None));
    let mut failure = burnt_in.as_ref().err().cloned();
    going &= burnt_in.unwrap_or(false);
    let build_s = clock.seconds();
    let mut observer = Observer::new(&mut simulation.world, which, options.all_events);
    let mut tick_ms = Vec::with_capacity(scenario.run.ticks as usize);
    let mut observe_ms = 0.0;
    let stage = if which == Which::Scenario { Stage::Running } else { Stage::Baseline };
    let mut done = 0;
    while going && done < scenario.run.ticks {
        let clock = Clock::start();
        if let Err(stopped) = simulation.step() {
            failure = Some(stopped);
            break;
        }
        tick_ms.push((clock.seconds() * 1e3) as f32);
        let clock = Clock::start();
        observer.observe(&mut simulation.world, out)?;
        observe_ms += clock.seconds() * 1e3;
        done += 1;
        going = tell(stage, done, scenario.run.ticks, Some(View::new(&simulation.world)));
        simulation.advance();
    }
    observer.finish(&simulation.world, out)?;
    let mut phase_ms: Vec<(String, f64)> =
        Phase::ALL.iter().map(|phase| phase.name()).zip(simulation.phase_ms).collect();
    phase_ms.push(("observe".to_owned(), observe_ms));
    Ok(Ran {
        complete: done == scenario.run.ticks && failure.is_none(),
        policies: simulation.reports(),
        failure,
        links: simulation.links(),
        state_hash: simulation.state_hash(),
        facts: simulation.world.resource::<Facts>().clone(),
        history: observer.history,
        build_s,
        tick_ms,
        phase_ms,
        notes: simulation.notes,
    })
}
