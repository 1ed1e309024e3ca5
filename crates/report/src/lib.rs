//! Reports: one HTML file from the directories of runs, games, ensembles and history checks, for readers who put figures into a
//! briefing. It needs no network and reads fully without a script. And comparisons of runs and ensembles ([`compare`]).
//!
//! This crate reads the tables that `coercivity-record` describes and knows nothing of scenarios or of the engine. What
//! the files of a scenario say beyond a run's manifest is handed in by whoever can read them ([`Known`]).

mod block;
pub mod compare;
mod derive;
mod draw;
mod error;
mod file;
mod numbers;
mod page;
mod places;
mod read;
mod run;
mod sections;
mod sheet;
mod words;

pub use error::ReportError;
pub use file::write;

use coercivity_base::Date;
use read::history::History;
use read::manifest::{self, Kind};
use run::Run;
use std::path::{Path, PathBuf};

/// Directories of one report at most: lines of as many can be told apart.
pub const MOST_DIRECTORIES: usize = 6;

/// What the files of a scenario say beyond the manifest of a run.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// What happens and why one would run it.
    pub summary: String,
    /// Dated measures, in words.
    pub measures: Vec<KnownMeasure>,
    /// Values that differ from the defaults.
    pub assumptions: Vec<Assumption>,
}

/// A measure of a schedule.
#[derive(Clone, Debug)]
pub struct KnownMeasure {
    /// First day on which it holds.
    pub from: Date,
    /// What it does, without a full stop.
    pub words: String,
    /// Where it comes from; may be empty.
    pub source: String,
}

/// A value that differs from its default.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// Its path in the scenario.
    pub path: String,
    /// The default, as written.
    pub default: String,
    /// The value, as written.
    pub value: String,
    /// Where it comes from; may be empty.
    pub source: String,
}

/// What a run was made from, for those who can read scenario files.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The scenario file as named on the command line of the run.
    pub scenario: String,
    /// Overrides in the order given, `path=value`.
    pub overrides: Vec<String>,
    /// Fingerprint of all files and overrides.
    pub scenario_sha256: String,
}

/// A directory to be reported on.
#[derive(Clone, Debug)]
pub struct Source {
    /// The directory of a run, a game or an ensemble.
    pub directory: PathBuf,
    /// What is known of its scenario beyond the manifest.
    pub known: Option<Known>,
}

/// What the run in `directory` was made from; nothing for games and ensembles.
///
/// # Errors
/// If the directory has no manifest that can be understood.
pub fn origin(directory: &Path) -> Result<Option<Origin>, ReportError> {
    Ok(match manifest::read(directory)? {
        Kind::Run(run) => Some(Origin {
            scenario: run.scenario,
            overrides: run.overrides,
            scenario_sha256: run.scenario_sha256,
        }),
        Kind::Game(_) | Kind::Ensemble(_) | Kind::History(_) => None,
    })
}

/// The page for `sources`, as text.
///
/// # Errors
/// If a directory or one of its files is missing, damaged or cannot be read, or there are too many.
pub fn render(sources: &[Source]) -> Result<String, ReportError> {
    if sources.len() > MOST_DIRECTORIES {
        return Err(ReportError::TooMany { given: sources.len(), most: MOST_DIRECTORIES });
    }
    let (mut runs, mut known, mut games) = (Vec::new(), Vec::new(), Vec::new());
    let (mut ensembles, mut histories) = (Vec::new(), Vec::new());
    for source in sources {
        let directory = source.directory.as_path();
        match manifest::read(directory)? {
            Kind::Run(manifest) => {
                runs.push(Run::read(directory, *manifest)?);
                known.push(source.known.clone());
            }
            Kind::Game(manifest) => {
                let payoffs = read::payoffs::read(directory, manifest.tables.get("payoffs.csv").copied())?;
                games.push((manifest, payoffs));
            }
            Kind::History(manifest) => histories.push(History::read(directory, *manifest)?),
            Kind::Ensemble(manifest) => ensembles.push(page::Ensemble::read(directory, *manifest)?),
        }
    }
    name_apart(&mut runs);
    page::render(&page::Content {
        runs: &runs,
        known: &known,
        games: &games,
        ensembles: &ensembles,
        histories: &histories,
    })
}

/// Gives a number to runs whose directories have the same name.
fn name_apart(runs: &mut [Run]) {
    for at in 1..runs.len() {
        let same = runs[..at]
            .iter()
            .filter(|run| run.name == runs[at].name || run.name.starts_with(&format!("{} (", runs[at].name)))
            .count();
        if same > 0 {
            runs[at].name = format!("{} ({})", runs[at].name, same + 1);
        }
    }
}
