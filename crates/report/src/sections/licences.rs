//! The licence queue: how many applications wait, and for how long.

use super::colour;
use crate::{
    block::Section,
    draw::{
        format::Format,
        lines::{Line, Panel},
    },
    numbers, places,
    read::series,
    run::Run,
    sheet::{Cell, Sheet},
    words,
};

/// Offices and goods that have panels.
const MOST: usize = 3;

pub(crate) fn section(runs: &[Run]) -> Option<Section> {
    let pairs = pairs(runs.first()?);
    let (mut panels, mut sheet) = (Vec::new(), Sheet::new(&[("Week of", "date")]));
    sheet.rows = runs[0].series.dates.iter().map(|date| vec![Cell::text(date.to_string())]).collect();
    for (office, good) in pairs.iter().take(MOST) {
        for (metric, words, name) in [
            ("licences_pending", "applications that wait", "pending"),
            ("licence_age_mean", "mean wait so far, weeks", "mean_age_weeks"),
        ] {
            let title = format!("{}, {}: {words}", places::name(office), words::inside(good));
            let panel = panel(runs, title, office, good, metric);
            for line in &panel.lines {
                sheet.column(
                    format!("{}: {}", panel.title, line.label),
                    format!("{office}_{good}_{name} {}", line.label),
                );
                for (row, &value) in sheet.rows.iter_mut().zip(&line.values) {
                    row.push(Cell::Number(value, numbers::tenths(value)));
                }
            }
            panels.push(panel);
        }
    }
    let mut section = Section::new(
        "licences",
        "Licence queue and age",
        "Applications of the model: a run with fewer firms files fewer of them, so compare shapes and waits rather than counts.",
    );
    section.panels(
        "licence_queue",
        finding(runs),
        "Applications pending after the decisions of each week, and the mean time since they were filed.",
        &panels,
        &sheet,
    );
    if section.blocks.is_empty() {
        return None;
    }
    section.table(
        "Decisions by office and good",
        "Over the whole run; age at the decision.",
        &decisions(runs),
        "licence_decisions",
    );
    Some(section)
}

/// Offices and goods, those with most applications first.
fn pairs(run: &Run) -> Vec<(String, String)> {
    let mut sized: Vec<(f64, &series::Line)> = run
        .series
        .of("licences_filed")
        .map(|line| (line.values.iter().filter(|value| value.is_finite()).sum(), line))
        .filter(|entry: &(f64, _)| entry.0 > 0.0)
        .collect();
    sized.sort_by(|a, b| b.0.total_cmp(&a.0));
    sized.into_iter().map(|entry| (entry.1.jurisdiction.clone(), entry.1.good.clone())).collect()
}

fn panel(runs: &[Run], title: String, office: &str, good: &str, metric: &str) -> Panel {
    let dates = runs[0].series.dates.clone();
    let mut lines = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        let found = run.series.of(metric).find(|line| line.jurisdiction == office && line.good == good);
        let Some(found) = found else { continue };
        let values = super::output::on(&dates, &run.series.dates, &found.values);
        let label = if runs.len() == 1 { "with measures".to_owned() } else { run.name.clone() };
        lines.push(Line { label, class: colour(at), values, band: None });
    }
    let peak = lines
        .iter()
        .flat_map(|line| line.values.iter().copied())
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max);
    let description = format!("{title}; at most {}.", numbers::quantity(peak));
    let marks = runs.iter().filter_map(Run::first_measure).collect();
    Panel { title, description, format: Format::Quantity, dates, lines, marks, reference: None }
}

/// The longest mean wait of the first run.
fn finding(runs: &[Run]) -> String {
    let mut worst: Option<(f64, usize, &str)> = None;
    for line in runs[0].series.of("licence_age_mean") {
        for (tick, &value) in line.values.iter().enumerate().filter(|entry| entry.1.is_finite()) {
            if worst.is_none_or(|worst| value > worst.0) {
                worst = Some((value, tick, &line.good));
            }
        }
    }
    match worst {
        Some((weeks, tick, good)) if weeks > 0.0 => format!(
            "Applications for {} have waited {} weeks on average in {}",
            words::inside(good),
            numbers::tenths(weeks),
            runs[0].series.dates.get(tick).map(|&date| numbers::month(date)).unwrap_or_default()
        ),
        _ => "No application waits".into(),
    }
}

fn decisions(runs: &[Run]) -> Sheet {
    const COLUMNS: [(&str, &str); 6] = [
        ("Filed", "licences_filed"),
        ("Granted", "licences_granted"),
        ("Refused", "licences_refused"),
        ("Pending at the end", "licences_pending_end"),
        ("Mean age, weeks", "licence_age_weeks_mean"),
        ("90% within, weeks", "licence_age_weeks_p90"),
    ];
    let mut sheet = Sheet::new(&[("Run", "run"), ("Office", "office"), ("Good", "good")]);
    COLUMNS.iter().for_each(|(words, name)| sheet.column(*words, *name));
    for run in runs {
        for (office, good) in pairs(run) {
            let mut row = vec![
                Cell::text(run.name.clone()),
                Cell::text(places::name(&office)),
                Cell::text(words::words(&good)),
            ];
            for (at, (_, metric)) in COLUMNS.iter().enumerate() {
                let found = run
                    .summary
                    .iter()
                    .find(|row| row.metric == *metric && row.jurisdiction == office && row.good == good);
                let value = found.map_or(f64::NAN, |row| row.value);
                row.push(Cell::Number(
                    value,
                    if at < 4 { numbers::count(value) } else { numbers::tenths(value) },
                ));
            }
            sheet.rows.push(row);
        }
    }
    sheet
}
