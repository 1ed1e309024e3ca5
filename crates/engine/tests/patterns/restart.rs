//! Pattern 9: restarting is slower than stopping. Exports under a licence stop in weeks and take months to come back;
//! lines that stand for want of magnets take longer to fill up again than to run dry.

use crate::report::Report;
use crate::trace::{Trace, run, scenario};
use coercivity_base::Date;
use std::sync::LazyLock;

static RUNS: LazyLock<(Trace, Trace)> = LazyLock::new(|| {
    let april = scenario("april_2025", &[("run.firms", "10000"), ("run.ticks", "104")]);
    (run(april.clone()), run(april.baseline()))
});

/// The share of the baseline in each tick.
fn share(series: impl Fn(&Trace) -> Vec<f64>) -> Vec<f64> {
    series(&RUNS.0).iter().zip(series(&RUNS.1)).map(|(under, quiet)| under / quiet).collect()
}

/// Ticks from `start` until a series is first under `low`, and from its lowest tick until it is over `high` and stays;
/// if it is not by the end of the run, up to there, which is a lower bound.
fn fall_and_rise(series: &[f64], start: usize, low: f64, high: f64) -> (f64, f64) {
    let falls = (start..series.len()).find(|&tick| series[tick] < low).unwrap_or(series.len());
    let lowest = (start..series.len()).min_by(|&a, &b| series[a].total_cmp(&series[b])).unwrap_or(start);
    let last = (lowest..series.len()).rev().find(|&tick| series[tick] < high).map_or(lowest, |tick| tick + 1);
    (falls as f64 - start as f64, last as f64 - lowest as f64)
}

#[test]
fn what_stops_in_weeks_takes_months_to_come_back() {
    let mut report = Report::new(9);
    let start = RUNS.0.tick_of(Date::new(2025, 4, 4).expect("a date"));
    let abroad = |code: &str| code != "CN";
    let exports = share(|trace| trace.exports(&["magnet_heavy"], |_| true));
    let (falls, rises) = fall_and_rise(&exports, start, 0.5, 0.9);
    report.note(&format!(
        "exports of heavy magnets: under half after {falls} weeks, back at 90% {rises} weeks after the lowest"
    ));
    report.within("weeks until exports are under half", falls, 0.0, 4.0);
    report.within("weeks from the lowest until they are back at 90%", rises, 6.0, 40.0);
    report.ordered("exports come back more slowly than they stop", falls, rises);
    let magnets = share(|trace| trace.output("magnet_maker", abroad));
    let (falls, rises) = fall_and_rise(&magnets, start, 0.9, 0.95);
    report.note(&format!(
        "magnets made abroad: under 90% after {falls} weeks, back at 95% {rises} weeks after the lowest (or not within the run of 104 weeks)"
    ));
    report.ordered("magnet makers abroad restart more slowly than they stop", falls, rises);
    // Lines: from the first stops to the most, and from there until few stand.
    let stopped: Vec<f64> =
        RUNS.0.ticks.iter().zip(&RUNS.1.ticks).map(|(u, q)| u.stopped_abroad - q.stopped_abroad).collect();
    let most = (start..stopped.len()).max_by(|&a, &b| stopped[a].total_cmp(&stopped[b])).unwrap_or(start);
    let first = (start..stopped.len()).find(|&tick| stopped[tick] > 0.1 * stopped[most]).unwrap_or(start);
    let few = (most..stopped.len())
        .rev()
        .find(|&tick| stopped[tick] > 0.1 * stopped[most])
        .map_or(most, |tick| tick + 1);
    report.note(&format!("device lines abroad: most stand in week {most}: {:.4} of output", stopped[most]));
    report.ordered(
        "device lines restart more slowly than they stop",
        (most - first) as f64,
        (few - most) as f64,
    );
    report.finish();
}
