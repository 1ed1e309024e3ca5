//! Exports of restricted goods by month, beside the baseline.

use super::colour;
use crate::{
    block::Section,
    derive::{output::share, trade},
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

/// Panels at most.
const MOST_PANELS: usize = 6;

/// Goods of an origin that are shown together.
struct Lot {
    origin: String,
    goods: Vec<String>,
    title: String,
}

pub(crate) fn section(runs: &[Run]) -> Section {
    let mut section = Section::new(
        "exports",
        "Exports of restricted goods",
        "Quantities sent abroad by month, beside the baseline.",
    );
    let Some(first) = runs.first() else { return section };
    let lots = lots(first);
    let months = trade::whole_months(first);
    let (mut panels, mut sheet) = (Vec::new(), header(runs));
    for lot in lots.iter().take(MOST_PANELS) {
        panels.push(panel(runs, lot, &months));
    }
    for lot in &lots {
        add_rows(&mut sheet, runs, lot, &months);
    }
    if panels.is_empty() {
        section.words("The run names no restricted exports: no measure of the schedule concerns goods on their way out.");
        return section;
    }
    let left_out = lots.len().saturating_sub(MOST_PANELS);
    let left_out = if left_out > 0 { format!(" {left_out} more are in the data.") } else { String::new() };
    let words = format!(
        "Months of which all days were simulated. The grey dashes are the baseline, the dotted line marks the first day of measures.{left_out}"
    );
    section.panels("exports_by_month", finding(first, &lots, &months), words, &panels, &sheet);
    section
}

/// Each restricted good alone, and before them all goods of the same maker and unit together.
fn lots(run: &Run) -> Vec<Lot> {
    let pairs = run.controlled();
    let mut lots: Vec<Lot> = Vec::new();
    for (origin, good) in &pairs {
        let together = of_the_same_maker(run, good);
        let is_there = lots.iter().any(|lot| lot.origin == *origin && lot.goods == together);
        if together.len() > 1
            && !is_there
            && pairs.iter().filter(|pair| together.iter().any(|g| g == pair.1)).count() > 1
        {
            let names: Vec<String> = together.iter().map(|good| words::inside(good)).collect();
            let title = format!("{}: {}", places::name(origin), words::list(&names, 3));
            lots.push(Lot { origin: (*origin).into(), goods: together, title });
        }
    }
    for (origin, good) in pairs {
        let title = format!("{}: {}", places::name(origin), words::inside(good));
        lots.push(Lot { origin: origin.into(), goods: vec![good.into()], title });
    }
    lots
}

/// Goods with the unit of `good` that only one stage makes, if all of them go to the same uses as finished parts; joint
/// products of separation are not summed, since a tonne of one is no tonne of the other.
fn of_the_same_maker(run: &Run, good: &str) -> Vec<String> {
    let maker = run.series.of("output").find(|line| line.good == good);
    let Some(maker) = maker else { return Vec::new() };
    let mut goods: Vec<String> = Vec::new();
    for line in run.series.of("output").filter(|line| line.stage == maker.stage && line.unit == maker.unit) {
        if !goods.contains(&line.good) {
            goods.push(line.good.clone());
        }
    }
    if goods.len() == 2 { goods } else { Vec::new() }
}

/// What leaves in each of `months`: of the run, and of its baseline.
fn sent(run: &Run, lot: &Lot, months: &[Date]) -> (Vec<f64>, Vec<f64>) {
    let sum = |flows: Option<&crate::read::flows::Flows>| {
        let mut sum = vec![if flows.is_some() { 0.0 } else { f64::NAN }; months.len()];
        if let Some(flows) = flows {
            for good in &lot.goods {
                let sent = flows.exports(&lot.origin, good);
                let values = super::output::on(months, &flows.months, &sent);
                sum.iter_mut()
                    .zip(values)
                    .for_each(|(sum, value)| *sum += if value.is_finite() { value } else { 0.0 });
            }
        }
        sum
    };
    (sum(Some(&run.flows)), sum(run.baseline_flows.as_ref()))
}

fn unit(run: &Run, lot: &Lot) -> String {
    lot.goods
        .first()
        .and_then(|good| run.flows.goods.get(good))
        .map(|good| good.unit.clone())
        .unwrap_or_default()
}

fn panel(runs: &[Run], lot: &Lot, months: &[Date]) -> Panel {
    let first = &runs[0];
    let mut lines = vec![Line {
        label: "baseline".into(),
        class: "base",
        values: sent(first, lot, months).1,
        band: None,
    }];
    for (at, run) in runs.iter().enumerate() {
        let label = if runs.len() == 1 { "with measures".to_owned() } else { run.name.clone() };
        lines.push(Line { label, class: colour(at), values: sent(run, lot, months).0, band: None });
    }
    let title = format!("{}, {} a month", lot.title, unit(first, lot));
    let description = format!(
        "{title}. {}.",
        lowest(first, lot, months).map_or_else(String::new, |low| format!(
            "Lowest at {} of the baseline in {}",
            numbers::percent(low.1),
            numbers::month(low.0)
        ))
    );
    let marks = runs.iter().filter_map(Run::first_measure).collect();
    Panel {
        title,
        description,
        format: Format::Quantity,
        dates: months.to_vec(),
        lines,
        marks,
        reference: None,
    }
}

/// The month with the lowest share of the baseline.
fn lowest(run: &Run, lot: &Lot, months: &[Date]) -> Option<(Date, f64)> {
    let (sent, baseline) = sent(run, lot, months);
    let shares = sent.iter().zip(baseline).map(|(&sent, baseline)| share(sent, baseline));
    months.iter().copied().zip(shares).filter(|entry| entry.1.is_finite()).min_by(|a, b| a.1.total_cmp(&b.1))
}

fn finding(run: &Run, lots: &[Lot], months: &[Date]) -> String {
    let Some(lot) = lots.first() else { return String::new() };
    match lowest(run, lot, months) {
        Some((date, value)) if value < 0.99 => format!(
            "{}’s exports of {} fall to {} of the baseline in {}",
            places::name(&lot.origin),
            words::list(&lot.goods.iter().map(|good| words::inside(good)).collect::<Vec<_>>(), 3),
            numbers::percent(value),
            numbers::month(date)
        ),
        _ => "Exports of restricted goods stay at the baseline".into(),
    }
}

fn header(runs: &[Run]) -> Sheet {
    let mut sheet = Sheet::new(&[
        ("Month", "month"),
        ("Origin", "origin"),
        ("Goods", "goods"),
        ("Unit", "unit"),
        ("Baseline", "baseline"),
    ]);
    for run in runs {
        sheet.column(run.name.clone(), run.name.clone());
        sheet.column("Share of baseline", format!("{} / baseline", run.name));
    }
    sheet
}

fn add_rows(sheet: &mut Sheet, runs: &[Run], lot: &Lot, months: &[Date]) {
    let values: Vec<(Vec<f64>, Vec<f64>)> = runs.iter().map(|run| sent(run, lot, months)).collect();
    for (at, month) in months.iter().enumerate() {
        let baseline = values[0].1[at];
        let goods = lot.goods.join(" + ");
        let mut row = vec![
            Cell::text(month.to_string().get(..7).unwrap_or_default()),
            Cell::text(lot.origin.clone()),
            Cell::text(goods),
            Cell::text(unit(&runs[0], lot)),
            Cell::Number(baseline, numbers::quantity(baseline)),
        ];
        for (sent, own_baseline) in &values {
            let ratio = share(sent[at], own_baseline[at]);
            row.push(Cell::Number(sent[at], numbers::quantity(sent[at])));
            row.push(Cell::Number(ratio, numbers::percent(ratio)));
        }
        sheet.rows.push(row);
    }
}
