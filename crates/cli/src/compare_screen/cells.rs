//! Cells of a comparison. Money of a row has one unit, which stands beside its name, so that a row fits the screen; where
//! the difference is too small for it, the difference has a smaller one of its own.

use crate::screen::{WIDTH, percent, table, tenths};
use coercivity_report::compare::{Difference, Sign, Values};

/// Units of money.
const UNITS: [(f64, &str); 5] = [(1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, "")];

/// A row with the units of its numbers.
#[derive(Clone, Copy)]
pub(super) struct Scale<'a> {
    row: &'a Difference,
    /// Of both sides.
    unit: (f64, &'static str),
    /// Of their difference.
    own: (f64, &'static str),
}

impl<'a> Scale<'a> {
    /// Money in the unit of the largest of both means and their difference. A difference that would have no two digits in
    /// it has its own.
    pub(super) fn of(row: &'a Difference) -> Self {
        let plain = (1.0, "");
        if row.unit != "usd" {
            return Self { row, unit: plain, own: plain };
        }
        let unit = unit_of(&[row.reference.mean, row.other.mean, row.difference]);
        let [low, _, high] = row.quantiles;
        let spread = [row.difference, row.error, low, high];
        let is_small = largest(&spread) < 0.0995 * unit.0;
        Self { row, unit, own: if is_small { unit_of(&spread) } else { unit } }
    }

    /// The unit, to stand behind the name.
    pub(super) fn unit(&self) -> String {
        match (self.row.unit.as_str(), self.unit.1) {
            ("usd", "") => ", USD".into(),
            ("usd", unit) => format!(", {unit} USD"),
            _ => String::new(),
        }
    }

    /// The unit of the difference where it is another one: of shares and yes or no, percentage points.
    fn own_unit(&self) -> String {
        if self.is_share() {
            return " pp".into();
        }
        match (self.own.1 == self.unit.1, self.own.1) {
            (true, _) => String::new(),
            (false, "") => " USD".into(),
            (false, unit) => format!(" {unit}"),
        }
    }

    fn is_share(&self) -> bool {
        matches!(self.row.unit.as_str(), "share" | "flag")
    }

    /// A difference, or its error.
    fn gap(&self, value: f64) -> String {
        if self.is_share() && value.is_finite() {
            three_digits(100.0 * value)
        } else {
            self.number(value, self.own)
        }
    }

    fn number(&self, value: f64, unit: (f64, &str)) -> String {
        match self.row.unit.as_str() {
            "share" | "flag" => percent(value),
            "weeks" | "months" => tenths(value),
            _ if !value.is_finite() => "-".into(),
            _ => three_digits(value / unit.0),
        }
    }

    /// The mean of a side, or why there is none.
    pub(super) fn value(&self, values: &Values) -> String {
        if self.row.unit == "flag" && values.runs == 1 && values.mean.is_finite() {
            return if values.mean > 0.0 { "yes" } else { "no" }.into();
        }
        match (values.mean.is_finite(), values.not_back, values.never_fell) {
            (true, ..) => self.number(values.mean, self.unit),
            (false, Some(back), _) if back > 0 => "not back".into(),
            (false, _, Some(never)) if never > 0 => "never".into(),
            _ => "-".into(),
        }
    }

    /// The difference with its error.
    pub(super) fn difference(&self) -> String {
        let row = self.row;
        if row.unit == "flag" && row.reference.runs == 1 {
            return String::new();
        }
        if row.difference == 0.0 && (row.error == 0.0 || row.error.is_nan()) {
            return "0".into();
        }
        let sign = if row.difference > 0.0 { "+" } else { "" };
        let mean = format!("{sign}{}", self.gap(row.difference));
        let error =
            if row.error.is_finite() { format!(" ± {}", self.gap(row.error)) } else { String::new() };
        // Not a number has no unit.
        let unit = if row.difference.is_finite() { self.own_unit() } else { String::new() };
        mean + &error + &unit
    }

    /// From the tenth to the ninetieth percentile of differences.
    pub(super) fn range(&self) -> String {
        let [low, _, high] = self.row.quantiles;
        if low.is_finite() {
            format!("{} to {}{}", self.gap(low), self.gap(high), self.own_unit())
        } else {
            "-".into()
        }
    }
}

/// The largest of the sizes that are numbers.
fn largest(values: &[f64]) -> f64 {
    values.iter().map(|value| value.abs()).filter(|size| size.is_finite()).fold(0.0, f64::max)
}

/// The unit in which the largest has one to three digits before the point.
fn unit_of(values: &[f64]) -> (f64, &'static str) {
    let size = largest(values);
    UNITS.into_iter().find(|unit| size >= 0.9995 * unit.0).unwrap_or((1.0, ""))
}

fn three_digits(value: f64) -> String {
    match value.abs() {
        0.0 => "0".into(),
        size if size < 9.995 => format!("{:.2}", value + 0.0),
        size if size < 99.95 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

/// Share of pairs in which it is worse.
pub(super) fn worse(row: &Difference) -> String {
    percent(row.worse_share)
}

/// The sign, as far as it is told.
pub(super) fn signed(row: &Difference) -> &'static str {
    match row.sign {
        Sign::Positive => "+",
        Sign::Negative => "-",
        Sign::Zero => "0",
        Sign::Open => "open",
        Sign::Unknown => "",
    }
}

/// `2025-04`.
pub(super) fn when(row: &Difference) -> String {
    row.month.map_or_else(String::new, |month| format!("{}-{:02}", month.year(), month.month()))
}

/// Stage and jurisdiction.
pub(super) fn name(row: &Difference) -> String {
    format!("{} {}", row.jurisdiction, row.stage)
}

/// A table whose names are cut where it would be wider than the screen: goods and stages of others may be long.
pub(super) fn fitted(header: &[&str], rows: &[Vec<String>]) -> String {
    let full = table(1, header, rows);
    let widest = full.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let longest = rows.iter().map(|row| row[0].chars().count()).max().unwrap_or(0);
    let Some(over) = widest.checked_sub(WIDTH).filter(|over| *over > 0) else { return full };
    let most = longest.saturating_sub(over).max(8);
    let cut = |row: &Vec<String>| {
        let mut row = row.clone();
        if row[0].chars().count() > most {
            row[0] = row[0].chars().take(most - 1).chain(['…']).collect();
        }
        row
    };
    table(1, header, &rows.iter().map(cut).collect::<Vec<_>>())
}
