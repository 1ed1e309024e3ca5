//! `coercivity check`: every mistake of a scenario, a game or a history at its place, or what the file holds.

use crate::{args::CheckArguments, exit, plugins, scenarios, screen::many, terminal};
use coercivity_scenario::Scenario;
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn run(arguments: &CheckArguments) -> exit::Outcome {
    if scenarios::is_game(&arguments.file) {
        return game(arguments);
    }
    if scenarios::is_plan(&arguments.file) {
        return plan(arguments);
    }
    if scenarios::is_history(&arguments.file) {
        return history(arguments);
    }
    let loaded = scenarios::open(&arguments.file, &arguments.overrides.set)?;
    terminal::print_error(&scenarios::remarks(&loaded));
    plugins::prepare(&loaded, &arguments.file, &arguments.plugins.plugin)?;
    terminal::print(&contents(&loaded.scenario, loaded.files.len()))?;
    Ok(ExitCode::SUCCESS)
}

fn plan(arguments: &CheckArguments) -> exit::Outcome {
    let loaded = scenarios::open_plan(&arguments.file, &arguments.overrides.set)?;
    for (scenario, (_, file)) in loaded.plain.iter().zip(&loaded.scenarios) {
        terminal::print_error(&scenarios::remarks(scenario));
        plugins::prepare(scenario, Path::new(file), &arguments.plugins.plugin)?;
    }
    let (file, names) = (&loaded.file, loaded.file.scenarios.keys().map(String::as_str));
    terminal::print(&format!(
        "{}: no mistakes\n  a plan of {} replicates of {}\n",
        file.title,
        file.replicates,
        names.collect::<Vec<_>>().join(", ")
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn game(arguments: &CheckArguments) -> exit::Outcome {
    let loaded = scenarios::open_game(&arguments.file, &arguments.overrides.set)?;
    terminal::print_error(&scenarios::remarks(&loaded.quiet));
    for strategy in loaded.strategies.iter().flatten().chain([&loaded.quiet]) {
        plugins::prepare(strategy, &arguments.file, &arguments.plugins.plugin)?;
    }
    let [a, b] = loaded.strategies.each_ref().map(Vec::len);
    let file = &loaded.file;
    terminal::print(&format!(
        "{}: no mistakes\n  a game of {a} by {b} strategies, {} replicates, in {}\n",
        file.title, file.replicates, file.scenario
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn history(arguments: &CheckArguments) -> exit::Outcome {
    let history = scenarios::open_history(&arguments.file, None, &arguments.overrides.set)?;
    terminal::print_error(&scenarios::remarks(&history.loaded));
    plugins::prepare(&history.loaded, &arguments.file, &arguments.plugins.plugin)?;
    let file = &history.file;
    let parameters = file.calibration.as_ref().map_or(0, |calibration| calibration.parameters.len());
    terminal::print(&format!(
        "{}: no mistakes\n  {} facts, {parameters} parameters to calibrate, {} replicates, of {}\n",
        file.title,
        history.facts.len(),
        file.replicates,
        file.scenario
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn contents(scenario: &Scenario, files: usize) -> String {
    let run = &scenario.run;
    let parts = [
        (scenario.goods.len(), "good"),
        (scenario.stages.len(), "stage"),
        (scenario.recipes.len(), "recipe"),
        (scenario.jurisdictions.len(), "jurisdiction"),
        (scenario.named.len(), "named firm"),
        (scenario.schedule.len(), "measure"),
        (scenario.plugins.len(), "plugin"),
    ];
    let parts: Vec<String> = parts.into_iter().map(|(count, what)| many(count, what)).collect();
    format!(
        "{}: no mistakes in {}\n  {}\n  {} firms, {} ticks of {} days from {}\n",
        scenario.title,
        many(files, "file"),
        parts.join(", "),
        run.firms,
        run.ticks,
        run.tick_days,
        run.start,
    )
}
