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
    // The ones that move most come first: furthest under the baseline in any month and scenario, or the highest.
    let size = |lines: &Vec<(&Key, &Vec<Band>)>| {
        let values = lines
            .iter()
            .flat_map(|line| line.1.iter().map(|band| band.p50))
            .filter(|value| value.is_finite());
        values.map(|value| if of == "ratio" { 1.0 - value } else { value }).fold(0.0, f64::max)
    };
    let mut sized: Vec<(f64, Place)> =
        places.iter().map(|(place, lines)| (size(lines), place.clone())).collect();
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
        let order = if of == "ratio" { "fall most, as a share of the baseline" } else { "are highest" };
        format!("The {MOST_PANELS} that {order}, largest first; {left_out} more are in series_bands.csv.")
    } else {
        String::new()
    };
    section.panels(id, title, left_out, &panels, &sheet);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Block;

    #[test]
    fn places_that_fall_most_as_a_share_come_first_whatever_their_size() {
        let mut bands = SeriesBands::default();
        for (place, of, value) in [
            ("US", "ratio", 0.8),
            ("US", "run", 8e9),
            ("LU", "ratio", 0.3),
            ("LU", "run", 3.0),
            ("JP", "ratio", 0.9),
        ] {
            let key = Key {
                scenario: "ban".into(),
                of: of.into(),
                stage: "device_maker".into(),
                jurisdiction: place.into(),
                metric: "value_added_usd".into(),
                partner: String::new(),
                good: String::new(),
            };
            let band = |month| Band {
                month: Date::constant(2025, month, 1),
                p10: value,
                p50: value,
                p90: value,
                runs: 5.0,
            };
            bands.lines.insert(key, (String::new(), [4, 5].map(band).to_vec()));
        }
        let section = section("e", &bands);
        let pictures: Vec<&str> = section
            .blocks
            .iter()
            .filter_map(|block| if let Block::Figure(figure) = block { Some(figure) } else { None })
            .flat_map(|figure| figure.pictures.iter().map(|picture| picture.svg.as_str()))
            .collect();
        let place = |name: &str| pictures.iter().position(|picture| picture.contains(name));
        assert_eq!((place("Luxembourg"), place("United States")), (Some(0), Some(1)), "{pictures:?}");
    }
}
