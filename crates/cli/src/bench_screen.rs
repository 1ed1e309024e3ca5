//! A benchmark on the screen: each world phase by phase beside its bounds, then all worlds side by side.

use crate::screen::{Style, count, percent, table, wrapped};
use coercivity_record::{Bench, BenchRun};

/// Digits of a state hash that are shown.
const DIGITS: usize = 12;

/// `100,000 firms, 2 threads`.
pub(crate) fn size(firms: u64, threads: usize) -> String {
    let s = if threads == 1 { "" } else { "s" };
    format!("{} firms, {threads} thread{s}", count(firms as f64))
}

/// The whole screen.
pub(crate) fn render(bench: &Bench, colour: bool) -> String {
    let style = Style { colour };
    let mut text = style.heading(&bench.title);
    text.push_str(&wrapped("  ", &machine(bench)));
    text.push_str(&wrapped(
        "  ",
        "ms: median over the ticks. MB and look-ups: what a phase must move and look up at least. bound: the time \
         that takes on this machine at least. share: bound over ms.",
    ));
    for run in &bench.runs {
        text.push('\n');
        text.push_str(&style.heading(&format!("{}, {} ticks", size(run.firms, run.threads), run.ticks)));
        text.push_str(&phases(run));
        notes(run).iter().for_each(|note| text.push_str(&wrapped("  ", note)));
        text.push_str(&disturbed("the run", run));
    }
    text.push('\n');
    text.push_str(&style.heading("Median tick, by firms and threads"));
    text.push_str(&side_by_side(&bench.runs));
    text
}

fn machine(bench: &Bench) -> String {
    let (host, build) = (&bench.host, &bench.build);
    let cache = match host.last_cache() {
        0 => String::new(),
        bytes => format!(", {} of last cache", bytes_of(bytes)),
    };
    let governor = host.governor.as_ref().map(|rule| format!(", governor {rule}")).unwrap_or_default();
    format!(
        "{}, {} processors{cache}, {:.1} GB, {} {}{governor}; coercivity {}, {} build",
        host.host.cpu,
        host.host.cores,
        host.memory_mb as f64 / 1e3,
        host.host.os,
        host.kernel,
        bench.version,
        build.profile,
    )
}

/// The table of phases, with their sum against the tick.
fn phases(run: &BenchRun) -> String {
    let row = |name: &str, ms: f64, bytes: u64, lookups: u64, bound: f64| {
        // Where nothing is counted, there is nothing to be near to.
        let share = if ms > 0.0 && bound > 0.0 { bound / ms } else { f64::NAN };
        let bytes = format!("{:.1}", bytes as f64 / 1e6);
        vec![name.to_owned(), millis(ms), bytes, count(lookups as f64), millis(bound), percent(share)]
    };
    let mut rows: Vec<Vec<String>> = run
        .phases
        .iter()
        .map(|phase| row(&phase.name, phase.ms, phase.bytes, phase.lookups, phase.bound_ms))
        .collect();
    let bytes = run.phases.iter().map(|phase| phase.bytes).sum();
    let lookups = run.phases.iter().map(|phase| phase.lookups).sum();
    let bound = run.phases.iter().map(|phase| phase.bound_ms).sum();
    rows.push(row("tick", run.tick_ms.median, bytes, lookups, bound));
    table(1, &["phase", "ms", "MB", "look-ups", "bound", "share"], &rows)
}

/// What stands under the table.
fn notes(run: &BenchRun) -> [String; 3] {
    let memory = run.peak_memory_mb.map(|mb| format!("peak memory {mb:.0} MB, ")).unwrap_or_default();
    let gather: Vec<String> = run
        .gather_ns
        .iter()
        .map(|time| {
            format!("{} {:.1}", bytes_of(time.bytes).replace(" KB", "K").replace(" MB", "M"), time.ns)
        })
        .collect();
    [
        format!(
            "{} firms a second; tick p90 {} ms; rows of a tick {} ms more",
            count(run.firms_per_s),
            millis(run.tick_ms.p90),
            millis(run.observe_ms)
        ),
        format!(
            "{} links, built in {:.1} s, {memory}state {}",
            count(run.links as f64),
            run.build_s,
            short(&run.state_hash)
        ),
        format!("memory {:.1} GB/s; ns a look-up: {}", run.triad_gb_s, gather.join(", ")),
    ]
}

/// A warning if something else ran on the machine; empty if not.
pub(crate) fn disturbed(what: &str, run: &BenchRun) -> String {
    let words = |share| {
        let share = percent(share);
        wrapped(
            "  note: ",
            &format!(
                "{what} waited for a processor {share} of the time: its times, and maybe its bounds, are too long."
            ),
        )
    };
    run.disturbed().map(words).unwrap_or_default()
}

