//! The manifest: what a run was made from, with what, how long it took, and how to make it again.

use crate::Host;
use coercivity_base::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a branch changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// It holds from the first tick that begins on this day or later.
    pub at: Date,
    /// `path=value`, in the order given.
    pub set: Vec<String>,
}

/// `manifest.json` of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the program.
    pub version: String,
    /// The command line as given.
    pub command: String,
    /// One line that repeats the run.
    pub repeat: String,
    /// Whether the run reached its last tick.
    pub status: Status,
    /// Why it failed, if it did.
    pub error: Option<String>,
    /// Plugins, in the order of the scenario.
    pub plugins: Vec<PluginRecord>,
    /// The scenario file as named on the command line.
    pub scenario: String,
    /// Title of the scenario.
    pub title: String,
    /// Fingerprint of all files read and of the overrides: [`crate::scenario_sha256`].
    pub scenario_sha256: String,
    /// Every file read for it.
    pub scenario_files: Vec<ScenarioFile>,
    /// Overrides in the order given, `path=value`.
    pub overrides: Vec<String>,
    /// Where it was branched off other runs; what was set there is not among `overrides`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// Seed, below 2^53.
    pub seed: u64,
    /// Replicate under the seed.
    pub replicate: u32,
    /// First day of the first tick.
    pub start: Date,
    /// Length of a tick, days.
    pub tick_days: u16,
    /// Ticks asked for.
    pub ticks: u32,
    /// Ticks done.
    pub ticks_done: u32,
    /// Firms in the model.
    pub firms: u64,
    /// Links in the model at the end of the run.
    pub links: u64,
    /// Threads.
    pub threads: usize,
    /// Seconds from start to end, as a clock on the wall shows them.
    pub wall_s: f64,
    /// Seconds of them to build the world, the burn-in included.
    pub build_s: f64,
    /// Milliseconds per tick.
    pub tick_ms: TickTime,
    /// Milliseconds per phase, summed over the ticks.
    pub phases: Vec<PhaseTime>,
    /// Most memory held, in millions of bytes; absent where the system does not tell.
    pub peak_memory_mb: Option<f64>,
    /// Hash of the state at the end: equal for any number of threads.
    pub state_hash: String,
    /// The same for the paired baseline, if it was run.
    pub baseline_state_hash: Option<String>,
    /// Rows of each table file.
    pub tables: BTreeMap<String, u64>,
    /// The program.
    pub build: Build,
    /// The machine.
    pub host: Host,
    /// What a reader of the results should know.
    pub notes: Vec<String>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It reached its last tick.
    Complete,
    /// It was stopped before; what it had done is written.
    Interrupted,
    /// It failed on the way; what it had done until the last whole tick is written.
    Failed,
}

/// A plugin of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PluginRecord {
    /// Name of its use in the scenario.
    pub id: String,
    /// Id of the plugin.
    pub plugin: String,
    /// Version of the plugin.
    pub version: String,
    /// Version of the plugin ABI that it was built for.
    pub abi: u32,
    /// SHA-256 of the file, whose very bytes were run.
    pub sha256: String,
    /// The file.
    pub file: String,
    /// How it was run: `native`, in the process of the program, or `isolated`, in one of its own.
    pub carrier: String,
    /// `served`, `disabled` or `failed`.
    pub status: String,
    /// Why it was disabled or failed.
    pub reason: Option<String>,
    /// Calls.
    pub calls: u64,
    /// Milliseconds in all calls.
    pub total_ms: f64,
    /// Milliseconds of the longest call.
    pub longest_ms: f64,
    /// Calls that took longer than the scenario's `warn_ms`.
    pub slow_calls: u64,
    /// Ticks in which it set a measure.
    pub ticks_active: u32,
}

/// A file that was read for the scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of its content.
    pub sha256: String,
}

/// Times of single ticks, milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TickTime {
    /// Half of the ticks took at most this long.
    pub median: f64,
    /// Nine of ten ticks took at most this long.
    pub p90: f64,
}

impl TickTime {
    /// Of the measured times: nearest-rank quantiles, so each is one of them; 0 without any.
    #[must_use]
    pub fn of(times: &[f32]) -> Self {
        let mut sorted: Vec<f32> = times.to_vec();
        sorted.sort_by(f32::total_cmp);
        let quantile = |tenths: usize| {
            let rank = (sorted.len() * tenths).div_ceil(10).max(1);
            sorted.get(rank - 1).map_or(0.0, |&time| (f64::from(time) * 1e3).round() / 1e3)
        };
        Self { median: quantile(5), p90: quantile(9) }
    }
}

/// Time of a phase over the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhaseTime {
    /// The phase.
    pub name: String,
    /// Milliseconds, summed over the ticks.
    pub ms: f64,
}

/// The program that made a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// Compiler, or `unknown`.
    pub rustc: String,
    /// Target triple, or `unknown`.
    pub target: String,
    /// Revision of the source, or `unknown`.
    pub git_revision: String,
    /// Build profile.
    pub profile: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_tick_times_are_ticks_that_were_measured() {
        // Ten times 1..=10: the fifth smallest is 5, the ninth 9.
        let times: Vec<f32> = [3, 1, 2, 10, 9, 8, 4, 5, 7, 6].map(|ms: u8| f32::from(ms)).to_vec();
        assert_eq!(TickTime::of(&times), TickTime { median: 5.0, p90: 9.0 });
        assert_eq!(TickTime::of(&[4.0]), TickTime { median: 4.0, p90: 4.0 });
        assert_eq!(TickTime::of(&[]), TickTime::default());
    }
}
