//! What the licence offices did, by office and good.

use super::{
    Report,
    layout::{Style, count, table, tenths},
};
use coercivity_record::summary_metrics as metrics;
use std::collections::BTreeMap;

/// Rows shown.
const MOST_ROWS: usize = 10;
/// Columns after office and good.
const COLUMNS: [(&str, &str); 6] = [
    (metrics::LICENCES_FILED, "filed"),
    (metrics::LICENCES_GRANTED, "granted"),
    (metrics::LICENCES_REFUSED, "refused"),
    (metrics::LICENCES_PENDING_END, "pending"),
    (metrics::LICENCE_AGE_WEEKS_MEAN, "mean wk"),
    (metrics::LICENCE_AGE_WEEKS_P90, "p90 wk"),
];

pub(crate) fn render(report: &Report<'_>, style: Style) -> String {
    let mut offices: BTreeMap<(&str, &str), [f64; COLUMNS.len()]> = BTreeMap::new();
    for (column, (metric, _)) in COLUMNS.iter().enumerate() {
        for row in report.rows(metric).filter(|row| !row.jurisdiction.is_empty() && !row.good.is_empty()) {
            let office = offices.entry((&row.jurisdiction, &row.good)).or_insert([f64::NAN; COLUMNS.len()]);
            office[column] = row.value;
        }
    }
    let mut offices: Vec<_> = offices.into_iter().filter(|entry| entry.1[0] > 0.0).collect();
    if offices.is_empty() {
        return String::new();
    }
    offices.sort_by(|a, b| b.1[0].total_cmp(&a.1[0]).then(a.0.cmp(&b.0)));
    let rows: Vec<Vec<String>> = offices
        .iter()
        .take(MOST_ROWS)
        .map(|((office, good), values)| {
            let numbers = values.iter().enumerate();
            let numbers = numbers.map(|(i, &value)| if i < 4 { count(value) } else { tenths(value) });
            [(*office).to_owned(), (*good).to_owned()].into_iter().chain(numbers).collect()
        })
        .collect();
    let header: Vec<&str> =
        ["office", "good"].into_iter().chain(COLUMNS.iter().map(|column| column.1)).collect();
    let mut text =
        style.heading("Licences, by office and good (applications of the model; age at the decision)");
    text.push_str(&table(2, &header, &rows));
    if offices.len() > MOST_ROWS {
        text.push_str(&format!("  and {} more in summary.csv\n", offices.len() - MOST_ROWS));
    }
    text
}
