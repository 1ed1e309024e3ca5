//! The course of one world: built, burnt in, run to its last tick, its rows handed on.

use crate::clock::Clock;
use crate::error::EngineError;
use crate::observe::{History, Observer, View, Which, summarise, write_harm};
use crate::options::{Control, Failure, Progress, RunOptions, Stage};
use crate::policies::{PolicyUse, Report};
use crate::simulation::Simulation;
use crate::tick::Phase;
use coercivity_model::state::Facts;
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_record::{Rows, SummaryRow};
use coercivity_scenario::Scenario;
use std::sync::Arc;

/// One world's run: how it went, and what the summary needs of it.
pub struct Course {
    /// Whether all ticks were run.
    pub complete: bool,
    /// What ended it, if it failed.
    pub failure: Option<Failure>,
    /// How each policy did, in order.
    pub policies: Vec<Report>,
    /// Number of links with a supplier.
    pub links: u64,
    /// Seconds to build the world, burn-in included.
    pub build_s: f64,
    /// Milliseconds of each tick.
    pub tick_ms: Vec<f32>,
    /// Milliseconds of each phase, summed over the ticks, by name.
    pub phase_ms: Vec<(String, f64)>,
    /// State hash after the last tick.
    pub state_hash: String,
    /// What a reader should know about the world.
    pub notes: Vec<String>,
    facts: Facts,
    history: History,
}

impl Course {
    /// Ticks that were run.
    #[must_use]
    pub fn ticks(&self) -> u32 {
        self.history.dates.len() as u32
    }

    /// Firms in the world.
    #[must_use]
    pub fn firms(&self) -> u64 {
        self.facts.firms as u64
    }

    /// Writes what the run came to, against the paired baseline where there is one: the rows of `harm` and of
    /// `summary`, and gives the latter.
    ///
    /// # Errors
    /// If a row cannot be written.
    pub fn summarise(
        &self,
        baseline: Option<&Course>,
        out: &mut dyn Rows,
    ) -> Result<Vec<SummaryRow>, EngineError> {
        if let Some(second) = baseline {
            write_harm(&self.facts, &self.history, &second.history, out)?;
        }
        let rows = summarise(&self.facts, &self.history, baseline.map(|second| &second.history));
        for row in &rows {
            out.summary(row)?;
        }
        Ok(rows)
    }
}

/// Runs the world of `scenario` with `policies` and hands its rows to `out`; `progress` is told how far it is and may
/// end it after a tick. A failure on the way ends it too.
///
/// # Errors
/// If the world cannot be built, a policy refuses its parameters, or a row cannot be written.
pub fn course(
    scenario: &Arc<Scenario>,
    policies: &[PolicyUse],
    options: &RunOptions,
    which: Which,
    out: &mut dyn Rows,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Course, EngineError> {
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
    let mut observer = Observer::new(&mut simulation.world, which, options.all_events, out.details());
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
    Ok(Course {
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
