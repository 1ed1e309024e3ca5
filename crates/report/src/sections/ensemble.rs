//! An ensemble: results with their range over runs, and time series with bands.

use super::colour;
use crate::{
    block::{Block, Section},
    draw::{
        format::Format,
        lines::{Line, Panel},
    },
    numbers, places,
    read::{
        bands::{Band, Key, Outcome, SeriesBands},
        manifest::EnsembleManifest,
    },
    sheet::{Cell, Sheet},
    words,
};
use coercivity_base::Date;
use std::collections::BTreeMap;

/// Panels of a figure.
const MOST_PANELS: usize = 6;
/// Results on the first screen, the most telling first.
const HEADLINES: [(&str, &str); 7] = [
    ("harm_sender_usd", "Value added lost by who acts, US$"),
    ("harm_target_usd", "Value added lost by who is acted upon, US$"),
    ("harm_third_usd", "Value added lost by third countries, US$"),
    ("harm_ratio_target_sender", "Lost by who is acted upon for each US$ of who acts"),
    ("harm_sender_recovery_months", "Months under 95%, who acts"),
    ("harm_target_recovery_months", "Months under 95%, acted upon"),
    ("harm_target_recovered", "Share of runs in which who is acted upon recovers"),
];

pub(crate) fn sections(
    id: &str,
    manifest: &EnsembleManifest,
    bands: &SeriesBands,
    outcomes: &[Outcome],
) -> Vec<Section> {
    let lead = format!("{}{}", finding(outcomes), lead(manifest));
    let mut first = Section::new(id, format!("Ensemble: {}", manifest.title), lead);
    let headlines = headlines(outcomes);
    first.table(
        "Results with their range over runs",
        "Half of the runs lie under the median, eight of ten between the two quantiles. Missing are runs in which the result \
         does not occur. The last column is the number of runs that would halve the Monte Carlo error of the mean.",
        &headlines,
        "outcomes",
    );
    let hardest = hardest(outcomes);
    if !hardest.rows.is_empty() {
        first.table("Hardest hit", "Lowest weekly output against the baseline, by stage and jurisdiction: median of the runs, lowest first.", &hardest, "hardest_hit");
    }
    let falls = super::falls::sheet(outcomes);
    if falls.rows.is_empty() {
        first.words("Output of no stage falls by 10% in any run, on any side.");
    } else {
        first.table(
            "Whether and when output falls by 10%, and is back",
            "Weeks count from the first measure to the fall, and from the fall until output is at 95% for good. They are of runs \
             that have them: the shares of runs that never fall, or are not back by the end, stand beside them.",
            &falls,
            "falls",
        );
    }
    first.heading("Assumptions: what is compared, set and varied");
    first.list(varied(manifest));
    if bands.has_points {
        first.words("The design has several points and no bands over all of them: the figures are of the first point.");
    }
    first.list(manifest.notes.clone());
    first.heading("The line that repeats it");
    first.blocks.push(Block::Code { text: manifest.repeat.clone() });
    let mut series = Section::new(
        &format!("{id}_bands"),
        "Over time, with bands",
        "Lines are medians over runs, bands reach from the tenth to the ninetieth percentile.",
    );
    for (metric, title, format) in FIGURES {
        figure(&mut series, &format!("{id}_{metric}"), bands, (metric, title, format));
    }
    vec![first, series]
}

/// Metrics that have a figure.
const FIGURES: [(&str, &str, Format); 5] = [
    ("exports", "Exports as a share of the baseline", Format::Percent),
    ("output", "Output as a share of the baseline", Format::Percent),
    ("value_added_usd", "Value added as a share of the baseline", Format::Percent),
    ("licences_pending", "Licence applications that wait", Format::Quantity),
    ("licence_age_mean", "Mean wait of applications, weeks", Format::Quantity),
];

/// Who loses most in which scenario, with its range; nothing where nobody is acted upon.
fn finding(outcomes: &[Outcome]) -> String {
    let is_loss = |row: &&Outcome| {
        row.metric == "harm_target_usd" && row.stage.is_empty() && row.good.is_empty() && row.p50.is_finite()
    };
    let most = outcomes.iter().filter(is_loss).max_by(|a, b| a.p50.total_cmp(&b.p50));
    most.map_or_else(String::new, |row| {
        let [low, middle, high] = [row.p10, row.p50, row.p90].map(numbers::usd);
        format!(
            "Who is acted upon loses most under {}: {middle} US dollars of value added ({low} to {high} in eight of ten runs). ",
            row.scenario
        )
    })
}

