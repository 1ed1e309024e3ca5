//! The stages and jurisdictions that were hit hardest.

use super::{
    Report,
    layout::{Style, count, day, percent, table, tenths, usd, wrapped},
};
use coercivity_base::Date;
use coercivity_record::{SummaryRow, summary_metrics as metrics};
use std::collections::BTreeMap;

/// Rows shown.
const MOST_ROWS: usize = 12;
/// An output from here on counts as unaffected.
const UNAFFECTED: f64 = 0.99;

/// What is known of a stage in a jurisdiction.
#[derive(Clone, Copy, Debug)]
struct Hit {
    worst: f64,
    worst_date: Option<Date>,
    weeks: f64,
    stopped: f64,
    lost_usd: f64,
}

pub(crate) fn render(report: &Report<'_>, style: Style) -> String {
    let against = if report.has_baseline() { "the baseline" } else { "the first tick" };
    let mut text =
        style.heading(&format!("Hit hardest, by stage and jurisdiction (output against {against})"));
    let hits = affected(report);
    if hits.is_empty() {
        let words = format!("No stage of any jurisdiction fell below {} of {against}.", percent(UNAFFECTED));
        return text + &wrapped("  ", &words);
    }
    let rows: Vec<Vec<String>> = hits
        .iter()
        .take(MOST_ROWS)
        .map(|((stage, place), hit)| {
            vec![
                (*stage).to_owned(),
                (*place).to_owned(),
                percent(hit.worst),
                day(hit.worst_date),
                tenths(hit.weeks),
                count(hit.stopped),
                usd(hit.lost_usd),
            ]
        })
        .collect();
    let header = ["stage", "in", "worst week", "of", "weeks < 90%", "firms stopped", "USD lost"];
    text.push_str(&table(2, &header, &rows));
    if hits.len() > MOST_ROWS {
        text.push_str(&format!("  and {} more in summary.csv\n", hits.len() - MOST_ROWS));
    }
    text
}

/// The affected ones: largest loss first, or lowest output where no loss is known.
fn affected<'a>(report: &'a Report<'_>) -> Vec<((&'a str, &'a str), Hit)> {
    let mut hits: BTreeMap<(&str, &str), Hit> = BTreeMap::new();
    let of_a_stage =
        |row: &&SummaryRow| !row.stage.is_empty() && !row.jurisdiction.is_empty() && row.good.is_empty();
    for row in report.summary.iter().filter(of_a_stage) {
        let none = Hit { worst: f64::NAN, worst_date: None, weeks: 0.0, stopped: 0.0, lost_usd: f64::NAN };
        let hit = hits.entry((&row.stage, &row.jurisdiction)).or_insert(none);
        match row.metric.as_str() {
            metrics::WORST_OUTPUT_RATIO => (hit.worst, hit.worst_date) = (row.value, row.date),
            metrics::WEEKS_UNDER_90 => hit.weeks = row.value,
            metrics::FIRMS_STOPPED_MAX => hit.stopped = row.value,
            metrics::VALUE_ADDED_LOST_USD => hit.lost_usd = row.value,
            _ => {}
        }
    }
    let mut hits: Vec<_> = hits.into_iter().filter(|entry| entry.1.worst < UNAFFECTED).collect();
    hits.sort_by(|a, b| {
        let loss = |hit: &Hit| if hit.lost_usd.is_finite() { hit.lost_usd } else { 0.0 };
        loss(&b.1).total_cmp(&loss(&a.1)).then(a.1.worst.total_cmp(&b.1.worst)).then(a.0.cmp(&b.0))
    });
    hits
}
