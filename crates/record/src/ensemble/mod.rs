//! What an ensemble writes: each draw as soon as it is done, and tables with the manifest when all are.
//!
//! Until then the directory has its temporary name, and whoever asks for the same ensemble again goes on with the draws
//! that are there. A shard of an ensemble keeps its draws for whoever merges the shards.

mod draws;
mod layouts;
mod manifest;
mod months;
mod tables;

pub use draws::{DrawRecord, Identity, MonthlySeries, RunRecord, SeriesKey, Whose};
pub use manifest::{EnsembleManifest, PlannedScenario, Shard, Varied};
pub use tables::{Band, EffectRow, EnsembleTables, OutcomeBandRow, RunRow, SeriesBandRow, VariedColumn};

use crate::RecordError;
use crate::bounded::{self, MOST_LIST_MB, MOST_MANIFEST_MB};
use crate::directory::{Place, write_manifest};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// File that says what ensemble the draws beside it belong to.
pub(crate) const IDENTITY: &str = "ensemble.id";

/// File with the command that began an ensemble, while it is not whole.
const COMMAND: &str = "command.txt";

/// File with what whoever merges shards must know.
const OUTLINE: &str = "outline.json";

/// The directory of an ensemble that is being run.
pub struct EnsembleDirectory {
    place: Place,
    identity: Identity,
    /// Draws that were there when it was opened.
    found: BTreeSet<u32>,
}

/// The directory of an ensemble, or of a shard, that is whole.
#[derive(Clone, Debug)]
pub struct FinishedEnsemble {
    /// Where it is.
    pub path: PathBuf,
    /// A directory that stood in its place and that this program did not write: set aside under this name.
    pub set_aside: Option<PathBuf>,
}

impl EnsembleDirectory {
    /// Begins the directory `out` under its temporary name, or goes on with what an earlier attempt at the same ensemble
    /// left there. `restart` throws that away instead. `command` is kept for whoever wants to go on.
    ///
    /// # Errors
    /// If `out` exists and is not to be replaced (`force`), if draws of another ensemble stand under the temporary name,
    /// if somebody else writes it, or if the system refuses.
    pub fn open(
        out: &Path,
        identity: Identity,
        command: &str,
        force: bool,
        restart: bool,
    ) -> Result<Self, RecordError> {
        let ours = |left: &Path| match read_identity(left) {
            _ if restart => Ok(false),
            Some(found) if found == identity => Ok(true),
            Some(_) => Err(RecordError::OtherEnsemble {
                path: left.to_owned(),
                draws: numbers(left).len(),
                command: read_command(left),
            }),
            None => Ok(false),
        };
        let place = if restart {
            Place::claim(out, force, true)?
        } else {
            Place::claim_or_continue(out, force, &ours)?
        };
        let file = place.temporary().join(IDENTITY);
        if !file.exists() {
            fs::write(&file, hex(&identity)).map_err(RecordError::io("write", &file))?;
            let file = place.temporary().join(COMMAND);
            fs::write(&file, format!("{command}\n")).map_err(RecordError::io("write", &file))?;
        }
        let found = numbers(place.temporary());
        Ok(Self { place, identity, found })
    }

    /// Draws that an earlier attempt had done.
    #[must_use]
    pub fn found(&self) -> &BTreeSet<u32> {
        &self.found
    }

    /// Where draws are written until the ensemble is whole.
    #[must_use]
    pub fn temporary_path(&self) -> &Path {
        self.place.temporary()
    }

    /// Writes draw number `number`; gives its bytes on the disk.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, number: u32, draw: &DrawRecord) -> Result<u64, RecordError> {
        draws::write(self.place.temporary(), number, &self.identity, draw)
    }

    /// Reads draw number `number` back.
    ///
    /// # Errors
    /// If it is not there or was damaged.
    pub fn read(&self, number: u32) -> Result<DrawRecord, RecordError> {
        draws::read(self.place.temporary(), number, &self.identity)
    }

    /// Bytes of all draws on the disk.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let size = |number| {
            fs::metadata(self.place.temporary().join(draws::name(number))).map_or(0, |file| file.len())
        };
        numbers(self.place.temporary()).into_iter().map(size).sum()
    }

    /// Writes what whoever merges shards must know besides their draws.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_outline(&self, outline: &impl Serialize) -> Result<(), RecordError> {
        self.clear()?;
        let path = self.place.temporary().join(OUTLINE);
        write_manifest(&path, outline)
    }

    /// Begins the tables, with a column in `runs` for each of the `varied` paths, and with values by month of each run if
    /// `months` says so.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn tables(
        &self,
        varied: &[VariedColumn],
        parquet: bool,
        months: bool,
    ) -> Result<EnsembleTables, RecordError> {
        self.clear()?;
        EnsembleTables::create(self.place.temporary(), varied, parquet, months)
    }

    /// Removes what an earlier attempt had made of its draws before it ended: tables and manifests, never a draw.
    fn clear(&self) -> Result<(), RecordError> {
        let entries = fs::read_dir(self.place.temporary());
        let entries = entries.map_err(RecordError::io("read", self.place.temporary()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.extension().is_some_and(|end| ["csv", "parquet", "json", "tmp"].iter().any(|e| end == *e))
            {
                fs::remove_file(&path).map_err(RecordError::io("remove", &path))?;
            }
        }
        Ok(())
    }

    /// Writes the tables and the manifest, removes the draws, and gives the directory its name.
    ///
    /// # Errors
    /// If a file cannot be written or the directory not renamed; what was written stays under the temporary name.
    pub fn finish(
        self,
        tables: EnsembleTables,
        mut manifest: EnsembleManifest,
    ) -> Result<FinishedEnsemble, RecordError> {
        manifest.tables = tables.close()?;
        write_manifest(&self.place.temporary().join("manifest.json"), &manifest)?;
        for number in numbers(self.place.temporary()) {
            let path = self.place.temporary().join(draws::name(number));
            fs::remove_file(&path).map_err(RecordError::io("remove", &path))?;
        }
        self.rename()
    }

    /// Writes the manifest of a shard, which keeps its draws, and gives the directory its name.
    ///
    /// # Errors
    /// As [`EnsembleDirectory::finish`].
    pub fn finish_shard(self, mut manifest: EnsembleManifest) -> Result<FinishedEnsemble, RecordError> {
        manifest.tables = BTreeMap::new();
        write_manifest(&self.place.temporary().join("manifest.json"), &manifest)?;
        self.rename()
    }

    fn rename(self) -> Result<FinishedEnsemble, RecordError> {
        let command = self.place.temporary().join(COMMAND);
        if command.exists() {
            fs::remove_file(&command).map_err(RecordError::io("remove", &command))?;
        }
        let (path, set_aside) = self.place.rename()?;
        Ok(FinishedEnsemble { path, set_aside })
    }
}

