//! `coercivity ask`: questions that take many runs, one file each.

mod drivers;
mod even;
mod fall;
mod pays;
mod stock;
mod weak;

use crate::{
    args::{AskArguments, AskCommand},
    commands::{ensemble::Job, run::record_failure},
    exit::{self, Code, Failure},
    interrupt::Interrupt,
    pace::Pace,
    plugins,
    progress::ProgressView,
    scenarios, terminal,
};
use coercivity_record::{DrawRecord, EnsembleDirectory, RecordError, RunRecord, SummaryRow};
use coercivity_scenario::plan::Vary;
use coercivity_scenario::{LoadedPlan, Scenario};
use coercivity_study::answers::Times;
use coercivity_study::ensemble::{Ensemble, Flows, Prepare};
use std::sync::Mutex;

pub(crate) fn run(command: &AskCommand) -> exit::Outcome {
    match command {
        AskCommand::StockFor(arguments) => stock::run(arguments),
        AskCommand::TimeToFall(arguments) => fall::run(arguments),
        AskCommand::WhoPays(arguments) => pays::run(arguments),
        AskCommand::Drivers(arguments) => drivers::run(arguments),
        AskCommand::BreakEven(arguments) => even::run(arguments),
        AskCommand::WeakLink(arguments) => weak::run(arguments),
    }
}

/// A question about one scenario, ready to be played.
struct Asked {
    job: Job,
    threads: Option<u16>,
    silent: bool,
}

impl Asked {
    /// The scenario of `arguments`, with what `vary` gives of it.
    fn of(
        arguments: &AskArguments,
        more: &[String],
        vary: impl FnOnce(&LoadedPlan) -> Result<Option<Vary>, Failure>,
    ) -> Result<Self, Failure> {
        let overrides: Vec<String> =
            arguments.all_overrides().into_iter().chain(more.iter().cloned()).collect();
        let mut plan = scenarios::one_scenario(&arguments.file, arguments.replicates, &overrides)?;
        plan.file.vary = vary(&plan)?;
        if !arguments.json {
            plan.plain.iter().for_each(|loaded| terminal::print_error(&scenarios::remarks(loaded)));
        }
        let job = Job::of(plan, arguments.replicates, &arguments.many.plugins.plugin)?;
        Ok(Self { job, threads: arguments.many.threads, silent: arguments.json })
    }

    fn scenario(&self) -> &Scenario {
        &self.job.plan.plain[0].scenario
    }

    fn ensemble<'a>(&'a self, prepare: &'a Prepare<'a>) -> Ensemble<'a> {
        Ensemble {
            design: &self.job.design,
            scenarios: 1,
            replicates: self.job.replicates,
            flows: Flows::of(&[self.scenario()]),
            prepare,
        }
    }

    /// All draws, in order; those whose run failed are told and left out.
    fn play(&self) -> Result<Vec<DrawRecord>, Failure> {
        self.play_into(None)
    }

    /// The same. With a directory every draw is kept in it as it is done, and those that are there already are not run.
    fn play_into(&self, kept: Option<&EnsembleDirectory>) -> Result<Vec<DrawRecord>, Failure> {
        let prepare = |scenario: usize, point: &_| self.job.prepare(scenario, point);
        let ensemble = self.ensemble(&prepare);
        let (pool, interrupt) = (plugins::pool(self.threads)?, Interrupt::listen()?);
        self.job.require_memory(&pool)?;
        let view = Mutex::new(ProgressView::new(self.silent));
        let all = ensemble.draws();
        let draws = Mutex::new(self.found(kept)?);
        let is_new = |number: &u32| kept.is_none_or(|kept| !kept.found().contains(number));
        let wanted: Vec<u32> = (0..all).filter(is_new).collect();
        let pace = Mutex::new(Pace::new(wanted.len(), pool.threads()));
        let complete = ensemble.play(
            &wanted,
            &pool,
            &|done| -> Result<(), RecordError> {
                if let Some(kept) = kept {
                    kept.write(done.number, done.draw)?;
                }
                if let (Ok(mut view), Ok(mut draws)) = (view.lock(), draws.lock()) {
                    view.update("runs", done.done as u32, wanted.len() as u32);
                    if let Ok(mut pace) = pace.lock() {
                        pace.done(done.done, "runs, each beside its baseline", &view);
                    }
                    draws.push((done.number, done.draw.clone()));
                }
                Ok(())
            },
            &|| !interrupt.is_set(),
        );
        if let Ok(view) = view.lock() {
            view.end();
        }
        if !complete.map_err(|error| record_failure(&error))? {
            return Err(Failure::new(Code::Interrupted, interrupted(kept)));
        }
        let mut draws = draws.into_inner().unwrap_or_default();
        draws.sort_by_key(|(number, _)| *number);
        whole(draws.into_iter().map(|(_, draw)| draw).collect())
    }

    /// The draws that an earlier attempt left in a directory.
    fn found(&self, kept: Option<&EnsembleDirectory>) -> Result<Vec<(u32, DrawRecord)>, Failure> {
        let Some(kept) = kept else { return Ok(Vec::new()) };
        let read = |&number: &u32| kept.read(number).map(|draw| (number, draw));
        let found: Result<Vec<_>, _> = kept.found().iter().map(read).collect();
        let found = found.map_err(|error| record_failure(&error))?;
        if !found.is_empty() && !self.silent {
            terminal::print_error(&format!("Going on: {} runs are done already.\n", found.len()));
        }
        Ok(found)
    }
}

