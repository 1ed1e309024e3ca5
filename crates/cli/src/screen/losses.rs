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
const MOST_NAMES: usize = 3;
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
    let words = ["who acts", "who is acted upon", "third countries"];
    let rows: Vec<Vec<String>> = Side::ALL
        .iter()
        .zip(words)
        .map(|(&of, words)| {
            let members: BTreeMap<&str, f64> = losses
                .iter()
                .filter(|entry| side(entry.0) == of)
                .map(|(&code, &loss)| (code, loss))
                .collect();
            vec![words.to_owned(), largest(&members), usd(members.values().sum()), healing(report, of)]
        })
        .collect();
    let mut text = style.heading("Who lost how much (value added at base prices; a gain is negative)");
    text.push_str(&table(2, &["side", "most of it in", "USD lost", "months away"], &rows));
    text.push_str(&wrapped("  ", &together(report, losses.values().sum())));
    text.push_str(&marked_down(report));
    text
}

/// For how many months a side was under 95% of the baseline; a plus if it still is.
fn healing(report: &Report<'_>, side: Side) -> String {
    let of = |what: &str| {
        let metric = format!("harm_{}_{what}", side.name());
        report.summary.iter().find(|row| row.metric == metric && row.stage.is_empty()).map(|row| row.value)
    };
    match (of("recovery_months"), of("recovered")) {
        (Some(months), Some(1.0)) => tenths(months),
        (Some(months), _) => format!("{}+", tenths(months)),
        _ => "-".to_owned(),
    }
}

fn together(report: &Report<'_>, all: f64) -> String {
    let ratio = report.rows(metrics::HARM_RATIO).map(|row| row.value).find(|ratio| ratio.is_finite());
    let ratio = match ratio {
        Some(ratio) => format!(" Who is acted upon loses {ratio:.2} USD for each USD of who acts."),
        None => String::new(),
    };
    format!("All together: {} USD.{ratio}", usd(all))
}

/// Whose equity owners marked down most.
fn marked_down(report: &Report<'_>) -> String {
    let mut lows: Vec<&SummaryRow> =
        report.rows(metrics::EQUITY_LOW).filter(|row| row.value < 0.99).collect();
    lows.sort_by(|a, b| {
        a.value
            .total_cmp(&b.value)
            .then_with(|| (&a.stage, &a.jurisdiction).cmp(&(&b.stage, &b.jurisdiction)))
    });
    if lows.is_empty() {
        return String::new();
    }
    let name = |row: &&SummaryRow| {
        let day = row.date.map(|date| format!(" ({date})")).unwrap_or_default();
        format!("{} {} {}{day}", row.stage, row.jurisdiction, percent(row.value - 1.0))
    };
    let names: Vec<String> = lows.iter().map(name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    wrapped("  ", &format!("Marked down by owners, at the lowest: {}.", list(&names, MOST_MARKED)))
}

/// The members with the largest amounts, lost or gained.
fn largest(members: &BTreeMap<&str, f64>) -> String {
    let mut sorted: Vec<_> = members.iter().filter(|entry| entry.1.abs() >= 0.5).collect();
    sorted.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    let names: Vec<String> = sorted.iter().map(|(code, loss)| format!("{code} {}", usd(**loss))).collect();
    list(&names.iter().map(String::as_str).collect::<Vec<_>>(), MOST_NAMES)
}
