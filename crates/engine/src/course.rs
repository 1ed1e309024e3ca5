//! The course of one world: built, burnt in, run to its last tick, its rows handed on.

use crate::checkpoint::{Saved, Times, state_layout};
use crate::clock::Clock;
use crate::error::EngineError;
use crate::observe::{History, Observer, View, Which, of_another_world, summarise, write_harm};
use crate::options::{Control, Failure, Progress, RunOptions, Stage};
use crate::policies::{PolicyFailure, PolicyUse, Report};
use crate::simulation::Simulation;
use crate::tick::Phase;
use coercivity_base::Month;
use coercivity_model::state::Facts;
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_record::{Rows, Standing, SummaryRow};
use coercivity_scenario::Scenario;
use serde::{Deserialize, Serialize};
use std::io::Read;
use std::ops::Deref;
use std::sync::Arc;

/// How a course went, and what the summary needs of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Done {
    /// Whether all ticks were run.
    pub complete: bool,
    /// What ended it, if it failed.
    #[serde(skip)]
    pub failure: Option<Failure>,
    /// Whether it was stopped at a checkpoint, from which it can go on.
    pub resumable: bool,
    /// How each policy did, in order.
    pub policies: Vec<Report>,
    /// Number of links with a supplier.
    pub links: u64,
    /// Seconds to build the world, burn-in included.
    pub build_s: f64,
    /// Seconds in all, of a course before it too.
    pub wall_s: f64,
    /// Milliseconds of each tick.
    pub tick_ms: Vec<f32>,
    /// Milliseconds of each phase, summed over the ticks, by name.
    pub phase_ms: Vec<(String, f64)>,
    /// State hash after the last tick.
    pub state_hash: String,
    /// What a reader should know about the world.
    pub notes: Vec<String>,
    history: History,
}

/// One world's run: how it went ([`Done`]), and what its world was made of.
pub struct Course {
    pub(crate) done: Done,
    facts: Facts,
}

impl Deref for Course {
    type Target = Done;

    fn deref(&self) -> &Done {
        &self.done
    }
}

impl Course {
    /// A course that a checkpoint tells of; its world is drawn anew for the names of what was in it.
    pub(crate) fn told(done: Done, scenario: &Arc<Scenario>, threads: usize) -> Result<Self, EngineError> {
        let drawn = Simulation::new(scenario, Pool::new(threads)?, Layout::Natural)?;
        let facts = drawn.world.resource::<Facts>().clone();
        if !done.history.fits(&facts) {
            return Err(of_another_world());
        }
        Ok(Self { done, facts })
    }

    /// Ticks that were run.
    #[must_use]
    pub fn ticks(&self) -> u32 {
        self.done.history.dates.len() as u32
    }

    /// First and last of the months of which all days were simulated, if there is one.
    #[must_use]
    pub fn whole_months(&self) -> Option<[Month; 2]> {
        self.facts.calendar.whole_months(i64::from(self.ticks()))
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
        let (facts, history) = (&self.facts, &self.done.history);
        if let Some(second) = baseline {
            write_harm(facts, history, &second.done.history, out)?;
        }
        let rows = summarise(facts, history, baseline.map(|second| &second.done.history));
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
    Way::begin(scenario, policies, options, which, out.details(), progress)?.go(None, out, progress)
}

/// A course under way.
pub(crate) struct Way {
    simulation: Simulation,
    observer: Observer,
    which: Which,
    times: Times,
    /// Ticks to run, and after how many of them a checkpoint is written.
    ticks: u32,
    every: u32,
    /// Since when times are counted.
    clock: Clock,
    going: bool,
    failure: Option<Failure>,
}

impl Way {
    /// Builds the world and burns it in.
    pub(crate) fn begin(
        scenario: &Arc<Scenario>,
        policies: &[PolicyUse],
        options: &RunOptions,
        which: Which,
        details: bool,
        progress: &mut dyn FnMut(Progress) -> Control,
    ) -> Result<Self, EngineError> {
        let clock = Clock::start();
        let mut tell =
            |stage, done, total| progress(Progress { stage, done, total, view: None }) == Control::Continue;
        let mut going = tell(Stage::Building, 0, 0);
        let mut simulation =
            Simulation::with_policies(scenario, Pool::new(options.threads)?, Layout::Natural, policies)?;
        let burnt_in = simulation.burn_in(|done, total| tell(Stage::BurnIn, done, total));
        let failure = burnt_in.as_ref().err().cloned();
        going &= burnt_in.unwrap_or(false);
        let observer = Observer::new(&mut simulation.world, which, options.all_events, details);
        let times = Times { build_s: clock.seconds(), ..Times::default() };
        let (ticks, every) = (scenario.run.ticks, options.checkpoint_every);
        Ok(Self { simulation, observer, which, times, ticks, every, clock, going, failure })
    }

    /// Builds the world and takes over what was `saved` of the course and follows in `from`.
    pub(crate) fn resume(
        scenario: &Arc<Scenario>,
        policies: &[PolicyUse],
        options: &RunOptions,
        which: Which,
        (saved, from): (Saved, &mut dyn Read),
        details: bool,
    ) -> Result<Self, EngineError> {
        let clock = Clock::start();
        let drawn =
            Simulation::with_policies(scenario, Pool::new(options.threads)?, Layout::Natural, policies)?;
        Self::over(drawn, scenario.run.ticks, options, which, (saved, from), details, clock)
    }