/// What becomes of the runs that were done before somebody stopped them.
fn interrupted(kept: Option<&EnsembleDirectory>) -> String {
    match kept {
        None => "Interrupted; nothing is kept of it.".into(),
        Some(kept) => format!(
            "Interrupted. The runs that were done are kept in {}; the same command goes on with them.",
            kept.temporary_path().display()
        ),
    }
}

/// The draws without those that failed, which are told.
fn whole(draws: Vec<DrawRecord>) -> Result<Vec<DrawRecord>, Failure> {
    let all = draws.len();
    let (failed, fine): (Vec<_>, Vec<_>) =
        draws.into_iter().partition(|draw| draw.runs.iter().any(|run| run.error.is_some()));
    let reason = failed.first().and_then(|draw| draw.runs.iter().find_map(|run| run.error.clone()));
    match reason {
        Some(reason) if fine.is_empty() => {
            Err(Failure::new(Code::Check, format_args!("Every run failed. The first: {reason}")))
        }
        Some(reason) => {
            let words =
                format!("warning: {} of {all} runs failed and are left out: {reason}\n", failed.len());
            terminal::print_error(&words);
            Ok(fine)
        }
        None => Ok(fine),
    }
}

/// A result of a run: metric, stage, jurisdiction.
fn outcome<'a>(run: &'a RunRecord, metric: &str, stage: &str, jurisdiction: &str) -> Option<&'a SummaryRow> {
    run.outcomes
        .iter()
        .find(|row| row.metric == metric && row.stage == stage && row.jurisdiction == jurisdiction)
}

/// The value of a result over runs; runs without one are left out.
fn values<'a>(
    runs: impl Iterator<Item = &'a RunRecord>,
    metric: &str,
    stage: &str,
    jurisdiction: &str,
) -> Vec<f64> {
    let value = |run| outcome(run, metric, stage, jurisdiction).map(|row| row.value);
    runs.filter_map(value).filter(|value| value.is_finite()).collect()
}

/// A time over runs, those without one included.
fn times<'a>(
    runs: impl Iterator<Item = &'a RunRecord> + Clone,
    metric: &str,
    stage: &str,
    jurisdiction: &str,
) -> Times {
    let count = runs.clone().count();
    let seen = values(runs, metric, stage, jurisdiction);
    Times { missing: count - seen.len(), seen }
}

/// A stage by its name; the last one where none is named.
fn stage_name(scenario: &Scenario, given: Option<&str>) -> Result<String, Failure> {
    let names: Vec<&str> = scenario.stages.iter().map(|stage| stage.name.as_str()).collect();
    match given {
        None => Ok(names.last().copied().unwrap_or_default().to_owned()),
        Some(name) if names.contains(&name) => Ok(name.to_owned()),
        Some(name) => {
            let words = format!("The scenario has no stage `{name}`; it has: {}.", names.join(", "));
            Err(Failure::new(Code::Usage, words))
        }
    }
}

/// A question about sides in a scenario where nobody acts makes no sense.
fn require_sides(scenario: &Scenario) -> Result<(), Failure> {
    if scenario.sides.is_empty() {
        let words = "In this scenario nobody acts against anybody, so there are no sides. Name them by --set \
                     'results.sides=(senders: [\"CN\"], targets: [\"US\"])', or ask about a scenario with measures.";
        return Err(Failure::new(Code::Scenario, words));
    }
    Ok(())
}

/// Runs and firms, for headings.
fn size(asked: &Asked, runs: usize) -> String {
    format!("{runs} runs of {} firms", asked.scenario().run.firms)
}

/// Writes an answer as a table.
fn write_table(file: &std::path::Path, text: &str) -> Result<(), Failure> {
    std::fs::write(file, text).map_err(|error| {
        Failure::new(
            Code::Files,
            format_args!("Cannot write {}: {error}. Choose another file.", file.display()),
        )
    })
}

/// A cell of a table.
fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('"', "\"\""))
}
