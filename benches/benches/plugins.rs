//! What plugins cost: real libraries, compiled from `benches/plugins/*.c`.
//!
//! - `ask`: the policies' part of a tick of April 2025 at 10,000, 100,000 and a million firms (columns, presets, call,
//!   checks, folding), without a plugin, with an idle one, with one that only sets measures, with one that reads four
//!   firm columns, two of which never change, each native and isolated;
//!   beside them the whole tick, so that the share can be read off one run.
//! - `read`: four firm columns through the boundary in one call, against streaming the same bytes in the host, against
//!   the same call of an isolated plugin (with columns that change in every call and with such as do not), of many rows
//!   and of one, and against one call per firm.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up should stop")]

use coercivity_engine::Simulation;
use coercivity_engine::policies::{OnError, PolicyUse};
use coercivity_host::{Carrier, Isolation, Plugin, Program, inspect};
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_policy::{Call, Instance, Moment, Recorder, Slice, TestWorld};
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

/// Ticks that bring the world past the start of the control.
const WARM_TICKS: usize = 16;

/// The argument with which this program is the other side of isolated plugins.
const CELL: &str = "isolated-plugin";

fn carriers() -> [(&'static str, Carrier); 2] {
    let limit = Duration::from_secs(60);
    let apart = Carrier::Isolated(Isolation { program: Program::this(CELL), limit });
    [("", Carrier::Native), ("_isolated", apart)]
}

fn library(name: &str, carrier: &Carrier) -> Plugin {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("plugins/{name}.c"));
    Plugin::load(inspect(&coercivity_testkit::compile_c(&source, &["-O3"])).unwrap(), carrier).unwrap()
}

fn using(name: &str, carrier: &Carrier) -> PolicyUse {
    let library = library(name, carrier);
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
    for firms in SIZES {
        let cases: [(&str, &[&str]); 4] =
            [("none", &[]), ("idle", &["idle"]), ("measures", &["rates"]), ("four_columns", &["reader"])];
        let cases =
            cases.into_iter().flat_map(|case| carriers().map(|(word, carrier)| (case, word, carrier)));
        // Without a plugin there is nothing to carry.
        for ((case, plugins), word, carrier) in cases.filter(|one| !one.0.1.is_empty() || one.1.is_empty()) {
            let uses: Vec<PolicyUse> = plugins.iter().map(|name| using(name, &carrier)).collect();
            let mut simulation = warmed(firms, &uses);
            group.bench_function(BenchmarkId::new(format!("policies/{case}{word}"), firms), |bencher| {
                bencher.iter(|| simulation.ask_policies().unwrap());
            });
            group.bench_function(BenchmarkId::new(format!("tick/{case}{word}"), firms), |bencher| {
                bencher.iter(|| {
                    simulation.step().unwrap();
                    simulation.advance();
                });
            });
        }
    }
    group.finish();
}

/// A world past the start of the control.
fn warmed(firms: usize, uses: &[PolicyUse]) -> Simulation {
    let values = [("run.firms", &*firms.to_string())];
    let scenario = Arc::new(coercivity_testkit::preset("scenarios/april_2025.ron", &values));
    let mut simulation =
        Simulation::with_policies(&scenario, Pool::new(2).unwrap(), Layout::Natural, uses).unwrap();
    simulation.burn_in(|_, _| true).unwrap();
    for _ in 0..WARM_TICKS {
        simulation.step().unwrap();
        simulation.advance();
    }
    simulation
}

/// A column with different numbers in it.
fn column(seed: usize, firms: usize) -> Vec<f64> {
    (0..firms).map(|row| ((row * 7 + seed * 13) % 1001) as f64).collect()
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

fn call(instance: &mut dyn Instance, recorder: &mut Recorder, inputs: &[Slice<'_>], versions: &[u64]) {
    let moment =
        Moment { tick: 0, day: 20_000, year: 2024, month: 10, day_of_month: 4, tick_days: 7, key: 1 };
    instance.on_tick(Call { moment, inputs, versions, outputs: &mut [], services: recorder }).unwrap();
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    let names = TestWorld::new().names().clone();
    let mut recorder = Recorder::default();
    let [mut instance, mut apart] = carriers()
        .map(|(_, carrier)| library("reader", &carrier).create(&names, &[], 7, &mut recorder).unwrap());
    for firms in SIZES {
        let columns: Vec<Vec<f64>> = (0..4).map(|seed| column(seed, firms)).collect();
        let inputs: Vec<Slice<'_>> = columns.iter().map(|column| Slice::F64(column)).collect();
        group.throughput(Throughput::Bytes((4 * firms * size_of::<f64>()) as u64));
        group.bench_function(BenchmarkId::new("streaming_in_the_host", firms), |bencher| {
            bencher.iter(|| columns.iter().map(|column| stream(black_box(column))).sum::<f64>());
        });
        // Nothing is known, or the columns stay what they are.
        for (case, versions) in [("", &[][..]), ("_unchanged", &[1; 4])] {
            for (word, instance) in [("", &mut instance), ("_isolated", &mut apart)] {
                let name = format!("one_call{case}{word}");
                group.bench_function(BenchmarkId::new(name, firms), |bencher| {
                    bencher.iter(|| call(instance.as_mut(), &mut recorder, black_box(&inputs), versions));
                });
            }
        }
    }
    group.throughput(Throughput::Elements(1));
    let row = column(0, 1);
    group.bench_function("one_row_isolated", |bencher| {
        let inputs = [Slice::F64(&row); 4];
        bencher.iter(|| call(apart.as_mut(), &mut recorder, black_box(&inputs), &[]));
    });
    one_call_per_firm(&mut group, instance.as_mut(), &mut recorder);
    group.finish();
}

fn one_call_per_firm(
    group: &mut BenchmarkGroup<'_, WallTime>,
    instance: &mut dyn Instance,
    recorder: &mut Recorder,
) {
    let columns: Vec<Vec<f64>> = (0..4).map(|seed| column(seed, SIZES[2])).collect();
    group.sample_size(10);
    group.bench_function("one_call_per_firm", |bencher| {
        bencher.iter_batched(
            || (),
            |()| {
                for row in 0..SIZES[2] {
                    let inputs = [0, 1, 2, 3].map(|k: usize| Slice::F64(&columns[k][row..=row]));
                    call(instance, recorder, &inputs, &[]);
                }
            },
            BatchSize::PerIteration,
        );
    });
}

criterion_group!(benches, read, ask);

fn main() {
    if std::env::args_os().nth(1).is_some_and(|word| word == CELL) {
        // The end of a process that only serves another needs no code.
        coercivity_host::serve();
        return;
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
