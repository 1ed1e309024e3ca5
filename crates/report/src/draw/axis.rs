//! Axes: round numbers for values, months for time.

use coercivity_base::{Date, epoch_day};

/// A scale from values to pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    /// Values at the two ends.
    pub(crate) domain: (f64, f64),
    /// Pixels at the two ends.
    pub(crate) range: (f64, f64),
}

impl Scale {
    /// The pixel of a value.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let ((low, high), (from, to)) = (self.domain, self.range);
        if high > low { from + (value - low) / (high - low) * (to - from) } else { from }
    }
}

/// Round numbers from at most `low` to at least `high`, about `wanted` of them.
pub(crate) fn ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    if !(low.is_finite() && high.is_finite() && high > low) {
        return vec![0.0, 1.0];
    }
    let rough = (high - low) / wanted.max(1) as f64;
    let mut size = 1e-9;
    while size * 10.0 <= rough {
        size *= 10.0;
    }
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .map(|factor| factor * size)
        .into_iter()
        .find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * size);
    let first = (low / step + 1e-9).floor() as i64;
    let last = (high / step - 1e-9).ceil() as i64;
    (first..=last).map(|number| number as f64 * step).collect()
}

/// Days since 1970, as a number.
pub(crate) fn day_number(date: Date) -> f64 {
    epoch_day(date) as f64
}

/// Firsts of months between two days that carry a label, with it: at most about six, January with its year.
pub(crate) fn month_ticks(first: Date, last: Date) -> Vec<(f64, String)> {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let months = (i32::from(last.year()) - i32::from(first.year())) * 12 + i32::from(last.month())
        - i32::from(first.month());
    let step = [1, 2, 3, 6, 12, 24, 60].into_iter().find(|step| months / step <= 8).unwrap_or(120);
    let mut ticks = Vec::new();
    for month in 0..=months {
        let number = i32::from(first.month()) - 1 + month;
        let (year, of_year) = (i32::from(first.year()) + number.div_euclid(12), number.rem_euclid(12));
        let counted = if step >= 12 { year * 12 + of_year } else { of_year };
        if counted % step != 0 {
            continue;
        }
        let Ok(date) = format!("{year:04}-{:02}-01", of_year + 1).parse::<Date>() else { continue };
        if date < first {
            continue;
        }
        let name = NAMES.get(usize::try_from(of_year).unwrap_or(0)).copied().unwrap_or_default();
        let label = if of_year == 0 { year.to_string() } else { name.to_owned() };
        ticks.push((day_number(date), label));
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_ends() {
        assert_eq!(ticks(0.0, 1.03, 5), [0.0, 0.25, 0.5, 0.75, 1.0, 1.25]);
        assert_eq!(ticks(-30.0, 95.0, 4), [-50.0, 0.0, 50.0, 100.0]);
        assert_eq!(ticks(5.0, 5.0, 4), [0.0, 1.0]);
    }

    #[test]
    fn months_are_labelled_sparsely_and_years_at_their_start() {
        let labels: Vec<String> = month_ticks("2025-01-06".parse().unwrap(), "2026-12-28".parse().unwrap())
            .into_iter()
            .map(|tick| tick.1)
            .collect();
        assert_eq!(labels, ["Apr", "Jul", "Oct", "2026", "Apr", "Jul", "Oct"]);
    }
}
