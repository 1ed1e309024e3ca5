//! `coercivity bench compare`: times of one benchmark over those of another, if nothing else differs.

use super::file_failure;
use crate::{
    args::CompareArguments,
    bench_screen::{disturbed, millis, short, size},
    exit::{self, Code, Failure},
    screen::{Style, percent, table, wrapped},
    terminal,
};
use coercivity_record::{Bench, BenchRun};
use std::process::ExitCode;

/// Part by which the memory of one machine may differ from one start of it to the next.
const MEMORY_SLACK: f64 = 0.01;

pub(super) fn run(arguments: &CompareArguments) -> exit::Outcome {
    let read = |path| Bench::read(path).map_err(|error| file_failure(&error));
    let (a, b) = (read(&arguments.a)?, read(&arguments.b)?);
    let unlike = unlike(&a, &b);
    if !unlike.is_empty() && !arguments.force {
        return Err(Failure::new(
            Code::Unlike,
            format_args!(
                "{} and {} are not compared, since they differ in more than time: {}. Measure both alike, or compare \
                 them in spite of it by --force.",
                arguments.a.display(),
                arguments.b.display(),
                unlike.join("; ")
            ),
        ));
    }
    let pairs = pairs(&a, &b);
    if pairs.is_empty() {
        let words =
            "The two have no number of firms, threads and ticks in common: there is nothing to compare.";
        return Err(Failure::new(Code::Unlike, words));
    }
    terminal::print(&render(&a, &b, &unlike, &pairs, terminal::colour_on_stdout()))?;
    Ok(ExitCode::SUCCESS)
}

/// Facts in which they differ, each in words.
fn unlike(a: &Bench, b: &Bench) -> Vec<String> {
    let fact = |name: &str, a: String, b: String| (a != b).then(|| format!("{name} ({a} and {b})"));
    let memory = |bench: &Bench| format!("{:.1} GB", bench.host.memory_mb as f64 / 1e3);
    let (more, less) =
        (a.host.memory_mb.max(b.host.memory_mb) as f64, a.host.memory_mb.min(b.host.memory_mb) as f64);
    let same_memory = more - less <= MEMORY_SLACK * more;
    let scenario = |bench: &Bench| {
        let set = match bench.overrides.as_slice() {
            [] => String::new(),
            some => format!(" with {}", some.join(" ")),
        };
        format!("{}{set}, SHA-256 {}", bench.scenario, short(&bench.scenario_sha256))
    };
    let same_scenario = a.scenario_sha256 == b.scenario_sha256;
    let facts = [
        fact("schema version", a.schema_version.to_string(), b.schema_version.to_string()),
        fact("processor", a.host.host.cpu.clone(), b.host.host.cpu.clone()),
        fact("number of processors", a.host.host.cores.to_string(), b.host.host.cores.to_string()),
        fact("memory", memory(a), memory(b)).filter(|_| !same_memory),
        fact("build profile", a.build.profile.clone(), b.build.profile.clone()),
        fact("scenario or its overrides", scenario(a), scenario(b)).filter(|_| !same_scenario),
    ];
    facts.into_iter().flatten().collect()
}

/// Runs of the same firms, threads and ticks.
fn pairs<'a>(a: &'a Bench, b: &'a Bench) -> Vec<(&'a BenchRun, &'a BenchRun)> {
    let key = |run: &BenchRun| (run.firms, run.threads, run.ticks);
    let partner =
        |run: &'a BenchRun| b.runs.iter().find(|other| key(other) == key(run)).map(|other| (run, other));
    a.runs.iter().filter_map(partner).collect()
}

fn render(a: &Bench, b: &Bench, unlike: &[String], pairs: &[(&BenchRun, &BenchRun)], colour: bool) -> String {
    let style = Style { colour };
    let mut text = style.heading(&a.title);
    for (name, bench) in [("A", a), ("B", b)] {
        let (build, revision) = (&bench.build, short(&bench.build.git_revision));
        let words = format!(
            "coercivity {}, {} build, {}, revision {revision}",
            bench.version, build.profile, build.rustc
        );
        text.push_str(&wrapped(&format!("  {name}  "), &words));
    }
    text.push_str(&wrapped("  ", "B/A: time in B over time in A; under 1 B is faster."));
    for difference in unlike {
        text.push_str(&wrapped("  warning: ", &format!("they differ in {difference}")));
    }
    let left_out = a.runs.len() + b.runs.len() - 2 * pairs.len();
    if left_out > 0 {
        let words = format!("{left_out} measurements have no partner of the same firms, threads and ticks.");
        text.push_str(&wrapped("  note: ", &words));
    }
    for (a, b) in pairs {
        text.push('\n');
        text.push_str(&style.heading(&format!("{}, {} ticks", size(a.firms, a.threads), a.ticks)));
        text.push_str(&ratios(a, b));
        text.push_str(&state(a, b));
        text.push_str(&disturbed("A", a));
        text.push_str(&disturbed("B", b));
    }
    text
}

