//! Pattern 11: aggregates do not depend on how finely the economy is drawn or on the length of a tick, within bounds.

use crate::report::Report;
use crate::trace::{Trace, run, scenario};
use coercivity_base::Date;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What is compared, all over the run's own level before the control.
struct Aggregates {
    exports: BTreeMap<i8, f64>,
    output: BTreeMap<i8, f64>,
    licence_age: f64,
}

/// April 2025 in the first 35 weeks of the year.
fn april(firms: &str, ticks: &str, tick_days: &str) -> Aggregates {
    let settings = [("run.firms", firms), ("run.ticks", ticks), ("run.tick_days", tick_days)];
    let trace: Trace = run(scenario("april_2025", &settings));
    let control = trace.tick_of(Date::new(2025, 4, 4).expect("a date"));
    let months = |series: &[f64]| trace.by_month(&trace.over_mean_before(series, control));
    Aggregates {
        exports: months(&trace.exports(&["magnet_heavy", "magnet_standard"], |_| true)),
        output: months(&trace.output("device_maker", |code| code != "CN")),
        licence_age: trace.licence_age_weeks(),
    }
}

static COARSE: LazyLock<Aggregates> = LazyLock::new(|| april("5000", "35", "7"));

fn largest_gap(a: &BTreeMap<i8, f64>, b: &BTreeMap<i8, f64>) -> f64 {
    (4..=8).map(|month| (a[&month] - b[&month]).abs()).fold(0.0, f64::max)
}

/// Compares two runs; `bounds` are for exports and output, in mean months.
fn compare(report: &mut Report, name: &str, a: &Aggregates, b: &Aggregates, bounds: (f64, f64)) {
    let list = |months: &BTreeMap<i8, f64>| {
        months.range(4..=8).map(|month| format!("{:.3}", month.1)).collect::<Vec<_>>().join(" ")
    };
    report.note(&format!("{name}: exports {} / {}", list(&a.exports), list(&b.exports)));
    report.note(&format!("{name}: output {} / {}", list(&a.output), list(&b.output)));
    report.note(&format!("{name}: licence ages {:.3} / {:.3} weeks", a.licence_age, b.licence_age));
    report.within(&format!("{name}: exports by month"), largest_gap(&a.exports, &b.exports), 0.0, bounds.0);
    report.within(
        &format!("{name}: output abroad by month"),
        largest_gap(&a.output, &b.output),
        0.0,
        bounds.1,
    );
    report.within(
        &format!("{name}: mean licence age"),
        (a.licence_age / b.licence_age - 1.0).abs(),
        0.0,
        0.05,
    );
}

/// Bounds: a twentieth of a month of exports, since the licences of the smaller firms draw their luck anew in each
/// drawing of the economy (the head, named firms included, is the same and meets the same luck); 2% of output; 5% of
/// licence ages.
#[test]
fn aggregates_do_not_depend_on_the_number_of_firms() {
    let mut report = Report::new(11);
    let (middle, fine) = (april("10000", "35", "7"), april("30000", "35", "7"));
    compare(&mut report, "5,000 and 30,000 firms", &COARSE, &fine, (0.05, 0.02));
    compare(&mut report, "10,000 and 30,000 firms", &middle, &fine, (0.05, 0.02));
    report.finish();
}

/// Bounds follow from what a week cannot resolve. Dates of measures are rounded to weeks, by three days here: an
/// eighth of a month of trade. Cover counts from after the week's arrivals, so after the last arrival a line lives
/// n - 1 more ticks: six days less with weeks than with days on the same cover. Together dates move by up to a week,
/// and output abroad changes by up to 0.2 from month to month: 0.2 x 7 / 30.4 = 0.05 of a month.
#[test]
fn aggregates_do_not_depend_on_the_length_of_a_tick() {
    let mut report = Report::new(11);
    let daily = april("5000", "245", "1");
    compare(&mut report, "weeks and days", &COARSE, &daily, (0.125, 0.05));
    report.finish();
}
