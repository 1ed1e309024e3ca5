//! Who pays: value added lost by those who act, those acted upon, and the others.

use super::{
    Report,
    layout::{Style, list, table, usd, wrapped},
    measures::sides,
};
use coercivity_record::summary_metrics as metrics;
use std::collections::BTreeMap;

/// Jurisdictions named per side.
const MOST_NAMES: usize = 3;

pub(crate) fn render(report: &Report<'_>, style: Style) -> String {
    let mut losses: BTreeMap<&str, f64> = BTreeMap::new();
    let rows = report.rows(metrics::VALUE_ADDED_LOST_USD);
    for row in rows.filter(|row| !row.stage.is_empty() && !row.jurisdiction.is_empty() && row.good.is_empty())
    {
        *losses.entry(&row.jurisdiction).or_default() += row.value;
    }
    if losses.is_empty() || report.scenario.schedule.is_empty() {
        return String::new();
    }
    let sides = sides(report.scenario);
    let side = |code: &str| match (sides.senders.contains(code), sides.targets.contains(code)) {
        (true, _) => 0,
        (_, true) => 1,
        _ => 2,
    };
    let rows: Vec<Vec<String>> = ["who acts", "who is acted upon", "third countries"]
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let members: BTreeMap<&str, f64> =
                losses.iter().filter(|entry| side(entry.0) == i).map(|(&code, &loss)| (code, loss)).collect();
            vec![(*name).to_owned(), largest(&members), usd(members.values().sum())]
        })
        .collect();
    let mut text = style.heading("Who lost how much (value added at base prices; a gain is negative)");
    text.push_str(&table(2, &["side", "most of it in", "USD lost"], &rows));
    text.push_str(&wrapped("  ", &format!("All together: {} USD.", usd(losses.values().sum()))));
    text
}

/// The members with the largest amounts, lost or gained.
fn largest(members: &BTreeMap<&str, f64>) -> String {
    let mut sorted: Vec<_> = members.iter().filter(|entry| entry.1.abs() >= 0.5).collect();
    sorted.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    let names: Vec<String> = sorted.iter().map(|(code, loss)| format!("{code} {}", usd(**loss))).collect();
    list(&names.iter().map(String::as_str).collect::<Vec<_>>(), MOST_NAMES)
}
