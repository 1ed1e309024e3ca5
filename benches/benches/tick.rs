//! One tick of a warmed world, and building it, at 10,000 and 100,000 firms, in firms per second.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up should stop")]

mod warmed;

use coercivity_model::world::{Layout, build};
use coercivity_parallel::Pool;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use warmed::warmed;

const FIRMS: [u32; 2] = [10_000, 100_000];

fn tick(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(module_path!());
    for firms in FIRMS {
        for threads in [1, 2] {
            let mut simulation = warmed(firms, threads);
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
