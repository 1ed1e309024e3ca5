//! What plugins cost: real libraries, compiled from `benches/plugins/*.c`.
//!
//! - `ask`: the policies' part of a tick of April 2025 at a million firms (columns, presets, call, checks, folding),
//!   without a plugin, with an idle one, with one that only sets measures, with one that reads four firm columns;
//!   beside them the whole tick without and with the measures, so that the share can be read off one run.
//! - `read`: four firm columns of a million rows through the boundary in one call, against streaming the same bytes
//!   in the host and against one call per firm.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up should stop")]

use coercivity_engine::Simulation;
use coercivity_engine::policies::{OnError, PolicyUse};
use coercivity_host::{inspect, load};
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_policy::{Call, Instance, Moment, Recorder, Slice, TestWorld};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

const FIRMS: usize = 1_000_000;

/// Ticks that bring the world past the start of the control.
const WARM_TICKS: usize = 16;

fn library(name: &str) -> coercivity_host::Library {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("plugins/{name}.c"));
    load(inspect(&coercivity_testkit::compile_c(&source, &["-O3"])).unwrap()).unwrap()
}

fn using(name: &str) -> PolicyUse {
    let library = library(name);
    PolicyUse {
        id: name.to_owned(),
        hold_days: library.card().hold_days,
        make: Box::new(move |names, tick_days, services| {
            library.create(names, &[], tick_days, services).map_err(|error| panic!("{error}"))
        }),
        on_error: OnError::Stop,
        warn_ms: 1e9,
        limit_ms: None,
        on_stuck: None,
    }
}

fn ask(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ask");
    group.sample_size(10);
    let scenario = Arc::new(coercivity_testkit::preset(
        "scenarios/april_2025.ron",
        &[("run.firms", &FIRMS.to_string())],
    ));
    let cases: [(&str, &[&str]); 4] =
        [("none", &[]), ("idle", &["idle"]), ("measures", &["rates"]), ("four_columns", &["reader"])];
    for (case, plugins) in cases {
        let uses: Vec<PolicyUse> = plugins.iter().map(|name| using(name)).collect();
        let mut simulation =
            Simulation::with_policies(&scenario, Pool::new(2).unwrap(), Layout::Natural, &uses).unwrap();
        simulation.burn_in(|_, _| true).unwrap();
        for _ in 0..WARM_TICKS {
            simulation.step().unwrap();
            simulation.advance();
        }
        group.bench_function(format!("policies/{case}"), |bencher| {
            bencher.iter(|| simulation.ask_policies().unwrap());
        });
        group.bench_function(format!("tick/{case}"), |bencher| {
            bencher.iter(|| {
                simulation.step().unwrap();
                simulation.advance();
            });
        });
    }
    group.finish();
}

/// A column with different numbers in it.
fn column(seed: usize) -> Vec<f64> {
    (0..FIRMS).map(|row| ((row * 7 + seed * 13) % 1001) as f64).collect()
}

/// Sums like the plugin: eight at a time.
fn stream(values: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let chunks = values.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().sum();
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += value;
        }
    }
    sums.iter().sum::<f64>() + rest
}

fn call(instance: &mut dyn Instance, recorder: &mut Recorder, inputs: &[Slice<'_>]) {
    let moment =
        Moment { tick: 0, day: 20_000, year: 2024, month: 10, day_of_month: 4, tick_days: 7, key: 1 };
    instance.on_tick(Call { moment, inputs, outputs: &mut [], services: recorder }).unwrap();
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    let columns: Vec<Vec<f64>> = (0..4).map(column).collect();
    group.throughput(Throughput::Bytes((4 * FIRMS * size_of::<f64>()) as u64));
    let names = TestWorld::new().names().clone();
    let mut recorder = Recorder::default();
    let mut instance = library("reader").create(&names, &[], 7, &mut recorder).unwrap();
    group.bench_function("streaming_in_the_host", |bencher| {
        bencher.iter(|| columns.iter().map(|column| stream(black_box(column))).sum::<f64>());
    });
    group.bench_function("one_call", |bencher| {
        let inputs: Vec<Slice<'_>> = columns.iter().map(|column| Slice::F64(column)).collect();
        bencher.iter(|| call(instance.as_mut(), &mut recorder, black_box(&inputs)));
    });
    group.sample_size(10);
    group.bench_function("one_call_per_firm", |bencher| {
        bencher.iter_batched(
            || (),
            |()| {
                for row in 0..FIRMS {
                    let inputs = [0, 1, 2, 3].map(|k: usize| Slice::F64(&columns[k][row..=row]));
                    call(instance.as_mut(), &mut recorder, &inputs);
                }
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, read, ask);
criterion_main!(benches);