/// One row for each world: how much faster it is than on the fewest threads, and how much more memory moves then.
fn side_by_side(runs: &[BenchRun]) -> String {
    let row = |run: &BenchRun| {
        let first = runs.iter().find(|other| other.firms == run.firms).unwrap_or(run);
        let ratio =
            |number: f64| if first.threads == run.threads { String::new() } else { format!("{number:.2}x") };
        vec![
            count(run.firms as f64),
            run.threads.to_string(),
            millis(run.tick_ms.median),
            count(run.firms_per_s),
            percent(run.roofline_share),
            ratio(first.tick_ms.median / run.tick_ms.median),
            ratio(run.triad_gb_s / first.triad_gb_s),
            short(&run.state_hash).to_owned(),
        ]
    };
    let header = ["firms", "threads", "ms", "firms/s", "roofline", "faster", "memory", "state"];
    table(0, &header, &runs.iter().map(row).collect::<Vec<_>>())
}

/// Milliseconds with three digits or more.
pub(crate) fn millis(ms: f64) -> String {
    match ms {
        ms if !ms.is_finite() => "-".into(),
        ms if ms < 9.995 => format!("{ms:.2}"),
        ms if ms < 999.5 => format!("{ms:.1}"),
        ms => count(ms),
    }
}

/// Bytes in units of 1,024.
fn bytes_of(bytes: u64) -> String {
    if bytes < 1 << 20 { format!("{} KB", bytes >> 10) } else { format!("{} MB", bytes >> 20) }
}

/// The first digits of a state.
pub(crate) fn short(hash: &str) -> &str {
    hash.get(..DIGITS).unwrap_or(hash)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use coercivity_record::{
        BENCH_SCHEMA, BenchPhase, Build, CacheFact, GatherTime, Host, Machine, TickTime,
    };

    /// A benchmark of a million firms on one and two threads; a phase takes `ms` on one.
    pub(crate) fn sample(ms: f64) -> Bench {
        let run = |threads: usize| {
            let ms = ms / threads as f64;
            let names = ["policy", "arrivals", "ordering", "investment", "shipping"];
            let phase = |name: &str| BenchPhase {
                name: name.into(),
                ms,
                bytes: 1_234_567_890,
                lookups: 123_456_789,
                bound_ms: ms / 2.0,
            };
            let gather = [32 << 10, 256 << 10, 1 << 20, 8 << 20, 64 << 20];
            BenchRun {
                firms: 1_000_000,
                links: 7_654_321,
                threads,
                ticks: 104,
                tick_ms: TickTime { median: 5.0 * ms, p90: 6.0 * ms },
                phases: names.map(phase).to_vec(),
                observe_ms: 17.0,
                roofline_share: 0.5,
                triad_gb_s: 10.0 * threads as f64,
                gather_ns: gather.map(|bytes| GatherTime { bytes, ns: 12.3 }).to_vec(),
                firms_per_s: 1e9 / (5.0 * ms),
                build_s: 33.3,
                peak_memory_mb: Some(1_625.0),
                waited_share: Some(0.123),
                state_hash: "ab6b36c8fc4c201ad47889c300331f5632a3e0b87399e62596a2bd2cb52aed48".into(),
            }
        };
        let unknown = || "unknown".to_owned();
        Bench {
            schema_version: BENCH_SCHEMA,
            version: "0.1.0".into(),
            command: "coercivity bench".into(),
            host: Machine {
                host: Host {
                    os: "linux".into(),
                    arch: "x86_64".into(),
                    cpu: "A processor with a long name".into(),
                    cores: 2,
                },
                kernel: "6.1.0-very-long-name-of-a-kernel".into(),
                memory_mb: 24_000,
                caches: vec![CacheFact { level: 3, bytes: 32 << 20 }],
                governor: Some("performance".into()),
            },
            build: Build {
                rustc: unknown(),
                target: unknown(),
                git_revision: unknown(),
                profile: "release".into(),
            },
            scenario: "april.ron".into(),
            title: "April".into(),
            scenario_sha256: "abc".into(),
            overrides: Vec::new(),
            runs: vec![run(1), run(2)],
        }
    }

    #[test]
    fn the_screen_has_every_phase_and_fits_80_columns() {
        let text = render(&sample(1_234.5), false);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        for words in [
            "1,000,000 firms, 1 thread, 104 ticks",
            "ordering",
            "tick",
            "2.00x",
            "ab6b36c8fc4c",
            "50%",
            "12% of the time",
        ] {
            assert!(text.contains(words), "{words}:\n{text}");
        }
    }

    #[test]
    fn times_have_three_digits() {
        assert_eq!(
            [0.001, 1.234, 12.34, 123.4, 1234.0].map(millis),
            ["0.00", "1.23", "12.3", "123.4", "1,234"]
        );
    }
}
