//! `bench.json`: how long ticks took on a machine, phase by phase, beside what its memory allows.

use crate::{
    Build, Machine, RecordError, TickTime,
    bounded::{self, MOST_MANIFEST_MB},
    directory::write_manifest,
};
use serde::{Deserialize, Serialize};
use std::{fs, path::Path};

/// Version of the form of `bench.json`; files of another one are not compared.
pub const BENCH_SCHEMA: u32 = 1;

/// `bench.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bench {
    /// [`BENCH_SCHEMA`] of the program that wrote it.
    pub schema_version: u32,
    /// Version of the program.
    pub version: String,
    /// The command line as given.
    pub command: String,
    /// The machine.
    pub host: Machine,
    /// The program.
    pub build: Build,
    /// The scenario file.
    pub scenario: String,
    /// Title of the scenario.
    pub title: String,
    /// Fingerprint of the scenario's files and of the overrides by `--set`: [`crate::scenario_sha256`].
    pub scenario_sha256: String,
    /// These overrides, and the seed if it was given: what holds for all runs.
    #[serde(default)]
    pub overrides: Vec<String>,
    /// One for each number of firms and threads.
    pub runs: Vec<BenchRun>,
}

/// Ticks of one world on so many threads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchRun {
    /// Firms.
    pub firms: u64,
    /// Links with a supplier.
    pub links: u64,
    /// Threads.
    pub threads: usize,
    /// Ticks measured, after the burn-in.
    pub ticks: u32,
    /// Milliseconds per tick.
    pub tick_ms: TickTime,
    /// Phases in their order.
    pub phases: Vec<BenchPhase>,
    /// Milliseconds to write the rows of a tick, median; not part of the tick.
    pub observe_ms: f64,
    /// Sum of the bounds of the phases over the median tick.
    pub roofline_share: f64,
    /// Bandwidth of memory, billions of bytes per second.
    pub triad_gb_s: f64,
    /// Time of a look-up at a random place, by size of the table.
    pub gather_ns: Vec<GatherTime>,
    /// Firms over the median tick.
    pub firms_per_s: f64,
    /// Seconds to build the world, burn-in included.
    pub build_s: f64,
    /// Most memory held until the last tick, in millions of bytes; absent where the system does not tell.
    pub peak_memory_mb: Option<f64>,
    /// Share of the time of the ticks in which threads waited for a processor that something else had; absent where the
    /// system does not tell.
    pub waited_share: Option<f64>,
    /// State at the end: the same for any number of threads.
    pub state_hash: String,
}

/// A phase of the tick.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchPhase {
    /// Name.
    pub name: String,
    /// Milliseconds, median over the ticks.
    pub ms: f64,
    /// Bytes that it must move at least.
    pub bytes: u64,
    /// Look-ups at random places that it must make, in lines of the cache.
    pub lookups: u64,
    /// The time that these take on this machine at least, milliseconds.
    pub bound_ms: f64,
}

/// What a look-up takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GatherTime {
    /// Size of the table.
    pub bytes: u64,
    /// Nanoseconds for one of many look-ups that do not wait for each other, over all threads.
    pub ns: f64,
}

impl BenchRun {
    /// Waiting from which on times say more of the rest of the machine than of the program.
    pub const DISTURBED: f64 = 0.02;

    /// Whether something else ran on the machine.
    #[must_use]
    pub fn disturbed(&self) -> Option<f64> {
        self.waited_share.filter(|&share| share > Self::DISTURBED)
    }
}

impl Bench {
    /// Writes a new file, or over an old one if `force` says so.
    ///
    /// # Errors
    /// If the file is there already, or the system refuses.
    pub fn write(&self, path: &Path, force: bool) -> Result<(), RecordError> {
        Self::may_write(path, force)?;
        if path.exists() {
            fs::remove_file(path).map_err(RecordError::io("replace", path))?;
        }
        write_manifest(path, self)
    }

    /// Whether [`Bench::write`] would be allowed to: to be asked before measuring.
    ///
    /// # Errors
    /// If the file is there already and `force` does not say that it may go, or its directory is missing.
    pub fn may_write(path: &Path, force: bool) -> Result<(), RecordError> {
        if path.is_dir() || path.exists() && !force {
            return Err(RecordError::Exists { path: path.into() });
        }
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        match parent.map(fs::metadata) {
            Some(Err(error)) => Err(RecordError::io("write", path)(error)),
            _ => Ok(()),
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read, or is not in this form; the sentence names the place.
    pub fn read(path: &Path) -> Result<Self, RecordError> {
        let bytes = bounded::read(path, MOST_MANIFEST_MB)?;
        parse(&bytes).map_err(|reason| RecordError::Unreadable { path: path.into(), reason })
    }
}

/// Reads the form of this program; another one that still has all of it is read too, and its version tells.
fn parse(bytes: &[u8]) -> Result<Bench, String> {
    let bench = form(bytes)?;
    match negative(&bench) {
        Some((place, value)) => {
            Err(format!("at {place}: {value} is under 0, which the program never writes"))
        }
        None => Ok(bench),
    }
}

/// Where a measured number is under zero, if one is: such a file was edited.
fn negative(bench: &Bench) -> Option<(String, f64)> {
    bench.runs.iter().enumerate().find_map(|(at, run)| {
        let fields = [
            ("tick_ms.median", run.tick_ms.median),
            ("tick_ms.p90", run.tick_ms.p90),
            ("observe_ms", run.observe_ms),
            ("roofline_share", run.roofline_share),
            ("triad_gb_s", run.triad_gb_s),
            ("firms_per_s", run.firms_per_s),
            ("build_s", run.build_s),
            ("peak_memory_mb", run.peak_memory_mb.unwrap_or(0.0)),
            ("waited_share", run.waited_share.unwrap_or(0.0)),
        ];
        let own = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
        let phases = run.phases.iter().enumerate().flat_map(|(n, phase)| {
            [("ms", phase.ms), ("bound_ms", phase.bound_ms)]
                .map(|(name, value)| (format!("phases[{n}].{name}"), value))
        });
        let gathers = run.gather_ns.iter().enumerate();
        let gathers = gathers.map(|(n, gather)| (format!("gather_ns[{n}].ns"), gather.ns));
        let found = own.chain(phases).chain(gathers).find(|entry| entry.1 < 0.0);
        found.map(|(name, value)| (format!("runs[{at}].{name}"), value))
    })
}

/// The form alone.
fn form(bytes: &[u8]) -> Result<Bench, String> {
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let version = value.get("schema_version").and_then(serde_json::Value::as_u64);
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(bytes)).map_err(|error| {
        match version {
            None => "it has no schema_version".into(),
            Some(version) if version != u64::from(BENCH_SCHEMA) => {
                format!("its schema_version is {version}, not {BENCH_SCHEMA}")
            }
            Some(_) => format!("at {}: {}", error.path(), error.inner()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_benchmark_is_told_with_its_place() {
        let broken = parse(b"{\"schema_version\": 1,\n oops}").unwrap_err();
        assert!(broken.contains("line 2"), "{broken}");
        assert_eq!(parse(b"{}").unwrap_err(), "it has no schema_version");
        assert_eq!(parse(b"{\"schema_version\": 9}").unwrap_err(), "its schema_version is 9, not 1");
        let missing = parse(b"{\"schema_version\": 1, \"version\": 3}").unwrap_err();
        assert!(missing.starts_with("at version: ") && missing.contains("line 1"), "{missing}");
    }
}
