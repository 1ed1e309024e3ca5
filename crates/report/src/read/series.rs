//! `series.csv` and `baseline_series.csv`: what a report needs of them, one line of values for each key.

use super::table::Table;
use crate::ReportError;
use coercivity_base::Date;
use std::{collections::BTreeMap, path::Path};

/// Metrics that are kept. All others are passed over, so that memory does not grow with them.
const METRICS: [&str; 11] = [
    "output",
    "input_use",
    "sales",
    "firms_stopped",
    "licences_filed",
    "licences_granted",
    "licences_pending",
    "licence_age_mean",
    "licence_age_p90",
    "price_quoted",
    "retail_price",
];

/// One value at each tick.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) stage: String,
    pub(crate) jurisdiction: String,
    pub(crate) good: String,
    pub(crate) metric: String,
    pub(crate) unit: String,
    /// By tick; not a number where the table has no row.
    pub(crate) values: Vec<f64>,
}

/// The lines of a table, in the order in which their first rows stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Series {
    /// First day of each tick.
    pub(crate) dates: Vec<Date>,
    pub(crate) lines: Vec<Line>,
}

impl Series {
    /// Lines of a metric.
    pub(crate) fn of<'a>(&'a self, metric: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.metric == metric)
    }

    /// Stages that make something, from the mine to the device.
    pub(crate) fn stages(&self) -> Vec<&str> {
        let mut stages: Vec<&str> = Vec::new();
        for line in self.of("output") {
            if !stages.contains(&line.stage.as_str()) {
                stages.push(&line.stage);
            }
        }
        stages
    }
}

/// The table `name` of a directory; absent if there is no such file.
pub(crate) fn read(directory: &Path, name: &str, rows: Option<u64>) -> Result<Option<Series>, ReportError> {
    let columns = ["date", "stage", "jurisdiction", "good", "metric", "value", "unit"];
    let Some(mut table) = Table::open_if_there(directory, name, columns)? else { return Ok(None) };
    let mut series = Series::default();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let (mut key, mut day) = (String::new(), Vec::new());
    while let Some(row) = table.next()? {
        if day != row.bytes(0) {
            day = row.bytes(0).to_vec();
            series.dates.push(row.date(0)?);
        }
        if !METRICS.iter().any(|metric| metric.as_bytes() == row.bytes(4)) {
            continue;
        }
        key.clear();
        for column in 1..=4 {
            key.push_str(row.text(column)?);
            key.push('\n');
        }
        let place = match places.get(&key) {
            Some(&place) => place,
            None => {
                let text = |column| row.text(column).map(str::to_owned);
                series.lines.push(Line {
                    stage: text(1)?,
                    jurisdiction: text(2)?,
                    good: text(3)?,
                    metric: text(4)?,
                    unit: text(6)?,
                    values: Vec::new(),
                });
                places.insert(key.clone(), series.lines.len() - 1);
                series.lines.len() - 1
            }
        };
        let values = &mut series.lines[place].values;
        values.resize(series.dates.len(), f64::NAN);
        values[series.dates.len() - 1] = row.real(5)?;
    }
    table.expect_rows(rows)?;
    let ticks = series.dates.len();
    series.lines.iter_mut().for_each(|line| line.values.resize(ticks, f64::NAN));
    Ok(Some(series))
}
