//! A side of a comparison: a run, or a scenario of an ensemble.

use super::alike::MadeOf;
use super::bands::Bands;
use super::book::Book;
use serde::Serialize;

/// What a side is, for readers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Described {
    /// How it is called beside others.
    pub name: String,
    /// Title of the scenario.
    pub title: String,
    /// Its directory, as given.
    pub directory: String,
    /// Runs that are complete.
    pub runs: usize,
    /// Runs that failed.
    pub failed: usize,
    /// Points of the design; 1 for a run.
    pub points: u64,
    /// Whether the points are a sample of what may be the case, so that results over all of them mean something.
    pub is_sample: bool,
    /// Codes of those who act and of those who are acted upon, as far as the tables tell.
    pub sides: [Vec<String>; 2],
}

/// What must be alike for runs to meet the same luck.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    pub(super) seed: u64,
    /// Of a run, its replicate; of an ensemble, how many there are.
    pub(super) replicates: u64,
    pub(super) points: u64,
    pub(super) firms: u64,
    /// Ticks done.
    pub(super) ticks: u64,
    /// First day and days of a tick; empty where the manifest does not tell.
    pub(super) calendar: String,
    /// Paths that are varied with their design.
    pub(super) design: Vec<String>,
    /// Values of the varied paths by point.
    pub(super) values: Vec<Vec<String>>,
    /// Version and revision of the program; a difference is told and no reason to refuse.
    pub(super) program: String,
}

/// A side.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub(super) described: Described,
    /// Name of the scenario in its plan; empty for a run.
    pub(super) scenario: String,
    /// Name of the directory.
    pub(super) home: String,
    pub(super) facts: Facts,
    /// State hashes of the baselines by draw, in order; empty where there was none.
    pub(super) baselines: Vec<String>,
    /// State hashes of the runs by draw, in order; empty for one that failed.
    pub(super) states: Vec<String>,
    pub(super) made_of: MadeOf,
    /// What a reader should know of it.
    pub(super) notes: Vec<String>,
    pub(super) book: Book,
    pub(super) bands: Bands,
}

/// Gives sides names by which a reader can tell them apart.
pub(super) fn name_apart(pairs: &mut [(Side, Side)]) {
    let base = |side: &Side, several: bool| match (side.scenario.is_empty(), several) {
        (true, _) => side.home.clone(),
        (false, false) => side.scenario.clone(),
        (false, true) => format!("{}/{}", side.home, side.scenario),
    };
    let several = pairs.iter().any(|(a, b)| a.described.directory != b.described.directory);
    // The same directory twice is one side; another with the same name is another side.
    let mut known: Vec<(String, String, String)> = Vec::new();
    for side in pairs.iter_mut().flat_map(|pair| [&mut pair.0, &mut pair.1]) {
        let key = (side.described.directory.clone(), side.scenario.clone());
        if let Some(found) = known.iter().find(|entry| (&entry.0, &entry.1) == (&key.0, &key.1)) {
            side.described.name.clone_from(&found.2);
            continue;
        }
        let wanted = base(side, several);
        let mut name = wanted.clone();
        let mut number = 2;
        while known.iter().any(|entry| entry.2 == name) {
            name = format!("{wanted} ({number})");
            number += 1;
        }
        side.described.name.clone_from(&name);
        known.push((key.0, key.1, name));
    }
}
