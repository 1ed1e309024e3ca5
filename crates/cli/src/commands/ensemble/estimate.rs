//! What an ensemble will cost, from its first round of runs.

use coercivity_record::{available_memory_mb, peak_memory_mb};
use coercivity_study::ensemble::Ensemble;

/// Bytes that a draw takes in memory when bands are made, for each byte of its file: single precision and the run, the
/// baseline and their ratio, in place of double precision for two of them.
const GATHERED: f64 = 0.75;
/// Most bytes of draws that are gathered at once; more take several passes.
pub(super) const AT_ONCE: u64 = 1 << 30;

/// A first round of draws.
pub(super) struct Estimate {
    /// Draws in it.
    pub(super) first: usize,
    /// Seconds that it took.
    pub(super) seconds: f64,
    /// Bytes of its files.
    pub(super) bytes: u64,
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
        let at_end = all.min(AT_ONCE as f64) * GATHERED / 1e6;
        let memory = peak_memory_mb().unwrap_or(0.0) + at_end;
        let mut text = format!(
            "{runs} runs: {} points, {} replicates, {} scenarios, each beside its baseline. The first {} draws took {} \
             on {threads} threads; the {} left will take about {}, {:.0} MB of memory and {} of disk.\n",
            ensemble.design.points.len(),
            ensemble.replicates,
            ensemble.scenarios,
            self.first,
            time(self.seconds),
            self.left,
            time(self.seconds_left()),
            memory,
            size(all),
        );
        if let Some(free) = available_memory_mb().filter(|free| at_end > *free as f64) {
            text.push_str(&format!("warning: only {free:.0} MB of memory are free; use fewer threads.\n"));
        }
        text
    }
}

/// Seconds in the unit that suits them.
pub(super) fn time(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
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
        let estimate = Estimate { first: 4, seconds: 10.0, bytes: 0, left: 40 };
        assert_eq!(estimate.seconds_left(), 100.0);
        assert_eq!([30.0, 600.0, 9000.0].map(time), ["30 s", "10 min", "2.5 h"]);
        assert_eq!((size(2e3), size(3.2e7), size(2.5e9)), ("1 MB".into(), "32 MB".into(), "2.5 GB".into()));
    }
}
