//! `coercivity branch`: counterfactuals from one burn-in. A run goes on from a checkpoint to a date, and from there under
//! other measures, in a directory of its own.

use crate::{
    args::BranchArguments,
    commands::{resume::fits, run::record_failure},
    conduct::{Job, conduct},
    exit::{self, Code, Failure},
    facts,
    interrupt::Interrupt,
    memory, order, plugins, scenarios, terminal,
};
use coercivity_record::{
    Body, Checkpoint, Head, Options, Order, RecordError, RunDirectory, checkpoints, open_checkpoint,
    partial_name,
};
use coercivity_scenario::{Loaded, Scenario};
use std::path::{Path, PathBuf};

/// Sections that speak of measures and of who decides: all others make the economy, which stays.
const SECTIONS: [&str; 4] = ["schedule", "regimes", "offices", "plugins"];

pub(crate) fn run(arguments: &BranchArguments) -> exit::Outcome {
    arguments.set.iter().try_for_each(|entry| may_change(entry))?;
    let source = source(&arguments.directory)?;
    let (before, head, mut body) = start(arguments, &source)?;
    let scenario_file = Path::new(&head.order.scenario);
    let paths = order::plugin_paths(&head.order, &arguments.plugins.plugin);
    // Two of them for a moment.
    memory::require_times(before.scenario.run.firms, 2)?;
    let staff_before = plugins::prepare(&before, scenario_file, &paths)?;
    order::same_plugins(&head.order, &staff_before)?;
    let mut order = branched(arguments, &head.order);
    let after = scenarios::reopen(&order)?;
    same_names(&before.scenario, &after.scenario)?;
    if !arguments.shown.quiet && !arguments.shown.json {
        terminal::print_error(&scenarios::remarks(&after));
    }
    let staff = plugins::prepare(&after, scenario_file, &paths)?;
    order.plugin_sha256 = order::hashes(&staff);
    let tick = tick_of(&before, arguments)?;
    let create = Options { parquet: order.parquet, force: arguments.force, restart: arguments.restart };
    let interrupt = Interrupt::listen()?;
    let mut directory = RunDirectory::branch(&arguments.out, create, &source, &head)
        .map_err(|error| record_failure(&error))?;
    if order.every > 0 {
        directory.write_checkpoints(order.clone());
    }
    let options = order::options(&order, arguments.threads);
    let job = Job {
        order: &order,
        out: &arguments.out,
        loaded: &after,
        staff: &staff,
        options,
        shown: arguments.shown,
        interrupt,
    };
    let (old, new) = ((&before.scenario, &staff_before.uses[..]), (&after.scenario, &staff.uses[..]));
    conduct(&job, directory, &mut |directory, show| {
        coercivity_engine::branch(old, new, tick, &options, &mut body, directory, show)
    })
}

/// Refuses what could not change in an economy that is under way.
fn may_change(entry: &str) -> Result<(), Failure> {
    let path = entry.split('=').next().unwrap_or_default().trim();
    let section = path.split(['.', '[']).next().unwrap_or_default();
    if SECTIONS.contains(&section) || path == "run.ticks" {
        return Ok(());
    }
    let words = format!(
        "--set {entry}: a branch shares its economy with the run that it leaves, so only values of {} and run.ticks may \
         differ. For another economy, run the scenario anew with this --set.",
        SECTIONS.join(", ")
    );
    Err(Failure::new(Code::Usage, words))
}

/// The directory that holds the checkpoints: that of a run that is whole, or else of one that is not.
fn source(directory: &Path) -> Result<PathBuf, Failure> {
    let partial = partial_name(directory);
    let holds = |path: &PathBuf| path.is_dir() && checkpoints(path).is_ok_and(|found| !found.is_empty());
    [directory.to_owned(), partial]
        .into_iter()
        .find(holds)
        .ok_or_else(|| record_failure(&RecordError::NoCheckpoint { path: directory.to_owned() }))
}

