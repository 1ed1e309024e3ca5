//! The command line.

mod bench;
mod compare;
mod ensemble;
mod history;
mod many;
mod plugin;
mod report;
mod run;
mod study;

pub(crate) use bench::*;
pub(crate) use compare::*;
pub(crate) use ensemble::*;
pub(crate) use history::*;
pub(crate) use many::*;
pub(crate) use plugin::*;
pub(crate) use report::*;
pub(crate) use run::*;
pub(crate) use study::*;

use crate::exit;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Numbers of ticks that `run.ticks` may have: a wrong `--ticks` is told as such, not as a wrong value of a scenario.
const TICKS: std::ops::RangeInclusive<u64> = 1..=100_000;

/// Agent-based model of supply-chain disruption under export controls.
#[derive(Debug, Parser)]
#[command(name = "coercivity", version, after_help = exit::HELP, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a scenario and write its results.
    #[command(after_help = exit::HELP)]
    Run(RunArguments),
    /// Go on with a run that was stopped or killed, from its latest checkpoint.
    #[command(after_help = exit::HELP)]
    Resume(ResumeArguments),
    /// Go on from a checkpoint of a run under other measures: a counterfactual from one burn-in.
    #[command(after_help = exit::HELP)]
    Branch(BranchArguments),
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
}
