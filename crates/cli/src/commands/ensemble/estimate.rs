//! What an ensemble will cost, from its first round of runs.

use crate::pace::time;
use crate::screen::many;
use coercivity_record::{available_memory_mb, peak_memory_mb};
use coercivity_study::ensemble::Ensemble;

/// Bytes that a draw takes in memory when bands are made, for each byte of its file: single precision and the run, the
/// baseline and their ratio, in place of double precision for two of them.
const GATHERED: f64 = 0.75;
/// Most bytes of draws that are gathered at once; more take several passes.
pub(super) const AT_ONCE: u64 = 1 << 30;

/// Bytes of a row of months.csv and of series_bands.csv, rounded up.
const MONTH_ROW: f64 = 95.0;
const BAND_ROW: f64 = 140.0;
/// Rows of bands for each value of a draw: of the run, of its baseline, and of the ratio of two values.
const BAND_ROWS: f64 = 1.5;

/// A first round of draws.
pub(super) struct Estimate {
    /// Draws in it.
    pub(super) first: usize,
    /// Seconds that it took.
    pub(super) seconds: f64,
    /// Bytes of its files.
    pub(super) bytes: u64,
    /// Their rows in months.csv; 0 if that is not written.
    pub(super) month_rows: u64,
    /// Their values by month, of runs and baselines.
    pub(super) values: u64,
    /// Draws that are left.
    pub(super) left: usize,
}

impl Estimate {
    /// Seconds for the draws that are left: rounds like the first, the last one perhaps in part.
    fn seconds_left(&self) -> f64 {
        self.seconds * self.left as f64 / self.first as f64
    }

    /// One paragraph.
    pub(super) fn in_words(&self, ensemble: &Ensemble<'_>, threads: usize) -> String {
        let runs = ensemble.draws() as usize * ensemble.scenarios;
        let each = self.bytes as f64 / self.first as f64;
        let all = each * f64::from(ensemble.draws());
        let months = MONTH_ROW * self.month_rows as f64 / self.first as f64 * f64::from(ensemble.draws());
        // Bands stand for each point, unless points are a sample.
        let points = if ensemble.design.kind.is_sample() { 1 } else { ensemble.design.points.len() };
        let bands = BAND_ROW * BAND_ROWS * self.values as f64 / self.first as f64 * points as f64;
        let at_end = all.min(AT_ONCE as f64) * GATHERED / 1e6;
        let memory = peak_memory_mb().unwrap_or(0.0) + at_end;
        let mut text = format!(
            "{}: {}, {}, {}, each beside its baseline. The first {} took {} on {}; the {} left will take about {}, {:.0} MB \
             of memory and {} of disk{}.\n",
            many(runs, "run"),
            many(ensemble.design.points.len(), "point"),
            many(ensemble.replicates as usize, "replicate"),
            many(ensemble.scenarios, "scenario"),
            many(self.first, "draw"),
            time(self.seconds),
            many(threads, "thread"),
            self.left,
            time(self.seconds_left()),
            memory,
            size(all + months + bands),
            if months > 0.0 { format!(", {} of it for months.csv", size(months)) } else { String::new() },
        );
        if let Some(free) = available_memory_mb().filter(|free| at_end > *free as f64) {
            text.push_str(&format!("warning: only {free:.0} MB of memory are free; use fewer threads.\n"));
        }
        text
    }
}

fn size(bytes: f64) -> String {
    if bytes < 1e9 { format!("{:.0} MB", (bytes / 1e6).max(1.0)) } else { format!("{:.1} GB", bytes / 1e9) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_rounds_like_the_first() {
        let estimate = Estimate { first: 4, seconds: 10.0, bytes: 0, month_rows: 0, values: 0, left: 40 };
        assert_eq!(estimate.seconds_left(), 100.0);
        assert_eq!((size(2e3), size(3.2e7), size(2.5e9)), ("1 MB".into(), "32 MB".into(), "2.5 GB".into()));
    }
}
