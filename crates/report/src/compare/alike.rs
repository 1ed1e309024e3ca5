//! Whether two sides are the same, and if so, whether what they were made of is the same too.

use super::row::{Difference, Values};
use super::side::Side;
use serde::Serialize;
use std::collections::BTreeMap;

/// How far two sides are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Alike {
    /// Figures differ.
    No,
    /// Their last states have the same hash, and some figures differ: losses against different baselines, say.
    SameState,
    /// All figures agree, and the hashes of the last states differ or are not known.
    SameFigures,
    /// All figures agree, and so do the hashes of the last states.
    Same,
}

impl Alike {
    /// Whether every figure that is compared agrees.
    #[must_use]
    pub fn agrees(self) -> bool {
        matches!(self, Self::SameFigures | Self::Same)
    }
}

/// What a side was made of: names of things, such as a setting or a plugin, and what they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct MadeOf {
    /// Settings and plugins, by name.
    pub(super) parts: BTreeMap<String, String>,
    /// Files of the scenario: name and hash.
    pub(super) files: Vec<(String, String)>,
}

/// How far a pair is alike, whose differences are `rows`.
pub(super) fn of(a: &Side, b: &Side, rows: &[Difference]) -> Alike {
    let known = !a.states.is_empty() && a.states.iter().all(|hash| !hash.is_empty());
    let same_state = known && a.states == b.states;
    match (same_state, rows.iter().all(is_none)) {
        (true, true) => Alike::Same,
        (true, false) => Alike::SameState,
        (false, true) if !rows.is_empty() => Alike::SameFigures,
        (false, _) => Alike::No,
    }
}

/// Whether both sides of a row are the same, run by run.
pub(super) fn is_none(row: &Difference) -> bool {
    let same = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan());
    let counts = |of: &Values| (of.runs, of.missing, of.never_fell, of.not_back);
    let (a, b) = (&row.reference, &row.other);
    let is_zero = |value: f64| value == 0.0 || value.is_nan();
    counts(a) == counts(b)
        && same(a.mean, b.mean)
        && a.quantiles.iter().zip(&b.quantiles).all(|(a, b)| same(*a, *b))
        && is_zero(row.difference)
        && (row.pairs == 0 || (is_zero(row.error) && row.quantiles.iter().all(|value| is_zero(*value))))
}

/// What a reader is told of it; nothing where figures and states differ.
pub(super) fn sentences(alike: Alike, a: &Side, b: &Side) -> Vec<String> {
    let names = format!("{} and {}", a.described.name, b.described.name);
    let by_run = if a.scenario.is_empty() { "" } else { ", run by run" };
    let first = match alike {
        Alike::No => return asked_otherwise(a, b),
        Alike::Same => format!(
            "{names} are the same: every figure that is compared agrees, and so does the state hash{by_run}."
        ),
        Alike::SameFigures => {
            format!("{names} agree in every figure that is compared; their state hashes differ{by_run}.")
        }
        Alike::SameState => {
            let why = if a.baselines == b.baselines {
                "The baselines are the same as well: what differs did so on the way."
            } else {
                "Their baselines differ, and with them what is counted against a baseline."
            };
            format!("{names} end in the same state (the state hash is the same{by_run}). {why}")
        }
    };
    let mut sentences = vec![first];
    if alike == Alike::Same
        && !a.baselines.is_empty()
        && !b.baselines.is_empty()
        && a.baselines != b.baselines
    {
        sentences.push(format!("The baselines of {names} differ, though no figure does."));
    }
    let parts = made_otherwise(a, b);
    if !parts.is_empty() {
        let words = "were not asked for in the same words, and that changed nothing in what they did";
        sentences.push(format!("{names} {words}: {}.", crate::words::list(&parts, 8)));
    }
    sentences
}

/// What was asked for otherwise where figures differ.
fn asked_otherwise(a: &Side, b: &Side) -> Vec<String> {
    let parts = made_otherwise(a, b);
    if parts.is_empty() {
        return Vec::new();
    }
    let names = format!("{} and {}", a.described.name, b.described.name);
    vec![format!("{names} were asked for otherwise: {}.", crate::words::list(&parts, 8))]
}

/// In what two sides were made of other things, each in words.
fn made_otherwise(a: &Side, b: &Side) -> Vec<String> {
    let sides = [a, b];
    let mut words = Vec::new();
    let names = sides.iter().flat_map(|side| side.made_of.parts.keys());
    for name in names.collect::<std::collections::BTreeSet<_>>() {
        match sides.map(|side| side.made_of.parts.get(name)) {
            [Some(one), Some(other)] if one != other => words.push(format!("{name} ({one} and {other})")),
            [Some(one), None] => words.push(format!("{name}={one} (only {})", a.described.name)),
            [None, Some(one)] => words.push(format!("{name}={one} (only {})", b.described.name)),
            _ => {}
        }
    }
    for (own, other) in [(a, b), (b, a)] {
        let is_new = |file: &&(String, String)| !other.made_of.files.iter().any(|known| known.1 == file.1);
        let new = own.made_of.files.iter().filter(is_new);
        words.extend(new.map(|file| format!("the text of {} (of {})", file.0, own.described.name)));
    }
    words
}
