//! `coercivity bench`.

use super::{Overrides, PluginPaths, TICKS};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct BenchArguments {
    #[command(subcommand)]
    pub(crate) command: Option<BenchCommand>,
    #[command(flatten)]
    pub(crate) measure: MeasureArguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// Show the times of one benchmark over those of another, phase by phase.
    #[command(after_help = crate::exit::HELP)]
    Compare(CompareArguments),
    /// Measure one number of firms and threads, and print it as JSON.
    #[command(hide = true)]
    MeasureOne(OneArguments),
}

#[derive(Debug, Args)]
pub(crate) struct MeasureArguments {
    /// Scenario file (RON), or the name of one in `configs/scenarios`.
    #[arg(default_value = "april_2025")]
    pub(crate) scenario: PathBuf,
    /// Number of firms; may be repeated. Default: 10000, 100000 and 1000000, as memory allows.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) firms: Vec<u64>,
    /// Threads; may be repeated. Default: 1, and all processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Vec<u16>,
    /// Ticks to measure, after the burn-in. Default: as many as the scenario has.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(TICKS))]
    pub(crate) ticks: Option<u64>,
    /// Seed of all draws, below 2^53. Default: that of the scenario.
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) overrides: Overrides,
    #[command(flatten)]
    pub(crate) plugins: PluginPaths,
    /// Write the results to a file, for `bench compare`.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Replace the file of an earlier benchmark.
    #[arg(long, requires = "json")]
    pub(crate) force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct OneArguments {
    /// Scenario file.
    pub(crate) file: PathBuf,
    /// Number of firms.
    #[arg(long)]
    pub(crate) firms: u64,
    /// Threads.
    #[arg(long)]
    pub(crate) threads: u16,
    /// Ticks.
    #[arg(long)]
    pub(crate) ticks: Option<u64>,
    /// Seed.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) overrides: Overrides,
    #[command(flatten)]
    pub(crate) plugins: PluginPaths,
    /// Show no progress.
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArguments {
    /// File of one benchmark.
    pub(crate) a: PathBuf,
    /// File of the other: its times are divided by those of the first.
    pub(crate) b: PathBuf,
    /// Compare although machine, build or scenario differ.
    #[arg(long)]
    pub(crate) force: bool,
}

impl MeasureArguments {
    /// All overrides in the order in which they hold.
    pub(crate) fn all_overrides(&self, firms: u64) -> Vec<String> {
        let own = [("run.firms", Some(firms)), ("run.ticks", self.ticks), ("run.seed", self.seed)];
        super::with_own(&self.overrides, &own)
    }

    /// Overrides that hold for all numbers of firms: those by `--set`, and the seed.
    pub(crate) fn common_overrides(&self) -> Vec<String> {
        super::with_own(&self.overrides, &[("run.seed", self.seed)])
    }
}

impl OneArguments {
    /// All overrides in the order in which they hold.
    pub(crate) fn all_overrides(&self) -> Vec<String> {
        let own = [("run.firms", Some(self.firms)), ("run.ticks", self.ticks), ("run.seed", self.seed)];
        super::with_own(&self.overrides, &own)
    }
}
