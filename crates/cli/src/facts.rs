//! The manifest of a run: what it was made from, how long it took, and how to make it again.

use crate::{
    args::{Events, RunArguments},
    conduct::Job,
    order, scenarios,
};
use coercivity_engine::Outcome;
use coercivity_record::{
    Build, Host, Manifest, Order, PhaseTime, Status, TickTime, peak_memory_mb, scenario_sha256,
};
use coercivity_scenario::Scenario;
use std::{collections::BTreeMap, path::Path};

/// The manifest of a run.
pub(crate) fn manifest(job: &Job, outcome: &Outcome) -> Manifest {
    let (scenario, files) = (&job.loaded.scenario, scenarios::files(job.loaded));
    let overrides = job.order.overrides.clone();
    let (from_start, branches) = order::since_when(job.order);
    let run = &scenario.run;
    let phases = outcome.phase_ms.iter().map(|(name, ms)| PhaseTime { name: name.clone(), ms: *ms });
    let notes = outcome.notes.iter().cloned().chain(order::notes(job.order));
    Manifest {
        version: env!("CARGO_PKG_VERSION").into(),
        command: join(std::env::args_os().map(|word| word.to_string_lossy().into_owned())),
        repeat: job.order.repeat.clone(),
        status: match &outcome.failure {
            Some(_) => Status::Failed,
            None if outcome.complete => Status::Complete,
            None => Status::Interrupted,
        },
        error: outcome.failure.as_ref().map(ToString::to_string),
        plugins: job.staff.records(&outcome.policies),
        scenario: job.order.scenario.clone(),
        title: scenario.title.clone(),
        scenario_sha256: scenario_sha256(&files, &overrides),
        scenario_files: files,
        overrides: from_start,
        branches,
        seed: run.seed,
        replicate: run.replicate,
        start: run.start,
        tick_days: run.tick_days,
        ticks: run.ticks,
        ticks_done: outcome.ticks_done,
        firms: outcome.firms,
        links: outcome.links,
        threads: job.options.threads,
        wall_s: outcome.wall_s,
        build_s: outcome.build_s,
        tick_ms: TickTime::of(&outcome.tick_ms),
        phases: phases.collect(),
        peak_memory_mb: peak_memory_mb(),
        state_hash: outcome.state_hash.clone(),
        baseline_state_hash: outcome.baseline_state_hash.clone(),
        tables: BTreeMap::new(),
        build: build(),
        host: Host::here(),
        notes: notes.chain(job.staff.notes(&outcome.policies)).collect(),
    }
}

pub(crate) fn build() -> Build {
    Build {
        rustc: env!("COERCIVITY_RUSTC").into(),
        target: env!("COERCIVITY_TARGET").into(),
        git_revision: env!("COERCIVITY_GIT").into(),
        profile: if cfg!(debug_assertions) { "debug" } else { "release" }.into(),
    }
}

/// The line that repeats the run beside its results; every number that it depends on is spelled out.
pub(crate) fn repeat(arguments: &RunArguments, out: &Path, scenario: &Scenario, baseline: bool) -> String {
    let order = Order {
        scenario: arguments.file.display().to_string(),
        overrides: arguments.overrides.set.clone(),
        plugins: arguments.plugins.plugin.iter().map(|path| path.display().to_string()).collect(),
        parquet: arguments.parquet,
        all_events: arguments.events == Events::All,
        baseline,
        ..Order::default()
    };
    repeat_order(&order, out, scenario)
}

/// The same for a run that was asked for by `order`.
fn repeat_order(order: &Order, out: &Path, scenario: &Scenario) -> String {
    let run = &scenario.run;
    let mut words: Vec<String> = vec!["coercivity".into(), "run".into(), order.scenario.clone()];
    let numbers = [
        ("run.firms", "--firms", u64::from(run.firms)),
        ("run.seed", "--seed", run.seed),
        ("run.replicate", "--replicate", u64::from(run.replicate)),
        ("run.ticks", "--ticks", u64::from(run.ticks)),
    ];
    let own = |entry: &&String| {
        numbers.iter().any(|(path, ..)| entry.split_once('=').is_some_and(|of| of.0 == *path))
    };
    for entry in order.overrides.iter().filter(|entry| !own(entry)) {
        words.extend(["--set".into(), entry.clone()]);
    }
    words.extend(numbers.iter().flat_map(|(_, option, value)| [(*option).to_owned(), value.to_string()]));
    for path in &order.plugins {
        words.extend(["--plugin".into(), path.clone()]);
    }
    words.push(if order.baseline { "--baseline".into() } else { "--no-baseline".into() });
    if order.all_events {
        words.extend(["--events".into(), "all".into()]);
    }
    if order.parquet {
        words.push("--parquet".into());
    }
    words.extend(["--out".into(), format!("{}-again", out.components().as_path().display())]);
    join(words)
}

/// The command line as given.
pub(crate) fn command() -> String {
    join(std::env::args_os().map(|word| word.to_string_lossy().into_owned()))
}

/// The words of a command line, quoted for a shell where they need it.
pub(crate) fn join(words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().map(|word| quoted(&word)).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_a_shell_where_they_need_it() {
        let words = ["coercivity", "a b.ron", "x=\"y\"", "it's", "", "run.seed=7"].map(str::to_owned);
        assert_eq!(join(words), r#"coercivity 'a b.ron' 'x="y"' 'it'\''s' '' run.seed=7"#);
    }
}
