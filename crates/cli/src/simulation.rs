//! The engine as the command line sees it: options in, progress shown, errors as failures.

use crate::{
    args::{Events, RunArguments},
    commands::run::record_failure,
    exit::{Code, Failure},
};
use coercivity_engine::policies::PolicyUse;
use coercivity_engine::{Control, EngineError, Outcome, Progress, RunOptions, Stage};
use coercivity_record::RunDirectory;
use coercivity_scenario::Scenario;

/// From this number of firms on, the paired baseline is run only when asked for.
const BASELINE_BELOW_FIRMS: u32 = 200_000;

/// The options of the engine that the arguments mean.
pub(crate) fn options(arguments: &RunArguments, scenario: &Scenario) -> RunOptions {
    let all_threads = || std::thread::available_parallelism().map_or(1, usize::from);
    let by_default = scenario.run.firms < BASELINE_BELOW_FIRMS;
    RunOptions {
        threads: arguments.threads.map_or_else(all_threads, usize::from),
        all_events: arguments.events == Events::All,
        baseline: arguments.baseline || (by_default && !arguments.no_baseline),
    }
}

/// Runs the scenario; `show` is told how far it is and may end it.
pub(crate) fn simulate(
    scenario: &Scenario,
    policies: &[PolicyUse],
    options: &RunOptions,
    directory: &mut RunDirectory,
    show: &mut dyn FnMut(Progress) -> Control,
) -> Result<Outcome, Failure> {
    coercivity_engine::run(scenario, policies, options, directory, show).map_err(|error| {
        let kept = format!("What was written so far is in {}.", directory.temporary_path().display());
        refused(error, &kept)
    })
}

/// Why a world cannot be run, and what becomes of what was done.
pub(crate) fn refused(error: EngineError, kept: &str) -> Failure {
    match error {
        EngineError::Record(error) => record_failure(&error),
        EngineError::Policy(failure) => Failure::new(Code::Plugin, format_args!("{failure}.")),
        // What a scenario cannot be drawn as, and what the system refuses.
        other => Failure::new(Code::Check, format_args!("{other} {kept}")),
    }
}

/// What a part of a run is called while it runs.
pub(crate) fn label(stage: &Stage) -> &'static str {
    match stage {
        Stage::Building => "building the world",
        Stage::BurnIn => "burning in",
        Stage::Running => "running",
        Stage::Baseline => "paired baseline",
    }
}
