//! `coercivity ensemble` and `coercivity merge`.

use super::{Many, TICKS};
use clap::Args;
use coercivity_record::Shard;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct EnsembleArguments {
    /// Plan file (RON): scenarios, what is varied, replicates.
    pub(crate) file: PathBuf,
    /// Directory for the results. Default: `runs/NAME`, after the plan file.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Runs of each scenario at each point. Default: as the plan says, 20 if it does not.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) replicates: Option<u32>,
    /// Number of ticks of each run.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(TICKS))]
    pub(crate) ticks: Option<u64>,
    #[command(flatten)]
    pub(crate) many: Many,
    /// Run only part I of N parts, to be put together by `coercivity merge`.
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub(crate) shard: Option<Shard>,
    /// Tell from a first round of runs how long all will take, and how much memory and disk, and stop. The runs are kept.
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) estimate: bool,
    /// Print a Slurm script that runs the plan in N parts and merges them, and run nothing.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000), conflicts_with = "shard")]
    pub(crate) slurm: Option<u32>,
    /// Throw away what an earlier attempt left, and begin anew.
    #[arg(long)]
    pub(crate) restart: bool,
    #[command(flatten)]
    pub(crate) files: FileArguments,
    /// Replace the directory of an earlier ensemble, once the new one is whole.
    #[arg(long)]
    pub(crate) force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// What is written of an ensemble.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct FileArguments {
    /// Write Parquet files beside the CSV files.
    #[arg(long)]
    pub(crate) parquet: bool,
    /// Leave out months.csv, the values by month of each run; `compare` then has bands only for differences by month.
    #[arg(long)]
    pub(crate) no_months: bool,
}

#[derive(Debug, Args)]
pub(crate) struct MergeArguments {
    /// Directories of all shards of one ensemble.
    #[arg(required = true, value_name = "SHARD")]
    pub(crate) shards: Vec<PathBuf>,
    /// Directory for the whole.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) files: FileArguments,
    /// Replace the directory of an earlier ensemble, once the new one is whole.
    #[arg(long)]
    pub(crate) force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

impl EnsembleArguments {
    /// All overrides in the order in which they hold.
    pub(crate) fn all_overrides(&self) -> Vec<String> {
        self.many.overrides(self.ticks)
    }
}

/// `I/N`, from 1/1.
fn shard(text: &str) -> Result<Shard, String> {
    let parts = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    match parts {
        Some((number, of)) if number >= 1 && number <= of => Ok(Shard { number, of }),
        _ => Err(String::from("write I/N, such as 1/4 for the first of four parts")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_one_of_some() {
        assert_eq!(shard("2/4"), Ok(Shard { number: 2, of: 4 }));
        for wrong in ["0/4", "5/4", "2", "a/b", "1/0", "-1/3", "1/4/2"] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
    }
}
