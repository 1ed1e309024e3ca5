//! A run that stops at any tick and goes on equals one that never stopped: the state after every tick, and the bytes of
//! the files, on other numbers of threads, with policies that remember.

use crate::policies::using;
use crate::prelude::*;
use crate::threads::manifest;
use coercivity_engine::policies::PolicyUse;
use coercivity_engine::{Control, Outcome, RunOptions, Stage, resume, run};
use coercivity_model::registry;
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_policy::prelude::*;
use coercivity_record::{Options, Order, RunDirectory};
use coercivity_testkit::preset;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Scenarios in which, between them, every table of the state is in use.
fn scenarios() -> Vec<(&'static str, Scenario)> {
    let short = |file, more: &[(&str, &str)]| {
        let values =
            [&[("run.firms", "600"), ("run.ticks", "16"), ("run.burn_in_ticks", "3")], more].concat();
        preset(&format!("scenarios/{file}.ron"), &values)
    };
    vec![
        ("april", short("april_2025", &[("run.start", "\"2025-03-24\"")])),
        ("october", short("october_2025", &[("run.start", "\"2025-10-06\"")])),
        ("origin share", short("origin_share", &[])),
        ("stockpiles", short("stockpile_release", &[])),
        ("projects", short("long_control", &[("run.ticks", "40")])),
        ("quota", short("export_quota_2010", &[])),
        ("entities", short("entity_list", &[])),
        ("tariff", short("retaliation", &[])),
    ]
}

/// A policy that acts on what it remembers: it counts ticks, and every third tick raises a tariff by what it counted.
struct Counting {
    ticks: u32,
    lane: usize,
}

impl Policy for Counting {
    const ABOUT: About = About {
        id: "test",
        summary: "A policy of a test.",
        writes: &[Effect::Tariff],
        state: 1,
        ..About::EMPTY
    };
    type Parameters = ();

    fn new((): (), names: &Names) -> Result<Self, Refusal> {
        let place = |code| names.jurisdiction(code).ok_or_else(|| Refusal::new("no such place"));
        let good = names.good("magnet_standard").ok_or_else(|| Refusal::new("no such good"))?;
        Ok(Self { ticks: 0, lane: names.lane_row(good, place("CN")?, place("US")?) })
    }

    fn on_tick(&mut self, _: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        self.ticks += 1;
        measures.add(Effect::Tariff, self.lane, f64::from(self.ticks / 3) * 0.05);
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        self.ticks.to_le_bytes().to_vec()
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        let bytes = state.try_into().map_err(|_| Refusal::new("four bytes are a state"))?;
        self.ticks = u32::from_le_bytes(bytes);
        Ok(())
    }
}

fn drawn(scenario: &Arc<Scenario>, threads: usize) -> Simulation {
    Simulation::new(scenario, Pool::new(threads).unwrap(), Layout::Natural).unwrap()
}

#[test]
fn a_world_taken_over_after_any_tick_goes_on_to_the_same_states() {
    for (name, scenario) in scenarios() {
        let scenario = Arc::new(scenario);
        let mut world = drawn(&scenario, 1);
        world.burn_in(|_, _| true).unwrap();
        let (mut hashes, mut states) = (Vec::new(), Vec::new());
        for _ in 0..scenario.run.ticks {
            let mut state = Vec::new();
            registry::save(&mut world.world, &mut state).unwrap();
            states.push(state);
            hashes.push(world.tick_and(Simulation::state_hash));
        }
        for (at, state) in states.iter().enumerate() {
            let mut other = drawn(&scenario, 2);
            registry::load(&mut other.world, &mut state.as_slice()).unwrap();
            let mut again = Vec::new();
            registry::save(&mut other.world, &mut again).unwrap();
            assert!(*state == again, "{name}: what was read after {at} ticks is what was written");
            for (tick, hash) in hashes.iter().enumerate().skip(at).take(6) {
                assert_eq!(other.tick_and(Simulation::state_hash), *hash, "{name}: tick {tick} from {at}");
            }
        }
    }
}

