//! A fact beside its runs: median, band, distance, and whether it passes.
//!
//! ```text
//! distance = (median - observed) / error
//! passes   = the band from the first to the ninth decile of the replicates and observed -+ error have a point in common
//! ```
//! Deciles: [`crate::stats::quantile`]. What never happens in a replicate counts as a day that never comes.

use crate::stats::quantile;

/// The day that never comes, in days since 1970.
pub const NEVER: f64 = 1e9;

/// A fact beside its runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// First decile.
    pub low: f64,
    /// Median.
    pub median: f64,
    /// Ninth decile.
    pub high: f64,
    /// Median less observed, in the fact's errors.
    pub distance: f64,
    /// Whether band and error have a point in common.
    pub passes: bool,
}

/// The fact with `observed` -+ `error` beside `values` of its replicates; `None` if no run covers it. With `is_day` a
/// missing value is a day that never comes.
#[must_use]
pub fn figure(observed: f64, error: f64, values: &[Option<f64>], is_day: bool) -> Option<Figure> {
    let never = is_day.then_some(NEVER);
    let values: Vec<f64> = values.iter().filter_map(|value| value.or(never)).collect();
    let [low, median, high] = [quantile(&values, 0.1)?, quantile(&values, 0.5)?, quantile(&values, 0.9)?];
    Some(Figure {
        low,
        median,
        high,
        distance: (median - observed) / error,
        passes: low <= observed + error && high >= observed - error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(observed: f64, error: f64, values: &[f64]) -> Figure {
        let values: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        figure(observed, error, &values, false).unwrap()
    }

    #[test]
    fn a_band_that_reaches_the_error_passes() {
        // Deciles of 0.5 .. 0.6 in steps of 0.01: 0.51 and 0.59, median 0.55.
        let values: Vec<f64> = (0..=10).map(|n| 0.5 + f64::from(n) * 0.01).collect();
        let near = of(0.65, 0.0601, &values);
        assert!((near.low - 0.51).abs() < 1e-12 && (near.high - 0.59).abs() < 1e-12 && near.passes);
        assert!(!of(0.65, 0.0599, &values).passes);
        assert!(of(0.45, 0.0601, &values).passes && !of(0.45, 0.0599, &values).passes);
        // (0.55 - 0.65) / 0.05.
        assert!((of(0.65, 0.05, &values).distance + 2.0).abs() < 1e-9);
    }

    #[test]
    fn what_no_run_covers_is_no_figure_and_what_never_happens_fails() {
        assert_eq!(figure(1.0, 1.0, &[None, None], false), None);
        let never = figure(20_000.0, 7.0, &[None, None], true).unwrap();
        assert!(!never.passes && never.median == NEVER);
        // One replicate of two in which it happens on the day: the median is between that day and never.
        assert!(figure(20_000.0, 7.0, &[Some(20_000.0), Some(20_003.0), None], true).unwrap().median < NEVER);
    }
}
