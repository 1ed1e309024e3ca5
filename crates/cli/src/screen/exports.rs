//! Exports of the controlling jurisdictions by month, against the baseline.

use super::{
    Report,
    layout::{Style, percent, table},
};
use coercivity_base::Month;
use coercivity_record::{SummaryRow, summary_metrics as metrics};
use std::collections::{BTreeMap, BTreeSet};

/// Months shown.
const MOST_MONTHS: usize = 8;
/// Goods shown.
const MOST_GOODS: usize = 8;

pub(crate) fn render(report: &Report<'_>, style: Style) -> String {
    let rows: Vec<&SummaryRow> = report.rows(metrics::EXPORTS_RATIO).collect();
    let controlled = controlled(report);
    let first = report.scenario.schedule.iter().map(|measure| Month::of(measure.from)).min();
    let months: BTreeSet<Month> = rows.iter().filter_map(|row| row.date.map(Month::of)).collect();
    let months: Vec<Month> =
        months.into_iter().filter(|&month| Some(month) >= first).take(MOST_MONTHS).collect();
    let mut lines: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
    for row in rows {
        let key = (row.jurisdiction.as_str(), row.good.as_str());
        let column = row.date.and_then(|date| months.iter().position(|&shown| shown == Month::of(date)));
        if let (Some(column), true) = (column, controlled.contains(&key)) {
            lines.entry(key).or_insert_with(|| vec![f64::NAN; months.len()])[column] = row.value;
        }
    }
    if lines.is_empty() {
        return String::new();
    }
    let header: Vec<&str> = ["from", "good"].into_iter().chain(months.iter().map(short)).collect();
    let cells: Vec<Vec<String>> = lines
        .iter()
        .take(MOST_GOODS)
        .map(|((origin, good), values)| {
            let shares = values.iter().map(|&share| percent(share));
            [(*origin).to_owned(), (*good).to_owned()].into_iter().chain(shares).collect()
        })
        .collect();
    let from = months.first().map(|month| format!(" from {month}")).unwrap_or_default();
    style.heading(&format!("Exports under control by month{from}, against the baseline"))
        + &table(2, &header, &cells)
}

/// Origins and goods that export measures name.
fn controlled<'a>(report: &'a Report<'_>) -> BTreeSet<(&'a str, &'a str)> {
    let scenario = report.scenario;
    let scopes = scenario.schedule.iter().filter_map(|measure| measure.what.export_scope(&scenario.regimes));
    let pairs = scopes.flat_map(|scope| {
        scope.origins.iter().flat_map(move |origin| scope.goods.iter().map(move |&good| (origin, good)))
    });
    pairs
        .map(|(origin, good)| {
            (scenario.jurisdictions[origin.index()].code.as_str(), scenario.goods[good.index()].name.as_str())
        })
        .collect()
}

/// Three letters.
fn short(month: &Month) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month.month - 1).ok().and_then(|i| NAMES.get(i)).copied().unwrap_or("?")
}