    /// The same in a world that has been drawn, for `ticks` ticks in all.
    pub(crate) fn over(
        mut simulation: Simulation,
        ticks: u32,
        options: &RunOptions,
        which: Which,
        (saved, from): (Saved, &mut dyn Read),
        details: bool,
        clock: Clock,
    ) -> Result<Self, EngineError> {
        simulation.take_over(from)?;
        simulation.restore_policies(saved.team)?;
        let mut observer = Observer::new(&mut simulation.world, which, options.all_events, details);
        observer.recall(saved.observer, simulation.world.resource::<Facts>())?;
        simulation.phase_ms.iter_mut().zip(&saved.times.phase_ms).for_each(|(ms, before)| *ms = *before);
        let (times, going, failure) = (saved.times, true, None);
        let every = options.checkpoint_every;
        Ok(Self { simulation, observer, which, times, ticks, every, clock, going, failure })
    }

    /// Runs the ticks that are left. The scenario's course, if this is its baseline's, goes into checkpoints.
    pub(crate) fn go(
        mut self,
        first: Option<&Course>,
        out: &mut dyn Rows,
        progress: &mut dyn FnMut(Progress) -> Control,
    ) -> Result<Course, EngineError> {
        let kept = self.advance(first, out, progress)?;
        let resumable = !self.going && kept == Some(self.times.ticks_done);
        self.end(resumable, out)
    }

    /// The same without an end; gives the ticks that the last checkpoint stands after.
    pub(crate) fn advance(
        &mut self,
        first: Option<&Course>,
        out: &mut dyn Rows,
        progress: &mut dyn FnMut(Progress) -> Control,
    ) -> Result<Option<u32>, EngineError> {
        let stage = if self.which == Which::Scenario { Stage::Running } else { Stage::Baseline };
        if let Some(first) = first.filter(|_| self.times.wall_s == 0.0) {
            self.times.wall_s = first.wall_s;
        }
        let mut kept = None;
        if self.going && self.failure.is_none() && self.times.ticks_done == 0 {
            kept = self.checkpoint(first, out)?;
        }
        while self.going && self.failure.is_none() && self.times.ticks_done < self.ticks {
            let clock = Clock::start();
            if let Err(stopped) = self.simulation.step() {
                self.failure = Some(stopped);
                break;
            }
            self.times.tick_ms.push((clock.seconds() * 1e3) as f32);
            let clock = Clock::start();
            self.observer.observe(&mut self.simulation.world, out)?;
            self.times.observe_ms += clock.seconds() * 1e3;
            self.times.ticks_done += 1;
            let (done, total) = (self.times.ticks_done, self.ticks);
            let view = Some(View::new(&self.simulation.world));
            self.going = progress(Progress { stage, done, total, view }) == Control::Continue;
            self.simulation.advance();
            let is_due = self.every > 0 && done.is_multiple_of(self.every);
            if done < total && (is_due || !self.going) {
                kept = self.checkpoint(first, out)?;
            }
        }
        Ok(kept)
    }

    /// Whether it has run the ticks that it was to run.
    pub(crate) fn is_through(&self) -> bool {
        self.failure.is_none() && self.times.ticks_done == self.ticks
    }

    /// The world.
    pub(crate) fn simulation(&mut self) -> &mut Simulation {
        &mut self.simulation
    }

    /// What goes on from here, besides the world.
    ///
    /// # Errors
    /// If a policy cannot save its state.
    pub(crate) fn saved(&mut self, first: Option<&Course>) -> Result<Saved, PolicyFailure> {
        let team = self.simulation.save_policies()?;
        let mut times = self.times.clone();
        times.phase_ms = self.simulation.phase_ms.to_vec();
        times.wall_s += self.clock.seconds();
        Ok(Saved { first: first.map(Course::done), times, observer: self.observer.remembered(), team })
    }

    /// Writes a checkpoint, if any are asked for; the ticks that it stands after.
    fn checkpoint(&mut self, first: Option<&Course>, out: &mut dyn Rows) -> Result<Option<u32>, EngineError> {
        if self.every == 0 {
            return Ok(None);
        }
        let saved = match self.saved(first) {
            Ok(saved) => saved,
            Err(failure) => {
                self.failure = Some(failure.into());
                return Ok(None);
            }
        };
        let standing = Standing {
            baseline: self.which == Which::Baseline,
            ticks_done: self.times.ticks_done,
            date: self.simulation.date(),
            layout: state_layout(),
        };
        let simulation = &mut self.simulation;
        out.checkpoint(&standing, &mut |out| saved.write(simulation, out))?;
        Ok(Some(standing.ticks_done))
    }

    /// Ends it: what is summed over several ticks is written, unless it goes on later.
    pub(crate) fn end(mut self, resumable: bool, out: &mut dyn Rows) -> Result<Course, EngineError> {
        if !resumable {
            self.observer.finish(&self.simulation.world, out)?;
        }
        let mut simulation = self.simulation;
        let mut phase_ms: Vec<(String, f64)> =
            Phase::ALL.iter().map(|phase| phase.name()).zip(simulation.phase_ms).collect();
        phase_ms.push(("observe".to_owned(), self.times.observe_ms));
        let done = Done {
            complete: self.times.ticks_done == self.ticks && self.failure.is_none(),
            failure: self.failure,
            resumable,
            policies: simulation.reports(),
            links: simulation.links(),
            state_hash: simulation.state_hash(),
            build_s: self.times.build_s,
            wall_s: self.times.wall_s + self.clock.seconds(),
            tick_ms: self.times.tick_ms,
            phase_ms,
            notes: simulation.notes,
            history: self.observer.history,
        };
        Ok(Course { done, facts: simulation.world.resource::<Facts>().clone() })
    }
}
