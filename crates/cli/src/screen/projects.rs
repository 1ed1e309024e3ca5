//! New mines and plants, by stage.

use super::{
    Report,
    layout::{Style, count, table},
};
use coercivity_record::summary_metrics as metrics;
use std::collections::BTreeMap;

const COLUMNS: [&str; 3] = [metrics::PROJECTS_DECIDED, metrics::PROJECTS_OPENED, metrics::PROJECTS_GIVEN_UP];

pub(crate) fn render(report: &Report<'_>, style: Style) -> String {
    let mut stages: BTreeMap<&str, [f64; COLUMNS.len()]> = BTreeMap::new();
    for (column, metric) in COLUMNS.iter().enumerate() {
        for row in report.rows(metric) {
            stages.entry(&row.stage).or_default()[column] = row.value;
        }
    }
    if stages.is_empty() {
        return String::new();
    }
    let cells = |(stage, counts): (&&str, &[f64; COLUMNS.len()])| {
        [(*stage).to_owned()].into_iter().chain(counts.iter().map(|&number| count(number))).collect()
    };
    let rows: Vec<Vec<String>> = stages.iter().map(cells).collect();
    style.heading("New mines and plants (projects; names and dates in events.csv)")
        + &table(1, &["stage", "decided", "opened", "given up"], &rows)
}