/// Phase by phase, then the whole tick and what stands beside it.
fn ratios(a: &BenchRun, b: &BenchRun) -> String {
    let row = |name: &str, a: f64, b: f64| vec![name.to_owned(), millis(a), millis(b), ratio(a, b)];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for phase in &a.phases {
        let of_b = b.phases.iter().find(|other| other.name == phase.name).map_or(f64::NAN, |other| other.ms);
        rows.push(row(&phase.name, phase.ms, of_b));
    }
    let is_new = |name: &str| a.phases.iter().all(|phase| phase.name != name);
    for phase in b.phases.iter().filter(|phase| is_new(&phase.name)) {
        rows.push(row(&phase.name, f64::NAN, phase.ms));
    }
    rows.push(row("tick", a.tick_ms.median, b.tick_ms.median));
    rows.push(row("tick, p90", a.tick_ms.p90, b.tick_ms.p90));
    rows.push(row("rows of a tick", a.observe_ms, b.observe_ms));
    rows.push(row("building", 1e3 * a.build_s, 1e3 * b.build_s));
    let memory = |run: &BenchRun| run.peak_memory_mb.unwrap_or(f64::NAN);
    let mb = |mb: f64| if mb.is_finite() { format!("{mb:.0} MB") } else { "-".into() };
    let (memory_a, memory_b) = (memory(a), memory(b));
    rows.push(vec!["peak memory".into(), mb(memory_a), mb(memory_b), ratio(memory_a, memory_b)]);
    let roofline = [a.roofline_share, b.roofline_share].map(percent);
    let [roofline_a, roofline_b] = roofline;
    rows.push(vec!["roofline".into(), roofline_a, roofline_b, ratio(a.roofline_share, b.roofline_share)]);
    let gb = |run: &BenchRun| format!("{:.1} GB/s", run.triad_gb_s);
    rows.push(vec!["bandwidth".into(), gb(a), gb(b), ratio(a.triad_gb_s, b.triad_gb_s)]);
    table(1, &["phase", "A, ms", "B, ms", "B/A"], &rows)
}

/// A dash where there is nothing to divide by.
fn ratio(a: f64, b: f64) -> String {
    let ratio = b / a;
    if ratio.is_finite() { format!("{ratio:.2}") } else { "-".into() }
}

fn state(a: &BenchRun, b: &BenchRun) -> String {
    if a.state_hash == b.state_hash {
        return format!("  The state at the end is the same: {}\n", short(&a.state_hash));
    }
    let words = format!(
        "the state at the end differs ({} and {}): results have changed, and the work may have too.",
        short(&a.state_hash),
        short(&b.state_hash)
    );
    wrapped("  WARNING: ", &words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench_screen::tests::sample;

    #[test]
    fn ratios_stand_phase_by_phase_and_in_80_columns() {
        let (a, b) = (sample(1_000.0), sample(800.0));
        let text = render(&a, &b, &unlike(&a, &b), &pairs(&a, &b), false);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(text.contains("0.80") && text.contains("is the same"), "{text}");
        assert_eq!(text.matches("arrivals").count(), 2);
    }

    #[test]
    fn what_differs_is_told_and_a_little_memory_does_not() {
        let (a, mut b) = (sample(1.0), sample(1.0));
        b.host.memory_mb += 10;
        assert_eq!(unlike(&a, &b), Vec::<String>::new());
        b.host.memory_mb *= 2;
        b.build.profile = "debug".into();
        b.scenario_sha256 = "other".into();
        b.overrides = vec!["run.seed=2".into()];
        let differences = unlike(&a, &b);
        assert_eq!(differences.len(), 3, "{differences:?}");
        assert_eq!(differences[1], "build profile (release and debug)");
        assert!(differences[2].ends_with(" with run.seed=2, SHA-256 other)"), "{}", differences[2]);
    }

    #[test]
    fn changed_results_and_missing_partners_are_pointed_out() {
        let (a, mut b) = (sample(1.0), sample(1.0));
        b.runs[0].state_hash = "0".repeat(64);
        b.runs[1].threads = 8;
        b.runs[0].phases.retain(|phase| phase.name != "policy");
        let text = render(&a, &b, &[], &pairs(&a, &b), false);
        assert!(
            text.contains("the state at the end differs") && text.contains("2 measurements have no partner"),
            "{text}"
        );
    }
}
