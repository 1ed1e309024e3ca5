//! `coercivity run`: from a scenario file to a directory of results and a first screen.

use crate::{
    args::RunArguments,
    conduct::{Job, conduct},
    exit::{self, Code, Failure},
    facts,
    interrupt::Interrupt,
    memory, order, plugins, scenarios, simulation, terminal,
};
use coercivity_record::{Options, RecordError, RunDirectory};
use std::path::{Path, PathBuf};

pub(crate) fn run(arguments: &RunArguments) -> exit::Outcome {
    let shown = arguments.shown;
    let loaded = scenarios::open(&arguments.file, &arguments.all_overrides())?;
    if !shown.quiet && !shown.json {
        terminal::print_error(&scenarios::remarks(&loaded));
    }
    memory::require(loaded.scenario.run.firms)?;
    let staff = plugins::prepare(&loaded, &arguments.file, &arguments.plugins.plugin)?;
    let out = arguments.out.clone().unwrap_or_else(|| default_out(&arguments.file));
    let baseline = simulation::runs_baseline(arguments, &loaded.scenario);
    let mut order = order::of_run(arguments, &loaded, &staff, baseline);
    order.repeat = facts::repeat(arguments, &out, &loaded.scenario, baseline);
    let create = Options { parquet: arguments.parquet, force: arguments.force, restart: arguments.restart };
    let interrupt = Interrupt::listen()?;
    let mut directory = RunDirectory::create(&out, create).map_err(|error| record_failure(&error))?;
    if order.every > 0 {
        directory.write_checkpoints(order.clone());
    }
    let options = order::options(&order, arguments.threads);
    let job = Job { order: &order, out: &out, loaded: &loaded, staff: &staff, options, shown, interrupt };
    conduct(&job, directory, &mut |directory, show| {
        coercivity_engine::run(&loaded.scenario, &staff.uses, &options, directory, show)
    })
}

/// `runs/<name of the scenario file>`.
fn default_out(file: &Path) -> PathBuf {
    Path::new("runs").join(file.file_stem().unwrap_or(file.as_os_str()))
}

/// A failure of the output, with the options that help.
pub(crate) fn record_failure(error: &RecordError) -> Failure {
    let hint = match error {
        RecordError::Exists { .. } => " (--out DIR for another directory, --force to replace)",
        RecordError::Io { .. }
        | RecordError::Format { .. }
        | RecordError::Checkpoint { .. }
        | RecordError::NoCheckpoint { .. }
        | RecordError::Ended { .. }
        | RecordError::ManyRuns { .. }
        | RecordError::HasFailed { .. }
        | RecordError::NoRun { .. }
        | RecordError::OtherEnsemble { .. }
        | RecordError::Resumable { .. }
        | RecordError::Torn { .. } => "",
        _ => " (--out DIR)",
    };
    Failure::new(Code::Files, format_args!("{error}{hint}"))
}
