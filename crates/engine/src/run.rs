//! A run: build, burn in, run the scenario and its paired baseline, and sum up.

use crate::clock::Clock;
use crate::error::EngineError;
use crate::observe::{History, Observer, Which, summarise, write_dictionary};
use crate::options::{Control, Outcome, Progress, RunOptions, Stage, Summary};
use crate::simulation::Simulation;
use crate::tick::Phase;
use coercivity_model::state::Facts;
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_record::RunDirectory;
use coercivity_scenario::Scenario;
use std::sync::Arc;

/// Runs `scenario` and writes its rows to `out`; `progress` is told how far it is and may end it after a tick.
///
/// # Errors
/// If the world cannot be built, a balance does not close, a total passes the exact range, or a row cannot be
/// written. What was written until then stays in the temporary directory of `out`.
pub fn run(
    scenario: &Scenario,
    options: &RunOptions,
    out: &mut RunDirectory,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Outcome, EngineError> {
    let clock = Clock::start();
    write_dictionary(out, options.baseline)?;
    let scenario = Arc::new(scenario.clone());
    let first = one(&scenario, options, Which::Scenario, out, progress)?;
    let mut complete = first.complete;
    let mut paired = None;
    if options.baseline && complete {
        let baseline = Arc::new(scenario.baseline());
        let second = one(&baseline, options, Which::Baseline, out, progress)?;
        complete = second.complete;
        paired = Some(second);
    }
    let baseline = paired.as_ref().filter(|second| second.complete);
    let rows = summarise(&first.facts, &first.history, baseline.map(|second| &second.history));
    for row in &rows {
        out.summary(row)?;
    }
    let ticks_done = first.history.dates.len() as u32;
    Ok(Outcome {
        complete,
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

/// One world's run.
struct Ran {
    complete: bool,
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
    options: &RunOptions,
    which: Which,
    out: &mut RunDirectory,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Ran, EngineError> {
    let clock = Clock::start();
    let mut going = progress(Progress { stage: Stage::Building, done: 0, total: 0 }) == Control::Continue;
    let mut simulation = Simulation::new(scenario, Pool::new(options.threads)?, Layout::Natural)?;
    going &= simulation.burn_in(|done, total| {
        progress(Progress { stage: Stage::BurnIn, done, total }) == Control::Continue
    })?;
    let build_s = clock.seconds();
    let mut observer = Observer::new(&mut simulation.world, which, options.all_events);
    let mut tick_ms = Vec::with_capacity(scenario.run.ticks as usize);
    let mut observe_ms = 0.0;
    let stage = if which == Which::Scenario { Stage::Running } else { Stage::Baseline };
    let mut done = 0;
    while going && done < scenario.run.ticks {
        let clock = Clock::start();
        simulation.step()?;
        tick_ms.push((clock.seconds() * 1e3) as f32);
        let clock = Clock::start();
        observer.observe(&mut simulation.world, out)?;
        observe_ms += clock.seconds() * 1e3;
        simulation.advance();
        done += 1;
        going = progress(Progress { stage, done, total: scenario.run.ticks }) == Control::Continue;
    }
    let mut phase_ms: Vec<(String, f64)> =
        Phase::ALL.iter().map(|phase| phase.name()).zip(simulation.phase_ms).collect();
    phase_ms.push(("observe".to_owned(), observe_ms));
    Ok(Ran {
        complete: done == scenario.run.ticks,
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
