//! The table of regions on the first screen: when device output fell, how far, when it was back, and what was lost.

use crate::{
    derive::{fall, losses, output},
    numbers,
    places::{self, Group},
    run::Run,
    sheet::{Cell, Sheet},
};
use std::collections::BTreeMap;

/// Regions that stand alone.
const MOST_REGIONS: usize = 9;

/// Regions by what they make of devices in the baseline.
pub(crate) fn regions(run: &Run, most: usize) -> Vec<Group> {
    let stage = output::device_stage(run);
    let series = run.baseline_series.as_ref().unwrap_or(&run.series);
    let mut weights: BTreeMap<String, f64> = BTreeMap::new();
    for line in series.of("output").filter(|line| line.stage == stage) {
        let made: f64 = line.values.iter().filter(|value| value.is_finite()).sum();
        *weights.entry(line.jurisdiction.clone()).or_default() += made * run.price_usd(&line.good);
    }
    places::groups(&weights, most)
}

/// Ticks of the window over which falls are looked for.
pub(crate) fn window(run: &Run) -> usize {
    (fall::WINDOW_WEEKS / run.tick_weeks()).round().max(1.0) as usize
}

/// One row for each region.
pub(crate) fn sheet(run: &Run) -> Sheet {
    let mut sheet = Sheet::new(&[
        ("Region", "region"),
        ("Side", "side"),
        ("Down 10% in", "fell_by_10_percent"),
        ("Weeks to it", "weeks_to_fall"),
        ("Worst week", "worst_week_share"),
        ("In the week of", "worst_week_date"),
        ("Back at 95% in", "back_at_95_percent"),
        ("Lost, US$", "value_added_lost_usd"),
        ("Share", "value_added_lost_share"),
    ]);
    let stage = output::device_stage(run);
    for group in regions(run, MOST_REGIONS) {
        let course = fall::of(&output::of(run, &stage, |place| group.holds(place)), window(run));
        sheet.rows.push(row(run, &group, &course));
    }
    sheet
}

fn row(run: &Run, group: &Group, course: &fall::Fall) -> Vec<Cell> {
    let date = |tick: usize| run.series.dates.get(tick).copied();
    let day = |tick: usize| date(tick).map_or_else(|| numbers::NONE.into(), numbers::day);
    let weeks = course.fallen.and_then(date).zip(run.first_measure());
    let weeks = weeks.map_or(f64::NAN, |(fallen, from)| f64::from((fallen - from).get_days()) / 7.0);
    let back = match course.back {
        Some(tick) => day(tick),
        None if course.was_under => "not by the end".into(),
        None => "never under".into(),
    };
    let worst = course.worst.map_or(f64::NAN, |worst| worst.1);
    let loss = losses::of(run, |row| group.holds(&row.jurisdiction));
    let known = if run.has_baseline() { loss.lost_usd } else { f64::NAN };
    vec![
        Cell::text(group.name.clone()),
        Cell::text(side(run, group)),
        Cell::text(course.fallen.map_or_else(|| "no fall".into(), day)),
        Cell::Number(weeks, numbers::count(weeks)),
        Cell::Number(worst, numbers::percent(worst)),
        Cell::text(
            course
                .worst
                .filter(|worst| worst.1 < 0.995)
                .map_or_else(|| numbers::NONE.into(), |worst| day(worst.0)),
        ),
        Cell::text(back),
        Cell::Number(known, numbers::usd(known)),
        Cell::Number(loss.share(), numbers::percent(loss.share())),
    ]
}

/// The side of the members, in words.
fn side(run: &Run, group: &Group) -> String {
    let sides = run.sides();
    let mut words: Vec<&str> = Vec::new();
    for (name, label) in losses::SIDES {
        if group.members().iter().any(|member| sides.get(member.as_str()) == Some(&name)) {
            words.push(label);
        }
    }
    if words.is_empty() { numbers::NONE.into() } else { words.join(", ") }
}
