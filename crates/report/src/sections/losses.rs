//! Who pays: value added lost by side over time, by stage and by country.

use super::colour;
use crate::{
    block::Section,
    derive::{losses, trade},
    draw::{
        bars::{self, Bar},
        format::Format,
        lines::{Line, Panel},
    },
    numbers, places,
    run::Run,
    sheet::{Cell, Sheet},
    words,
};

/// Countries that have a bar.
const MOST_PLACES: usize = 14;

pub(crate) fn section(runs: &[Run]) -> Option<Section> {
    let runs: Vec<&Run> = runs.iter().filter(|run| !run.harm.is_empty()).collect();
    let first = *runs.first()?;
    let mut section = Section::new(
        "losses",
        "Who pays",
        "Value added at base prices, against the paired baseline. A gain is negative.",
    );
    over_time(&mut section, &runs);
    for run in &runs {
        by_stage(&mut section, run, runs.len() > 1);
    }
    by_place(&mut section, first, runs.len() > 1);
    Some(section)
}

fn class(side: &str) -> &'static str {
    match side {
        "sender" => "sender",
        "target" => "target",
        "third" => "third",
        _ => "base",
    }
}

/// Sides that the runs have; all together where nobody acts.
fn sides(runs: &[&Run]) -> Vec<(&'static str, &'static str)> {
    let is_there =
        |side: &&(&str, &str)| runs.iter().any(|run| run.harm.iter().any(|row| row.side == side.0));
    let sides: Vec<_> = losses::SIDES.iter().filter(is_there).copied().collect();
    if sides.is_empty() { vec![("", "All")] } else { sides }
}

fn over_time(section: &mut Section, runs: &[&Run]) {
    let whole = trade::whole_months(runs[0]);
    let months: Vec<_> = losses::months(runs[0]).into_iter().filter(|month| whole.contains(month)).collect();
    let mut sheet = Sheet::new(&[("Month", "month")]);
    sheet.rows =
        months.iter().map(|month| vec![Cell::text(month.to_string().get(..7).unwrap_or_default())]).collect();
    let line = |label: String, class, values: Vec<f64>, sheet: &mut Sheet| {
        sheet.column(format!("{label}, US$"), format!("{label}_lost_usd"));
        sheet
            .rows
            .iter_mut()
            .zip(&values)
            .for_each(|(row, &value)| row.push(Cell::Number(value, numbers::usd(value))));
        Line { label, class, values, band: None }
    };
    let marks: Vec<_> = runs.iter().filter_map(|run| run.first_measure()).collect();
    let panel = |title: &str, lines: Vec<Line>| Panel {
        title: format!("{title}, US$ a month"),
        description: format!("{title}: value added lost by month."),
        format: Format::Usd,
        dates: months.clone(),
        lines,
        marks: marks.clone(),
        reference: Some(0.0),
    };
    let mut panels = Vec::new();
    for (side, label) in sides(runs) {
        let lines: Vec<Line> = runs
            .iter()
            .enumerate()
            .map(|(at, run)| {
                let lost = losses::by_month(run, |row| row.side == side || side.is_empty());
                let values = super::output::on(&months, &losses::months(run), &lost);
                let (name, class) = if runs.len() == 1 {
                    (label.to_owned(), class(side))
                } else {
                    (format!("{label}, {}", run.name), colour(at))
                };
                line(name, class, values, &mut sheet)
            })
            .collect();
        panels.push(panel(label, lines));
    }
    section.panels(
        "losses_by_month",
        peak(runs[0]),
        "Baseline less run, for months of which all days were simulated. Above zero is a loss; axes differ.",
        &panels,
        &sheet,
    );
}

/// The dearest month of all sides together.
fn peak(run: &Run) -> String {
    let lost = losses::by_month(run, |_| true);
    let months = losses::months(run);
    match months.iter().zip(&lost).max_by(|a, b| a.1.total_cmp(b.1)) {
        Some((&month, &lost)) if lost > 0.0 => {
            format!(
                "The dearest month is {}: {} US dollars of value added are lost",
                numbers::month(month),
                numbers::usd(lost)
            )
        }
        _ => "No month has a loss on balance".into(),
    }
}

