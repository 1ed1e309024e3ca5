//! What rows cost.
//!
//! - `observe`: the rows of one tick, gathered from the world and written as CSV, at 10,000 and 100,000 firms.
//! - `write`: rows of `series` through a run directory, as CSV alone and with Parquet beside it, in rows per second.
//!
//! Files go to a temporary directory. The time to make and remove it is not counted, nor is the disk waited for.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up should stop")]

mod warmed;

use coercivity_engine::{Clock, Observer, Which};
use coercivity_model::state::Now;
use coercivity_record::{Options, Rows as _, RunDirectory, SeriesRow};
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use std::time::Duration;
use tempfile::TempDir;
use warmed::warmed;

const FIRMS: [u32; 2] = [10_000, 100_000];

/// Rows of one write: two row groups of Parquet, so that all of them reach the file.
const ROWS: usize = 2 * 65_536;

fn directory(home: &TempDir, parquet: bool) -> RunDirectory {
    RunDirectory::create(&home.path().join("rows"), Options { parquet, ..Options::default() }).unwrap()
}

fn observe(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("observe");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_secs(1));
    for firms in FIRMS {
        let mut simulation = warmed(firms, 1);
        let home = tempfile::tempdir().unwrap();
        let mut out = directory(&home, false);
        let mut observer = Observer::new(&mut simulation.world, Which::Scenario, false, true);
        group.bench_function(BenchmarkId::new("tick", firms), |bencher| {
            bencher.iter_custom(|ticks| {
                let mut seconds = 0.0;
                for _ in 0..ticks {
                    simulation.step().unwrap();
                    let clock = Clock::start();
                    observer.observe(&mut simulation.world, &mut out).unwrap();
                    seconds += clock.seconds();
                    simulation.advance();
                }
                Duration::from_secs_f64(seconds)
            });
        });
        out.discard().unwrap();
    }
    group.finish();
}

/// Writes [`ROWS`] rows like `row` with different names and numbers.
fn push(out: &mut RunDirectory, row: &SeriesRow<'_>) {
    const JURISDICTIONS: [&str; 8] = ["CN", "US", "JP", "DE", "KR", "MY", "VN", "AU"];
    for at in 0..ROWS {
        let jurisdiction = JURISDICTIONS[at % JURISDICTIONS.len()];
        let value = (at * 7 % 1001) as f64 / 8.0;
        out.series(&SeriesRow { jurisdiction, value, ..*row }).unwrap();
    }
}

fn write(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("write");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_secs(1));
    group.throughput(Throughput::Elements(ROWS as u64));
    let simulation = warmed(1_000, 1);
    let row = SeriesRow {
        date: simulation.world.resource::<Now>().date,
        stage: "magnets",
        jurisdiction: "",
        good: "magnet_heavy",
        metric: "output",
        value: 0.0,
        unit: "t",
    };
    for (case, parquet) in [("csv", false), ("csv_and_parquet", true)] {
        group.bench_function(case, |bencher| {
            bencher.iter_custom(|times| {
                let mut seconds = 0.0;
                for _ in 0..times {
                    let home = tempfile::tempdir().unwrap();
                    let mut out = directory(&home, parquet);
                    let clock = Clock::start();
                    push(&mut out, &row);
                    seconds += clock.seconds();
                    out.discard().unwrap();
                }
                Duration::from_secs_f64(seconds)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, observe, write);
criterion_main!(benches);
