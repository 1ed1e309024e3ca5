//! Where plugins are looked for.
//!
//! A *path* has a `/` or ends in `.so`, `.dylib` or `.dll`; it is meant from the folder of the scenario file that
//! names it. Anything else is a *name*: the plugin `tariff_ladder` is the file `libtariff_ladder.so` (`.dylib` on
//! macOS; `tariff_ladder.dll` on Windows), and `-` is as good as `_` in both. A name is looked for in, and the first
//! hit counts:
//!
//! 1. files and folders given with `--plugin`; a file has the name by its file name or by the id in its manifest,
//! 2. the folders of [`VARIABLE`], separated as the platform does it; entries that are not absolute are left out,
//! 3. `plugins/` beside the scenario file,
//! 4. the folder of the program, `plugins/` in it, and `../lib/coercivity/plugins`.
//!
//! The working directory is never searched unless one of these says so.

use crate::{HostError, Inspected, inspect};
use coercivity_policy::Card;
use std::{
    collections::BTreeSet,
    env::consts::{DLL_PREFIX, DLL_SUFFIX},
    fs,
    path::{Path, PathBuf},
};

/// Environment variable with folders of plugins.
pub const VARIABLE: &str = "COERCIVITY_PLUGIN_PATH";

/// Places in which plugins are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchPath {
    /// Files and folders given with `--plugin`.
    pub given: Vec<PathBuf>,
    /// Folders of [`VARIABLE`].
    pub variable: Vec<PathBuf>,
    /// Folder of the scenario file; empty if the file was named without one.
    pub scenario: Option<PathBuf>,
    /// Folder of the program.
    pub program: Option<PathBuf>,
}

impl SearchPath {
    /// The places of this process: `given` with `--plugin`, `scenario` the folder of the scenario file.
    #[must_use]
    pub fn of_process(given: Vec<PathBuf>, scenario: Option<PathBuf>) -> Self {
        let variable = std::env::var_os(VARIABLE).unwrap_or_default();
        let variable =
            std::env::split_paths(&variable).filter(|folder| !folder.as_os_str().is_empty()).collect();
        let program = std::env::current_exe().ok().and_then(|file| file.parent().map(Path::to_owned));
        Self { given, variable, scenario, program }
    }

    /// Files and folders that are looked at for a name, in order; some may not exist.
    #[must_use]
    pub fn folders(&self) -> Vec<PathBuf> {
        self.places().into_iter().map(|place| place.0).collect()
    }

    /// Entries of [`VARIABLE`] that are not absolute, and so are not looked at.
    #[must_use]
    pub fn ignored(&self) -> Vec<PathBuf> {
        self.variable.iter().filter(|path| !path.is_absolute()).cloned().collect()
    }

    /// The places in order, and whether other libraries than plugins are usual there.
    fn places(&self) -> Vec<(PathBuf, bool)> {
        let mut places: Vec<(PathBuf, bool)> = self.given.iter().map(|path| (path.clone(), false)).collect();
        places
            .extend(self.variable.iter().filter(|path| path.is_absolute()).map(|path| (path.clone(), false)));
        places.extend(self.scenario.iter().map(|folder| (folder.join("plugins"), false)));
        if let Some(program) = &self.program {
            places.push((program.clone(), true));
            places.push((program.join("plugins"), false));
            places.extend(program.parent().map(|above| (above.join("lib/coercivity/plugins"), false)));
        }
        places
    }
}

/// The file that a reference stands for.
///
/// # Errors
/// If there is none; the sentence lists the places searched and names alike.
pub fn find(reference: &str, from: &SearchPath) -> Result<PathBuf, HostError> {
    if is_path(reference) { find_path(reference, from) } else { find_name(reference, from) }
}

/// Every plugin that a name could stand for, in the order of the search, each file once.
#[must_use]
pub fn list(from: &SearchPath) -> Vec<(PathBuf, Result<Card, HostError>)> {
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    for (place, mixed) in from.places() {
        for file in files(&place) {
            if !seen.insert(fs::canonicalize(&file).unwrap_or_else(|_| file.clone())) {
                continue;
            }
            let card = inspect(&file).map(|inspected| inspected.card);
            if mixed && matches!(card, Err(HostError::NoSymbol { .. })) {
                continue;
            }
            found.push((file, card));
        }
    }
    found
}

fn is_path(reference: &str) -> bool {
    reference.contains(['/', std::path::MAIN_SEPARATOR])
        || [".so", ".dylib", ".dll"].iter().any(|suffix| reference.ends_with(suffix))
}

fn find_path(reference: &str, from: &SearchPath) -> Result<PathBuf, HostError> {
    let path = from.scenario.as_deref().unwrap_or(Path::new("")).join(reference);
    if path.exists() {
        return Ok(path);
    }
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let meant = path.file_name().and_then(|name| name_of(Path::new(name)));
    let names = files(&folder).into_iter().filter_map(|file| name_of(&file)).collect();
    let near = meant.map_or_else(Vec::new, |meant| alike(&meant, names));
    Err(HostError::NotFound {
        reference: reference.to_owned(),
        searched: vec![path],
        ignored: Vec::new(),
        near,
    })
}

fn find_name(reference: &str, from: &SearchPath) -> Result<PathBuf, HostError> {
    let (name, mut names) = (folded(reference), BTreeSet::new());
    for (place, _) in from.places() {
        for file in files(&place) {
            let of_file = name_of(&file);
            if of_file.as_deref() == Some(name.as_str()) || (place == file && has_id(&file, &name)) {
                return Ok(file);
            }
            names.extend(of_file);
        }
    }
    Err(HostError::NotFound {
        reference: reference.to_owned(),
        searched: from.folders(),
        ignored: from.ignored(),
        near: alike(&name, names),
    })
}

fn has_id(file: &Path, id: &str) -> bool {
    matches!(inspect(file), Ok(Inspected { card, .. }) if card.id == id)
}

/// The place itself if it is a file, or the libraries in it by name.
fn files(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let folder = if place.as_os_str().is_empty() { Path::new(".") } else { place };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries.filter(|file| name_of(file).is_some() && file.is_file()).collect();
    files.sort();
    files
}

/// The name that a library file has: without the platform's prefix and suffix.
fn name_of(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?;
    Some(folded(name.strip_prefix(DLL_PREFIX)?.strip_suffix(DLL_SUFFIX)?))
}

fn folded(name: &str) -> String {
    name.replace('-', "_")
}

/// At most three names alike, the likest first.
fn alike(name: &str, names: BTreeSet<String>) -> Vec<String> {
    let mut likely: Vec<(f64, String)> = names
        .into_iter()
        .map(|known| (strsim::jaro_winkler(name, &known), known))
        .filter(|(likeness, _)| *likeness > 0.84)
        .collect();
    likely.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    likely.into_iter().take(3).map(|found| found.1).collect()
}
