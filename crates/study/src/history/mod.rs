//! History: a replay held against what was observed, scored against naive forecasts, and fitted to it.
//!
//! [`observe`] runs the replay in replicates, each with its paired baseline under the same draws, and measures every
//! fact in each of them. [`Figure`] says how far a fact is from its runs, [`scores`] how far whole months are beside
//! naive forecasts, and [`calibrate`] chooses parameters by the method of simulated moments.

mod calibrate;
mod figure;
mod fit;
mod identify;
mod moments;
mod recorder;
mod score;

pub use calibrate::{Axis, Calibrated, Evaluation, Lab, Make, calibrate};
pub use figure::{Figure, NEVER, figure};
pub use fit::{Fit, minimise};
pub use identify::{Identification, Twins, identify};
pub use moments::{CAP, loss, residuals};
pub use score::{FORECASTS, Forecast, MonthScore, Score, Window, scores};

use crate::{Policies, StudyError};
use coercivity_engine::{Control, RunOptions, Which, course};
use coercivity_parallel::Pool;
use coercivity_scenario::Scenario;
use coercivity_scenario::history::CheckedFact;
use recorder::{Plan, Record, Recorder};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Is told how many runs are done, from any thread; false ends it all.
pub type Watch<'a> = dyn Fn(usize) -> bool + Sync + 'a;

/// Each fact in each replicate: `[replicate][fact]`; nothing where the run does not cover it or it never happens.
pub type Readings = Vec<Vec<Option<f64>>>;

/// Runs `scenario` and its paired baseline in `replicates` on `pool`, a replicate on each of its threads, and measures
/// `facts`.
///
/// # Errors
/// If a run fails or `watch` ends it.
pub fn observe(
    scenario: &Scenario,
    policies: &Policies,
    facts: &[CheckedFact],
    replicates: u32,
    pool: &Pool,
    watch: &Watch<'_>,
) -> Result<Readings, StudyError> {
    let (plan, done) = (Plan::of(facts), AtomicUsize::new(0));
    let readings = pool.map(replicates as usize, |number| {
        let own = replicate(scenario, number);
        let baseline = Arc::new(own.baseline());
        let bench = Bench { plan: &plan, done: &done, watch };
        let quiet = bench.run(&baseline, &Policies::default(), Which::Baseline)?;
        let run = bench.run(&own, policies, Which::Scenario)?;
        Ok(plan.read(facts, &run, &quiet))
    });
    readings.into_iter().collect()
}

/// The scenario of a replicate.
fn replicate(scenario: &Scenario, number: usize) -> Arc<Scenario> {
    let mut own = scenario.clone();
    own.run.replicate = number as u32;
    Arc::new(own)
}

/// Where single runs are made.
#[derive(Clone, Copy)]
struct Bench<'a> {
    plan: &'a Plan,
    done: &'a AtomicUsize,
    watch: &'a Watch<'a>,
}

impl Bench<'_> {
    /// What a run of one thread leaves behind.
    fn run(&self, scenario: &Arc<Scenario>, policies: &Policies, which: Which) -> Result<Record, StudyError> {
        if !(self.watch)(self.done.load(Ordering::Relaxed)) {
            return Err(StudyError::Interrupted);
        }
        let options = RunOptions { threads: 1, all_events: false, baseline: false, checkpoint_every: 0 };
        let mut recorder = Recorder::new(self.plan, scenario);
        let course =
            course(scenario, &policies.lend(), &options, which, &mut recorder, &mut |_| Control::Continue)?;
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(failure) = course.failure.clone() {
            let number = scenario.run.replicate;
            return Err(StudyError::Question(format!("Replicate {number} failed: {failure}.")));
        }
        if (self.watch)(done) { Ok(recorder.record) } else { Err(StudyError::Interrupted) }
    }
}
