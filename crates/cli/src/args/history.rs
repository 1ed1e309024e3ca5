//! `coercivity validate` and `coercivity calibrate`.

use super::Many;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct ValidateArguments {
    /// History file (RON).
    pub(crate) file: PathBuf,
    /// Another scenario to be held against the facts. Default: that of the history file.
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,
    /// Replicates, each with its paired baseline. Default: as the file says, 20 if it does not.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) replicates: Option<u32>,
    #[command(flatten)]
    pub(crate) many: Many,
    /// Directory for the tables of figures and scores. Default: nothing is written.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Replace the directory of an earlier validation, once the new one is whole.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// Print one JSON object, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    /// End with code 8 if a figure fails.
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CalibrateArguments {
    /// History file (RON) with a calibration section.
    pub(crate) file: PathBuf,
    /// Scenario file to be written, with the fitted values laid over that of the calibration. Default: it is printed.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace that file.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// Most evaluations by the optimiser. Default: as the file says, 100 if it does not.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) evaluations: Option<u32>,
    /// Runs of each evaluation. Default: as the file says, 4 if it does not.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) replicates: Option<u32>,
    #[command(flatten)]
    pub(crate) many: Many,
    /// Print one JSON object, and nothing else.
    #[arg(long, requires = "out")]
    pub(crate) json: bool,
}

impl ValidateArguments {
    /// All overrides in the order in which they hold.
    pub(crate) fn all_overrides(&self) -> Vec<String> {
        self.many.overrides(None)
    }
}

impl CalibrateArguments {
    /// All overrides in the order in which they hold.
    pub(crate) fn all_overrides(&self) -> Vec<String> {
        self.many.overrides(None)
    }
}
