//! Who pays: value added lost by those who act, those acted upon, and the others, how long it takes to heal, and what
//! owners made of it.

use super::{
    Report,
    layout::{Style, list, percent, table, tenths, usd, wrapped},
};
use coercivity_base::JurisdictionId;
use coercivity_record::{SummaryRow, summary_metrics as metrics};
use coercivity_scenario::checked::Side;
use std::collections::BTreeMap;

/// Jurisdictions named per side.
const MOST_NAMES: usize = 2;
/// Stages and jurisdictions named of those that owners marked down.
const MOST_MARKED: usize = 5;

pub(crate) fn render(report: &Report<'_>, style: Style) -> String {
    let mut losses: BTreeMap<&str, f64> = BTreeMap::new();
    let rows = report.rows(metrics::VALUE_ADDED_LOST_USD);
    for row in rows.filter(|row| !row.stage.is_empty() && !row.jurisdiction.is_empty() && row.good.is_empty())
    {
        *losses.entry(&row.jurisdiction).or_default() += row.value;
    }
    let sides = &report.scenario.sides;
    if losses.is_empty() || sides.is_empty() {
        return String::new();
    }
    let places = &report.scenario.jurisdictions;
    let side = |code: &str| {
        let place = places.iter().position(|place| place.code == code);
        place.map_or(Side::Third, |place| sides.of(JurisdictionId::at(place)))
    };
    let words = ["who acts", "acted upon", "third countries"];
    let rows: Vec<Vec<String>> = Side::ALL
        .iter()
        .zip(words)
        .map(|(&of, words)| {
            let members: BTreeMap<&str, f64> = losses
                .iter()
                .filter(|entry| side(entry.0) == of)
                .map(|(&code, &loss)| (code, loss))
                .collect();
            let healed = side_metric(report, of, "made_good_share").map_or_else(|| "-".to_owned(), percent);
            let lost = usd(members.values().sum());
            vec![words.to_owned(), largest(&members), lost, healing(report, of), healed]
        })
        .collect();
    let mut text = style.heading("Who lost how much (value added at base prices; a gain is negative)");
    text.push_str(&table(2, &["side", "most of it in", "USD lost", "months", "healed"], &rows));
    let legend = "Months: from the first to the last with value added under 95% of the baseline; + still under at the end. \
                  Healed: part of the largest loss so far that later gains made up for.";
    text.push_str(&wrapped("  ", legend));
    if report.scenario.results.sides.is_none() {
        text.push_str(&wrapped("  ", "Sides as the schedule implies; results.sides names others."));
    }
    text.push_str(&wrapped("  ", &together(report, losses.values().sum())));
    text.push_str(&marked_down(report));
    text
}

/// For how many months a side was under 95% of the baseline; a plus if it still is.
fn healing(report: &Report<'_>, side: Side) -> String {
    match (side_metric(report, side, "recovery_months"), side_metric(report, side, "recovered")) {
        (Some(months), Some(1.0)) => tenths(months),
        (Some(months), _) => format!("{}+", tenths(months)),
        _ => "-".to_owned(),
    }
}

/// A figure of a side over all stages.
fn side_metric(report: &Report<'_>, side: Side, what: &str) -> Option<f64> {
    let metric = format!("harm_{}_{what}", side.name());
    report.summary.iter().find(|row| row.metric == metric && row.stage.is_empty()).map(|row| row.value)
}

fn together(report: &Report<'_>, all: f64) -> String {
    let ratio = report.rows(metrics::HARM_RATIO).map(|row| row.value).find(|ratio| ratio.is_finite());
    let ratio = match ratio {
        Some(ratio) => format!(" Who is acted upon loses {ratio:.2} USD for each USD of who acts."),
        None => String::from(" Who acts loses nothing on balance, so there is no ratio of losses."),
    };
    format!("All together: {} USD.{ratio}", usd(all))
}

/// Whose equity owners marked down most, by US dollars.
fn marked_down(report: &Report<'_>) -> String {
    let key = |row: &SummaryRow| (row.stage.clone(), row.jurisdiction.clone());
    let shares: BTreeMap<_, f64> =
        report.rows(metrics::EQUITY_LOW).map(|row| (key(row), row.value)).collect();
    let mut falls: Vec<&SummaryRow> =
        report.rows(metrics::EQUITY_LOST_USD).filter(|row| row.value >= 1.0).collect();
    falls.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| key(a).cmp(&key(b))));
    if falls.is_empty() {
        return String::new();
    }
    let name = |row: &&SummaryRow| {
        let day = row.date.map(|date| format!(", {date}")).unwrap_or_default();
        let share =
            shares.get(&key(row)).map(|low| format!(", at worst {}", percent(low - 1.0))).unwrap_or_default();
        format!(
            "{} {} -{} USD ({}{share})",
            row.stage,
            row.jurisdiction,
            usd(row.value),
            day.trim_start_matches(", ")
        )
    };
    let names: Vec<String> = falls.iter().map(name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    wrapped("  ", &format!("Marked down by owners, at most: {}.", list(&names, MOST_MARKED)))
}

/// The members with the largest amounts, lost or gained.
fn largest(members: &BTreeMap<&str, f64>) -> String {
    let mut sorted: Vec<_> = members.iter().filter(|entry| entry.1.abs() >= 0.5).collect();
    sorted.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    let names: Vec<String> = sorted.iter().map(|(code, loss)| format!("{code} {}", usd(**loss))).collect();
    list(&names.iter().map(String::as_str).collect::<Vec<_>>(), MOST_NAMES)
}