fn lead(manifest: &EnsembleManifest) -> String {
    format!(
        "{}: {}, {}, {}; {} failed. {} firms, {} ticks, seed {}, program {}.",
        words::many(manifest.runs, "run"),
        words::many(manifest.scenarios.len() as u64, "scenario"),
        words::many(manifest.points, "point"),
        words::many(manifest.replicates, "replicate"),
        manifest.failed,
        numbers::count(manifest.firms as f64),
        manifest.ticks,
        manifest.seed,
        manifest.version
    )
}

fn varied(manifest: &EnsembleManifest) -> Vec<String> {
    let scenarios = manifest.scenarios.iter().map(|scenario| {
        let print = scenario.scenario_sha256.get(..12).unwrap_or(&scenario.scenario_sha256);
        let who = match scenario.sides() {
            [senders, targets] if !senders.is_empty() || !targets.is_empty() => {
                format!(" {} against {}.", words::list(&senders, 6), words::list(&targets, 6))
            }
            _ => String::new(),
        };
        format!("Scenario {}: {} ({}, SHA-256 {print}…).{who}", scenario.name, scenario.title, scenario.file)
    });
    let paths = manifest.varied.iter().map(|varied| match varied.design.as_str() {
        Some(design) => format!("{}: {design}.", varied.path),
        None => format!("{}: {}.", varied.path, varied.design),
    });
    let plan = manifest.set.iter().map(|set| format!("Set by the plan, in all scenarios: {set}."));
    let set =
        manifest.overrides.iter().map(|set| format!("Set on the command line, in all scenarios: {set}."));
    let luck =
        manifest.varied.is_empty().then(|| "No parameter: runs differ by their luck alone.".to_owned());
    scenarios.chain(plan).chain(set).chain(paths).chain(luck).collect()
}

fn headlines(outcomes: &[Outcome]) -> Sheet {
    let mut sheet = Sheet::new(&[
        ("Result", "metric"),
        ("Scenario", "scenario"),
        ("10%", "p10"),
        ("Median", "p50"),
        ("90%", "p90"),
        ("Mean", "mean"),
        ("Error of the mean", "mc_error"),
        ("Runs", "runs"),
        ("Missing", "missing"),
        ("Runs to halve the error", "runs_to_halve"),
    ]);
    for (metric, label) in HEADLINES {
        let whole = |row: &&Outcome| row.metric == metric && row.stage.is_empty() && row.good.is_empty();
        for row in outcomes.iter().filter(whole) {
            let format = format_of(&row.unit, metric);
            let numbers = [row.p10, row.p50, row.p90, row.mean, row.mc_error]
                .map(|value| Cell::Number(value, format(value)));
            let counts = [row.runs, row.missing, row.runs_to_halve]
                .map(|value| Cell::Number(value, numbers::count(value)));
            let words = [Cell::text(label), Cell::text(row.scenario.clone())];
            sheet.rows.push(words.into_iter().chain(numbers).chain(counts).collect());
        }
    }
    sheet
}

fn format_of(unit: &str, metric: &str) -> fn(f64) -> String {
    match unit {
        "usd" => numbers::usd,
        "share" => numbers::percent,
        "flag" => numbers::percent,
        _ if metric.ends_with("_months") => numbers::tenths,
        _ => numbers::quantity,
    }
}

fn hardest(outcomes: &[Outcome]) -> Sheet {
    let mut sheet = Sheet::new(&[
        ("Stage", "stage"),
        ("In", "jurisdiction"),
        ("Scenario", "scenario"),
        ("10%", "p10"),
        ("Median", "p50"),
        ("90%", "p90"),
        ("Runs", "runs"),
    ]);
    let mut rows: Vec<&Outcome> =
        outcomes.iter().filter(|row| row.metric == "worst_output_ratio" && row.good.is_empty()).collect();
    rows.sort_by(|a, b| a.p50.total_cmp(&b.p50));
    for row in rows.into_iter().take(20) {
        let shares = [row.p10, row.p50, row.p90].map(|value| Cell::Number(value, numbers::percent(value)));
        let names = [
            Cell::text(words::words(&row.stage)),
            Cell::text(places::name(&row.jurisdiction)),
            Cell::text(row.scenario.clone()),
        ];
        let runs = Cell::Number(row.runs, numbers::count(row.runs));
        sheet.rows.push(names.into_iter().chain(shares).chain([runs]).collect());
    }
    sheet
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