fn options(threads: usize) -> RunOptions {
    RunOptions { threads, all_events: true, baseline: true, checkpoint_every: 5 }
}

/// The bytes of the tables of a directory that is whole, and what the run came to.
type Told = (BTreeMap<String, Vec<u8>>, [String; 2]);

fn told(out: RunDirectory, outcome: &Outcome) -> Told {
    assert!(outcome.complete && !outcome.resumable);
    let path = out.finish(manifest()).unwrap().path;
    let files = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    let tables = files.filter(|entry| entry.file_name() != "manifest.json");
    let bytes =
        tables.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()));
    (bytes.collect(), [outcome.state_hash.clone(), outcome.baseline_state_hash.clone().unwrap()])
}

fn directory(path: &Path) -> RunDirectory {
    let mut out = RunDirectory::create(path, Options { parquet: true, ..Options::default() }).unwrap();
    out.write_checkpoints(Order { parquet: true, every: 5, ..Order::default() });
    out
}

/// Runs, but stops after `stop` ticks of `stage`; then goes on, on `threads`.
fn interrupted(
    scenario: &Scenario,
    policies: &[PolicyUse],
    path: &Path,
    (stage, stop): (Stage, u32),
    threads: usize,
) -> Told {
    let mut out = directory(path);
    let outcome = run(scenario, policies, &options(1), &mut out, &mut |progress| {
        if progress.stage == stage && progress.done == stop { Control::Stop } else { Control::Continue }
    })
    .unwrap();
    assert!(outcome.resumable && !outcome.complete);
    out.leave().unwrap();
    let (mut out, head, mut body) = RunDirectory::resume(path).unwrap();
    assert_eq!((head.standing.ticks_done, head.standing.baseline), (stop, stage == Stage::Baseline));
    let outcome =
        resume(scenario, policies, &options(threads), &mut body, &mut out, &mut |_| Control::Continue)
            .unwrap();
    told(out, &outcome)
}

#[test]
fn a_run_that_stops_and_goes_on_writes_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    let policies = [using::<Counting>("counting")];
    let (_, april) = scenarios().swap_remove(0);
    let mut out = directory(&folder.path().join("whole"));
    let outcome = run(&april, &policies, &options(1), &mut out, &mut |_| Control::Continue).unwrap();
    let whole = told(out, &outcome);
    assert!(whole.0.contains_key("series.parquet") && whole.0["events.csv"].len() > 1000);
    assert!(whole.0.keys().all(|name| !name.contains("checkpoint")), "none is left when the run is whole");
    let stops = [(Stage::Running, 1), (Stage::Running, 7), (Stage::Running, 10), (Stage::Baseline, 6)];
    for (n, &stop) in stops.iter().enumerate() {
        let path = folder.path().join(format!("stopped_{n}"));
        let again = interrupted(&april, &policies, &path, stop, 2);
        assert_eq!(again.1, whole.1, "states after a stop in {stop:?}");
        for (name, bytes) in &whole.0 {
            assert!(again.0.get(name) == Some(bytes), "{name} differs after a stop in {stop:?}");
        }
        assert_eq!(again.0.len(), whole.0.len());
    }
}

#[test]
fn a_state_of_another_world_is_refused() {
    let scenario = Arc::new(scenarios().swap_remove(0).1);
    let mut state = Vec::new();
    registry::save(&mut drawn(&scenario, 1).world, &mut state).unwrap();
    let mut other = Scenario::clone(&scenario);
    other.run.seed += 1;
    let mut other = drawn(&Arc::new(other), 1);
    assert!(registry::load(&mut other.world, &mut state.as_slice()).is_err());
    // Nor is one that ends early, at any place.
    for part in [0, 1, 7, state.len() / 3, state.len() / 2, state.len() - 1] {
        let mut world = drawn(&scenario, 1);
        assert!(registry::load(&mut world.world, &mut &state[..part]).is_err(), "the first {part} bytes");
    }
}
