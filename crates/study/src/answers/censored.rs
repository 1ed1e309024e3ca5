//! Times of which some are not seen: a run in which output never fell, or was not back by its end.
//!
//! Every run has the same length, so what is not seen lies beyond all that is, and a quantile is known as long as fewer
//! runs are missing than lie above it: that of Kaplan and Meier (1958), Journal of the American Statistical Association
//! 53(282), 457, where all are censored at the same time.

use crate::stats::quantile;

/// Times over runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Times {
    /// Times that were seen.
    pub seen: Vec<f64>,
    /// Runs without one.
    pub missing: usize,
}

impl Times {
    /// Runs in all.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.seen.len() + self.missing
    }

    /// Share of the runs in which it came; not a number without runs.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.seen.len() as f64 / self.runs() as f64
    }

    /// The quantile at `share`; `None` if it lies beyond what was seen.
    #[must_use]
    pub fn at(&self, share: f64) -> Option<f64> {
        quantile_of_times(&self.seen, self.missing, share)
    }
}

/// The quantile at `share` of `seen` times and of `missing` ones, which are longer than all of them; `None` if it is
/// among these.
#[must_use]
pub fn quantile_of_times(seen: &[f64], missing: usize, share: f64) -> Option<f64> {
    // The time at or above the place of the quantile must have been seen: between a time and none at all there is none.
    let last = (seen.len() + missing).checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    if place.ceil() as usize >= seen.len() {
        return None;
    }
    // Whatever lies beyond is larger than the largest, so that one may stand for it.
    let largest = seen.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut all = seen.to_vec();
    all.extend(std::iter::repeat_n(largest, missing));
    quantile(&all, share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_known_while_it_lies_among_what_was_seen() {
        let times = Times { seen: vec![5.0, 3.0, 4.0], missing: 2 };
        // 3, 4, 5, -, -: the median is the third.
        assert_eq!((times.at(0.5), times.at(0.25), times.at(0.0)), (Some(5.0), Some(4.0), Some(3.0)));
        assert_eq!((times.at(0.6), times.at(0.9)), (None, None));
        assert_eq!((times.runs(), times.share()), (5, 0.6));
        assert_eq!(Times::default().at(0.5), None);
        assert_eq!(Times { seen: vec![2.0], missing: 0 }.at(0.9), Some(2.0));
    }
}
