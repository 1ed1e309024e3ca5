//! The manifest of an ensemble.

use crate::{Build, Host, PluginRecord, ScenarioFile, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `manifest.json` of an ensemble, or of a shard of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnsembleManifest {
    /// `ensemble`, or `ensemble_shard`.
    pub kind: String,
    /// Version of the program.
    pub version: String,
    /// The command line as given.
    pub command: String,
    /// One line that repeats it.
    pub repeat: String,
    /// How it ended.
    pub status: Status,
    /// The plan file as named on the command line.
    pub plan: String,
    /// Title of the plan.
    pub title: String,
    /// SHA-256 of the plan file.
    pub plan_sha256: String,
    /// What the ensemble is made from, as one hash: shards of one have the same.
    pub identity: String,
    /// Scenarios, by name.
    pub scenarios: Vec<PlannedScenario>,
    /// Values that the plan itself sets in all scenarios, `path=value`.
    #[serde(default)]
    pub set: Vec<String>,
    /// Overrides in the order given, `path=value`.
    pub overrides: Vec<String>,
    /// What is varied.
    pub varied: Vec<Varied>,
    /// Points of the design.
    pub points: u32,
    /// Replicates of each.
    pub replicates: u32,
    /// Runs, without their baselines.
    pub runs: u32,
    /// Runs that failed.
    pub failed: u32,
    /// Which part this is, if it is one.
    pub shard: Option<Shard>,
    /// Draws that an earlier attempt had left.
    pub resumed_draws: u32,
    /// Plugins of all scenarios.
    pub plugins: Vec<PluginRecord>,
    /// Seed, below 2^53.
    pub seed: u64,
    /// Firms in the model.
    pub firms: u32,
    /// Ticks of each run.
    pub ticks: u32,
    /// Threads; every run has one.
    pub threads: usize,
    /// Seconds from start to end of the last attempt.
    pub wall_s: f64,
    /// Most memory held, in millions of bytes; absent where the system does not tell.
    pub peak_memory_mb: Option<f64>,
    /// Rows of each table file.
    pub tables: BTreeMap<String, u64>,
    /// What a reader of the results should know.
    pub notes: Vec<String>,
    /// The program.
    pub build: Build,
    /// The machine.
    pub host: Host,
}

/// A scenario of an ensemble.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedScenario {
    /// Name in the plan.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Its title.
    pub title: String,
    /// Fingerprint of all files read for it and of the overrides: [`crate::scenario_sha256`].
    pub scenario_sha256: String,
    /// Every file read for it.
    pub files: Vec<ScenarioFile>,
    /// Codes of those who act and of those who are acted upon.
    pub sides: [Vec<String>; 2],
}

/// A varied parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Varied {
    /// Its path.
    pub path: String,
    /// How: `grid`, `one_at_a_time`, `latin_hypercube`, `sobol`, `morris` or `table`.
    pub design: String,
    /// Least and largest of its values as a number, or how many values of another kind there are.
    #[serde(default)]
    pub values: String,
    /// Where the range comes from, if the first scenario marks it as uncertain.
    #[serde(default)]
    pub source: String,
}

/// A part of an ensemble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which, from 1.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}
