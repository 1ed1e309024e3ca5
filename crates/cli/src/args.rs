//! The command line.

mod bench;
mod compare;
mod ensemble;
mod history;
mod many;
mod plugin;
mod report;
mod study;

pub(crate) use bench::*;
pub(crate) use compare::*;
pub(crate) use ensemble::*;
pub(crate) use history::*;
pub(crate) use many::*;
pub(crate) use plugin::*;
pub(crate) use report::*;
pub(crate) use study::*;

use crate::exit;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Numbers of ticks that `run.ticks` may have: a wrong `--ticks` is told as such, not as a wrong value of a scenario.
const TICKS: std::ops::RangeInclusive<u64> = 1..=100_000;

/// Agent-based model of supply-chain disruption under export controls.
#[derive(Debug, Parser)]
#[command(name = "coercivity", version, about, after_help = exit::HELP, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a scenario and write its results.
    #[command(after_help = exit::HELP)]
    Run(RunArguments),
    /// Play every pair of two players' strategies and see who does best against whom.
    #[command(after_help = exit::HELP)]
    Game(GameArguments),
    /// Run the scenarios of a plan many times, with parameters varied, and see ranges.
    #[command(after_help = exit::HELP)]
    Ensemble(EnsembleArguments),
    /// Put the parts of an ensemble together.
    #[command(after_help = exit::HELP)]
    Merge(MergeArguments),
    /// Make one HTML file of runs, games or ensembles, to be read, printed and quoted without a network.
    #[command(after_help = exit::HELP)]
    Report(ReportArguments),
    /// Say what differs between runs, or between scenarios of ensembles, pair by pair under the same luck.
    #[command(after_help = exit::HELP)]
    Compare(DifferenceArguments),
    /// Ask a question that takes many runs.
    #[command(subcommand)]
    Ask(AskCommand),
    /// Hold a replay against what was observed, figure by figure, and against naive forecasts.
    #[command(after_help = exit::HELP)]
    Validate(ValidateArguments),
    /// Fit a replay's parameters to what was observed, and say what the facts can tell of them.
    #[command(after_help = exit::HELP)]
    Calibrate(CalibrateArguments),
    /// Check a scenario, a game or a history and list every mistake at its place.
    Check(CheckArguments),
    /// Defaults, schema and reference of scenario files.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Show the values in which two scenarios differ.
    Diff(DiffArguments),
    /// Measure how long ticks take, phase by phase, beside what this machine's memory allows.
    #[command(after_help = exit::HELP)]
    Bench(BenchArguments),
    /// Check, list, describe and make plugins.
    #[command(subcommand)]
    Plugin(PluginCommand),
}

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
    /// Watch the run on the terminal: key series, licences, events; keys to pause and to stop. Elsewhere: lines.
    #[arg(long, conflicts_with_all = ["quiet", "json"])]
    pub(crate) watch: bool,
    /// Print nothing but errors.
    #[arg(long, conflicts_with = "json")]
    pub(crate) quiet: bool,
    /// Print the manifest and the summary as one JSON object, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    /// Whose events are written: offices, named and sampled firms, or all.
    #[arg(long, value_enum, default_value_t = Events::Named, value_name = "WHICH")]
    pub(crate) events: Events,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Events {
    /// Of offices, named firms and sampled firms.
    Named,
    /// Of everybody: large at many firms.
    All,
}

#[derive(Debug, Default, Args)]
pub(crate) struct Overrides {
    /// Override a value of the scenario, such as regimes.announcement_18.floor_weeks=6; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
}

#[derive(Debug, Default, Args)]
pub(crate) struct PluginPaths {
    /// File or folder in which plugins are looked for first; may be repeated.
    #[arg(long = "plugin", value_name = "PATH")]
    pub(crate) plugin: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Scenario, game or history file (RON).
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) overrides: Overrides,
    #[command(flatten)]
    pub(crate) plugins: PluginPaths,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print the default of every value, with its documentation.
    Default,
    /// Print the JSON schema of scenario files.
    Schema,
    /// Say what a value means, what it is and where it comes from.
    Explain(ExplainArguments),
    /// Print the reference of all parameters (Markdown).
    Reference,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// Path of the value, such as behaviour.adjustment_weeks.
    pub(crate) path: String,
    /// The scenario to look it up in.
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) overrides: Overrides,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// One scenario file.
    pub(crate) a: PathBuf,
    /// The other.
    pub(crate) b: PathBuf,
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

/// Overrides, then those that options of their own mean.
fn with_own(overrides: &Overrides, own: &[(&str, Option<u64>)]) -> Vec<String> {
    let own = own.iter().filter_map(|(path, value)| value.map(|value| format!("{path}={value}")));
    overrides.set.iter().cloned().chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

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
