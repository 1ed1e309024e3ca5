//! The first screen after a run: what was changed, whether the run may be trusted, who was hit, when and how much,
//! what is not in the model, and how to go on. 80 columns; colour only underlines what the words say.

mod exports;
mod footer;
mod header;
mod layout;
mod licences;
mod losses;
mod measures;
mod projects;
mod stages;

#[cfg(test)]
mod tests;

use coercivity_record::{Manifest, SummaryRow};
use coercivity_scenario::Scenario;
pub(crate) use layout::{Style, WIDTH, count, list, many, percent, table, tenths, usd, weeks, wrapped};
pub(crate) use measures::sentence as measure_sentence;
use std::path::Path;

/// What the screen is made from.
pub(crate) struct Report<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) manifest: &'a Manifest,
    /// Where it left other runs, in words; the manifest's notes have them too.
    pub(crate) branches: &'a [String],
    /// What its time is of.
    pub(crate) parts: Parts,
    pub(crate) summary: &'a [SummaryRow],
    /// Ticks in which all balances closed to zero.
    pub(crate) balance_ticks: u32,
    /// Where the results are.
    pub(crate) path: &'a Path,
    /// A directory that was set aside for them.
    pub(crate) set_aside: Option<&'a Path>,
}

/// What the time of a run is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parts {
    /// A run in one go.
    One,
    /// All parts of a run that was stopped and gone on with.
    All,
    /// What was run from the checkpoint that a branch left.
    SinceBranch,
}

impl Report<'_> {
    /// Whether there is a paired baseline to compare with.
    fn has_baseline(&self) -> bool {
        self.manifest.baseline_state_hash.is_some()
    }

    /// The rows of a metric.
    fn rows<'a>(&'a self, metric: &'a str) -> impl Iterator<Item = &'a SummaryRow> {
        self.summary.iter().filter(move |row| row.metric == metric)
    }
}

/// The screen as text.
pub(crate) fn render(report: &Report<'_>, colour: bool) -> String {
    let style = Style { colour };
    let sections = [
        header::render(report, style),
        stages::render(report, style),
        licences::render(report, style),
        exports::render(report, style),
        projects::render(report, style),
        losses::render(report, style),
        footer::render(report, style),
    ];
    let mut text = String::new();
    for section in sections.iter().filter(|section| !section.is_empty()) {
        text.push_str(section);
        text.push('\n');
    }
    text
}
