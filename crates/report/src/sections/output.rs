//! Output over time as a share of the baseline: by stage, and of device makers by region.

use super::{colour, regions};
use crate::{
    block::Section,
    derive::{losses, output},
    draw::{
        format::Format,
        lines::{Line, Panel},
    },
    numbers, places,
    run::Run,
    sheet::{Cell, Sheet},
    words,
};
use coercivity_base::Date;

/// Regions that have a panel of their own.
const MOST_REGIONS: usize = 6;

pub(crate) fn section(runs: &[Run]) -> Section {
    let against = if runs.iter().all(Run::has_baseline) {
        "the baseline"
    } else {
        "the baseline, or the first week without one"
    };
    let mut section = Section::new(
        "output",
        "Output over time",
        format!("Output at base prices as a share of {against}, mean of four weeks."),
    );
    let stages = stage_panels(runs);
    section.panels(
        "output_by_stage",
        finding(&stages, "Output"),
        stage_words(runs),
        &stages,
        &sheet(&stages),
    );
    let regions = region_panels(runs);
    section.panels(
        "device_output_by_region",
        finding(&regions, "Device output"),
        "Makers of vehicles, machines and devices, by region. The dotted line marks the first day of measures.",
        &regions,
        &sheet(&regions),
    );
    section
}

fn stage_words(runs: &[Run]) -> String {
    let who = if runs.len() == 1 {
        "Each line is a side of the conflict."
    } else {
        "Each line is a run; countries that act are left out."
    };
    format!(
        "{who} 100% is the same week without measures, under the same luck; the dotted line marks the first day of measures."
    )
}

/// One panel for each stage: lines by side for one run, by run for several.
fn stage_panels(runs: &[Run]) -> Vec<Panel> {
    let Some(first) = runs.first() else { return Vec::new() };
    let stages: Vec<String> = first.series.stages().into_iter().map(str::to_owned).collect();
    stages
        .iter()
        .map(|stage| {
            let lines = if runs.len() == 1 {
                side_lines(first, stage)
            } else {
                run_lines(runs, stage, |run, place| !run.senders().contains(&place))
            };
            panel(runs, words::words(stage), lines)
        })
        .collect()
}

fn side_lines(run: &Run, stage: &str) -> Vec<Line> {
    let sides = run.sides();
    if sides.is_empty() {
        return run_lines(std::slice::from_ref(run), stage, |_, _| true);
    }
    let line = |(side, label): (&str, &str)| {
        let made = output::of(run, stage, |place| sides.get(place).copied().unwrap_or("third") == side);
        let class = match side {
            "sender" => "sender",
            "target" => "target",
            _ => "third",
        };
        made.is_something().then(|| Line {
            label: label.to_owned(),
            class,
            values: made.smooth_ratio(regions::window(run)),
            band: None,
        })
    };
    losses::SIDES.into_iter().filter_map(line).collect()
}

fn run_lines(runs: &[Run], stage: &str, wanted: impl Fn(&Run, &str) -> bool) -> Vec<Line> {
    let dates = common_dates(runs);
    let line = |(at, run): (usize, &Run)| {
        let made = output::of(run, stage, |place| wanted(run, place));
        let values = on(&dates, &run.series.dates, &made.smooth_ratio(regions::window(run)));
        Line { label: run.name.clone(), class: colour(at), values, band: None }
    };
    runs.iter().enumerate().map(line).collect()
}

/// One panel for each of the regions that make most; lines by run.
fn region_panels(runs: &[Run]) -> Vec<Panel> {
    let Some(first) = runs.first() else { return Vec::new() };
    let stage = output::device_stage(first);
    let regions = regions::regions(first, MOST_REGIONS);
    let alone = regions.into_iter().filter(|group| group.name != "Others").take(MOST_REGIONS);
    alone
        .map(|group| panel(runs, group.name.clone(), run_lines(runs, &stage, |_, place| group.holds(place))))
        .collect()
}

fn panel(runs: &[Run], title: String, lines: Vec<Line>) -> Panel {
    let dates = common_dates(runs);
    let mut marks: Vec<Date> = runs.iter().filter_map(Run::first_measure).collect();
    marks.dedup();
    let low = lines.iter().filter_map(|line| lowest(&dates, &line.values).map(|low| (line, low)));
    let parts: Vec<String> = low
        .map(|(line, (date, value))| {
            format!("{} is lowest at {} in {}", line.label, numbers::percent(value), numbers::month(date))
        })
        .collect();
    let description = format!("{title} as a share of the baseline: {}.", words::list(&parts, 6));
    Panel { title, description, format: Format::Percent, dates, lines, marks, reference: Some(1.0) }
}

/// All days of all runs, in order.
fn common_dates(runs: &[Run]) -> Vec<Date> {
    let mut dates: Vec<Date> = runs.iter().flat_map(|run| run.series.dates.iter().copied()).collect();
    dates.sort_unstable();
    dates.dedup();
    dates
}

/// Values of some days among other days.
pub(crate) fn on(dates: &[Date], own: &[Date], values: &[f64]) -> Vec<f64> {
    let value = |date: &Date| own.binary_search(date).ok().and_then(|at| values.get(at).copied());
    dates.iter().map(|date| value(date).unwrap_or(f64::NAN)).collect()
}

fn lowest(dates: &[Date], values: &[f64]) -> Option<(Date, f64)> {
    let known = dates.iter().copied().zip(values.iter().copied()).filter(|entry| entry.1.is_finite());
    known.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// A title that says where output fell furthest.
fn finding(panels: &[Panel], what: &str) -> String {
    let lows = panels.iter().flat_map(|panel| {
        panel
            .lines
            .iter()
            .filter_map(move |line| lowest(&panel.dates, &line.values).map(|low| (panel, line, low)))
    });
    match lows.min_by(|a, b| a.2.1.total_cmp(&b.2.1)) {
        Some((panel, line, (date, value))) if value < 0.99 => {
            let place = match what {
                "Output" => format!("at {}", words::inside_words(&panel.title)),
                _ => format!("in {}", places::with_article(&panel.title)),
            };
            let line = if panel.lines.len() > 1 {
                format!(" ({})", words::inside_words(&line.label))
            } else {
                String::new()
            };
            format!(
                "{what} falls furthest {place}{line}: to {} of the baseline in {}",
                numbers::percent(value),
                numbers::month(date)
            )
        }
        _ => format!("{what} stays within 1% of the baseline"),
    }
}

/// All lines of the panels, one row for each day.
fn sheet(panels: &[Panel]) -> Sheet {
    let mut sheet = Sheet::new(&[("Week of", "date")]);
    let Some(first) = panels.first() else { return sheet };
    sheet.rows = first.dates.iter().map(|date| vec![Cell::text(date.to_string())]).collect();
    for (panel, line) in panels.iter().flat_map(|panel| panel.lines.iter().map(move |line| (panel, line))) {
        sheet.column(
            format!("{}: {}", panel.title, line.label),
            format!("{} / {} (share of baseline)", panel.title, line.label),
        );
        for (row, &value) in sheet.rows.iter_mut().zip(&line.values) {
            row.push(Cell::Number(value, numbers::percent(value)));
        }
    }
    sheet
}
