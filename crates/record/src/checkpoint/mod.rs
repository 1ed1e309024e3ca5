//! Checkpoints: all that a run needs to go on, in one file beside its tables.
//!
//! ```text
//! file = magic with the version of the format (16 bytes), length of the head (8), head (postcard),
//!        state (LZ4 frame), BLAKE3 of all that (32)
//! ```
//!
//! The head says what was asked for, with the scenario's files themselves, and where each table stood; the state is the
//! engine's own. A file is written under a temporary name, synced and renamed, after the tables have been synced; only
//! then the one before is removed. What a disk did to it later, the hash tells, before a byte of it is believed.

mod read;
mod write;

pub use read::{Body, open_checkpoint};
pub(crate) use write::write;

use crate::{RecordError, flows::Flows, table::TableMark};
use coercivity_base::Date;
use serde::{Deserialize, Serialize};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// First bytes of a file, with the version of the format.
const MAGIC: &[u8; 16] = b"COERCIVITY CKPT2";
/// Those of any version.
const ANY: usize = 15;
/// Bytes of the hash.
const HASH: u64 = 32;

/// How a run was asked for: enough to ask for it again elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The scenario file as named on the command line.
    pub scenario: String,
    /// Every file that was read for it, with its bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// Overrides in the order in which they hold, `path=value`.
    pub overrides: Vec<String>,
    /// Where plugins were looked for first.
    pub plugins: Vec<String>,
    /// Id and SHA-256 of each plugin.
    pub plugin_sha256: Vec<(String, String)>,
    /// Whether Parquet files are written.
    pub parquet: bool,
    /// Whether the events of all firms are written.
    pub all_events: bool,
    /// Whether the paired baseline is run too.
    pub baseline: bool,
    /// Ticks between checkpoints.
    pub every: u32,
    /// Whether all checkpoints are kept.
    pub keep: bool,
    /// Whether the directory of an earlier run is replaced.
    pub force: bool,
    /// Where it was stopped and gone on with: whether in the baseline, and after how many ticks.
    pub resumed: Vec<(bool, u32)>,
    /// Dates at which the run was branched off and what changed there.
    pub branches: Vec<(Date, Vec<String>)>,
    /// The line that repeats it, from the folder in which it was begun.
    pub repeat: String,
}

/// Where a run stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Whether it is the paired baseline that runs, the scenario being done.
    pub baseline: bool,
    /// Ticks that are done.
    pub ticks_done: u32,
    /// First day of the next tick.
    pub date: Date,
    /// What the state is made of; only a program with the same can read it.
    pub layout: String,
}

/// What a checkpoint says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Head {
    /// Version of the program that wrote it.
    pub version: String,
    /// How the run was asked for.
    pub order: Order,
    /// Where it stood.
    pub standing: Standing,
    pub(crate) tables: Vec<TableMark>,
    pub(crate) flows: Flows,
    pub(crate) baseline_flows: Flows,
}

/// Name of the file of a checkpoint.
pub(crate) fn name(standing: &Standing) -> String {
    let of = if standing.baseline { "baseline-" } else { "" };
    format!("checkpoint-{of}{:06}.bin", standing.ticks_done)
}

/// A file in a directory that has the name of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Checkpoint {
    /// Whether it is one of the paired baseline.
    pub baseline: bool,
    /// Ticks that were done.
    pub ticks_done: u32,
    /// The file.
    pub path: PathBuf,
}

/// The checkpoints in a directory, the latest last.
///
/// # Errors
/// If the directory cannot be read.
pub fn checkpoints(directory: &Path) -> Result<Vec<Checkpoint>, RecordError> {
    let entries = fs::read_dir(directory).map_err(RecordError::io("read", directory))?;
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(RecordError::io("read", directory))?;
        if let Some((baseline, ticks_done)) = entry.file_name().to_str().and_then(place) {
            found.push(Checkpoint { baseline, ticks_done, path: entry.path() });
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Whether a checkpoint of that name is one of the baseline, and its ticks: their order in time.
fn place(name: &str) -> Option<(bool, u32)> {
    let rest = name.strip_prefix("checkpoint-")?.strip_suffix(".bin")?;
    let (of_baseline, ticks) = rest.strip_prefix("baseline-").map_or((false, rest), |ticks| (true, ticks));
    ticks.parse().ok().map(|ticks| (of_baseline, ticks))
}

#[cfg(test)]
mod tests;
