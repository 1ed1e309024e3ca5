//! `coercivity calibrate`: parameters fitted to what was observed, written as a scenario over the one they belong to.

use super::game::failed;
use crate::memory;
use crate::{
    args::CalibrateArguments,
    exit::{self, Code, Failure},
    facts, history_screen,
    interrupt::Interrupt,
    plugins,
    progress::ProgressView,
    scenarios, terminal,
};
use coercivity_scenario::history::{Calibration, CheckedFact, Parameter, Role};
use coercivity_scenario::{LoadedHistory, Scenario};
use coercivity_study::Policies;
use coercivity_study::history::{Axis, Calibrated, Lab, calibrate};
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;

pub(crate) fn run(arguments: &CalibrateArguments) -> exit::Outcome {
    let calibration = section(&arguments.file)?;
    if let Some(out) = arguments.out.as_ref().filter(|out| out.exists() && !arguments.force) {
        let message = format!("{} exists. Add --force to replace it.", out.display());
        return Err(Failure::new(Code::Files, message));
    }
    // Names of facts are checked against the scenario that is fitted: the other may be the one to be written.
    let target = calibration.scenario.as_ref().map(|name| beside(&arguments.file, name));
    let history = scenarios::open_history(&arguments.file, target.as_deref(), &[])?;
    let overrides = arguments.all_overrides();
    let first = scenarios::open_calibrated(&arguments.file, &[], &overrides)?;
    let (pool, interrupt) = (plugins::pool(arguments.many.threads)?, Interrupt::listen()?);
    // Points are tried side by side, so all threads are used even with one replicate.
    memory::require_many(first.scenario.run.firms, usize::MAX, &pool)?;
    let staff = plugins::prepare(&first, &arguments.file, &arguments.many.plugins.plugin)?;
    let replicates = arguments.replicates.unwrap_or(calibration.replicates);
    let budget = arguments.evaluations.unwrap_or(calibration.evaluations);
    let total = runs(&calibration, replicates, budget);
    let view = Mutex::new(ProgressView::new(arguments.json));
    let moments = history.facts.iter().filter(|fact| fact.role == Role::Calibration);
    let lab = Lab {
        make: &|values| scenario(arguments, &calibration.parameters, values, &overrides),
        policies: Policies::new(staff.uses),
        facts: moments.cloned().collect(),
        replicates,
        pool: &pool,
        watch: &|done| {
            if let Ok(mut view) = view.lock() {
                view.update("runs", done.min(total) as u32, total as u32);
            }
            !interrupt.is_set()
        },
    };
    let axes: Vec<Axis> = calibration.parameters.iter().map(axis).collect();
    let found = calibrate(&lab, &axes, budget as usize);
    if let Ok(view) = view.lock() {
        view.end();
    }
    let found = found.map_err(|error| failed(&error))?;
    let effort = Effort { replicates, budget, run: &first.scenario };
    let overlay = overlay(arguments, &history, &calibration, &found, &effort)?;
    let text = if arguments.json {
        as_json(&calibration.parameters, &lab.facts, &found)
    } else {
        history_screen::calibration(&history.file.title, &calibration.parameters, &lab.facts, &found)
    };
    terminal::print(&text)?;
    match &arguments.out {
        Some(out) => {
            std::fs::write(out, overlay).map_err(|error| {
                Failure::new(Code::Files, format_args!("Cannot write {}: {error}.", out.display()))
            })?;
            if !arguments.json {
                terminal::print(&format!("\nWritten: {}\n", out.display()))?;
            }
        }
        None => terminal::print(&format!("\n{overlay}"))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The calibration section, which stands for itself even where the file's own scenario is still to be written.
fn section(file: &Path) -> Result<Calibration, Failure> {
    let found = scenarios::calibration(file)?;
    found.ok_or_else(|| {
        let message = format!("{} has no section `calibration`.", file.display());
        Failure::new(Code::Scenario, message)
    })
}

/// `name` as seen from the folder of `file`.
fn beside(file: &Path, name: &str) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(name)
}

fn axis(parameter: &Parameter) -> Axis {
    Axis {
        low: parameter.low,
        high: parameter.high,
        start: parameter.start,
        fitted: parameter.fitted,
        choices: parameter.choices.clone(),
    }
}

/// Runs at most: baselines, the start, choices twice, the optimiser, the last point, and two for each parameter.
fn runs(calibration: &Calibration, replicates: u32, budget: u32) -> usize {
    let choices: usize = calibration.parameters.iter().map(|one| one.choices.len().saturating_sub(1)).sum();
    let points = 3 + 2 * choices + budget as usize + 2 * calibration.parameters.len();
    points * replicates as usize
}

/// The scenario with these values of the parameters.
fn scenario(
    arguments: &CalibrateArguments,
    parameters: &[Parameter],
    values: &[f64],
    overrides: &[String],
) -> Result<Scenario, String> {
    let set: Vec<(String, String)> = parameters
        .iter()
        .zip(values)
        .flat_map(|(parameter, value)| parameter.paths.iter().map(|path| (path.clone(), value.to_string())))
        .collect();
    let loaded = scenarios::open_calibrated(&arguments.file, &set, overrides);
    loaded.map(|loaded| loaded.scenario).map_err(|failure| failure.render())
}

/// How much was done.
struct Effort<'a> {
    replicates: u32,
    budget: u32,
    run: &'a Scenario,
}

