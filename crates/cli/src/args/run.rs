//! `coercivity run`, and the two commands that go on from its checkpoints.

use super::{Overrides, PluginPaths, TICKS, with_own};
use clap::{Args, ValueEnum};
use coercivity_base::Date;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    /// Scenario file (RON).
    pub(crate) file: PathBuf,
    /// Directory for the results. Default: `runs/NAME`, after the scenario file.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Number of firms: how finely the same economy is drawn, not how large it is.
    #[arg(long, value_name = "N")]
    pub(crate) firms: Option<u64>,
    /// Seed of all draws, below 2^53.
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Replicate under the seed.
    #[arg(long, value_name = "R")]
    pub(crate) replicate: Option<u64>,
    /// Number of ticks.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(TICKS))]
    pub(crate) ticks: Option<u64>,
    /// Threads; results do not depend on it. Default: all processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) overrides: Overrides,
    #[command(flatten)]
    pub(crate) plugins: PluginPaths,
    /// Run the paired baseline too (same draws, no measures). Default below 200,000 firms.
    #[arg(long, overrides_with = "no_baseline")]
    pub(crate) baseline: bool,
    /// Do not run the paired baseline.
    #[arg(long, overrides_with = "baseline")]
    pub(crate) no_baseline: bool,
    /// Write Parquet files beside the CSV files.
    #[arg(long)]
    pub(crate) parquet: bool,
    /// Replace the directory of an earlier run, once the new one is whole.
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) checkpoints: CheckpointOptions,
    /// Throw away what an unfinished run under the same name left, its checkpoints too.
    #[arg(long)]
    pub(crate) restart: bool,
    #[command(flatten)]
    pub(crate) shown: Shown,
    /// Whose events are written: offices, named and sampled firms, or all.
    #[arg(long, value_enum, default_value_t = Events::Named, value_name = "WHICH")]
    pub(crate) events: Events,
}

/// What is shown of a run.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Shown {
    /// Watch the run on the terminal: key series, licences, events; keys to pause and to stop. Elsewhere: lines.
    #[arg(long, conflicts_with_all = ["quiet", "json"])]
    pub(crate) watch: bool,
    /// Print nothing but errors.
    #[arg(long, conflicts_with = "json")]
    pub(crate) quiet: bool,
    /// Print the manifest and the summary as one JSON object, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which checkpoints are written.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct CheckpointOptions {
    /// Write a checkpoint after every N ticks, before the first and on Ctrl-C, for `coercivity resume`.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) checkpoint_every: Option<u32>,
    /// Keep all checkpoints, for `coercivity branch`, and not only the latest until the run is whole.
    #[arg(long, requires = "checkpoint_every")]
    pub(crate) keep_checkpoints: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ResumeArguments {
    /// Directory of the run, with or without `.partial`.
    pub(crate) directory: PathBuf,
    /// Threads; results do not depend on it. Default: all processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) plugins: PluginPaths,
    #[command(flatten)]
    pub(crate) shown: Shown,
}

#[derive(Debug, Args)]
pub(crate) struct BranchArguments {
    /// Directory of a run that kept its checkpoints (`--keep-checkpoints`), whole or not.
    pub(crate) directory: PathBuf,
    /// The changes hold from the first tick that begins on this day or later.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) at: Date,
    /// What changes: a value of `schedule`, `regimes`, `offices` or `plugins`, or run.ticks; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE", required = true)]
    pub(crate) set: Vec<String>,
    /// Directory for the results.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Threads; results do not depend on it. Default: all processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) plugins: PluginPaths,
    #[command(flatten)]
    pub(crate) checkpoints: CheckpointOptions,
    /// Replace the directory of an earlier run, once the new one is whole.
    #[arg(long)]
    pub(crate) force: bool,
    /// Throw away what an unfinished run under the same name left, its checkpoints too.
    #[arg(long)]
    pub(crate) restart: bool,
    #[command(flatten)]
    pub(crate) shown: Shown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Events {
    /// Of offices, named firms and sampled firms.
    Named,
    /// Of everybody: large at many firms.
    All,
}

impl RunArguments {
    /// All overrides in the order in which they hold: `--set` first, then the options of their own.
    pub(crate) fn all_overrides(&self) -> Vec<String> {
        let own = [
            ("run.firms", self.firms),
            ("run.seed", self.seed),
            ("run.replicate", self.replicate),
            ("run.ticks", self.ticks),
        ];
        with_own(&self.overrides, &own)
    }
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write year, month and day, such as 2025-04-04".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Arguments, Command};
    use clap::Parser as _;

    fn run(line: &str) -> RunArguments {
        match Arguments::try_parse_from(line.split(' ')).unwrap().command {
            Command::Run(arguments) => arguments,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn options_become_overrides_after_the_given_ones() {
        let arguments = run("coercivity run a.ron --seed 7 --set run.seed=1 --firms 1000 --set a.b=\"x=y\"");
        assert_eq!(arguments.all_overrides(), ["run.seed=1", "a.b=\"x=y\"", "run.firms=1000", "run.seed=7"]);
    }

    #[test]
    fn the_last_word_on_the_baseline_holds() {
        let arguments = run("coercivity run a.ron --baseline --no-baseline");
        assert!(arguments.no_baseline && !arguments.baseline);
        assert!(Arguments::try_parse_from(["coercivity", "run", "a.ron", "--threads", "0"]).is_err());
    }
}
