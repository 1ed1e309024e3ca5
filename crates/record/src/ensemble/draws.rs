//! Draws in files: what the runs of one point and replicate came to, kept until an ensemble is whole.
//!
//! ```text
//! file     = magic (16 bytes), identity of the ensemble (32), content (postcard), BLAKE3 of all that (32)
//! ```
//!
//! A file is written under a temporary name, synced and renamed, so that a draw is there as a whole or not at all; what
//! a disk did to it later, the hash tells.

use crate::{
    RecordError, SummaryRow,
    bounded::{self, MOST_LIST_MB},
};
use coercivity_base::{Date, Month};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

/// First bytes of a file, with the version of the format.
const MAGIC: &[u8; 16] = b"COERCIVITY DRAW2";
/// Bytes of a hash.
const HASH: usize = 32;

/// What an ensemble is made from, as one number: draws of two ensembles never mix.
pub type Identity = [u8; HASH];

/// All runs of one point and replicate: the scenarios of the plan under the same luck.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawRecord {
    /// Position of the point in the plan's design.
    pub point: u32,
    /// Replicate under the seed.
    pub replicate: u32,
    /// Runs, in the order of the plan's scenarios.
    pub runs: Vec<RunRecord>,
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Seed of its draws.
    pub seed: u64,
    /// State hash at the end; empty if there was none.
    pub state_hash: String,
    /// That of its paired baseline.
    pub baseline_state_hash: String,
    /// Seconds that it took, without its baseline.
    pub wall_s: f64,
    /// Why it failed, if it did.
    pub error: Option<String>,
    /// First and last of the months of which all days were simulated, if there is one.
    pub whole: Option<[Month; 2]>,
    /// Rows of its summary.
    pub outcomes: Vec<SummaryRow>,
    /// Values by month.
    pub series: Vec<MonthlySeries>,
}

/// Whose values these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Whose {
    /// The run's.
    Run,
    /// Its paired baseline's.
    Baseline,
    /// The run's over its baseline's.
    Ratio,
}

impl Whose {
    /// Name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Baseline => "baseline",
            Self::Ratio => "ratio",
        }
    }
}

/// What a series is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SeriesKey {
    /// What is measured.
    pub metric: String,
    /// Stage; empty for all.
    pub stage: String,
    /// Jurisdiction; of flows the origin.
    pub jurisdiction: String,
    /// Destination of flows; empty for all abroad.
    pub partner: String,
    /// Good; empty where the metric has none.
    pub good: String,
    /// Unit.
    pub unit: String,
}

/// Values by month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthlySeries {
    /// What they are about.
    pub key: SeriesKey,
    /// Whose they are.
    pub whose: Whose,
    /// First of the first month.
    pub first: Date,
    /// The values; not a number where there is none.
    pub values: Vec<f64>,
}

/// Name of the file of draw number `number`.
pub(super) fn name(number: u32) -> String {
    format!("draw-{number:08}.bin")
}

/// The number of the draw in a file of that name.
pub(super) fn number(name: &str) -> Option<u32> {
    name.strip_prefix("draw-")?.strip_suffix(".bin")?.parse().ok()
}

/// Writes a draw into `directory`.
pub(super) fn write(
    directory: &Path,
    number: u32,
    identity: &Identity,
    draw: &DrawRecord,
) -> Result<u64, RecordError> {
    let path = directory.join(name(number));
    let temporary = path.with_extension("tmp");
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(identity);
    let mut bytes = postcard::to_extend(draw, bytes)
        .map_err(|error| RecordError::Draw { path: path.clone(), reason: error.to_string() })?;
    let hash = blake3::hash(&bytes);
    bytes.extend_from_slice(hash.as_bytes());
    let mut file = fs::File::create(&temporary).map_err(RecordError::io("create", &temporary))?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(RecordError::io("write", &temporary))?;
    fs::rename(&temporary, &path).map_err(RecordError::io("rename to its final name", &temporary))?;
    Ok(bytes.len() as u64)
}

/// Reads a draw from `directory`.
pub(super) fn read(directory: &Path, number: u32, identity: &Identity) -> Result<DrawRecord, RecordError> {
    let path = directory.join(name(number));
    let bytes = bounded::read(&path, MOST_LIST_MB)?;
    decode(&bytes, identity).map_err(|reason| RecordError::Draw { path: PathBuf::from(&path), reason })
}

/// The draw in `bytes`, or why there is none.
fn decode(bytes: &[u8], identity: &Identity) -> Result<DrawRecord, String> {
    let head = MAGIC.len() + HASH;
    if bytes.len() < head + HASH {
        return Err(format!("it ends after {} bytes", bytes.len()));
    }
    let (content, hash) = bytes.split_at(bytes.len() - HASH);
    if content[..MAGIC.len()] != *MAGIC {
        return Err(String::from("it is no draw of this version of the program"));
    }
    if blake3::hash(content).as_bytes() != hash {
        return Err(String::from(
            "its content does not match its hash, so it was damaged after it was written",
        ));
    }
    if content[MAGIC.len()..head] != *identity {
        return Err(String::from("it belongs to another ensemble"));
    }
    postcard::from_bytes(&content[head..]).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw() -> DrawRecord {
        let key = SeriesKey {
            metric: "output".into(),
            stage: "mine".into(),
            jurisdiction: "AU".into(),
            partner: String::new(),
            good: "ore".into(),
            unit: "t".into(),
        };
        let first = Date::new(2025, 4, 1).unwrap();
        let series = MonthlySeries { key, whose: Whose::Run, first, values: vec![1.5, 2.5] };
        let outcome = SummaryRow {
            stage: "mine".into(),
            jurisdiction: "AU".into(),
            good: String::new(),
            metric: "weeks_under_90".into(),
            value: 3.0,
            unit: "weeks".into(),
            date: Some(first),
        };
        let run =
            RunRecord { seed: 7, outcomes: vec![outcome], series: vec![series], ..RunRecord::default() };
        DrawRecord { point: 2, replicate: 1, runs: vec![run] }
    }

    #[test]
    fn a_draw_reads_back() {
        let home = tempfile::tempdir().unwrap();
        write(home.path(), 5, &[1; HASH], &draw()).unwrap();
        assert_eq!(read(home.path(), 5, &[1; HASH]).unwrap(), draw());
        assert_eq!(number(&name(5)), Some(5));
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn every_flipped_bit_and_every_shorter_file_is_noticed() {
        let home = tempfile::tempdir().unwrap();
        write(home.path(), 0, &[1; HASH], &draw()).unwrap();
        let bytes = fs::read(home.path().join(name(0))).unwrap();
        assert!(decode(&bytes, &[1; HASH]).is_ok());
        for at in 0..bytes.len() {
            let mut torn = bytes.clone();
            torn[at] ^= 1 << (at % 8);
            assert!(decode(&torn, &[1; HASH]).is_err(), "bit of byte {at}");
            assert!(decode(&bytes[..at], &[1; HASH]).is_err(), "first {at} bytes");
        }
        assert_eq!(decode(&bytes, &[2; HASH]), Err("it belongs to another ensemble".into()));
    }
}
