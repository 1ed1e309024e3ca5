//! Differences as a CSV file, one a row, and what its columns mean.

use super::row::Difference;
use crate::sheet::{Cell, Sheet};

/// Columns: name, unit and meaning.
const COLUMNS: [(&str, &str, &str); 35] = [
    ("reference_name", "", "Name of the reference."),
    ("name", "", "Name of what is compared with it."),
    ("part", "", "who_pays, times, exports, value_added or other: which question the row answers."),
    ("point", "", "Position of the point in the design, from 0; empty for all points together, and of runs."),
    ("month", "", "First day of the month, for monthly values."),
    ("stage", "", "Stage of the chain; empty for all."),
    (
        "jurisdiction",
        "",
        "ISO 3166 alpha-2 code, of exports the origin; empty for all. NA is Namibia: readers that take NA as missing must be told.",
    ),
    ("good", "", "Good; empty where the metric has none."),
    (
        "metric",
        "",
        "What is measured; as in summary.csv or outcomes.csv, whose dictionary says what it means; value_added_usd and exports by month as in harm.csv and flows.csv.",
    ),
    ("unit", "", "Unit of the values and differences of the row."),
    (
        "basis",
        "",
        "one_pair: two runs under the same luck, without a band; paired: runs subtracted one by one; unpaired: difference of means of runs under different luck; bands: difference of means of bands by month, with an error as if nothing were paired.",
    ),
    ("reference_runs", "runs", "Complete runs of the reference."),
    ("reference_missing", "runs", "Of these, runs without a value."),
    ("reference_never_fell", "runs", "Of these, runs in which output never fell; empty for what is no time."),
    (
        "reference_not_back",
        "runs",
        "Of these, runs that fell and were not back by the end; empty for what is no time of recovery.",
    ),
    ("reference_mean", "as unit", "Mean of the reference over runs with a value."),
    (
        "reference_p10",
        "as unit",
        "A tenth of the runs of the reference lie at or below it; empty for single runs.",
    ),
    ("reference_p50", "as unit", "Median of the reference."),
    ("reference_p90", "as unit", "Nine tenths of the runs of the reference lie at or below it."),
    ("runs", "runs", "Complete runs of what is compared."),
    ("missing", "runs", "Of these, runs without a value."),
    ("never_fell", "runs", "Of these, runs in which output never fell."),
    ("not_back", "runs", "Of these, runs that fell and were not back by the end."),
    ("mean", "as unit", "Mean over runs with a value."),
    ("p10", "as unit", "A tenth of the runs lie at or below it."),
    ("p50", "as unit", "Median."),
    ("p90", "as unit", "Nine tenths of the runs lie at or below it."),
    ("pairs", "pairs", "Pairs of runs in which both have a value: the difference is over these."),
    (
        "difference",
        "as unit",
        "Mean of what is compared less reference, pair by pair; of unpaired runs and bands, difference of means.",
    ),
    (
        "mc_error",
        "as unit",
        "Monte Carlo error of the difference: standard deviation over the root of the number; empty for one pair.",
    ),
    ("difference_p10", "as unit", "A tenth of the differences lie at or below it."),
    ("difference_p50", "as unit", "Median of the differences."),
    ("difference_p90", "as unit", "Nine tenths of the differences lie at or below it."),
    (
        "worse_share",
        "share",
        "Share of pairs in which what is compared is worse than the reference (higher or lower, as its name in worse_when says). Never to fall counts as later than any fall, not to be back as longer than any recovery.",
    ),
    (
        "sign",
        "",
        "positive or negative: the difference is over two errors from zero; zero: it is zero in every pair; open: the runs do not tell; unknown: there is no error to tell by.",
    ),
];

/// Columns of words at the end.
const WORDS: [(&str, &str, &str); 2] = [
    (
        "worse_when",
        "",
        "higher or lower: which values are the worse ones; empty for what is neither good nor bad.",
    ),
    (
        "censored",
        "",
        "What was censored, in words: never fell, not back by the end, in how many of how many runs.",
    ),
];

/// The table.
#[must_use]
pub fn differences_csv(rows: &[Difference]) -> String {
    let mut sheet = Sheet::default();
    sheet.names = COLUMNS.iter().chain(&WORDS).map(|column| column.0.to_owned()).collect();
    sheet.rows = rows.iter().map(cells).collect();
    sheet.csv()
}

/// What its columns mean.
#[must_use]
pub fn dictionary_csv() -> String {
    let mut sheet = Sheet::new(&[("", "table"), ("", "column"), ("", "meaning"), ("", "unit")]);
    let row = |column: &str, unit: &str, meaning: &str| {
        ["differences", column, meaning, unit].map(Cell::text).to_vec()
    };
    let table = "One difference a row: what is compared less reference.";
    sheet.rows = vec![row("", "", table)];
    sheet.rows.extend(COLUMNS.iter().chain(&WORDS).map(|column| row(column.0, column.1, column.2)));
    sheet.csv()
}

fn cells(row: &Difference) -> Vec<Cell> {
    let number = |value: f64| Cell::Number(value, String::new());
    let count = |count: usize| number(count as f64);
    let some = |count: Option<usize>| number(count.map_or(f64::NAN, |count| count as f64));
    let text = |words: &str| Cell::text(words);
    let side = |values: &super::Values| {
        let [low, middle, high] = if values.runs > 1 { values.quantiles } else { [f64::NAN; 3] };
        let counts =
            [count(values.runs), count(values.missing), some(values.never_fell), some(values.not_back)];
        counts.into_iter().chain([values.mean, low, middle, high].map(number)).collect::<Vec<_>>()
    };
    let month = row.month.map_or_else(String::new, |month| month.to_string());
    let mut cells = vec![
        text(&row.reference_name),
        text(&row.name),
        text(row.part.name()),
        number(row.point.map_or(f64::NAN, f64::from)),
        Cell::text(month),
    ];
    cells.extend([&row.stage, &row.jurisdiction, &row.good, &row.metric, &row.unit].map(|words| text(words)));
    cells.push(text(row.basis.name()));
    cells.extend(side(&row.reference));
    cells.extend(side(&row.other));
    let [low, middle, high] = row.quantiles;
    cells.push(count(row.pairs));
    cells.extend([row.difference, row.error, low, middle, high, row.worse_share].map(number));
    cells.extend([row.sign.name(), row.worse_when, &row.censored].map(text));
    cells
}
