//! `coercivity plugin`.

use super::PluginPaths;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// Put a plugin through the conformance suite, each case in a process of its own.
    #[command(after_help = crate::exit::HELP)]
    Check(PluginCheckArguments),
    /// List the plugins that scenarios can name, and the places searched.
    List(PluginListArguments),
    /// Say what a plugin is, reads, writes and can be told.
    Describe(PluginDescribeArguments),
    /// Write a new plugin that builds and passes its tests at once.
    New(PluginNewArguments),
}

/// Seconds that a case of the suite may take if nothing else is said.
pub(crate) const LIMIT_DEFAULT: u64 = 60;

#[derive(Debug, Args)]
pub(crate) struct PluginCheckArguments {
    /// File of a plugin, or its name.
    #[arg(value_name = "PLUGIN")]
    pub(crate) asked: String,
    /// Ask this case only; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) case: Vec<String>,
    /// Seed of the made-up worlds and parameters.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Seconds after which a case is ended.
    #[arg(long, value_name = "SECONDS", default_value_t = LIMIT_DEFAULT, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) limit: u64,
    /// Ask the plugin in locked processes of its own, as scenarios with `carrier: Isolated` use it (Linux).
    #[arg(long)]
    pub(crate) isolated: bool,
    /// Print the results as one JSON object, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    /// Write the results to a file in the format of JUnit, too.
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// Do the case in this very process.
    #[arg(long, hide = true, requires = "case")]
    pub(crate) in_process: bool,
    #[command(flatten)]
    pub(crate) plugins: PluginPaths,
}

#[derive(Debug, Args)]
pub(crate) struct PluginListArguments {
    /// Scenario file beside which plugins are looked for, too.
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,
    /// Print the list as one JSON object, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) plugins: PluginPaths,
}

#[derive(Debug, Args)]
pub(crate) struct PluginDescribeArguments {
    /// File of a plugin, or its name.
    #[arg(value_name = "PLUGIN")]
    pub(crate) asked: String,
    /// Print the card as one JSON object, and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) plugins: PluginPaths,
}

#[derive(Debug, Args)]
pub(crate) struct PluginNewArguments {
    /// Name of the plugin, lower snake case.
    pub(crate) name: String,
    /// Write it in C, with a Makefile, instead of in Rust.
    #[arg(long)]
    pub(crate) c: bool,
    /// Folder to make it in. Default: a new folder of the plugin's name, here.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}
