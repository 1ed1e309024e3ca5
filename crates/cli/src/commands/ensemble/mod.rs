//! `coercivity ensemble`: the scenarios of a plan at every point, over replicates; `coercivity merge`: its parts put together.

mod estimate;
mod finish;
mod job;
mod merge;
mod slurm;

pub(crate) use finish::whole;
pub(crate) use job::{AskedFor, Job, Outline};
pub(crate) use merge::run as merge;

use super::run::record_failure;
use crate::{
    args::EnsembleArguments,
    exit::{self, Code, Failure},
    interrupt::Interrupt,
    plugins,
    progress::ProgressView,
    scenarios, terminal,
};
use coercivity_engine::Clock;
use coercivity_record::{EnsembleDirectory, RecordError};
use coercivity_study::ensemble::{Done, Ensemble, Flows};
use estimate::Estimate;
use finish::Findings;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;

pub(crate) fn run(arguments: &EnsembleArguments) -> exit::Outcome {
    let clock = Clock::start();
    if let Some(parts) = arguments.slurm {
        // The plan must be right before anybody queues it.
        Job::load(arguments)?;
        terminal::print(&slurm::script(arguments, &out(arguments), parts))?;
        return Ok(ExitCode::SUCCESS);
    }
    let job = Job::load(arguments)?;
    if !arguments.quiet {
        job.plan.plain.iter().for_each(|loaded| terminal::print_error(&scenarios::remarks(loaded)));
    }
    let pool = plugins::pool(arguments.many.threads)?;
    job.require_memory(&pool)?;
    let interrupt = Interrupt::listen()?;
    let place = out(arguments);
    let directory = EnsembleDirectory::open(
        &place,
        job.identity,
        &crate::facts::command(),
        arguments.force,
        arguments.restart,
    )
    .map_err(|error| record_failure(&error))?;
    let prepare = |scenario: usize, point: &_| job.prepare(scenario, point);
    let scenarios: Vec<_> = job.plan.plain.iter().map(|loaded| &loaded.scenario).collect();
    let ensemble = Ensemble {
        design: &job.design,
        scenarios: scenarios.len(),
        replicates: job.replicates,
        flows: Flows::of(&scenarios),
        prepare: &prepare,
    };
    let mine = |number: &u32| arguments.shard.is_none_or(|shard| number % shard.of == shard.number - 1);
    let all: Vec<u32> = (0..ensemble.draws()).filter(mine).collect();
    let wanted: Vec<u32> = all.iter().copied().filter(|number| !directory.found().contains(number)).collect();
    let resumed = all.len() - wanted.len();
    if resumed > 0 && !arguments.quiet {
        terminal::print_error(&format!("Going on: {resumed} of {} draws are done already.\n", all.len()));
    }
    let work = Work { arguments, ensemble: &ensemble, directory: &directory, interrupt: &interrupt };
    let complete = work.play(&wanted, &pool).map_err(|error| record_failure(&error))?;
    if !complete {
        return stopped(arguments, &interrupt, &directory);
    }
    let mut manifest = job.manifest(AskedFor::of(arguments, &place, job.replicates), pool.threads());
    (manifest.resumed_draws, manifest.wall_s) = (resumed as u32, clock.seconds());
    let quiet = arguments.quiet;
    let finished = match arguments.shard {
        Some(_) => finish::shard(directory, &job, &all, manifest),
        None => finish::whole(directory, &job.outline(), &all, manifest, arguments.files),
    };
    let Findings { finished, text } = finished.map_err(|error| record_failure(&error))?;
    if !quiet {
        terminal::print(&text)?;
        terminal::print(&format!("Results: {}\n", finished.path.display()))?;
        if let Some(old) = finished.set_aside {
            terminal::print(&format!("What stood there was set aside: {}\n", old.display()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Draws to be run.
struct Work<'a> {
    arguments: &'a EnsembleArguments,
    ensemble: &'a Ensemble<'a>,
    directory: &'a EnsembleDirectory,
    interrupt: &'a Interrupt,
}

impl Work<'_> {
    /// Runs the draws `wanted`: a first round, from which the rest is estimated, then the rest. Gives whether all were
    /// run.
    fn play(&self, wanted: &[u32], pool: &coercivity_parallel::Pool) -> Result<bool, RecordError> {
        let (first, rest) = wanted.split_at(pool.threads().min(wanted.len()));
        let clock = Clock::start();
        let view = Mutex::new(ProgressView::new(self.arguments.quiet || self.arguments.estimate));
        // Bytes of the first draws, their rows in months.csv, and their values by month.
        let sizes = Mutex::new([0_u64; 3]);
        let going = || !self.interrupt.is_set();
        let show = |before: usize, done: usize| {
            if let Ok(mut view) = view.lock() {
                view.update("draws", (before + done) as u32, wanted.len() as u32);
            }
        };
        let keep = |before: usize, done: &Done<'_>| -> Result<(), RecordError> {
            let written = self.directory.write(done.number, done.draw)?;
            if let Ok(mut sizes) = sizes.lock() {
                sizes[0] += written;
                sizes[1] += done.draw.month_rows();
                sizes[2] += done.draw.values();
            }
            show(before, done.done);
            Ok(())
        };
        show(0, 0);
        let complete = self.ensemble.play(first, pool, &|done| keep(0, &done), &going)?;
        if complete && !self.arguments.quiet && !first.is_empty() {
            let [bytes, rows, values] = sizes.lock().map_or([0; 3], |sizes| *sizes);
            let month_rows = if self.arguments.files.no_months { 0 } else { rows };
            let (first, seconds, left) = (first.len(), clock.seconds(), rest.len());
            let estimate = Estimate { first, seconds, bytes, month_rows, values, left };
            terminal::print_error(&estimate.in_words(self.ensemble, pool.threads()));
        }
        if self.arguments.estimate || !complete {
            return Ok(complete && rest.is_empty());
        }
        let complete = self.ensemble.play(rest, pool, &|done| keep(first.len(), &done), &going);
        if let Ok(view) = view.lock() {
            view.end();
        }
        complete
    }
}

/// Why not all draws were run, and what becomes of those that were.
fn stopped(
    arguments: &EnsembleArguments,
    interrupt: &Interrupt,
    directory: &EnsembleDirectory,
) -> exit::Outcome {
    let kept = directory.temporary_path().display();
    if arguments.estimate && !interrupt.is_set() {
        let words =
            format!("These draws are kept in {kept}; the same command without --estimate goes on with them.");
        terminal::print_error(&format!("{words}\n"));
        return Ok(ExitCode::SUCCESS);
    }
    let words = format!(
        "Interrupted. The draws that were done are kept in {kept}; the same command goes on with them."
    );
    Err(Failure::new(Code::Interrupted, words))
}

/// `runs/<name of the plan file>`, with the number of the shard.
fn out(arguments: &EnsembleArguments) -> PathBuf {
    let file = &arguments.file;
    let whole = arguments
        .out
        .clone()
        .unwrap_or_else(|| Path::new("runs").join(file.file_stem().unwrap_or(file.as_os_str())));
    match arguments.shard {
        None => whole,
        Some(shard) => {
            let mut name = whole.file_name().unwrap_or_default().to_owned();
            name.push(format!(".shard-{}-of-{}", shard.number, shard.of));
            whole.with_file_name(name)
        }
    }
}
