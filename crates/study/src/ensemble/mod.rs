//! Ensembles: the scenarios of a plan at every point of its design, over replicates, under paired draws.
//!
//! A draw is one point and one replicate. Its scenarios meet the same luck, and baselines that are the same are run once:
//!
//! ```text
//! draw number = point x replicates + replicate
//! ```
//!
//! Draws do not depend on each other, so they can be run side by side, in shards on several machines, and be gone on
//! with after an interruption; whoever calls keeps them ([`DrawRecord`]). [`Gathered`] makes bands and effects of them.

mod collect;
mod effects;
mod gather;

pub use collect::{Flows, KEPT};
pub use effects::{Effect, effects, is_headline, rank_correlation};
pub use gather::{Gathered, Group, OutcomeKey, Results, band};

use crate::Policies;
use crate::design::Design;
use coercivity_engine::{Clock, Control, Course, EngineError, Progress, RunOptions, Which, course};
use coercivity_parallel::Pool;
use coercivity_record::{DrawRecord, RunRecord};
use coercivity_scenario::Scenario;
use coercivity_scenario::plan::Point;
use collect::Collector;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A scenario at a point, ready to run.
pub struct Prepared {
    /// The scenario.
    pub scenario: Scenario,
    /// Its policies.
    pub policies: Policies,
}

/// Makes scenario number so-and-so at a point, or says why there is none.
pub type Prepare<'a> = dyn Fn(usize, &Point) -> Result<Prepared, String> + Sync + 'a;

/// An ensemble.
pub struct Ensemble<'a> {
    /// Its points.
    pub design: &'a Design,
    /// Number of scenarios.
    pub scenarios: usize,
    /// Replicates of each point.
    pub replicates: u32,
    /// Exports that are kept.
    pub flows: Flows,
    /// Makes its scenarios.
    pub prepare: &'a Prepare<'a>,
}

/// A draw that is done.
#[derive(Debug)]
pub struct Done<'a> {
    /// Its number.
    pub number: u32,
    /// What it came to.
    pub draw: &'a DrawRecord,
    /// Seconds that it took.
    pub seconds: f64,
    /// Draws done so far, this one included.
    pub done: usize,
}

