//! `coercivity validate`: a replay beside what was observed, and beside naive forecasts.

use super::game::failed;
use super::run::record_failure;
use crate::memory;
use crate::{
    args::ValidateArguments,
    exit::{self, Code},
    facts,
    history_screen::{self, Validation, day, forecasts, role},
    interrupt::Interrupt,
    pace::Pace,
    plugins,
    progress::ProgressView,
    scenarios, terminal,
};
use coercivity_engine::Clock;
use coercivity_record::{
    FigureRow, HistoryDirectory, HistoryManifest, Host, MonthRow, RecordError, ScoreRow, Status, sha256,
};
use coercivity_scenario::LoadedHistory;
use coercivity_study::Policies;
use coercivity_study::history::{Figure, NEVER, figure, observe, scores};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;

pub(crate) fn run(arguments: &ValidateArguments) -> exit::Outcome {
    let clock = Clock::start();
    let overrides = arguments.all_overrides();
    let history = scenarios::open_history(&arguments.file, arguments.scenario.as_deref(), &overrides)?;
    if !arguments.json {
        terminal::print_error(&scenarios::remarks(&history.loaded));
    }
    let replicates = arguments.replicates.unwrap_or(history.file.replicates);
    let (pool, interrupt) = (plugins::pool(arguments.many.threads)?, Interrupt::listen()?);
    memory::require_many(history.loaded.scenario.run.firms, replicates as usize, &pool)?;
    let staff = plugins::prepare(&history.loaded, &arguments.file, &arguments.many.plugins.plugin)?;
    let directory = arguments.out.as_ref().map(|out| HistoryDirectory::create(out, arguments.force));
    let directory = directory.transpose().map_err(|error| record_failure(&error))?;
    let view = Mutex::new(ProgressView::new(arguments.json));
    let (scenario, policies) = (&history.loaded.scenario, Policies::new(staff.uses));
    let pace = Mutex::new(Pace::new(2 * replicates as usize, pool.threads()));
    let readings = observe(scenario, &policies, &history.facts, replicates, &pool, &|done| {
        if let Ok(mut view) = view.lock() {
            view.update("runs", done as u32, 2 * replicates);
            if let Ok(mut pace) = pace.lock() {
                pace.done(done, "runs", &view);
            }
        }
        !interrupt.is_set()
    });
    if let Ok(view) = view.lock() {
        view.end();
    }
    let readings = readings.map_err(|error| failed(&error))?;
    let figures: Vec<Option<Figure>> = history
        .facts
        .iter()
        .enumerate()
        .map(|(n, fact)| {
            let values: Vec<Option<f64>> = readings.iter().map(|of| of[n]).collect();
            figure(fact.observed, fact.error, &values, fact.what.is_day())
        })
        .collect();
    let medians: Vec<Option<f64>> = figures.iter().map(|figure| figure.map(|of| of.median)).collect();
    let scores = scores(&history.facts, &history.normals, &medians);
    let validation = Validation { history: &history, replicates, figures: &figures, scores: &scores };
    let text = if arguments.json { as_json(&validation) } else { history_screen::validation(&validation) };
    terminal::print(&text)?;
    if let Some(mut directory) = directory {
        write(&validation, &mut directory).map_err(|error| record_failure(&error))?;
        let mut manifest = manifest(arguments, &history, replicates);
        (manifest.threads, manifest.wall_s) = (pool.threads(), clock.seconds());
        let (path, _) = directory.finish(manifest).map_err(|error| record_failure(&error))?;
        if !arguments.json {
            terminal::print(&format!("Results: {}\n", path.display()))?;
        }
    }
    let is_missed = figures.iter().flatten().any(|figure| !figure.passes);
    Ok(if arguments.strict && is_missed { Code::Missed.into() } else { ExitCode::SUCCESS })
}

fn as_json(validation: &Validation<'_>) -> String {
    let facts = validation.history.facts.iter().zip(validation.figures);
    let figures = facts.map(|(fact, figure)| {
        let shown = |value: f64| match (fact.what.is_day(), value >= NEVER / 2.0) {
            (true, true) => Value::Null,
            (true, false) => json!(day(value)),
            (false, _) => json!(value),
        };
        json!({
            "id": fact.id,
            "role": role(fact.role),
            "written": fact.written,
            "observed": shown(fact.observed),
            "error": fact.error,
            "p10": figure.map(|of| shown(of.low)),
            "p50": figure.map(|of| shown(of.median)),
            "p90": figure.map(|of| shown(of.high)),
            "distance": figure.map(|of| of.distance),
            "passes": figure.map(|of| of.passes),
            "source": fact.source,
        })
    });
    let windows = validation.scores.iter().flat_map(|score| {
        score.windows.iter().map(|window| {
            let errors: BTreeMap<&str, Value> = forecasts()
                .map(|(n, name)| (name, json!({"mape": window.mape[n], "mae": window.mae[n]})))
                .collect();
            json!({"flow": score.name, "role": role(window.role), "months": window.months, "errors": errors})
        })
    });
    let object = json!({
        "title": validation.history.file.title,
        "scenario": validation.history.loaded.scenario.title,
        "replicates": validation.replicates,
        "figures": figures.collect::<Vec<Value>>(),
        "scores": windows.collect::<Vec<Value>>(),
    });
    format!("{object:#}\n")
}

fn write(validation: &Validation<'_>, directory: &mut HistoryDirectory) -> Result<(), RecordError> {
    for (fact, figure) in validation.history.facts.iter().zip(validation.figures) {
        let number = |value: f64| if value >= NEVER / 2.0 { f64::NAN } else { value };
        directory.figure(&FigureRow {
            id: &fact.id,
            role: role(fact.role),
            written: &fact.written,
            observed: fact.observed,
            error: fact.error,
            deciles: figure.map_or([f64::NAN; 3], |of| [of.low, of.median, of.high].map(number)),
            distance: figure.map_or(f64::NAN, |of| of.distance),
            passes: figure.map(|of| of.passes),
            source: &fact.source,
        })?;
    }
    for score in validation.scores {
        for (month, (n, forecast)) in
            score.months.iter().flat_map(|month| forecasts().map(move |forecast| (month, forecast)))
        {
            directory.month(&MonthRow {
                flow: &score.name,
                month: &month.month.to_string(),
                role: role(month.role),
                forecast,
                observed: month.observed,
                value: month.forecasts[n].unwrap_or(f64::NAN),
            })?;
        }
        for (window, (n, forecast)) in
            score.windows.iter().flat_map(|window| forecasts().map(move |forecast| (window, forecast)))
        {
            directory.score(&ScoreRow {
                flow: &score.name,
                role: role(window.role),
                months: window.months,
                forecast,
                mape: window.mape[n],
                mae: window.mae[n],
            })?;
        }
    }
    Ok(())
}

fn manifest(arguments: &ValidateArguments, history: &LoadedHistory, replicates: u32) -> HistoryManifest {
    let run = &history.loaded.scenario.run;
    HistoryManifest {
        version: env!("CARGO_PKG_VERSION").into(),
        command: facts::command(),
        status: Status::Complete,
        history: arguments.file.display().to_string(),
        title: history.file.title.clone(),
        history_sha256: sha256(&history.bytes),
        scenario_files: scenarios::files(&history.loaded),
        overrides: arguments.all_overrides(),
        seed: run.seed,
        replicates,
        ticks: run.ticks,
        firms: run.firms,
        threads: 0,
        wall_s: 0.0,
        tables: BTreeMap::new(),
        build: facts::build(),
        host: Host::here(),
    }
}
