//! `coercivity game` and `coercivity ask`.

use super::{Overrides, PluginPaths};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct GameArguments {
    /// Game file (RON).
    pub(crate) file: PathBuf,
    /// Directory for the results. Default: `runs/NAME`, after the game file.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Runs of each pair of strategies. Default: as the game file says, 20 if it does not.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) replicates: Option<u32>,
    /// Number of firms.
    #[arg(long, value_name = "N")]
    pub(crate) firms: Option<u64>,
    /// Number of ticks of each run.
    #[arg(long, value_name = "N")]
    pub(crate) ticks: Option<u64>,
    /// Seed of all draws, below 2^53.
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Threads, a run on each; results do not depend on it. Default: all processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) overrides: Overrides,
    #[command(flatten)]
    pub(crate) plugins: PluginPaths,
    /// Replace the directory of an earlier game, once the new one is whole.
    #[arg(long)]
    pub(crate) force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AskCommand {
    /// The least stock that keeps a stage going through a restriction.
    #[command(after_help = crate::exit::HELP)]
    StockFor(StockArguments),
}

#[derive(Debug, Args)]
pub(crate) struct StockArguments {
    /// Scenario file (RON), with the restriction.
    pub(crate) file: PathBuf,
    /// Whose authority holds the stock, for its own firms.
    #[arg(long, value_name = "CODE")]
    pub(crate) jurisdiction: String,
    /// What is held.
    #[arg(long, value_name = "GOOD")]
    pub(crate) good: String,
    /// For how long after the first restriction the stage must go on.
    #[arg(long, value_name = "N")]
    pub(crate) months: f64,
    /// Stage whose output must hold. Default: the one stage that uses the good.
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    /// Share of undisturbed output that counts as holding.
    #[arg(long, value_name = "SHARE", default_value_t = 0.9)]
    pub(crate) threshold: f64,
    /// Weeks over which output is summed before it is compared.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=520))]
    pub(crate) window_weeks: u32,
    /// Replicates: the answer's range is over them.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) replicates: u32,
    /// Number of firms.
    #[arg(long, value_name = "N")]
    pub(crate) firms: Option<u64>,
    /// Threads, a replicate on each; results do not depend on it. Default: all processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) overrides: Overrides,
    #[command(flatten)]
    pub(crate) plugins: PluginPaths,
    /// Print the answer as one JSON object, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
}

impl GameArguments {
    /// All overrides in the order in which they hold.
    pub(crate) fn all_overrides(&self) -> Vec<String> {
        let own = [("run.firms", self.firms), ("run.ticks", self.ticks), ("run.seed", self.seed)];
        super::with_own(&self.overrides, &own)
    }
}

impl StockArguments {
    /// All overrides in the order in which they hold.
    pub(crate) fn all_overrides(&self) -> Vec<String> {
        super::with_own(&self.overrides, &[("run.firms", self.firms)])
    }
}
