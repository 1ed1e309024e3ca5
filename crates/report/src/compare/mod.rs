//! Comparisons: what differs between runs, or between the scenarios of ensembles, and how well it is known.
//!
//! A run or a scenario is a side: a book of values by draw (point and replicate). Two sides that met the
//! same luck are subtracted draw by draw, which takes most of the luck out of the difference.
//!
//! # Equations
//! ```text
//! d(k)      = value of the other - value of the reference, in draw k
//! mean      = sum of d(k) / n;   error = standard deviation of d(k) / root of n
//! told      = |mean| > 2 error
//! unpaired  : mean = mean of the other - mean of the reference; error = root of the sum of both squared errors
//! ```

mod alike;
mod bands;
mod book;
mod direction;
mod ensemble;
mod months;
mod pair;
mod row;
mod run;
mod side;
pub(crate) mod stats;
mod table;
mod times;
mod unlike;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub use alike::Alike;
pub use row::{Basis, Difference, Part, Sign, Values};
pub use side::Described;
pub use table::{dictionary_csv, differences_csv};

use crate::ReportError;
use crate::read::manifest::{self, Kind};
use serde::Serialize;
use side::Side;
use std::path::{Path, PathBuf};

/// What is to be compared.
#[derive(Clone, Debug)]
pub struct CompareOptions<'a> {
    /// Directories of runs or of ensembles, the reference first; or one ensemble alone.
    pub directories: &'a [PathBuf],
    /// Scenario of a single ensemble that the others are compared with; its first without.
    pub reference: Option<&'a str>,
    /// Compare what did not meet the same luck.
    pub unpaired: bool,
}

/// Why there is no comparison.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// A directory cannot be read.
    #[error(transparent)]
    Read(#[from] ReportError),
    /// What is asked for makes no sense.
    #[error("{0}")]
    Usage(String),
    /// They did not meet the same luck, or are not of one size.
    #[error("{0}")]
    Unlike(String),
}

/// What differs.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// `runs` or `ensembles`.
    pub of: &'static str,
    /// Whether values were subtracted draw by draw.
    pub paired: bool,
    /// What the others are compared with; of two ensembles, one reference for each scenario.
    pub references: Vec<Described>,
    /// What is compared, each with the reference of the same place, or with the only one.
    pub others: Vec<Described>,
    /// How far each of the others is the same as its reference.
    pub alike: Vec<Alike>,
    /// What a reader should know, in sentences.
    pub notes: Vec<String>,
    /// The differences.
    pub differences: Vec<Difference>,
}

/// Compares.
///
/// # Errors
/// If a directory cannot be read, they cannot be compared at all, or they did not meet the same luck and
/// [`CompareOptions::unpaired`] is not set.
pub fn compare(options: &CompareOptions<'_>) -> Result<Comparison, CompareError> {
    let mut runs = Vec::new();
    let mut ensembles = Vec::new();
    for directory in options.directories {
        match manifest::read(directory)? {
            Kind::Run(manifest) => runs.push(run::side(directory, &manifest)?),
            Kind::Ensemble(manifest) => ensembles.push(ensemble::sides(directory, &manifest)?),
            Kind::Game(_) => return Err(other(directory, "a game", "its table of payoffs")),
            Kind::History(_) => return Err(other(directory, "a history check", "its figures")),
        }
    }
    let (of, mut pairs) = match (runs.is_empty(), ensembles.is_empty()) {
        (false, true) => ("runs", of_runs(runs, options)?),
        (true, false) => ("ensembles", of_ensembles(ensembles, options)?),
        (true, true) => return Err(CompareError::Usage("Name what is to be compared.".into())),
        (false, false) => return Err(mixed(options.directories)),
    };
    side::name_apart(&mut pairs);
    let mut notes = Vec::new();
    let mut paired = true;
    for (reference, other) in &pairs {
        let differences = unlike::differences(reference, other);
        if !differences.is_empty() {
            if !options.unpaired {
                return Err(unlike::refusal(reference, other, &differences));
            }
            paired = false;
            push(&mut notes, unlike::note(reference, other, &differences));
        }
    }
    // Who asks for unpaired differences gets them of all, so that the rows of one table are of one kind.
    paired &= !options.unpaired;
    if options.unpaired && notes.is_empty() {
        notes.push("The luck is the same, and yet nothing was paired, as --unpaired asks.".into());
    }
    let mut rows = Vec::new();
    let mut alike = Vec::new();
    for (reference, other) in &pairs {
        let mut own = pair::rows(reference, other, paired);
        own.extend(bands::rows(reference, other));
        let same = alike::of(reference, other, &own);
        alike::sentences(same, reference, other).into_iter().for_each(|note| push(&mut notes, note));
        unlike::remarks(same, reference, other).into_iter().for_each(|note| push(&mut notes, note));
        alike.push(same);
        rows.append(&mut own);
    }
    let mut references: Vec<Described> = Vec::new();
    for (reference, _) in &pairs {
        if !references.iter().any(|known| known.name == reference.described.name) {
            references.push(reference.described.clone());
        }
    }
    let others = pairs.iter().map(|pair| pair.1.described.clone()).collect();
    Ok(Comparison { of, paired, references, others, alike, notes, differences: rows })
}

