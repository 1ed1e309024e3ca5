//! A world and the time of its ticks.

use coercivity_engine::policies::PolicyUse;
use coercivity_engine::{
    Clock, Control, EngineError, Failure, Observer, Phase, Progress, Simulation, Stage, Which,
};
use coercivity_model::state::Facts;
use coercivity_model::traffic::{Counts, Traffic, traffic};
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_record::{RunDirectory, peak_memory_mb, waited_s};
use coercivity_scenario::Scenario;
use std::sync::Arc;

/// Ticks after the measured ones whose rows are written.
const OBSERVED: u32 = 8;

/// Times of ticks.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// Milliseconds of each tick.
    pub tick_ms: Vec<f32>,
    /// Milliseconds of each phase in each tick, `[phase][tick]`.
    pub by_phase: Vec<Vec<f32>>,
    /// Share of the time in which threads waited for a processor, where the system tells.
    pub waited_share: Option<f64>,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Ticks {
    /// Firms.
    pub firms: u64,
    /// Links with a supplier.
    pub links: u64,
    /// Times of the ticks.
    pub times: Times,
    /// Milliseconds to write the rows of each of some ticks that follow.
    pub observe_ms: Vec<f32>,
    /// What a tick moves at least, by phase.
    pub traffic: Vec<Traffic>,
    /// Seconds to build the world, burn-in included.
    pub build_s: f64,
    /// Most memory held until the last tick, millions of bytes.
    pub peak_memory_mb: Option<f64>,
    /// State after the last tick.
    pub state_hash: String,
}

/// Runs the ticks of `scenario` as a run does, but without writing anything; then some more whose rows go to `out`.
/// `None` if `progress` wants it to end.
///
/// # Errors
/// If the world cannot be built, a policy or a balance fails, or a row cannot be written.
pub fn ticks(
    scenario: &Arc<Scenario>,
    policies: &[PolicyUse],
    threads: usize,
    out: &mut RunDirectory,
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Option<Ticks>, EngineError> {
    let mut goes =
        |stage, done, total| progress(Progress { stage, done, total, view: None }) == Control::Continue;
    let clock = Clock::start();
    if !goes(Stage::Building, 0, 0) {
        return Ok(None);
    }
    let mut simulation = Simulation::with_policies(scenario, Pool::new(threads)?, Layout::Natural, policies)?;
    if !simulation.burn_in(|done, total| goes(Stage::BurnIn, done, total)).map_err(early)? {
        return Ok(None);
    }
    let build_s = clock.seconds();
    let Some(times) = timed(&mut simulation, scenario.run.ticks, threads, &mut goes)? else {
        return Ok(None);
    };
    let peak_memory_mb = peak_memory_mb();
    Ok(Some(Ticks {
        firms: simulation.world.resource::<Facts>().firms as u64,
        links: simulation.links(),
        times,
        traffic: traffic(&Counts::of(&mut simulation.world)),
        build_s,
        peak_memory_mb,
        state_hash: simulation.state_hash(),
        // The last: it moves the world on.
        observe_ms: observe(&mut simulation, out)?,
    }))
}

/// Runs so many ticks by the clock; `None` if `goes` says no.
fn timed(
    simulation: &mut Simulation,
    total: u32,
    threads: usize,
    goes: &mut dyn FnMut(Stage, u32, u32) -> bool,
) -> Result<Option<Times>, EngineError> {
    let mut times = Times { by_phase: vec![Vec::new(); Phase::ALL.len()], ..Times::default() };
    let (waited_before, whole) = (waited_s(), Clock::start());
    for done in 0..total {
        if !goes(Stage::Running, done, total) {
            return Ok(None);
        }
        let before = simulation.phase_ms;
        let clock = Clock::start();
        simulation.step().map_err(early)?;
        times.tick_ms.push((clock.seconds() * 1e3) as f32);
        for ((column, after), before) in times.by_phase.iter_mut().zip(simulation.phase_ms).zip(before) {
            column.push((after - before) as f32);
        }
        simulation.advance();
    }
    let thread_seconds = whole.seconds() * threads as f64;
    let waited = waited_s().zip(waited_before);
    times.waited_share = waited.map(|(after, before)| (after - before) / thread_seconds);
    Ok(Some(times))
}

/// Milliseconds to write the rows of each of a few ticks.
fn observe(simulation: &mut Simulation, out: &mut RunDirectory) -> Result<Vec<f32>, EngineError> {
    let mut observer = Observer::new(&mut simulation.world, Which::Scenario, false, true);
    let mut times = Vec::new();
    for _ in 0..OBSERVED {
        simulation.step().map_err(early)?;
        let clock = Clock::start();
        observer.observe(&mut simulation.world, out)?;
        times.push((clock.seconds() * 1e3) as f32);
        simulation.advance();
    }
    Ok(times)
}

fn early(failure: Failure) -> EngineError {
    match failure {
        Failure::Model(error) => error.into(),
        Failure::Policy(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_engine::trial;
    use coercivity_record::Options;

    #[test]
    fn a_measured_world_ends_in_the_state_of_a_run() {
        let scenario = Arc::new(coercivity_testkit::preset("scenarios/minimal.ron", &[("run.ticks", "6")]));
        let run = trial(&scenario, &[], Pool::new(1).unwrap()).unwrap();
        for threads in [1, 2] {
            let home = tempfile::tempdir().unwrap();
            let mut out = RunDirectory::create(&home.path().join("rows"), Options::default()).unwrap();
            let measured =
                ticks(&scenario, &[], threads, &mut out, &mut |_| Control::Continue).unwrap().unwrap();
            assert_eq!(measured.state_hash, run.state_hash);
            assert_eq!((measured.times.tick_ms.len(), measured.times.by_phase.len()), (6, Phase::ALL.len()));
            assert!(measured.times.by_phase.iter().all(|times| times.len() == 6));
            out.discard().unwrap();
            assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn who_asks_it_to_end_gets_nothing() {
        let scenario = Arc::new(coercivity_testkit::preset("scenarios/minimal.ron", &[]));
        let home = tempfile::tempdir().unwrap();
        let mut out = RunDirectory::create(&home.path().join("rows"), Options::default()).unwrap();
        let mut stop = |progress: Progress| {
            if progress.stage == Stage::Running { Control::Stop } else { Control::Continue }
        };
        assert!(ticks(&scenario, &[], 1, &mut out, &mut stop).unwrap().is_none());
    }
}
