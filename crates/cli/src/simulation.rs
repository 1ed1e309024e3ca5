//! The engine as the command line sees it: options in, progress shown, errors as failures.

use crate::{
    args::RunArguments,
    commands::run::record_failure,
    exit::{Code, Failure},
};
use coercivity_engine::{EngineError, Stage};
use coercivity_scenario::Scenario;

/// From this number of firms on, the paired baseline is run only when asked for.
const BASELINE_BELOW_FIRMS: u32 = 200_000;

/// Whether the paired baseline is run.
pub(crate) fn runs_baseline(arguments: &RunArguments, scenario: &Scenario) -> bool {
    let by_default = scenario.run.firms < BASELINE_BELOW_FIRMS;
    arguments.baseline || (by_default && !arguments.no_baseline)
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
        Stage::Retracing => "up to the branch",
        Stage::Running => "running",
        Stage::Baseline => "paired baseline",
    }
}
