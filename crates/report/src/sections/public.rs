//! Public money: tariffs and fees that treasuries took, and what authorities paid for stocks, floor prices and subsidies.

use super::colour;
use crate::{
    block::Section,
    derive::trade,
    draw::{
        format::Format,
        lines::{Line, Panel},
    },
    numbers, places,
    read::money::{Amount, Purse},
    run::Run,
    sheet::{Cell, Sheet},
    words,
};
use coercivity_base::Date;

pub(crate) fn section(runs: &[Run]) -> Option<Section> {
    let kinds: Vec<Purse> =
        Purse::ALL.into_iter().filter(|kind| runs.iter().any(|run| total(run, *kind, None) > 0.0)).collect();
    if kinds.is_empty() {
        return None;
    }
    let mut section = Section::new(
        "public_money",
        "Public money",
        "What treasuries took in tariffs and fees, and what authorities paid for stocks, floor prices and subsidies. It changes \
         hands or buys something that is still there, and is no part of the value added that is lost.",
    );
    for run in runs.iter().filter(|run| !run.public.is_empty()) {
        let name = if runs.len() > 1 { format!(": {}", run.name) } else { String::new() };
        section.table(
            format!("By country{name}"),
            "Sums over the run, US dollars. Net is what was taken in less what was paid.",
            &by_place(run, &kinds),
            &format!("public_money_{}", super::checks::file_name(&run.name)),
        );
    }
    over_time(&mut section, runs, &kinds);
    Some(section)
}

fn total(run: &Run, kind: Purse, place: Option<&str>) -> f64 {
    let is =
        |amount: &&Amount| amount.purse == kind && place.is_none_or(|place| amount.jurisdiction == place);
    run.public.iter().filter(is).map(|amount| amount.usd).sum()
}

/// A row for each country with any, the largest sums first.
fn by_place(run: &Run, kinds: &[Purse]) -> Sheet {
    let mut sheet = Sheet::new(&[("Country", "jurisdiction")]);
    for kind in kinds {
        sheet.column(format!("{}, US$", kind.words()), format!("{}_usd", kind.name()));
    }
    sheet.column("Net, US$", "net_usd");
    let mut codes: Vec<&str> = run.public.iter().map(|amount| amount.jurisdiction.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut rows: Vec<(f64, Vec<Cell>)> = Vec::new();
    for code in codes {
        let sums: Vec<f64> = kinds.iter().map(|kind| total(run, *kind, Some(code))).collect();
        let net: f64 = kinds.iter().zip(&sums).map(|(kind, sum)| kind.sign() * sum).sum();
        let mut row = vec![Cell::text(places::name(code))];
        row.extend(sums.iter().chain([&net]).map(|sum| Cell::Number(*sum, numbers::usd(*sum))));
        rows.push((sums.iter().sum(), row));
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    sheet.rows = rows.into_iter().map(|row| row.1).collect();
    sheet
}

fn over_time(section: &mut Section, runs: &[Run], kinds: &[Purse]) {
    let months: Vec<Date> = trade::whole_months(&runs[0]);
    let mut sheet = Sheet::new(&[("Month", "month")]);
    let month = |month: &Date| vec![Cell::text(month.to_string().get(..7).unwrap_or_default())];
    sheet.rows = months.iter().map(month).collect();
    let mut panels = Vec::new();
    for kind in kinds {
        let mut lines = Vec::new();
        for (at, run) in runs.iter().enumerate() {
            let sum = |month: &Date| -> f64 {
                let is = |amount: &&Amount| amount.purse == *kind && amount.month == *month;
                run.public.iter().filter(is).map(|amount| amount.usd).sum()
            };
            let values: Vec<f64> = months.iter().map(sum).collect();
            let label = if runs.len() == 1 { "All countries".to_owned() } else { run.name.clone() };
            sheet.column(format!("{}, {label}", kind.words()), format!("{}_usd / {}", kind.name(), run.name));
            for (row, value) in sheet.rows.iter_mut().zip(&values) {
                row.push(Cell::Number(*value, numbers::usd(*value)));
            }
            lines.push(Line { label, class: colour(at), values, band: None });
        }
        panels.push(Panel {
            title: format!("{}, US$ a month", kind.words()),
            description: format!("{} by month, over all countries.", kind.words()),
            format: Format::Usd,
            dates: months.clone(),
            lines,
            marks: runs.iter().filter_map(Run::first_measure).collect(),
            reference: None,
        });
    }
    let title = format!("{} by month", words::capital(&finding(&runs[0], kinds)));
    let words = "Over all countries, months of which all days were simulated; a tick counts for the month of its first day.";
    section.panels("public_money_by_month", title, words, &panels, &sheet);
}

/// The largest kind with its sum.
fn finding(run: &Run, kinds: &[Purse]) -> String {
    let sums = kinds.iter().map(|kind| (total(run, *kind, None), kind));
    match sums.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((sum, kind)) => format!("{}: {} US dollars over the run,", kind.words(), numbers::usd(sum)),
        None => "Public money".into(),
    }
}