fn by_stage(section: &mut Section, run: &Run, is_named: bool) {
    let sides = sides(&[run]);
    let mut sheet = Sheet::new(&[
        ("Stage", "stage"),
        ("Side", "side"),
        ("Lost, US$", "lost_usd"),
        ("Share of its baseline", "lost_share"),
    ]);
    let mut rows = Vec::new();
    let mut stages: Vec<&str> = Vec::new();
    run.harm.iter().for_each(|row| {
        if !stages.contains(&row.stage.as_str()) {
            stages.push(&row.stage)
        }
    });
    let mut worst: Option<(f64, String)> = None;
    for stage in stages {
        let mut label = words::words(stage);
        for (side, words) in &sides {
            let loss = losses::of(run, |row| row.stage == stage && (row.side == *side || side.is_empty()));
            if loss.baseline_usd <= 0.0 {
                continue;
            }
            if worst.as_ref().is_none_or(|worst| loss.lost_usd > worst.0) {
                worst = Some((
                    loss.lost_usd,
                    format!("{} ({})", words::inside(stage), words::inside_words(words)),
                ));
            }
            let note = format!("{} of the baseline", numbers::percent(loss.share()));
            rows.push(Bar {
                label: std::mem::take(&mut label),
                class: class(side),
                value: loss.lost_usd,
                words: note,
            });
            sheet.rows.push(vec![
                Cell::text(words::words(stage)),
                Cell::text(*words),
                Cell::Number(loss.lost_usd, numbers::usd(loss.lost_usd)),
                Cell::Number(loss.share(), numbers::percent(loss.share())),
            ]);
        }
    }
    let Some((lost, who)) = worst else { return };
    let name = if is_named { format!("{}: ", run.name) } else { String::new() };
    let title = format!("{name}{} US dollars, the largest loss, fall on {who}", numbers::usd(lost));
    let legend: Vec<(&str, &str)> = sides.iter().map(|(side, words)| (class(side), *words)).collect();
    let id = format!("losses_by_stage_{}", super::checks::file_name(&run.name));
    let description = format!("Value added lost by stage and side. {title}.");
    let svg = bars::draw(
        &format!("{id}-0"),
        "Value added lost by stage, US$",
        &description,
        Format::Usd,
        &rows,
        &legend,
    );
    section.pictures(&id, title, "Sum over the run, by stage of the chain.", vec![svg], &sheet);
}

fn by_place(section: &mut Section, run: &Run, is_named: bool) {
    let sides = run.sides();
    let mut codes: Vec<&str> = run.harm.iter().map(|row| row.jurisdiction.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut sized: Vec<(&str, losses::Loss)> =
        codes.into_iter().map(|code| (code, losses::of(run, |row| row.jurisdiction == code))).collect();
    sized.sort_by(|a, b| b.1.lost_usd.abs().total_cmp(&a.1.lost_usd.abs()));
    let mut sheet = Sheet::new(&[
        ("Country", "jurisdiction"),
        ("Side", "side"),
        ("Lost, US$", "lost_usd"),
        ("Share", "lost_share"),
    ]);
    for (code, loss) in &sized {
        sheet.rows.push(vec![
            Cell::text(places::name(code)),
            Cell::text(sides.get(code).copied().unwrap_or_default()),
            Cell::Number(loss.lost_usd, numbers::usd(loss.lost_usd)),
            Cell::Number(loss.share(), numbers::percent(loss.share())),
        ]);
    }
    let shown: Vec<Bar> = sized
        .iter()
        .take(MOST_PLACES)
        .map(|(code, loss)| Bar {
            label: places::name(code),
            class: class(sides.get(code).copied().unwrap_or_default()),
            value: loss.lost_usd,
            words: format!("{} of its value added", numbers::percent(loss.share())),
        })
        .collect();
    let Some((first, loss)) = sized.first() else { return };
    let verb = if loss.lost_usd < 0.0 { "gains" } else { "loses" };
    let name = if is_named { format!("{}: ", run.name) } else { String::new() };
    let title = format!(
        "{name}{} {verb} most, {} US dollars",
        words::capital(&places::with_article(&places::name(first))),
        numbers::usd(loss.lost_usd.abs())
    );
    let legend: Vec<(&str, &str)> =
        self::sides(&[run]).iter().map(|(side, words)| (class(side), *words)).collect();
    let svg = bars::draw(
        "losses_by_country-0",
        "Value added lost by country, US$",
        &title,
        Format::Usd,
        &shown,
        &legend,
    );
    let left_out = sized.len().saturating_sub(MOST_PLACES);
    let words = if left_out > 0 {
        format!("The largest amounts; {left_out} more countries are in the data.")
    } else {
        "All countries.".into()
    };
    section.pictures("losses_by_country", title, words, vec![svg], &sheet);
}
