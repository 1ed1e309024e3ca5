//! Patterns 2, 3 and 4: the spring of 2025. Nothing is calibrated, so bands ask for shape and order of magnitude.

use crate::report::Report;
use crate::trace::{Trace, run, scenario};
use coercivity_base::Date;
use std::sync::LazyLock;

/// Both grades: one customs code covers them.
const MAGNETS: [&str; 2] = ["magnet_heavy", "magnet_standard"];

/// April 2025 with 10,000 firms, from January to December.
static APRIL: LazyLock<Trace> =
    LazyLock::new(|| run(scenario("april_2025", &[("run.firms", "10000"), ("run.ticks", "51")])));

/// The day of the control.
fn control() -> Date {
    Date::new(2025, 4, 4).expect("a date")
}

/// Exports of `goods` to the places for which `place` holds, over their own mean before the control.
fn ratio(goods: &[&str], place: impl Fn(&str) -> bool) -> Vec<f64> {
    APRIL.over_mean_before(&APRIL.exports(goods, place), APRIL.tick_of(control()))
}

#[test]
fn magnet_exports_fall_in_april_are_lowest_in_may_and_are_back_in_july() {
    let months = APRIL.by_month(&ratio(&MAGNETS, |_| true));
    let mut report = Report::new(2);
    let seen = [(4, 0.54), (5, 0.26), (6, 0.66), (7, 1.15), (8, 1.27)];
    for (month, seen) in seen {
        report.note(&format!("month {month}: {:.3} of the mean before, seen {seen}", months[&month]));
    }
    // The control came on the fourth and goods booked before passed for two weeks: about half of April was normal
    // trade, seen 0.54. A quarter of a month either way.
    report.within("April against the mean before the control", months[&4], 0.30, 0.80);
    // Seen 0.26; within a factor of two.
    report.within("May against the mean before the control", months[&5], 0.13, 0.50);
    report.ordered("May under April", months[&5], months[&4]);
    report.ordered("May under June", months[&5], months[&6]);
    report.ordered("June under July", months[&6], months[&7]);
    report.ordered("May under July", months[&5], months[&7]);
    report.ordered("May under August", months[&5], months[&8]);
    // Seen 1.15: back, with some of the shortfall made good; 0.9 is nearly back, 1.6 is over what was lost.
    report.within("July against the mean before the control", months[&7], 0.90, 1.60);
    report.finish();
}

/// First week after the control's trough in which the mean of four weeks is over `level`, counted from the control.
fn back_after(series: &[f64], level: f64) -> f64 {
    let start = APRIL.tick_of(control());
    let mean = |at: usize| series[at - 3..=at].iter().sum::<f64>() / 4.0;
    let low = (start + 3..series.len()).min_by(|&a, &b| mean(a).total_cmp(&mean(b))).expect("weeks after");
    (low..series.len()).find(|&at| mean(at) >= level).map_or(f64::INFINITY, |at| (at - start) as f64)
}

/// Germany's licences come at the common pace; those of the United States at a tenth of it until 9 June.
#[test]
fn a_destination_that_is_licensed_later_falls_deeper_and_recovers_later() {
    let mut report = Report::new(3);
    let [us, de] = ["US", "DE"].map(|code| ratio(&MAGNETS, |place| place == code));
    for (code, series) in [("US", &us), ("DE", &de)] {
        let months = APRIL.by_month(series);
        let months: Vec<String> = (4..=9).map(|month| format!("{:.2}", months[&month])).collect();
        report.note(&format!("{code} from April to September: {}", months.join(", ")));
    }
    let lowest =
        |series: &[f64]| APRIL.by_month(series).range(4..=9).map(|m| *m.1).fold(f64::INFINITY, f64::min);
    report.ordered("the lowest month of the US is under that of Germany", lowest(&us), lowest(&de));
    let (us, de) = (back_after(&us, 0.8), back_after(&de, 0.8));
    report.ordered("Germany is over 0.8 (mean of four weeks) sooner, in weeks", de, us);
    report.finish();
}

#[test]
fn exports_of_dysprosium_and_terbium_are_near_zero_for_two_months_after_the_grace() {
    let mut report = Report::new(3);
    let series = ratio(&["dytb_oxide"], |_| true);
    // Two weeks of grace, then two months. Seen: none in May, 1 kg in June against 26,000 kg in a normal month.
    let from = APRIL.tick_of(control()) + 2;
    let weeks: Vec<String> = series[from - 2..from + 14].iter().map(|week| format!("{week:.2}")).collect();
    report.note(&format!("weeks from the control: {}", weeks.join(", ")));
    // Near zero: under a tenth of normal over the two months.
    let mean = series[from..from + 8].iter().sum::<f64>() / 8.0;
    report.within("Dy/Tb exports in the eight weeks after the grace, against before", mean, 0.0, 0.10);
    report.finish();
}

/// What the press calls the first stop is a plant that counts (Suzuki, 26 May: 7.4 weeks), not the first of thousands
/// of workshops: here the week in which 1% of the normal output of device makers abroad stands.
#[test]
fn the_first_lines_abroad_stop_about_seven_weeks_after_the_control() {
    let mut report = Report::new(4);
    let weeks = |tick: &crate::trace::Tick| (tick.date - control()).get_days() as f64 / 7.0;
    let since = |level: f64| {
        let found = APRIL.ticks.iter().find(|tick| tick.date > control() && tick.stopped_abroad > level);
        found.map_or(f64::INFINITY, weeks)
    };
    let before = APRIL.ticks.iter().filter(|tick| tick.date < control());
    let before = before.map(|tick| tick.stopped_abroad).fold(0.0, f64::max);
    report.within("share of output that stands before the control", before, 0.0, 0.001);
    report.note(&format!("the very first firm of any size: {:.1} weeks", since(0.0)));
    for level in [0.001, 0.005, 0.02, 0.05] {
        report.note(&format!("{:.1}% of output stands after {:.1} weeks", level * 100.0, since(level)));
    }
    // Seen: seven weeks. Grace lets goods pass for two weeks, the way takes one to five more, and one firm in ten holds
    // under 2.6 weeks of cover (mean 5, sigma 0.5): the thin ones near China stop after about four weeks, the thin ones
    // across an ocean after about ten.
    report.within("weeks until 1% of output abroad stands", since(0.01), 4.0, 10.0);
    report.finish();
}
