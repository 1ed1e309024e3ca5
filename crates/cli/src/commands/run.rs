//! `coercivity run`: from a scenario file to a directory of results and a first screen.

use crate::{
    args::RunArguments,
    exit::{self, Code, Failure},
    facts,
    interrupt::Interrupt,
    plugins,
    progress::ProgressView,
    scenarios,
    screen::{self, Report},
    simulation, terminal,
    watch::Watch,
};
use coercivity_engine::{Control, Outcome, Progress};
use coercivity_record::{Finished, Options, RecordError, RunDirectory, Status};
use coercivity_scenario::Scenario;
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

pub(crate) fn run(arguments: &RunArguments) -> exit::Outcome {
    let silent = arguments.quiet || arguments.json;
    let loaded = scenarios::open(&arguments.file, &arguments.all_overrides())?;
    if !silent {
        terminal::print_error(&scenarios::remarks(&loaded));
    }
    let staff = plugins::prepare(&loaded, &arguments.file, &arguments.plugins.plugin)?;
    let scenario = &loaded.scenario;
    let out = arguments.out.clone().unwrap_or_else(|| default_out(&arguments.file));
    let options = Options { parquet: arguments.parquet, force: arguments.force };
    let mut directory = RunDirectory::create(&out, options).map_err(|error| record_failure(&error))?;
    let interrupt = Interrupt::listen()?;
    let options = simulation::options(arguments, scenario);
    let outcome = if arguments.watch {
        let mut watch = Watch::new(scenario, options.baseline, &interrupt);
        let mut show = |progress: Progress| watch.update(&progress);
        simulation::simulate(scenario, &staff.uses, &options, &mut directory, &mut show)
    } else {
        let mut view = ProgressView::new(silent);
        let mut show = |progress: Progress| {
            view.update(simulation::label(&progress.stage), progress.done, progress.total);
            if interrupt.is_set() { Control::Stop } else { Control::Continue }
        };
        let outcome = simulation::simulate(scenario, &staff.uses, &options, &mut directory, &mut show);
        view.end();
        outcome
    }?;
    let manifest = facts::manifest(arguments, &out, &loaded, &staff, &options, &outcome);
    if let Some(failure) = &outcome.failure {
        let kept = directory.keep(manifest).map_err(|error| record_failure(&error))?;
        return Err(failed(failure, &kept));
    }
    let finished = directory.finish(manifest).map_err(|error| record_failure(&error))?;
    terminal::print(&printed(arguments, scenario, &outcome, &finished)?)?;
    Ok(match finished.manifest.status {
        Status::Complete => ExitCode::SUCCESS,
        Status::Interrupted | Status::Failed => Code::Interrupted.into(),
    })
}

/// The sentence about a run that failed on the way: what happened, and where its results are.
fn failed(failure: &coercivity_engine::Failure, kept: &Finished) -> Failure {
    use coercivity_engine::Failure as Why;
    let code = match failure {
        Why::Model(_) => Code::Check,
        Why::Policy(_) => Code::Plugin,
    };
    let (ticks, path) = (kept.manifest.ticks_done, kept.path.display());
    let words = format!("{failure}. The {ticks} ticks before it are in {path}, with status \"failed\".");
    Failure::new(code, words)
}

/// `runs/<name of the scenario file>`.
fn default_out(file: &Path) -> PathBuf {
    Path::new("runs").join(file.file_stem().unwrap_or(file.as_os_str()))
}

/// What goes to standard output.
fn printed(
    arguments: &RunArguments,
    scenario: &Scenario,
    outcome: &Outcome,
    finished: &Finished,
) -> Result<String, Failure> {
    if arguments.quiet {
        return Ok(String::new());
    }
    if arguments.json {
        return as_json(outcome, finished);
    }
    let report = Report {
        scenario,
        manifest: &finished.manifest,
        summary: &outcome.summary.rows,
        balance_ticks: outcome.summary.balance_ticks,
        path: &finished.path,
        set_aside: finished.set_aside.as_deref(),
    };
    Ok(screen::render(&report, terminal::colour_on_stdout()))
}

/// The manifest with the summary and the directory, as one object on one line.
fn as_json(outcome: &Outcome, finished: &Finished) -> Result<String, Failure> {
    let failed =
        |error| Failure::new(Code::Internal, format_args!("Cannot write the results as JSON: {error}."));
    let mut object = serde_json::to_value(&finished.manifest).map_err(failed)?;
    object["directory"] = json!(finished.path.to_string_lossy());
    object["set_aside"] = json!(finished.set_aside.as_ref().map(|path| path.to_string_lossy()));
    object["summary"] = serde_json::to_value(&outcome.summary.rows).map_err(failed)?;
    Ok(format!("{object}\n"))
}

/// A failure of the output, with the options that help.
pub(crate) fn record_failure(error: &RecordError) -> Failure {
    let hint = match error {
        RecordError::Exists { .. } => " (--out DIR for another directory, --force to replace)",
        RecordError::Io { .. } | RecordError::Format { .. } => "",
        _ => " (--out DIR)",
    };
    Failure::new(Code::Files, format_args!("{error}{hint}"))
}