/// The latest checkpoint of the scenario's course that is not after the date, and its scenario.
fn start(arguments: &BranchArguments, source: &Path) -> Result<(Loaded, Head, Body), Failure> {
    let read = |found: &Checkpoint| -> Result<(Head, Body), Failure> {
        let (head, body) = open_checkpoint(&found.path).map_err(|error| record_failure(&error))?;
        fits(&head, &found.path)?;
        Ok((head, body))
    };
    let mut found = checkpoints(source).map_err(|error| record_failure(&error))?;
    found.retain(|checkpoint| !checkpoint.baseline);
    let Some(any) = found.first() else {
        return Err(record_failure(&RecordError::NoCheckpoint { path: source.to_owned() }));
    };
    let before = scenarios::reopen(&read(any)?.0.order)?;
    let tick = tick_of(&before, arguments)?;
    let Some(latest) = found.iter().rev().find(|checkpoint| checkpoint.ticks_done <= tick) else {
        let calendar = before.scenario.calendar();
        let words = format!(
            "The first checkpoint in {} is of {}, after --at {}. Choose a later date, or run the scenario anew with \
             --checkpoint-every and --keep-checkpoints.",
            source.display(),
            calendar.date(i64::from(any.ticks_done)),
            arguments.at
        );
        return Err(Failure::new(Code::Usage, words));
    };
    let (head, body) = read(latest)?;
    Ok((before, head, body))
}

/// Ticks before the first that begins on the date of the branch or later.
fn tick_of(before: &Loaded, arguments: &BranchArguments) -> Result<u32, Failure> {
    let scenario = &before.scenario;
    let calendar = scenario.calendar();
    let ticks = scenario.run.ticks;
    let tick = (0..ticks).find(|&tick| calendar.date(i64::from(tick)) >= arguments.at);
    let in_run = calendar.start() <= arguments.at;
    tick.filter(|_| in_run).ok_or_else(|| {
        let last = calendar.date(i64::from(ticks.saturating_sub(1)));
        let words = format!(
            "--at {}: the run has ticks from {} to {last}. Choose a day between them.",
            arguments.at,
            calendar.start()
        );
        Failure::new(Code::Usage, words)
    })
}

/// The order of the branch: that of the run with what changes.
fn branched(arguments: &BranchArguments, of_run: &Order) -> Order {
    let mut order = of_run.clone();
    order.overrides.extend(arguments.set.iter().cloned());
    order.branches.push((arguments.at, arguments.set.clone()));
    order.resumed.clear();
    order.repeat = repeat(arguments);
    order.force = arguments.force;
    order.every = arguments.checkpoints.checkpoint_every.unwrap_or(0);
    order.keep = arguments.checkpoints.keep_checkpoints;
    order
}

/// Licences under way speak of regimes by number, so these must stay the same.
fn same_names(before: &Scenario, after: &Scenario) -> Result<(), Failure> {
    let names = |scenario: &Scenario| -> Vec<String> {
        scenario.regimes.iter().map(|regime| regime.name.clone()).collect()
    };
    if names(before) == names(after) {
        return Ok(());
    }
    let words = "A branch may change the values of regimes, but neither add nor remove one: licences under way are \
                 under the old ones. Write the regime into the scenario and schedule it from the branch on.";
    Err(Failure::new(Code::Usage, words))
}

/// The line that repeats the branch; the run that it leaves has its own.
fn repeat(arguments: &BranchArguments) -> String {
    let mut words: Vec<String> =
        vec!["coercivity".into(), "branch".into(), arguments.directory.display().to_string()];
    words.extend(["--at".into(), arguments.at.to_string()]);
    for entry in &arguments.set {
        words.extend(["--set".into(), entry.clone()]);
    }
    for path in &arguments.plugins.plugin {
        words.extend(["--plugin".into(), path.display().to_string()]);
    }
    words.extend(["--out".into(), format!("{}-again", arguments.out.components().as_path().display())]);
    facts::join(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leaves_the_economy_as_it_is_may_change() {
        for entry in
            ["regimes.announcement_18.floor_weeks=9", "schedule[0].until=x", "plugins.x.a=1", "run.ticks=9"]
        {
            assert!(may_change(entry).is_ok(), "{entry}");
        }
        for entry in ["run.seed=7", "goods.magnet.base_units=2", "regimesx.a=1", "run.firms=9"] {
            assert!(may_change(entry).is_err(), "{entry}");
        }
    }
}