impl Ensemble<'_> {
    /// Number of draws.
    #[must_use]
    pub fn draws(&self) -> u32 {
        self.design.points.len() as u32 * self.replicates
    }

    /// The point and the replicate of a draw.
    #[must_use]
    pub fn place(&self, number: u32) -> (u32, u32) {
        (number / self.replicates, number % self.replicates)
    }

    /// Runs the draws `wanted` on `pool`, one on each of its threads, and hands each to `keep` as soon as it is done;
    /// `going` ends it all by false. Gives whether all were run.
    ///
    /// # Errors
    /// The first error of `keep`; no further draw is then begun. A run that fails is no error but a part of its draw.
    pub fn play<E: Send>(
        &self,
        wanted: &[u32],
        pool: &Pool,
        keep: &(dyn Fn(Done<'_>) -> Result<(), E> + Sync),
        going: &(dyn Fn() -> bool + Sync),
    ) -> Result<bool, E> {
        let (done, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
        let error = Mutex::new(None);
        let next = AtomicUsize::new(0);
        // Each worker takes the next draw, in order, so that an interruption leaves few gaps.
        pool.map(pool.threads(), |_| {
            while let Some(&number) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                let on = || going() && !stopped.load(Ordering::Relaxed);
                let clock = Clock::start();
                let Some(draw) = self.draw(number, &on) else { return };
                let (seconds, done) = (clock.seconds(), done.fetch_add(1, Ordering::Relaxed) + 1);
                if let Err(failed) = keep(Done { number, draw: &draw, seconds, done }) {
                    stopped.store(true, Ordering::Relaxed);
                    if let Ok(mut first) = error.lock() {
                        first.get_or_insert(failed);
                    }
                }
            }
        });
        match error.into_inner().ok().flatten() {
            Some(error) => Err(error),
            None => Ok(done.load(Ordering::Relaxed) == wanted.len()),
        }
    }

    /// Runs draw number `number`; `None` if `going` ended it.
    pub fn draw(&self, number: u32, going: &dyn Fn() -> bool) -> Option<DrawRecord> {
        let (point, replicate) = self.place(number);
        let runs = self.at(&self.design.points[point as usize], replicate, going)?;
        Some(DrawRecord { point, replicate, runs })
    }

    /// The runs of all scenarios at a point, which need not be one of the design, and a replicate; `None` if `going`
    /// ended it.
    pub fn at(&self, point: &Point, replicate: u32, going: &dyn Fn() -> bool) -> Option<Vec<RunRecord>> {
        let mut baselines: Vec<(Scenario, Normal<'_>)> = Vec::new();
        let mut runs = Vec::with_capacity(self.scenarios);
        for scenario in 0..self.scenarios {
            if !going() {
                return None;
            }
            let run = match (self.prepare)(scenario, point) {
                Ok(prepared) => self.run(prepared, replicate, &mut baselines, going)?,
                Err(reason) => RunRecord { error: Some(reason), ..RunRecord::default() },
            };
            runs.push(run);
        }
        Some(runs)
    }

    /// One run against its baseline, which is run unless it is among `baselines`.
    fn run<'s>(
        &'s self,
        prepared: Prepared,
        replicate: u32,
        baselines: &mut Vec<(Scenario, Normal<'s>)>,
        going: &dyn Fn() -> bool,
    ) -> Option<RunRecord> {
        let Prepared { mut scenario, policies } = prepared;
        scenario.run.replicate = replicate;
        let seed = scenario.run.seed;
        let failed = |error: String| RunRecord { seed, error: Some(error), ..RunRecord::default() };
        let quiet = normal(&scenario);
        let at = match baselines.iter().position(|(known, _)| *known == quiet) {
            Some(at) => at,
            None => {
                let mut rows = Collector::new(&self.flows);
                let scenario = Arc::new(quiet.clone());
                let course = world(&scenario, &Policies::default(), Which::Baseline, &mut rows, going)?;
                baselines.push((quiet, Normal { course, rows }));
                baselines.len() - 1
            }
        };
        let (_, Normal { course: baseline, rows: normal }) = &baselines[at];
        let baseline = match baseline {
            Ok(baseline) => baseline,
            Err(reason) => return Some(failed(format!("its baseline failed: {reason}"))),
        };
        let mut rows = Collector::new(&self.flows);
        let clock = Clock::start();
        let course = match world(&Arc::new(scenario), &policies, Which::Scenario, &mut rows, going)? {
            Ok(course) => course,
            Err(reason) => return Some(failed(reason)),
        };
        let outcomes = match course.summarise(Some(baseline), &mut rows) {
            Ok(outcomes) => outcomes,
            Err(error) => return Some(failed(error.to_string())),
        };
        Some(RunRecord {
            seed,
            state_hash: course.state_hash.clone(),
            baseline_state_hash: baseline.state_hash.clone(),
            wall_s: clock.seconds(),
            error: None,
            whole: course.whole_months(),
            outcomes,
            series: rows.monthly(normal),
        })
    }
}

/// A baseline that was run, and its rows.
struct Normal<'a> {
    course: Result<Course, String>,
    rows: Collector<'a>,
}

/// The baseline of a scenario without what it is called, so that scenarios share theirs.
fn normal(scenario: &Scenario) -> Scenario {
    let mut quiet = scenario.baseline();
    quiet.title.clear();
    quiet.sides = coercivity_scenario::checked::Sides::default();
    quiet
}

/// One world's course, or why it failed; `None` if `going` ended it.
fn world(
    scenario: &Arc<Scenario>,
    policies: &Policies,
    which: Which,
    rows: &mut Collector<'_>,
    going: &dyn Fn() -> bool,
) -> Option<Result<Course, String>> {
    let options = RunOptions { threads: 1, all_events: false, baseline: true, checkpoint_every: 0 };
    let mut progress = |_: Progress<'_>| if going() { Control::Continue } else { Control::Stop };
    let ran = course(scenario, &policies.lend(), &options, which, rows, &mut progress);
    match ran.map_err(told) {
        Ok(course) => match &course.failure {
            Some(failure) => Some(Err(format!("{failure}."))),
            None => course.complete.then_some(Ok(course)),
        },
        Err(reason) => Some(Err(reason)),
    }
}

fn told(error: EngineError) -> String {
    error.to_string()
}
