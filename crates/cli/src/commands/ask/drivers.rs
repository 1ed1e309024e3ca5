//! `coercivity ask drivers`: a tornado of the values that the scenario marks as uncertain.

use super::{Asked, require_sides, size};
use crate::screen::{usd, wrapped};
use crate::{
    args::{DriversArguments, FileArguments},
    commands::{
        ensemble::{self, AskedFor},
        run::record_failure,
    },
    exit::{self, Code, Failure},
    facts, plugins, terminal,
};
use coercivity_record::{DrawRecord, EnsembleDirectory};
use coercivity_scenario::LoadedPlan;
use coercivity_scenario::plan::{Scale, Span, Vary};
use coercivity_study::ensemble::effects;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Characters of the longest bar.
const BAR: f64 = 24.0;

/// Replicates under which errors are said to be uncertain.
const ENOUGH: u32 = 10;

/// A parameter and the loss at its ends.
struct Driver {
    path: String,
    ends: [String; 2],
    loss: [f64; 2],
    error: [f64; 2],
    source: String,
}

pub(crate) fn run(arguments: &DriversArguments) -> exit::Outcome {
    let asked = Asked::of(&arguments.ask, &[], uncertain)?;
    require_sides(asked.scenario())?;
    let directory = arguments.out.as_deref().map(|out| open(&asked, out, arguments)).transpose()?;
    let draws = asked.play_into(directory.as_ref())?;
    let written = directory.map(|directory| finish(&asked, directory, arguments)).transpose()?;
    let (base, drivers) = drivers(&asked, &draws, arguments.of.name());
    if let Some(file) = &arguments.csv {
        super::write_table(file, &as_csv(base, &drivers, arguments.of.name()))?;
    }
    let text = if arguments.ask.json {
        as_json(base, &drivers)
    } else {
        in_words(&asked, draws.len(), arguments, base, &drivers)
    };
    terminal::print(&text)?;
    if let Some(path) = written.filter(|_| !arguments.ask.json) {
        terminal::print(&format!("Results: {}\n", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The directory in which runs are kept as they are done.
fn open(asked: &Asked, out: &Path, arguments: &DriversArguments) -> Result<EnsembleDirectory, Failure> {
    let opened = EnsembleDirectory::open(
        out,
        asked.job.identity,
        &facts::command(),
        arguments.force,
        arguments.restart,
    );
    opened.map_err(|error| record_failure(&error))
}

/// The runs as an ensemble that varies one value at a time, as every command reads it; gives its directory.
fn finish(
    asked: &Asked,
    directory: EnsembleDirectory,
    arguments: &DriversArguments,
) -> Result<PathBuf, Failure> {
    let (ask, job) = (&arguments.ask, &asked.job);
    let overrides = ask.all_overrides();
    let mut words: Vec<String> = ["coercivity", "ask", "drivers"].map(str::to_owned).into();
    words.push(ask.file.display().to_string());
    overrides.iter().for_each(|entry| words.extend(["--set".to_owned(), entry.clone()]));
    words.extend(["--replicates".to_owned(), ask.replicates.to_string()]);
    for path in &ask.many.plugins.plugin {
        words.extend(["--plugin".to_owned(), path.display().to_string()]);
    }
    let out = arguments.out.as_deref().unwrap_or(Path::new("drivers"));
    words.extend(["--out".to_owned(), format!("{}-again", out.components().as_path().display())]);
    let asked_for = AskedFor { file: &ask.file, overrides, shard: None, repeat: facts::join(words) };
    let mut manifest = job.manifest(asked_for, plugins::pool(ask.many.threads)?.threads());
    manifest.resumed_draws = directory.found().len() as u32;
    let all: Vec<u32> = (0..job.design.points.len() as u32 * job.replicates).collect();
    let files = FileArguments { parquet: false, no_months: false };
    let whole = ensemble::whole(directory, &job.outline(), &all, manifest, files);
    whole.map(|whole| whole.finished.path).map_err(|error| record_failure(&error))
}

/// The ranges that the scenario marks.
fn uncertain(plan: &LoadedPlan) -> Result<Option<Vary>, Failure> {
    let marked = &plan.plain[0].sections.uncertain;
    if marked.is_empty() {
        let words = "This scenario marks no value as uncertain. Add a section, such as uncertain: \
                     {\"behaviour.cover.weeks\": (low: 3.0, high: 8.0)}, or base it on presets/rare_earths.ron.";
        return Err(Failure::new(Code::Scenario, words));
    }
    let span = |range: &coercivity_scenario::sections::Uncertain| Span {
        low: range.low,
        high: range.high,
        scale: Scale::Linear,
        whole: false,
    };
    let spans: BTreeMap<String, Span> =
        marked.iter().map(|(path, range)| (path.clone(), span(range))).collect();
    Ok(Some(Vary::OneAtATime(spans)))
}

/// The loss with nothing changed, and at both ends of every parameter, the widest first.
fn drivers(asked: &Asked, draws: &[DrawRecord], side: &str) -> (f64, Vec<Driver>) {
    let metric = format!("harm_{side}_usd");
    let value = |draw: &DrawRecord| super::outcome(&draw.runs[0], &metric, "", "").map(|row| row.value);
    let results: BTreeMap<(u32, u32), f64> = draws
        .iter()
        .filter_map(|draw| Some(((draw.point, draw.replicate), value(draw).filter(|v| v.is_finite())?)))
        .collect();
    let design = &asked.job.design;
    let found = effects(design, &results);
    let of = |parameter: usize, statistic: &str| {
        found.iter().find(|effect| effect.parameter == parameter && effect.statistic == statistic)
    };
    let marked = &asked.job.plan.plain[0].sections.uncertain;
    let mut drivers: Vec<Driver> = design
        .paths
        .iter()
        .enumerate()
        .map(|(parameter, path)| {
            let numbers = ["low", "high"].map(|end| {
                of(parameter, end).map_or((f64::NAN, f64::NAN), |effect| (effect.value, effect.error))
            });
            let range = &marked[path];
            Driver {
                path: path.clone(),
                ends: [range.low.to_string(), range.high.to_string()],
                loss: numbers.map(|(value, _)| value),
                error: numbers.map(|(_, error)| error),
                source: range.source.clone(),
            }
        })
        .collect();
    let width = |driver: &Driver| (driver.loss[1] - driver.loss[0]).abs();
    drivers.sort_by(|a, b| width(b).total_cmp(&width(a)));
    (of(0, "base").map_or(f64::NAN, |effect| effect.value), drivers)
}

fn in_words(
    asked: &Asked,
    draws: usize,
    arguments: &DriversArguments,
    base: f64,
    drivers: &[Driver],
) -> String {
    let mut text = format!(
        "What the loss of {} depends on: {}\n{}; {} with nothing changed (mean)\n\n",
        arguments.of.in_words(),
        asked.scenario().title,
        size(asked, draws),
        usd(base)
    );
    let most = drivers.first().map_or(0.0, |driver| (driver.loss[1] - driver.loss[0]).abs());
    for driver in drivers {
        let [low, high] = driver.loss;
        let width = (high - low).abs() / most * BAR;
        let bar = "#".repeat(if width.is_finite() { width.round() as usize } else { 0 });
        // Whether the difference of the ends is more than luck.
        let told = (high - low).abs() > 2.0 * driver.error[0].hypot(driver.error[1]);
        let told = if told { "told" } else { "not told" };
        let loss = format!("{} to {}", usd(low), usd(high));
        // Two lines, since paths are long.
        text.push_str(&format!("  {}, from {} to {}\n", driver.path, driver.ends[0], driver.ends[1]));
        text.push_str(&format!("    {bar:<width$}  {loss:>22} USD  {told}\n", width = BAR as usize));
    }
    let legend = "Each value is set to both ends of the range that the scenario marks as plausible (uncertain), the others \
                  staying; all runs meet the same luck. Told: the ends differ by more than two Monte Carlo errors. Ranges \
                  that nobody measured say as much about the ranges as about the model.";
    text.push_str(&wrapped("  ", legend));
    let replicates = asked.job.replicates;
    if replicates < ENOUGH {
        let words = format!(
            "Only {replicates} replicates: an error that so few tell is itself uncertain, and luck may be larger than any \
             driver. Ask again with --replicates {ENOUGH} or more before it is quoted."
        );
        text.push_str(&wrapped("  ", &words));
    }
    text
}

fn as_json(base: f64, drivers: &[Driver]) -> String {
    let rows: Vec<_> = drivers
        .iter()
        .map(|driver| {
            json!({
                "parameter": driver.path, "low": driver.ends[0], "high": driver.ends[1],
                "outcome_low": driver.loss[0], "outcome_high": driver.loss[1],
                "error_low": driver.error[0], "error_high": driver.error[1], "source": driver.source,
            })
        })
        .collect();
    format!("{}\n", json!({"unit": "usd", "outcome_base": base, "drivers": rows}))
}

/// As `coercivity report` reads it.
fn as_csv(base: f64, drivers: &[Driver], side: &str) -> String {
    let mut text =
        String::from("parameter,low,high,outcome_low,outcome_base,outcome_high,unit,metric,source\n");
    for driver in drivers {
        text.push_str(&format!(
            "{},{},{},{},{base},{},usd,harm_{side}_usd,{}\n",
            super::quoted(&driver.path),
            driver.ends[0],
            driver.ends[1],
            driver.loss[0],
            driver.loss[1],
            super::quoted(&driver.source)
        ));
    }
    text
}
