//! One tick of a warmed world, and building it, at 10,000 and 100,000 firms, in firms per second.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up should stop")]

use coercivity_engine::Simulation;
use coercivity_model::world::{Layout, build};
use coercivity_parallel::Pool;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;

const FIRMS: [u32; 2] = [10_000, 100_000];

/// Ticks that bring a world to the middle of the control of April 2025.
const WARM_TICKS: usize = 20;

fn tick(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(module_path!());
    for firms in FIRMS {
        let scenario = Arc::new(coercivity_testkit::preset(
            "scenarios/april_2025.ron",
            &[("run.firms", &firms.to_string())],
        ));
        for threads in [1, 2] {
            let pool = Pool::new(threads).unwrap();
            let mut simulation = Simulation::new(&scenario, pool, Layout::Natural).unwrap();
            simulation.burn_in(|_, _| true).unwrap();
            for _ in 0..WARM_TICKS {
                simulation.step().unwrap();
                simulation.advance();
            }
            group.throughput(Throughput::Elements(u64::from(firms)));
            group.bench_function(BenchmarkId::new(format!("{threads}_threads"), firms), |bencher| {
                bencher.iter(|| {
                    simulation.step().unwrap();
                    simulation.advance();
                });
            });
        }
    }
    group.finish();
}

fn world(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("world");
    group.sample_size(10);
    for firms in FIRMS {
        let scenario =
            coercivity_testkit::preset("scenarios/april_2025.ron", &[("run.firms", &firms.to_string())]);
        let pool = Pool::new(0).unwrap();
        group.throughput(Throughput::Elements(u64::from(firms)));
        group.bench_function(BenchmarkId::new("build", firms), |bencher| {
            bencher.iter(|| black_box(build(&scenario, Layout::Natural, &pool).unwrap()));
        });
    }
    group.finish();
}

criterion_group!(benches, tick, world);
criterion_main!(benches);
