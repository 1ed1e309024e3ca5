//! The same run for any number of threads: the state after every tick, and the bytes of the files.

use crate::prelude::*;
use coercivity_base::Date;
use coercivity_engine::{Control, RunOptions, run};
use coercivity_model::world::Layout;
use coercivity_parallel::{BLOCK, Pool};
use coercivity_record::{Build, Host, Manifest, Options, RunDirectory, Status, TickTime};
use coercivity_testkit::preset;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// April 2025 from two weeks before the control: 20 weeks. 20,000 firms are five blocks of 4,096, so that there is
/// work to share.
pub(crate) fn april() -> Scenario {
    preset(
        "scenarios/april_2025.ron",
        &[
            ("run.firms", "20000"),
            ("run.start", "\"2025-03-24\""),
            ("run.ticks", "20"),
            ("run.burn_in_ticks", "2"),
        ],
    )
}

/// The hash after each tick.
fn hashes(scenario: &Arc<Scenario>, threads: usize, ticks: u32) -> Vec<String> {
    let mut world = Simulation::new(scenario, Pool::new(threads).unwrap(), Layout::Natural).unwrap();
    world.burn_in(|_, _| true).unwrap();
    (0..ticks).map(|_| world.tick_and(Simulation::state_hash)).collect()
}

#[test]
fn the_state_after_every_tick_is_the_same_for_1_2_and_8_threads() {
    let scenario = Arc::new(april());
    let one = hashes(&scenario, 1, 20);
    assert!(scenario.run.firms as usize > 4 * BLOCK, "blocks to share");
    // The control is in there: without it the state is another one at the end.
    assert_ne!(one[19], hashes(&Arc::new(scenario.baseline()), 1, 20)[19]);
    for threads in [2, 8] {
        let many = hashes(&scenario, threads, 20);
        let first = one.iter().zip(&many).position(|(a, b)| a != b);
        assert_eq!(first, None, "first differing tick with {threads} threads");
    }
}

/// Runs into a directory below `folder` and gives the bytes of its tables.
fn tables(scenario: &Scenario, folder: &Path, threads: usize) -> Vec<(&'static str, Vec<u8>)> {
    let mut out = RunDirectory::create(&folder.join(format!("run_{threads}")), Options::default()).unwrap();
    let options = RunOptions { threads, all_events: true, baseline: true, checkpoint_every: 0 };
    let outcome = run(scenario, &[], &options, &mut out, &mut |_| Control::Continue).unwrap();
    assert!(outcome.complete);
    let finished = out.finish(manifest()).unwrap();
    FILES.into_iter().map(|name| (name, std::fs::read(finished.path.join(name)).unwrap())).collect()
}

const FILES: [&str; 8] = [
    "series.csv",
    "baseline_series.csv",
    "flows.csv",
    "baseline_flows.csv",
    "events.csv",
    "firms_sample.csv",
    "balance.csv",
    "summary.csv",
];

/// A manifest that says nothing: the tables are what is compared.
pub(crate) fn manifest() -> Manifest {
    let unknown = String::new;
    Manifest {
        version: unknown(),
        command: unknown(),
        repeat: unknown(),
        status: Status::Complete,
        error: None,
        plugins: Vec::new(),
        scenario: unknown(),
        title: unknown(),
        scenario_sha256: unknown(),
        scenario_files: Vec::new(),
        overrides: Vec::new(),
        branches: Vec::new(),
        seed: 1,
        replicate: 0,
        start: Date::constant(2025, 3, 24),
        tick_days: 7,
        ticks: 20,
        ticks_done: 20,
        firms: 20_000,
        links: 0,
        threads: 1,
        wall_s: 0.0,
        build_s: 0.0,
        tick_ms: TickTime::default(),
        phases: Vec::new(),
        peak_memory_mb: None,
        state_hash: unknown(),
        baseline_state_hash: None,
        tables: BTreeMap::new(),
        build: Build { rustc: unknown(), target: unknown(), git_revision: unknown(), profile: unknown() },
        host: Host::here(),
        notes: Vec::new(),
    }
}

#[test]
fn the_files_are_the_same_bytes_for_1_and_2_threads() {
    let scenario = april();
    let folder = tempfile::tempdir().unwrap();
    let one = tables(&scenario, folder.path(), 1);
    let two = tables(&scenario, folder.path(), 2);
    for ((name, one), (_, two)) in one.iter().zip(&two) {
        assert!(one.len() > 1000 || *name == "summary.csv", "{name} has {} bytes", one.len());
        assert!(one == two, "{name} differs");
    }
}

#[test]
fn the_run_reaches_the_control() {
    let scenario = april();
    let from = scenario.schedule[0].from;
    assert_eq!(from, Date::constant(2025, 4, 4));
    // Friday 4 April is nearest to Monday 7 April, two weeks after the start.
    assert_eq!(scenario.calendar().tick_of(from), 2);
}
