//! `coercivity plugin`: what scenarios can name, what it is, whether it keeps to the boundary, and how to begin one.

mod check;
mod describe;
mod entry;
mod junit;
mod list;
mod new;
mod sdk;

use crate::{
    args::{PluginCommand, PluginPaths},
    exit::{self, Code, Failure},
    plugins,
};
use coercivity_host::{HostError, find};
use std::path::PathBuf;

pub(crate) fn run(command: &PluginCommand) -> exit::Outcome {
    match command {
        PluginCommand::Check(arguments) => check::run(arguments),
        PluginCommand::List(arguments) => list::run(arguments),
        PluginCommand::Describe(arguments) => describe::run(arguments),
        PluginCommand::New(arguments) => new::run(arguments),
    }
}

/// The file that a path, from here, or a name stands for.
fn file_of(plugin: &str, paths: &PluginPaths) -> Result<PathBuf, Failure> {
    find(plugin, &plugins::search_path(None, &paths.plugin)).map_err(|error| refused(&error))
}

fn refused(error: &HostError) -> Failure {
    Failure::new(Code::Plugin, error)
}

fn as_json(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