/// The scenario file with the fitted values.
fn overlay(
    arguments: &CalibrateArguments,
    history: &LoadedHistory,
    calibration: &Calibration,
    found: &Calibrated,
    effort: &Effort<'_>,
) -> Result<String, Failure> {
    let base = calibration.scenario.as_ref().unwrap_or(&history.file.scenario);
    let run = &effort.run.run;
    let moments = found.best.residuals.len();
    let mut text = format!(
        "// Written by `{}`, not by hand.\n//\n\
         // Simulated moments: {moments} facts with the role Calibration, {} replicates of {} firms over {} ticks under seed\n\
         // {}, the same draws in all evaluations; Nelder and Mead with at most {} evaluations, {} in all. Loss {:.3} at the\n\
         // start and {:.3} here, where 1 is off by one error everywhere. What the facts cannot tell: docs/VALIDATION.md.\n\
         (\n    base: {:?},\n    title: {:?},\n    set: {{\n",
        facts::join(std::env::args().enumerate().map(|(n, word)| if n == 0 {
            "coercivity".into()
        } else {
            word
        })),
        effort.replicates,
        run.firms,
        run.ticks,
        run.seed,
        effort.budget,
        found.evaluations,
        found.start.loss,
        found.best.loss,
        seen_from(arguments, base)?,
        format!("{}, calibrated", effort.run.title),
    );
    for (parameter, value) in calibration.parameters.iter().zip(&found.best.values).filter(|one| one.0.fitted)
    {
        let _ = writeln!(
            text,
            "        // {}: started at {}. Unit: {}. Range: {}..={}.",
            parameter.name, parameter.start, parameter.unit, parameter.low, parameter.high
        );
        for path in &parameter.paths {
            let _ = writeln!(text, "        {path:?}: {value:?},");
        }
    }
    text.push_str("    },\n)\n");
    Ok(text)
}

/// The base's path as a scenario names it: as in the history where both stand in one folder, else from the root.
fn seen_from(arguments: &CalibrateArguments, base: &str) -> Result<String, Failure> {
    let folder = |file: &Path| file.parent().map(Path::to_owned).unwrap_or_default();
    let is_beside = arguments.out.as_ref().is_none_or(|out| folder(out) == folder(&arguments.file));
    if is_beside {
        return Ok(base.to_owned());
    }
    let path = beside(&arguments.file, base);
    let whole = path.canonicalize().map_err(|error| {
        Failure::new(Code::Files, format_args!("Cannot find {}: {error}.", path.display()))
    })?;
    Ok(whole.display().to_string())
}

fn as_json(parameters: &[Parameter], facts: &[CheckedFact], found: &Calibrated) -> String {
    let of = &found.identification;
    let name = |n: usize| parameters[n].name.as_str();
    let each = parameters.iter().enumerate().map(|(n, parameter)| {
        json!({
            "name": parameter.name,
            "fitted": parameter.fitted,
            "start": found.start.values[n],
            "best": found.best.values[n],
            "range": [parameter.low, parameter.high],
            "moves": of.moved[n],
        })
    });
    let moments = facts.iter().enumerate().map(|(n, fact)| {
        json!({
            "id": fact.id,
            "observed": fact.observed,
            "weight": fact.error.powi(-2),
            "start": found.start.residuals[n],
            "best": found.best.residuals[n],
        })
    });
    let twins = of.twins.iter().map(|one| json!([name(one.a), name(one.b), one.cosine]));
    let object = json!({
        "loss": {"start": found.start.loss, "best": found.best.loss},
        "evaluations": found.evaluations,
        "parameters": each.collect::<Vec<_>>(),
        "moments": moments.collect::<Vec<_>>(),
        "singular_values": of.singular,
        "condition": of.condition.is_finite().then_some(of.condition),
        "least_known": of.least_known,
        "twins": twins.collect::<Vec<_>>(),
        "weak": of.weak.iter().map(|n| name(*n)).collect::<Vec<_>>(),
    });
    format!("{object:#}\n")
}
