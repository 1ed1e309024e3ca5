//! `coercivity ask break-even`: the value of a parameter at which a loss reaches a level, replicate by replicate.

use super::{Asked, outcome, require_sides, stage_name};
use crate::screen::{percent, table, wrapped};
use crate::{
    args::EvenArguments,
    exit::{self, Code, Failure},
    interrupt::Interrupt,
    pace::Pace,
    plugins,
    progress::ProgressView,
    terminal,
};
use coercivity_scenario::plan::{Scale, Span, Vary};
use coercivity_study::answers::{Crossing, crossing};
use coercivity_study::stats::quantile;
use serde_json::json;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The search ends when the value is known to this share of its range.
const TOLERANCE: f64 = 1.0 / 64.0;

pub(crate) fn run(arguments: &EvenArguments) -> exit::Outcome {
    if !(arguments.low.is_finite() && arguments.high.is_finite() && arguments.low < arguments.high) {
        let words = format!("--low {} is not under --high {}.", arguments.low, arguments.high);
        return Err(Failure::new(Code::Usage, words));
    }
    // Both ends are tried as those of a plan are, so that a wrong path is told before the first run.
    let span = Span { low: arguments.low, high: arguments.high, scale: Scale::Linear, whole: false };
    let vary = Vary::OneAtATime([(arguments.parameter.clone(), span)].into());
    let asked = Asked::of(&arguments.ask, &[], |plan| {
        crate::scenarios::try_ends(plan, &vary)?;
        Ok(Some(vary))
    })?;
    require_sides(asked.scenario())?;
    let stage = match &arguments.stage {
        Some(stage) => stage_name(asked.scenario(), Some(stage))?,
        None => String::new(),
    };
    let found = search(&asked, arguments, &stage)?;
    if let Some(file) = &arguments.csv {
        super::write_table(file, &as_csv(arguments, &stage, &found))?;
    }
    let text =
        if arguments.ask.json { as_json(arguments, &found) } else { in_words(&asked, arguments, &found) };
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// What each replicate says.
fn search(asked: &Asked, arguments: &EvenArguments, stage: &str) -> Result<Vec<Crossing>, Failure> {
    let prepare = |scenario: usize, point: &_| asked.job.prepare(scenario, point);
    let ensemble = asked.ensemble(&prepare);
    let (pool, interrupt) = (plugins::pool(arguments.ask.many.threads)?, Interrupt::listen()?);
    asked.job.require_memory(&pool)?;
    let (view, runs) = (Mutex::new(ProgressView::new(arguments.ask.json)), AtomicUsize::new(0));
    let side = arguments.of.name();
    let metric = format!("harm_{side}_share");
    // Both ends, then halvings.
    let steps = 2 + TOLERANCE.recip().log2().ceil() as u32;
    let total = arguments.ask.replicates * steps;
    let pace = Mutex::new(Pace::new(total as usize, pool.threads()).at_most());
    let share = |replicate: u32, value: f64| -> Result<f64, Failure> {
        let point = vec![(arguments.parameter.clone(), value.to_string())];
        let runs_of = ensemble.at(&point, replicate, &|| !interrupt.is_set());
        let run = runs_of
            .and_then(|runs| runs.into_iter().next())
            .ok_or_else(|| Failure::new(Code::Interrupted, "Interrupted; nothing is kept of it."))?;
        if let Ok(mut view) = view.lock() {
            let done = runs.fetch_add(1, Ordering::Relaxed) + 1;
            view.update("runs", done as u32, total);
            if let Ok(mut pace) = pace.lock() {
                pace.done(done, "runs, each beside its baseline", &view);
            }
        }
        if let Some(error) = &run.error {
            let words = format!("A run at {}={value} failed: {error}", arguments.parameter);
            return Err(Failure::new(Code::Check, words));
        }
        outcome(&run, &metric, stage, "").map(|row| row.value).filter(|share| share.is_finite()).ok_or_else(
            || {
                Failure::new(
                    Code::Scenario,
                    format_args!("{} has no value added there, so no loss.", arguments.of.in_words()),
                )
            },
        )
    };
    let tolerance = TOLERANCE * (arguments.high - arguments.low);
    let found = pool.map(arguments.ask.replicates as usize, |replicate| {
        crossing([arguments.low, arguments.high], tolerance, arguments.loss, |value| {
            share(replicate as u32, value)
        })
    });
    if let Ok(view) = view.lock() {
        view.end();
    }
    found.into_iter().collect()
}

/// Values at which the level is reached, in order of the replicates.
fn values(found: &[Crossing]) -> Vec<f64> {
    let value = |crossing: &Crossing| match crossing {
        Crossing::At(value) => Some(*value),
        Crossing::AlwaysOver | Crossing::AlwaysUnder => None,
    };
    found.iter().filter_map(value).collect()
}

fn in_words(asked: &Asked, arguments: &EvenArguments, found: &[Crossing]) -> String {
    let values = values(found);
    let mut text = format!(
        "At what {} the loss of {} reaches {}: {}\n{} replicates of {} firms, searched from {} to {}\n\n",
        arguments.parameter,
        arguments.of.in_words(),
        percent(arguments.loss),
        asked.scenario().title,
        found.len(),
        asked.scenario().run.firms,
        arguments.low,
        arguments.high
    );
    let count = |of: Crossing| found.iter().filter(|one| **one == of).count();
    let (over, under) = (count(Crossing::AlwaysOver), count(Crossing::AlwaysUnder));
    if !values.is_empty() {
        let at = |share| quantile(&values, share).unwrap_or(f64::NAN);
        let row = vec![
            format!("{:.3}", at(0.5)),
            format!("{:.3} to {:.3}", at(0.1), at(0.9)),
            values.len().to_string(),
        ];
        text.push_str(&table(0, &["median", "range", "replicates"], &[row]));
    }
    for (count, words) in [(over, "over"), (under, "under")].iter().filter(|(count, _)| *count > 0) {
        let words =
            format!("In {count} of {} replicates the loss is {words} that level at both ends.", found.len());
        text.push_str(&wrapped("  ", &words));
    }
    let legend = "The loss is taken to rise or fall all the way between the ends. Range: tenth to ninetieth percentile of \
                  replicates; each value is known to a 64th of what was searched.";
    text.push_str(&wrapped("  ", legend));
    text
}

fn as_json(arguments: &EvenArguments, found: &[Crossing]) -> String {
    let rows: Vec<_> = found
        .iter()
        .map(|crossing| match crossing {
            Crossing::At(value) => json!({"value": value, "status": "found"}),
            Crossing::AlwaysOver => json!({"value": null, "status": "over at both ends"}),
            Crossing::AlwaysUnder => json!({"value": null, "status": "under at both ends"}),
        })
        .collect();
    let (path, loss, side) = (&arguments.parameter, arguments.loss, arguments.of.name());
    format!("{}\n", json!({"parameter": path, "loss_share": loss, "of": side, "replicates": rows}))
}

/// As `coercivity report` reads it.
fn as_csv(arguments: &EvenArguments, stage: &str, found: &[Crossing]) -> String {
    let mut text = String::from("parameter,low,high,loss_share,side,stage,replicate,status,value\n");
    for (replicate, crossing) in found.iter().enumerate() {
        let (status, value) = match crossing {
            Crossing::At(value) => ("found", value.to_string()),
            Crossing::AlwaysOver => ("over", String::new()),
            Crossing::AlwaysUnder => ("under", String::new()),
        };
        text.push_str(&format!(
            "{},{},{},{},{},{stage},{replicate},{status},{value}\n",
            super::quoted(&arguments.parameter),
            arguments.low,
            arguments.high,
            arguments.loss,
            arguments.of.name(),
        ));
    }
    text
}
