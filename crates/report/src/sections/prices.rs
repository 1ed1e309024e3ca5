//! Prices inside the bloc of those who act and outside it.

use super::colour;
use crate::{
    block::Section,
    draw::{
        format::Format,
        lines::{Line, Panel},
    },
    numbers,
    read::series,
    run::Run,
    sheet::{Cell, Sheet},
    words,
};
use coercivity_base::Date;

/// Goods that have panels.
const MOST: usize = 6;
/// Classes of blocs in a single run, in their order.
const BLOCS: [&str; 4] = ["sender", "target", "third", "c4"];

pub(crate) fn section(runs: &[Run]) -> Option<Section> {
    let goods = goods(runs.first()?);
    let panels: Vec<Panel> = goods.iter().take(MOST).map(|good| panel(runs, good)).collect();
    let mut sheet = Sheet::new(&[("Week of", "date")]);
    sheet.rows = runs[0].series.dates.iter().map(|date| vec![Cell::text(date.to_string())]).collect();
    for (panel, line) in panels.iter().flat_map(|panel| panel.lines.iter().map(move |line| (panel, line))) {
        sheet.column(format!("{}: {}", panel.title, line.label), format!("{} / {}", panel.title, line.label));
        for (row, &value) in sheet.rows.iter_mut().zip(&line.values) {
            row.push(Cell::Number(value, numbers::percent(value)));
        }
    }
    let mut section = Section::new(
        "prices",
        "Prices inside and outside",
        "Quoted spot prices with duties, as a share of the base price. A bloc is a market of its own while a border divides it from the others.",
    );
    let left_out = goods.len().saturating_sub(MOST);
    let left_out = if left_out > 0 {
        format!(" The {left_out} goods whose price moves less are left out.")
    } else {
        String::new()
    };
    let words = format!(
        "Under 100% a good is cheaper than in the base year. Base prices are those of the accounts.{left_out}"
    );
    section.panels("prices", finding(&panels), words, &panels, &sheet);
    (!section.blocks.is_empty()).then_some(section)
}

/// Goods whose quoted price moves at all: the one that moves most first.
fn goods(run: &Run) -> Vec<String> {
    let mut moves: Vec<(f64, &str)> = Vec::new();
    for line in run.series.of("price_quoted") {
        let size = shares(run, line)
            .into_iter()
            .filter(|value| value.is_finite())
            .map(|value| (value - 1.0).abs())
            .fold(0.0, f64::max);
        match moves.iter_mut().find(|known| known.1 == line.good) {
            Some(known) => known.0 = known.0.max(size),
            None => moves.push((size, &line.good)),
        }
    }
    moves.retain(|entry| entry.0 > 0.005);
    moves.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    moves.into_iter().map(|entry| entry.1.to_owned()).collect()
}

/// Prices as shares of the base price. Rows stand for the first tick and while a price differs, so what is missing is
/// the base price.
fn shares(run: &Run, line: &series::Line) -> Vec<f64> {
    let price = run.price_usd(&line.good);
    let base = if price > 0.0 { price } else { line.values.first().copied().unwrap_or(f64::NAN) };
    line.values.iter().map(|value| if value.is_finite() { value / base } else { 1.0 }).collect()
}

fn panel(runs: &[Run], good: &str) -> Panel {
    let dates = runs[0].series.dates.clone();
    let mut lines = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        for (bloc, line) in run.series.of("price_quoted").filter(|line| line.good == good).enumerate() {
            let label = if runs.len() == 1 {
                line.jurisdiction.clone()
            } else {
                format!("{}, {}", line.jurisdiction, run.name)
            };
            let class = if runs.len() == 1 { BLOCS[bloc % BLOCS.len()] } else { colour(at * 2 + bloc) };
            lines.push(Line {
                label,
                class,
                values: super::output::on(&dates, &run.series.dates, &shares(run, line)),
                band: None,
            });
        }
    }
    let title = words::words(good);
    let description = match peak(&dates, &lines) {
        Some((line, date, value)) => format!(
            "{title}: highest in {} at {} of the base price in {}.",
            line.label,
            numbers::percent(value),
            numbers::month(date)
        ),
        None => title.clone(),
    };
    let marks = runs.iter().filter_map(Run::first_measure).collect();
    Panel { title, description, format: Format::Percent, dates, lines, marks, reference: Some(1.0) }
}

fn peak<'a>(dates: &[Date], lines: &'a [Line]) -> Option<(&'a Line, Date, f64)> {
    let all = lines
        .iter()
        .flat_map(|line| line.values.iter().enumerate().map(move |(at, &value)| (line, dates[at], value)));
    all.filter(|entry| entry.2.is_finite()).max_by(|a, b| a.2.total_cmp(&b.2))
}

fn finding(panels: &[Panel]) -> String {
    let peaks = panels.iter().filter_map(|panel| peak(&panel.dates, &panel.lines).map(|peak| (panel, peak)));
    match peaks.max_by(|a, b| a.1.2.total_cmp(&b.1.2)) {
        Some((panel, (line, date, value))) => format!(
            "{} costs {} of its base price in the bloc {} in {}",
            panel.title,
            numbers::percent(value),
            line.label,
            numbers::month(date)
        ),
        None => "Prices stay at their base".into(),
    }
}
