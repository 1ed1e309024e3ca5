//! Time series of an ensemble: medians over runs with bands, the places that move most.

use super::colour;
use crate::{
    block::Section,
    draw::{
        format::Format,
        lines::{Line, Panel},
    },
    numbers, places,
    read::bands::{Band, Key, SeriesBands},
    sheet::{Cell, Sheet},
    words,
};
use coercivity_base::Date;
use std::collections::BTreeMap;

/// Panels of a figure.
const MOST_PANELS: usize = 6;
/// Metrics that have a figure.
const FIGURES: [(&str, &str, Format); 5] = [
    ("exports", "Exports as a share of the baseline", Format::Percent),
    ("output", "Output as a share of the baseline", Format::Percent),
    ("value_added_usd", "Value added as a share of the baseline", Format::Percent),
    ("licences_pending", "Licence applications that wait", Format::Quantity),
    ("licence_age_mean", "Mean wait of applications, weeks", Format::Quantity),
];

pub(crate) fn section(id: &str, bands: &SeriesBands) -> Section {
    let mut series = Section::new(
        id,
        "Over time, with bands",
        "Lines are medians over runs, bands reach from the tenth to the ninetieth percentile.",
    );
    for (metric, title, format) in FIGURES {
        figure(&mut series, &format!("{id}_{metric}"), bands, (metric, title, format));
    }
    series
}

/// What a panel is of: lines of all scenarios stand in it.
type Place = (String, String, String);

fn figure(
    section: &mut Section,
    id: &str,
    bands: &SeriesBands,
    (metric, title, format): (&str, &str, Format),
) {
    let of = if format == Format::Percent { "ratio" } else { "run" };
    let mut places: BTreeMap<Place, Vec<(&Key, &Vec<Band>)>> = BTreeMap::new();
    for (key, (_, line)) in bands
        .lines
        .iter()
        .filter(|line| line.0.metric == metric && line.0.of == of && line.0.partner.is_empty())
    {
        places
            .entry((key.stage.clone(), key.jurisdiction.clone(), key.good.clone()))
            .or_default()
            .push((key, line));
    }
    // The ones that move most: furthest from the baseline, or the highest.
    let size = |lines: &Vec<(&Key, &Vec<Band>)>| {
        let values = lines
            .iter()
            .flat_map(|line| line.1.iter().map(|band| band.p50))
            .filter(|value| value.is_finite());
        values.map(|value| if of == "ratio" { 1.0 - value } else { value }).fold(0.0, f64::max)
    };
    let size = |place: &Place, lines: &Vec<(&Key, &Vec<Band>)>| {
        // What is in dollars is ordered by what is lost, so that no small economy comes first.
        if metric == "value_added_usd" { lost(bands, metric, place) } else { size(lines) }
    };
    let mut sized: Vec<(f64, Place)> =
        places.iter().map(|(place, lines)| (size(place, lines), place.clone())).collect();
    sized.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut sheet = Sheet::new(&[
        ("Month", "month"),
        ("Scenario", "scenario"),
        ("Of", "of"),
        ("10%", "p10"),
        ("Median", "p50"),
        ("90%", "p90"),
        ("Runs", "runs"),
    ]);
    let mut panels = Vec::new();
    for (_, place) in sized.iter().take(MOST_PANELS) {
        if let Some(lines) = places.get(place) {
            panels.push(panel(&name(place), lines, format, &mut sheet));
        }
    }
    let left_out = sized.len().saturating_sub(MOST_PANELS);
    let left_out = if left_out > 0 {
        format!("The {MOST_PANELS} that move most; {left_out} more are in series_bands.csv.")
    } else {
        String::new()
    };
    section.panels(id, title, left_out, &panels, &sheet);
}

/// The largest amount by which a scenario's medians over all months lie under those of its baseline.
fn lost(bands: &SeriesBands, metric: &str, (stage, jurisdiction, good): &Place) -> f64 {
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    let own = bands.lines.iter().filter(|(key, _)| {
        (key.metric.as_str(), &key.stage, &key.jurisdiction, &key.good) == (metric, stage, jurisdiction, good)
    });
    for (key, (_, line)) in own.filter(|line| line.0.of != "ratio") {
        let sum: f64 = line.iter().map(|band| band.p50).filter(|value| value.is_finite()).sum();
        *sums.entry(&key.scenario).or_default() += if key.of == "run" { -sum } else { sum };
    }
    sums.into_values().fold(0.0, f64::max)
}

fn name((stage, place, good): &Place) -> String {
    let parts = [places::name(place), words::words(stage), words::words(good)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn panel(title: &str, lines: &[(&Key, &Vec<Band>)], format: Format, sheet: &mut Sheet) -> Panel {
    let mut dates: Vec<Date> = lines.iter().flat_map(|line| line.1.iter().map(|band| band.month)).collect();
    dates.sort_unstable();
    dates.dedup();
    let drawn = lines.iter().enumerate().map(|(at, (key, bands))| {
        let months: Vec<Date> = bands.iter().map(|band| band.month).collect();
        let column = |value: fn(&Band) -> f64| {
            super::output::on(&dates, &months, &bands.iter().map(value).collect::<Vec<_>>())
        };
        for band in bands.iter() {
            let values = [band.p10, band.p50, band.p90].map(|value| Cell::Number(value, format.words(value)));
            let names =
                [Cell::text(numbers::month(band.month)), Cell::text(key.scenario.clone()), Cell::text(title)];
            sheet.rows.push(
                names
                    .into_iter()
                    .chain(values)
                    .chain([Cell::Number(band.runs, numbers::count(band.runs))])
                    .collect(),
            );
        }
        let band = Some((column(|band| band.p10), column(|band| band.p90)));
        Line { label: key.scenario.clone(), class: colour(at), values: column(|band| band.p50), band }
    });
    let lines: Vec<Line> = drawn.collect();
    let reference = (format == Format::Percent).then_some(1.0);
    let description = format!("{title}: median and band from the tenth to the ninetieth percentile of runs.");
    Panel { title: title.to_owned(), description, format, dates, lines, marks: Vec::new(), reference }
}
