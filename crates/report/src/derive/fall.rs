//! When output fell, how far, and when it was back.

use super::output::Output;

/// Weeks over which output is taken together, and for which a fall must last.
pub(crate) const WINDOW_WEEKS: f64 = 4.0;
/// A fall is dated when output is at or under this share of the baseline.
pub(crate) const FALLEN: f64 = 0.90;
/// Output is back at this share.
pub(crate) const BACK: f64 = 0.95;

/// The course of an output. Ticks count from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Fall {
    /// First tick of a fall by 10% that lasts; absent if there is none.
    pub(crate) fallen: Option<usize>,
    /// The worst tick and its share of the baseline.
    pub(crate) worst: Option<(usize, f64)>,
    /// Whether the mean over the window was ever under 95%.
    pub(crate) was_under: bool,
    /// First tick from which it stays at 95% or over until the end.
    pub(crate) back: Option<usize>,
}

/// The course of `output`, with a window of `ticks` ticks.
///
/// A fall is dated when the mean over the window stays at or under 90% of the baseline for as long as the window.
pub(crate) fn of(output: &Output, ticks: usize) -> Fall {
    let ticks = ticks.max(1);
    let smooth = output.smooth_ratio(ticks);
    let lasts = |at: usize| smooth.get(at..at + ticks).is_some_and(|part| part.iter().all(|&r| r <= FALLEN));
    let worst = output.ratio().into_iter().enumerate().filter(|entry| entry.1.is_finite());
    let under = smooth.iter().rposition(|&ratio| ratio < BACK);
    Fall {
        fallen: (0..smooth.len()).find(|&at| lasts(at)),
        worst: worst.min_by(|a, b| a.1.total_cmp(&b.1)),
        was_under: under.is_some(),
        back: under.map(|at| at + 1).filter(|&at| at < smooth.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(run: &[f64]) -> Fall {
        of(&Output { run: run.to_vec(), baseline: vec![1.0; run.len()] }, 2)
    }

    #[test]
    fn a_fall_is_dated_when_it_lasts_and_a_single_week_is_none() {
        // Means of two ticks: 1, 1, .8, .6, .6, .8, 1: at or under .9 from tick 2 on, under .95 until tick 5.
        let fall = course(&[1.0, 1.0, 0.6, 0.6, 0.6, 1.0, 1.0]);
        assert_eq!((fall.fallen, fall.worst, fall.back), (Some(2), Some((2, 0.6)), Some(6)));
        // A mean of .9 over two ticks, then .9: it lasts two. A dip to .92 never is one.
        assert_eq!(course(&[1.0, 0.92, 1.0, 1.0]).fallen, None);
    }

    #[test]
    fn what_is_still_down_at_the_end_is_not_back_and_what_never_fell_need_not_be() {
        let fall = course(&[1.0, 0.5, 0.5]);
        assert!(fall.was_under && fall.back.is_none());
        let calm = course(&[1.0, 1.0, 1.01]);
        assert!(!calm.was_under && calm.back.is_none() && calm.fallen.is_none());
    }
}
