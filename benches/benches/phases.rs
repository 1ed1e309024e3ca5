//! Each phase of a tick by itself, at 10,000 and 100,000 firms on one thread, in firms per second.
//!
//! Whole ticks are run, so that the world stays one that a run would see; only the time of one phase is counted. The
//! world goes on from one phase to the next, so later phases are measured in later ticks.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up should stop")]

mod warmed;

use coercivity_engine::{Phase, Simulation};
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use std::time::Duration;
use warmed::warmed;

const FIRMS: [u32; 2] = [10_000, 100_000];

/// Ticks that are run for one sample at most.
const MOST_TICKS: u64 = 8;

/// The time that so many ticks spend in the phase numbered `phase`. Criterion asks for as many as fill its time with
/// that phase alone, thousands for a quick one; the mean of [`MOST_TICKS`] stands for them.
fn spent(simulation: &mut Simulation, phase: usize, ticks: u64) -> Duration {
    let before = simulation.phase_ms[phase];
    let run = ticks.min(MOST_TICKS);
    for _ in 0..run {
        simulation.step().unwrap();
        simulation.advance();
    }
    let seconds = (simulation.phase_ms[phase] - before) / 1e3;
    Duration::from_secs_f64(seconds * ticks as f64 / run as f64)
}

fn phases(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(module_path!());
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(1)).measurement_time(Duration::from_millis(500));
    for firms in FIRMS {
        let mut simulation = warmed(firms, 1);
        group.throughput(Throughput::Elements(u64::from(firms)));
        for (at, phase) in Phase::ALL.into_iter().enumerate() {
            group.bench_function(BenchmarkId::new(phase.name(), firms), |bencher| {
                bencher.iter_custom(|ticks| spent(&mut simulation, at, ticks));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, phases);
criterion_main!(benches);
