//! How long work of many equal parts will take, told once from its first round.

use crate::progress::ProgressView;
use crate::screen::count;
use coercivity_engine::Clock;

/// Tells, once a part is done on each thread, how long the others will take.
pub(crate) struct Pace {
    clock: Clock,
    /// Parts that are done side by side.
    first: usize,
    total: usize,
    /// Whether fewer than the total may be needed.
    at_most: bool,
    is_told: bool,
}

impl Pace {
    /// The pace of `total` parts on `threads` threads, from now on.
    pub(crate) fn new(total: usize, threads: usize) -> Self {
        let clock = Clock::start();
        Self { clock, first: threads.min(total), total, at_most: false, is_told: false }
    }

    /// As many as that are needed only if every search goes to its end.
    pub(crate) fn at_most(self) -> Self {
        Self { at_most: true, ..self }
    }

    /// `done` parts, called `what`, are done: after the first round `view` tells how long the rest will take.
    pub(crate) fn done(&mut self, done: usize, what: &str, view: &ProgressView) {
        if self.is_told || done < self.first || done >= self.total {
            return;
        }
        self.is_told = true;
        view.tell(&self.in_words(done, self.clock.seconds(), what));
    }

    fn in_words(&self, done: usize, seconds: f64, what: &str) -> String {
        let left = self.total - done;
        let most = if self.at_most { "at most " } else { "" };
        format!(
            "{most}{} {what}: the first {done} took {}; the {} left will take {most}about {}.\n",
            count(self.total as f64),
            time(seconds),
            count(left as f64),
            time(seconds * left as f64 / done as f64)
        )
    }
}

/// Seconds in the unit that suits them.
pub(crate) fn time(seconds: f64) -> String {
    match seconds {
        s if s < 9.95 => format!("{s:.1} s"),
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_rounds_like_the_first() {
        let pace = Pace::new(1_002, 2);
        let words = "1,002 runs: the first 2 took 1.5 s; the 1,000 left will take about 12 min.\n";
        assert_eq!(pace.in_words(2, 1.5, "runs"), words);
        assert!(pace.at_most().in_words(2, 1.5, "runs").starts_with("at most 1,002 runs: "));
        assert_eq!([0.43, 30.0, 600.0, 9000.0].map(time), ["0.4 s", "30 s", "10 min", "2.5 h"]);
    }

    #[test]
    fn it_is_told_once_after_the_first_round_and_not_at_the_end() {
        let view = ProgressView::new(true);
        let mut pace = Pace::new(4, 2);
        pace.done(1, "runs", &view);
        assert!(!pace.is_told);
        pace.done(2, "runs", &view);
        assert!(pace.is_told);
        let mut short = Pace::new(2, 2);
        short.done(2, "runs", &view);
        assert!(!short.is_told, "nothing is left");
    }
}
