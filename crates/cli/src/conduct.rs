//! A run that is ready to go, carried out: progress shown, the manifest written, the directory given its name.

use crate::{
    args::Shown,
    commands::run::record_failure,
    exit::{self, Code, Failure},
    facts,
    interrupt::Interrupt,
    order,
    plugins::Staff,
    progress::ProgressView,
    screen::{self, Parts, Report},
    simulation, terminal,
    watch::Watch,
};
use coercivity_engine::{Control, EngineError, Outcome, Progress, RunOptions};
use coercivity_record::{Finished, Order, RunDirectory, Status};
use coercivity_scenario::Loaded;
use serde_json::json;
use std::{path::Path, process::ExitCode};

/// What is to be run, and how it is told.
pub(crate) struct Job<'a> {
    pub(crate) order: &'a Order,
    /// The directory that it will have.
    pub(crate) out: &'a Path,
    pub(crate) loaded: &'a Loaded,
    pub(crate) staff: &'a Staff,
    pub(crate) options: RunOptions,
    pub(crate) shown: Shown,
    /// Listened to since before the directory was made, so that no signal finds a directory and nobody who keeps it.
    pub(crate) interrupt: Interrupt,
}

/// The engine's part: rows go to the first, progress to the second.
type Engine<'a> =
    dyn FnMut(&mut RunDirectory, &mut dyn FnMut(Progress) -> Control) -> Result<Outcome, EngineError> + 'a;

/// Carries `job` out.
pub(crate) fn conduct(job: &Job, mut directory: RunDirectory, engine: &mut Engine) -> exit::Outcome {
    let (scenario, shown) = (&job.loaded.scenario, job.shown);
    let interrupt = &job.interrupt;
    let ended = if shown.watch {
        let mut watch = Watch::new(scenario, job.options.baseline, interrupt);
        engine(&mut directory, &mut |progress| watch.update(&progress))
    } else {
        let mut view = ProgressView::new(shown.quiet || shown.json);
        let ended = engine(&mut directory, &mut |progress| {
            view.update(simulation::label(&progress.stage), progress.done, progress.total);
            if interrupt.is_set() { Control::Stop } else { Control::Continue }
        });
        view.end();
        ended
    };
    let outcome = ended.map_err(|error| {
        let kept = format!("What was written so far is in {}.", directory.temporary_path().display());
        simulation::refused(error, &kept)
    })?;
    if outcome.resumable {
        return stopped(job, directory, &outcome);
    }
    let manifest = facts::manifest(job, &outcome);
    if let Some(failure) = &outcome.failure {
        let kept = directory.keep(manifest).map_err(|error| record_failure(&error))?;
        return Err(failed(failure, &kept));
    }
    let finished = directory.finish(manifest).map_err(|error| record_failure(&error))?;
    terminal::print(&printed(job, &outcome, &finished)?)?;
    Ok(match finished.manifest.status {
        Status::Complete => ExitCode::SUCCESS,
        Status::Interrupted | Status::Failed => Code::Interrupted.into(),
    })
}

/// A run that was stopped at a checkpoint: it has its results when it has gone on to its end.
fn stopped(job: &Job, directory: RunDirectory, outcome: &Outcome) -> exit::Outcome {
    let path = directory.leave().map_err(|error| record_failure(&error))?;
    let (done, ticks) = (outcome.ticks_done, job.loaded.scenario.run.ticks);
    let line = facts::join(["coercivity".into(), "resume".into(), job.out.display().to_string()]);
    if job.shown.json {
        let object = json!({
            "status": "interrupted",
            "ticks_done": done,
            "directory": path.to_string_lossy(),
            "resume": line,
        });
        terminal::print(&format!("{object}\n"))?;
    } else if !job.shown.quiet {
        terminal::print_error(&format!(
            "Stopped after {done} of {ticks} ticks. Nothing is lost: go on with\n  {line}\n"
        ));
    }
    Ok(Code::Interrupted.into())
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

/// What goes to standard output.
fn printed(job: &Job, outcome: &Outcome, finished: &Finished) -> Result<String, Failure> {
    if job.shown.quiet {
        return Ok(String::new());
    }
    if job.shown.json {
        return as_json(outcome, finished);
    }
    let report = Report {
        scenario: &job.loaded.scenario,
        manifest: &finished.manifest,
        branches: &order::branches(job.order),
        parts: match (job.order.resumed.is_empty(), job.order.branches.is_empty()) {
            (true, true) => Parts::One,
            (false, true) => Parts::All,
            (_, false) => Parts::SinceBranch,
        },
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
