//! What every command that makes many runs takes.

use super::{Overrides, PluginPaths, with_own};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Many {
    /// Number of firms.
    #[arg(long, value_name = "N")]
    pub(crate) firms: Option<u64>,
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
}

impl Many {
    /// All overrides in the order in which they hold: `--set` first, then the options of their own.
    pub(crate) fn overrides(&self, ticks: Option<u64>) -> Vec<String> {
        let own = [("run.firms", self.firms), ("run.ticks", ticks), ("run.seed", self.seed)];
        with_own(&self.overrides, &own)
    }
}
