//! Tests of the files of a run, through the public interface.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic, its helpers too")]

// Names, replacement and what is left when something fails.
mod place;
// What the files hold.
mod tables;

use coercivity_base::Date;
use coercivity_record::{Build, Host, Manifest, Options, RunDirectory, SeriesRow, Status, TickTime};
use std::{collections::BTreeMap, path::Path};

fn day(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}

fn manifest() -> Manifest {
    Manifest {
        version: "0.1.0".into(),
        command: "coercivity run a.ron".into(),
        repeat: "coercivity run a.ron --seed 1".into(),
        status: Status::Complete,
        error: None,
        plugins: Vec::new(),
        scenario: "a.ron".into(),
        title: "A".into(),
        scenario_sha256: "00".into(),
        scenario_files: Vec::new(),
        overrides: Vec::new(),
        branches: Vec::new(),
        seed: 1,
        replicate: 0,
        start: day(2025, 1, 6),
        tick_days: 7,
        ticks: 2,
        ticks_done: 2,
        firms: 5,
        links: 4,
        threads: 1,
        wall_s: 0.5,
        build_s: 0.25,
        tick_ms: TickTime::default(),
        phases: Vec::new(),
        peak_memory_mb: None,
        state_hash: "abc".into(),
        baseline_state_hash: None,
        tables: BTreeMap::new(),
        build: Build {
            rustc: "unknown".into(),
            target: "unknown".into(),
            git_revision: "unknown".into(),
            profile: "debug".into(),
        },
        host: Host::here(),
        notes: Vec::new(),
    }
}

fn series(value: f64) -> SeriesRow<'static> {
    SeriesRow {
        date: day(2025, 1, 6),
        stage: "magnet",
        jurisdiction: "CN",
        good: "magnet_heavy",
        metric: "output",
        value,
        unit: "t",
    }
}

fn begin(out: &Path) -> RunDirectory {
    RunDirectory::create(out, Options::default()).unwrap()
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).unwrap()
}