/// A shard that is whole, to be merged with others.
#[derive(Clone, Debug)]
pub struct ShardDirectory {
    /// Where it is.
    pub path: PathBuf,
    /// What it says of itself.
    pub manifest: EnsembleManifest,
    /// What ensemble it belongs to.
    pub identity: Identity,
    /// Numbers of its draws.
    pub draws: BTreeSet<u32>,
}

impl ShardDirectory {
    /// Opens the shard in `path`.
    ///
    /// # Errors
    /// If it is none, or its manifest cannot be read.
    pub fn open(path: &Path) -> Result<Self, RecordError> {
        let file = path.join("manifest.json");
        let damaged = |reason: String| RecordError::Shard { path: path.to_owned(), reason };
        crate::check_file(path, "manifest.json")?;
        let text = match bounded::read(&file, MOST_MANIFEST_MB) {
            Err(error) if error.is_missing() => {
                return Err(damaged(String::from("there is no manifest.json")));
            }
            read => read?,
        };
        crate::check_file(path, IDENTITY)?;
        let manifest: EnsembleManifest =
            serde_json::from_slice(&text).map_err(|error| damaged(format!("manifest.json: {error}")))?;
        let identity =
            read_identity(path).ok_or_else(|| damaged(format!("{IDENTITY} is missing or damaged")))?;
        if manifest.shard.is_none() {
            return Err(damaged(String::from("it is a whole ensemble already")));
        }
        Ok(Self { path: path.to_owned(), manifest, identity, draws: numbers(path) })
    }

    /// What [`EnsembleDirectory::write_outline`] wrote in the shard in `path`.
    ///
    /// # Errors
    /// If it is not there or was damaged.
    pub fn read_outline<T: DeserializeOwned>(path: &Path) -> Result<T, RecordError> {
        let damaged = |reason: String| RecordError::Shard { path: path.to_owned(), reason };
        crate::check_file(path, OUTLINE)?;
        let text = match bounded::read(&path.join(OUTLINE), MOST_LIST_MB) {
            Err(error) if error.is_missing() => return Err(damaged(format!("there is no {OUTLINE}"))),
            read => read?,
        };
        serde_json::from_slice(&text).map_err(|error| damaged(format!("{OUTLINE}: {error}")))
    }

    /// Reads draw number `number`.
    ///
    /// # Errors
    /// If it is not there or was damaged.
    pub fn read(&self, number: u32) -> Result<DrawRecord, RecordError> {
        draws::read(&self.path, number, &self.identity)
    }
}

/// Numbers of the draws in a directory.
fn numbers(directory: &Path) -> BTreeSet<u32> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.filter_map(|entry| draws::number(entry.file_name().to_str()?)).collect()
}

/// The command that began an ensemble which is not whole.
pub(crate) fn read_command(directory: &Path) -> Option<String> {
    let text = String::from_utf8(bounded::read(&directory.join(COMMAND), 1).ok()?).ok()?;
    text.lines().next().filter(|line| !line.is_empty()).map(str::to_owned)
}

fn read_identity(directory: &Path) -> Option<Identity> {
    let text = String::from_utf8(bounded::read(&directory.join(IDENTITY), 1).ok()?).ok()?;
    let hash = blake3::Hash::from_hex(text.trim()).ok()?;
    Some(*hash.as_bytes())
}

fn hex(identity: &Identity) -> String {
    format!("{}\n", blake3::Hash::from_bytes(*identity).to_hex())
}

/// The identity of an ensemble of these parts, in this order.
#[must_use]
pub fn identity<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Identity {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}