fn push(notes: &mut Vec<String>, note: String) {
    if !notes.contains(&note) {
        notes.push(note);
    }
}

/// What is neither runs nor ensembles.
fn other(directory: &Path, what: &str, table: &str) -> CompareError {
    CompareError::Usage(format!(
        "{} is {what}, and runs and ensembles are compared. `coercivity report` shows {table}.",
        directory.display()
    ))
}

fn mixed(directories: &[PathBuf]) -> CompareError {
    let names: Vec<String> = directories.iter().map(|path| path.display().to_string()).collect();
    CompareError::Usage(format!(
        "{} are runs and ensembles, and one draw of luck is not compared with many. Name runs only, or ensembles only.",
        names.join(", ")
    ))
}

/// The first with each other one.
fn of_runs(runs: Vec<Side>, options: &CompareOptions<'_>) -> Result<Vec<(Side, Side)>, CompareError> {
    if options.reference.is_some() {
        let words =
            "--reference names a scenario of one ensemble; of runs, the first directory is the reference.";
        return Err(CompareError::Usage(words.into()));
    }
    let mut runs = runs.into_iter();
    let reference = runs.next();
    let pairs: Vec<(Side, Side)> =
        reference.map_or_else(Vec::new, |first| runs.map(|other| (first.clone(), other)).collect());
    if pairs.is_empty() {
        let words = "One run cannot be compared. Name a second directory; or an ensemble, whose scenarios are compared.";
        return Err(CompareError::Usage(words.into()));
    }
    Ok(pairs)
}

/// Scenarios of one ensemble with its reference; or those of several with their namesakes in the first.
fn of_ensembles(
    ensembles: Vec<Vec<Side>>,
    options: &CompareOptions<'_>,
) -> Result<Vec<(Side, Side)>, CompareError> {
    let several = ensembles.len() > 1;
    let mut ensembles = ensembles.into_iter();
    let first = ensembles.next().unwrap_or_default();
    if several {
        if options.reference.is_some() {
            let words = "--reference names a scenario of one ensemble; of several, the first directory is the reference.";
            return Err(CompareError::Usage(words.into()));
        }
        return namesakes(&first, ensembles);
    }
    let names: Vec<&str> = first.iter().map(|side| side.scenario.as_str()).collect();
    let wanted = options.reference.unwrap_or(names.first().copied().unwrap_or_default());
    let at = names.iter().position(|name| *name == wanted).ok_or_else(|| {
        CompareError::Usage(format!(
            "There is no scenario {wanted:?} in the ensemble. It has {}.",
            names.join(", ")
        ))
    })?;
    if names.len() < 2 {
        let words =
            "The ensemble has one scenario, so there is nothing to compare it with. Name a second directory.";
        return Err(CompareError::Usage(words.into()));
    }
    let others = first.iter().enumerate().filter(|entry| entry.0 != at);
    Ok(others.map(|(_, other)| (first[at].clone(), other.clone())).collect())
}

fn namesakes(
    first: &[Side],
    others: impl Iterator<Item = Vec<Side>>,
) -> Result<Vec<(Side, Side)>, CompareError> {
    let mut pairs = Vec::new();
    for ensemble in others {
        let before = pairs.len();
        for other in &ensemble {
            // Where each has one scenario, they are the two to compare, whatever their names are.
            let is_only = first.len() == 1 && ensemble.len() == 1;
            let partner = first.iter().find(|side| is_only || side.scenario == other.scenario);
            pairs.extend(partner.map(|side| (side.clone(), other.clone())));
        }
        if pairs.len() == before {
            let list = |sides: &[Side]| {
                sides.iter().map(|side| side.scenario.clone()).collect::<Vec<_>>().join(", ")
            };
            return Err(CompareError::Usage(format!(
                "The ensembles have no scenario of the same name: {}; and {}.",
                list(first),
                list(&ensemble)
            )));
        }
    }
    Ok(pairs)
}
