//! `coercivity compare`.

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct DifferenceArguments {
    /// Directories of runs or of ensembles, the reference first; or one ensemble, whose scenarios are compared.
    #[arg(required = true, value_name = "DIR")]
    pub(crate) directories: Vec<PathBuf>,
    /// Scenario of a single ensemble that the others are compared with. Default: its first.
    #[arg(long, value_name = "NAME")]
    pub(crate) reference: Option<String>,
    /// Compare although seed, replicates, firms or ticks differ: the luck then differs, too.
    #[arg(long)]
    pub(crate) unpaired: bool,
    /// Directory for differences.csv, its dictionary.csv and comparison.json.
    #[arg(long, value_name = "OUT", conflicts_with = "csv")]
    pub(crate) out: Option<PathBuf>,
    /// File for the differences alone, with FILE_dictionary.csv beside it.
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Print the comparison as one JSON object, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    /// Replace files of an earlier comparison.
    #[arg(long)]
    pub(crate) force: bool,
}
