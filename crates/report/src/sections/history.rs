//! Held against history: observed figures beside replicates of a replay, whether they pass, and the errors of forecasts.

use crate::{
    block::{Section, Tile},
    numbers,
    read::history::{Figure, History},
    sheet::{Cell, Sheet},
    words,
};
use coercivity_base::{Date, epoch_day};

/// Roles of figures, in words.
const ROLES: [(&str, &str); 4] = [
    ("calibration", "Fitted to"),
    ("held_out", "Held out"),
    ("input", "Inputs (no test)"),
    ("context", "For comparison"),
];

pub(crate) fn section(id: &str, history: &History) -> Section {
    let manifest = &history.manifest;
    let mut section = Section::new(
        id,
        format!("Held against history: {}", manifest.title),
        format!(
            "{} of {} firms over {} ticks, each beside its baseline, seed {}. A figure passes when the range of the \
             replicates and the observed figure with its error have a point in common.",
            words::many(manifest.replicates.into(), "replicate"),
            numbers::count(manifest.firms.into()),
            manifest.ticks,
            manifest.seed
        ),
    );
    section.blocks.push(crate::block::Block::Tiles { tiles: tiles(history) });
    for (role, label) in ROLES {
        let of: Vec<&Figure> = history.figures.iter().filter(|figure| figure.role == role).collect();
        if !of.is_empty() {
            section.table(label, explain(role), &sheet(&of), &format!("{id}_{role}"));
        }
    }
    section.table(
        "Beside naive forecasts",
        "Mean absolute error of exports per day over what was observed, by flow and window of months.",
        &scores(history),
        &format!("{id}_scores"),
    );
    section.list(vec![
        format!("History file {} (SHA-256 {}).", manifest.history, manifest.history_sha256),
        format!("Command: {}", manifest.command),
    ]);
    section
}

/// One sentence for the checks of the first screen.
pub(crate) fn in_short(history: &History) -> String {
    let part = |(role, label): (&str, &str)| {
        let (passed, all) = history.passed(role);
        (all > 0).then(|| format!("{}: {passed} of {all} pass", words::inside_words(label).to_lowercase()))
    };
    let parts: Vec<String> = ROLES.into_iter().take(2).filter_map(part).collect();
    format!("History check {} ({}): {}.", history.name, history.manifest.title, parts.join("; "))
}

fn tiles(history: &History) -> Vec<Tile> {
    let tile = |(role, label): (&str, &str)| {
        let (passed, all) = history.passed(role);
        (all > 0).then(|| Tile {
            label: label.to_owned(),
            value: format!("{passed} of {all}"),
            note: "figures pass".into(),
            class: if role == "held_out" { "target" } else { "base" },
        })
    };
    ROLES.into_iter().filter_map(tile).collect()
}

fn explain(role: &str) -> &'static str {
    match role {
        "calibration" => "Values were set or fitted with these figures in view.",
        "held_out" => "Nothing was fitted to these figures.",
        "input" => "An input was read from these figures, so that agreement shows nothing.",
        _ => "Figures of other times, to compare with.",
    }
}

fn sheet(figures: &[&Figure]) -> Sheet {
    let mut sheet = Sheet::new(&[
        ("Figure", "id"),
        ("As written", "written"),
        ("Observed", "observed"),
        ("10%", "p10"),
        ("Median", "p50"),
        ("90%", "p90"),
        ("Distance, errors", "distance"),
        ("Passes", "passes"),
        ("Source", "source"),
    ]);
    for figure in figures {
        let is_day = figure.written.parse::<Date>().is_ok();
        let cell = |value: f64| Cell::Number(value, shown(value, is_day));
        let observed = Cell::Pair(
            figure.observed,
            shown(figure.observed, is_day),
            format!("± {}", if is_day { days(figure.error) } else { numbers::quantity(figure.error) }),
        );
        let passes = match figure.passes {
            Some(true) => "pass",
            Some(false) => "FAIL",
            None => "not covered",
        };
        sheet.rows.push(vec![
            Cell::text(figure.id.clone()),
            Cell::text(figure.written.clone()),
            observed,
            cell(figure.p10),
            cell(figure.p50),
            cell(figure.p90),
            Cell::Number(figure.distance, numbers::tenths(figure.distance)),
            Cell::text(passes),
            Cell::text(figure.source.clone()),
        ]);
    }
    sheet
}

fn days(value: f64) -> String {
    format!("{} days", numbers::count(value))
}

/// A number, or the date of a day counted from 1970.
fn shown(value: f64, is_day: bool) -> String {
    if !is_day || !value.is_finite() {
        return numbers::quantity(value);
    }
    let first: Date = Date::constant(1970, 1, 1);
    let days = value.round() as i64 - epoch_day(first);
    coercivity_base::Calendar::new(first, 1).date(days).to_string()
}

/// A row for each flow and window, a column for each forecast.
fn scores(history: &History) -> Sheet {
    let mut sheet = Sheet::new(&[("Flow", "flow"), ("Window", "role"), ("Months", "months")]);
    let mut forecasts: Vec<&str> = Vec::new();
    let mut windows: Vec<(&str, &str, f64)> = Vec::new();
    for score in &history.scores {
        if !forecasts.contains(&score.forecast.as_str()) {
            forecasts.push(&score.forecast);
        }
        if !windows.iter().any(|window| (window.0, window.1) == (&*score.flow, &*score.role)) {
            windows.push((&score.flow, &score.role, score.months));
        }
    }
    for forecast in &forecasts {
        sheet.column(words::words(forecast), format!("mape_{forecast}"));
    }
    for (flow, role, months) in windows {
        let label = ROLES.iter().find(|entry| entry.0 == role).map_or(role, |entry| entry.1);
        let mut row = vec![
            Cell::text(words::words(flow)),
            Cell::text(label),
            Cell::Number(months, numbers::count(months)),
        ];
        for forecast in &forecasts {
            let is = |score: &&crate::read::history::Score| {
                score.flow == flow && score.role == role && score.forecast == *forecast
            };
            let error = history.scores.iter().find(is).map_or(f64::NAN, |score| score.mape);
            row.push(Cell::Number(error, numbers::percent(error)));
        }
        sheet.rows.push(row);
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_shown_as_dates_and_other_figures_as_numbers() {
        // 20,000 days after 1 January 1970.
        assert_eq!(shown(20_000.2, true), "2024-10-04");
        assert_eq!((shown(0.25, false), shown(f64::NAN, true)), ("0.25".into(), "–".into()));
    }
}
