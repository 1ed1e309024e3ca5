//! Progress on stderr: a bar with the time that is left on a terminal, a few plain lines elsewhere, or nothing.

use crate::terminal;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;

/// Shows how far a run is.
pub(crate) struct ProgressView {
    kind: Kind,
    label: &'static str,
    quarter: u32,
}

enum Kind {
    Silent,
    Lines,
    Bar(ProgressBar),
}

impl ProgressView {
    /// A bar if stderr is a terminal, lines if not, nothing if `silent`.
    pub(crate) fn new(silent: bool) -> Self {
        let kind = match (silent, std::io::stderr().is_terminal()) {
            (true, _) => Kind::Silent,
            (false, true) => Kind::Bar(bar()),
            (false, false) => Kind::Lines,
        };
        Self { kind, label: "", quarter: 0 }
    }

    /// `done` of `total` ticks of the part named `label` are done.
    pub(crate) fn update(&mut self, label: &'static str, done: u32, total: u32) {
        let is_new = label != self.label;
        self.label = label;
        match &self.kind {
            Kind::Silent => {}
            Kind::Bar(bar) => {
                if is_new {
                    bar.reset();
                    style(bar, if total == 0 { "{msg}" } else { BAR });
                    bar.set_message(label);
                }
                bar.set_length(u64::from(total));
                bar.set_position(u64::from(done));
            }
            Kind::Lines => {
                let quarter = quarter(done, total);
                if is_new || quarter > self.quarter {
                    terminal::print_error(&line(label, done, total));
                }
                self.quarter = quarter;
            }
        }
    }

    /// Prints words above the bar; nothing if silent.
    pub(crate) fn tell(&self, words: &str) {
        match &self.kind {
            Kind::Silent => {}
            Kind::Bar(bar) => bar.suspend(|| terminal::print_error(words)),
            Kind::Lines => terminal::print_error(words),
        }
    }

    /// Removes the bar, so that what follows stands alone.
    pub(crate) fn end(&self) {
        if let Kind::Bar(bar) = &self.kind {
            bar.finish_and_clear();
        }
    }
}

/// What a bar shows when the number of ticks is known.
const BAR: &str = "{msg:18} [{bar:30}] {pos}/{len}, {eta} left";

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    style(&bar, "{msg}");
    bar
}

fn style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
}

/// Quarters of `total` that are done.
fn quarter(done: u32, total: u32) -> u32 {
    if total == 0 { 0 } else { u32::try_from(4 * u64::from(done) / u64::from(total)).unwrap_or(4) }
}

fn line(label: &str, done: u32, total: u32) -> String {
    if total == 0 { format!("{label}\n") } else { format!("{label}: {done} of {total}\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_by_quarters() {
        // 104 ticks: quarters end at 26, 52, 78, 104.
        assert_eq!([0, 25, 26, 77, 78, 104].map(|done| quarter(done, 104)), [0, 0, 1, 2, 3, 4]);
        assert_eq!(quarter(5, 0), 0);
        assert_eq!(line("running", 26, 104), "running: 26 of 104\n");
    }
}
