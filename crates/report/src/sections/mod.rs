//! The sections of a report, one file each.

pub(crate) mod assumptions;
pub(crate) mod bands;
pub(crate) mod chain;
pub(crate) mod checks;
pub(crate) mod drivers;
pub(crate) mod effects;
pub(crate) mod ensemble;
pub(crate) mod even;
pub(crate) mod exports;
mod falls;
pub(crate) mod first;
pub(crate) mod flows;
pub(crate) mod game;
pub(crate) mod history;
pub(crate) mod licences;
pub(crate) mod losses;
pub(crate) mod measures;
pub(crate) mod output;
pub(crate) mod prices;
pub(crate) mod public;
pub(crate) mod regions;

/// Classes of the colours of runs, each with dashes of its own.
pub(crate) const COLOURS: [&str; 6] = ["c1", "c2", "c3", "c4", "c5", "c6"];

/// Class of the colour of a run.
pub(crate) fn colour(run: usize) -> &'static str {
    COLOURS[run % COLOURS.len()]
}
