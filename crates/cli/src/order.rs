//! How a run was asked for: written into checkpoints, so that a run goes on from its directory alone, anywhere.

use crate::{
    args::{CheckpointOptions, Events, RunArguments},
    exit::{Code, Failure},
    plugins::Staff,
};
use coercivity_engine::RunOptions;
use coercivity_record::{Branch, Order};
use coercivity_scenario::Loaded;
use std::path::PathBuf;

/// What the arguments of `run` ask for.
pub(crate) fn of_run(arguments: &RunArguments, loaded: &Loaded, staff: &Staff, baseline: bool) -> Order {
    let CheckpointOptions { checkpoint_every, keep_checkpoints } = arguments.checkpoints;
    Order {
        scenario: arguments.file.display().to_string(),
        files: loaded.files.clone(),
        overrides: arguments.all_overrides(),
        plugins: arguments.plugins.plugin.iter().map(|path| path.display().to_string()).collect(),
        plugin_sha256: hashes(staff),
        parquet: arguments.parquet,
        all_events: arguments.events == Events::All,
        baseline,
        every: checkpoint_every.unwrap_or(0),
        keep: keep_checkpoints,
        force: arguments.force,
        ..Order::default()
    }
}

/// Id and hash of each plugin.
pub(crate) fn hashes(staff: &Staff) -> Vec<(String, String)> {
    staff.listed().into_iter().map(|plugin| (plugin.id, plugin.sha256)).collect()
}

/// The options of the engine for an order.
pub(crate) fn options(order: &Order, threads: Option<u16>) -> RunOptions {
    let all_threads = || std::thread::available_parallelism().map_or(1, usize::from);
    RunOptions {
        threads: threads.map_or_else(all_threads, usize::from),
        all_events: order.all_events,
        baseline: order.baseline,
        checkpoint_every: order.every,
    }
}

/// Where plugins are looked for first: where `given` says, or else where they were when the run began.
pub(crate) fn plugin_paths(order: &Order, given: &[PathBuf]) -> Vec<PathBuf> {
    if given.is_empty() { order.plugins.iter().map(PathBuf::from).collect() } else { given.to_vec() }
}

/// Refuses plugins that are not those with which the run began.
///
/// # Errors
/// Which one, and what to do.
pub(crate) fn same_plugins(order: &Order, staff: &Staff) -> Result<(), Failure> {
    for ((id, began), (_, now)) in order.plugin_sha256.iter().zip(&hashes(staff)) {
        if began != now {
            let words = format!(
                "plugin `{id}` is not the file with which the run began (SHA-256 {began}, found {now}), so the run \
                 cannot go on as if it had never stopped. Put the old file back, or name it by --plugin PATH."
            );
            return Err(Failure::new(Code::Plugin, words));
        }
    }
    Ok(())
}

/// What was set from the start, and what from a branch on.
pub(crate) fn since_when(order: &Order) -> (Vec<String>, Vec<Branch>) {
    let later: usize = order.branches.iter().map(|branch| branch.1.len()).sum();
    let from_start = &order.overrides[..order.overrides.len().saturating_sub(later)];
    let branch = |(at, set): &(coercivity_base::Date, Vec<String>)| Branch { at: *at, set: set.clone() };
    (from_start.to_vec(), order.branches.iter().map(branch).collect())
}

/// Where it left another run, once for each time.
pub(crate) fn branches(order: &Order) -> Vec<String> {
    let branch = |(at, changes): &(coercivity_base::Date, Vec<String>)| match changes.as_slice() {
        [] => format!("Branched off on {at}, from when on nothing is changed by --set."),
        changes => format!("Branched off on {at}, from when on it holds: {}.", changes.join(", ")),
    };
    order.branches.iter().map(branch).collect()
}

/// What a reader of the results should know of how they came about.
pub(crate) fn notes(order: &Order) -> Vec<String> {
    let resumed = order.resumed.iter().map(|&(of_baseline, ticks)| {
        let of = if of_baseline { "the paired baseline" } else { "the scenario" };
        format!("Stopped, and gone on with from a checkpoint after {ticks} ticks of {of}.")
    });
    branches(order).into_iter().chain(resumed).collect()
}
