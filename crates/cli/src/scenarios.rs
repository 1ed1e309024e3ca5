//! Scenarios from files: the one place where the program reads them.

use crate::{
    exit::{Code, Failure},
    screen, terminal,
};
use coercivity_record::{Order, ScenarioFile, sha256};
use coercivity_scenario::plan::{Point, Vary};
use coercivity_scenario::{
    Diagnostics, Loaded, LoadedGame, LoadedHistory, LoadedPlan, Source, load, load_game, load_history,
    load_plan,
};
use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

/// Files as a checkpoint keeps them.
struct Kept<'a>(&'a [(String, Vec<u8>)]);

impl Source for Kept<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let found = self.0.iter().find(|(name, _)| name == path);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| "the checkpoint does not hold it".into())
    }
}

/// Reads files from the disk.
struct Disk;

/// Most megabytes (2^20 bytes) of a table in CSV, and of any other file.
const MOST_TABLE_MB: u64 = 16;
const MOST_MB: u64 = 4;

impl Source for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let of_system = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".into(),
            io::ErrorKind::IsADirectory => "it is a directory".into(),
            io::ErrorKind::PermissionDenied => "you may not read it".into(),
            _ => error.to_string(),
        };
        let about = fs::metadata(path).map_err(of_system)?;
        if about.is_dir() {
            return Err("it is a directory".into());
        }
        // A pipe may never end, and waits for a writer that may never come.
        if !about.is_file() {
            return Err("it is a pipe or a device; write what it gives to a file first".into());
        }
        let most = if path.ends_with(".csv") { MOST_TABLE_MB } else { MOST_MB };
        let too_large =
            |bytes: u64| format!("it has {:.1} MB, and at most {most} are read", bytes as f64 / MB as f64);
        if about.len() > most * MB {
            return Err(too_large(about.len()));
        }
        // Its length is what the system says; what it gives may be more.
        let mut bytes = Vec::new();
        let file = fs::File::open(path).map_err(of_system)?;
        file.take(most * MB + 1).read_to_end(&mut bytes).map_err(of_system)?;
        if bytes.len() as u64 > most * MB { Err(too_large(bytes.len() as u64)) } else { Ok(bytes) }
    }
}

/// Bytes of a megabyte here.
const MB: u64 = 1 << 20;

/// Where the scenarios that come with the program are, seen from the folder of its clone.
pub(crate) const SHIPPED: &str = "configs/scenarios";
/// Most names of files that a message lists.
const MOST_NAMES: usize = 20;

/// The scenario at `path` with `overrides`, or every mistake at its place.
pub(crate) fn open(path: &Path, overrides: &[String]) -> Result<Loaded, Failure> {
    let name = name(path)?;
    is_there(path)?;
    load(&name, &pairs(overrides)?, &Disk).map_err(|mistakes| refused(&mistakes))
}

/// The scenario that a checkpoint keeps, as it was when the run began.
pub(crate) fn reopen(order: &Order) -> Result<Loaded, Failure> {
    load(&order.scenario.replace('\\', "/"), &pairs(&order.overrides)?, &Kept(&order.files))
        .map_err(|mistakes| refused(&mistakes))
}

/// The game at `path` with `overrides` of its scenario, or every mistake at its place.
pub(crate) fn open_game(path: &Path, overrides: &[String]) -> Result<LoadedGame, Failure> {
    load_game(&name(path)?, &pairs(overrides)?, &Disk).map_err(|mistakes| refused(&mistakes))
}

/// The plan at `path` with `overrides` of its scenarios, or every mistake at its place.
pub(crate) fn open_plan(path: &Path, overrides: &[String]) -> Result<LoadedPlan, Failure> {
    load_plan(&name(path)?, &pairs(overrides)?, &Disk).map_err(|mistakes| refused(&mistakes))
}

/// A scenario of a plan at a point, or the first mistake.
pub(crate) fn at(plan: &LoadedPlan, scenario: usize, point: &Point) -> Result<Loaded, String> {
    plan.at(scenario, point, &Disk).map_err(|mistakes| {
        mistakes.iter().next().map_or_else(String::new, |mistake| match &mistake.path {
            Some(path) => format!("{path}: {}", mistake.message),
            None => mistake.message.clone(),
        })
    })
}

/// The scenario at `path` with `overrides` as a plan of its own, in which nothing is varied.
pub(crate) fn one_scenario(
    path: &Path,
    replicates: u32,
    overrides: &[String],
) -> Result<LoadedPlan, Failure> {
    is_there(path)?;
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("scenario");
    let named = vec![(stem.to_owned(), name(path)?)];
    LoadedPlan::of_scenarios(named, replicates, &pairs(overrides)?, &Disk)
        .map_err(|mistakes| refused(&mistakes))
}

/// A file that is not there, told with those that are.
fn is_there(path: &Path) -> Result<(), Failure> {
    if path.exists() || path.to_str().is_none() {
        return Ok(());
    }
    let own = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folders = own.into_iter().chain([Path::new("."), Path::new(SHIPPED)]);
    let found = folders.map(|folder| (folder, files_in(folder))).find(|(_, names)| !names.is_empty());
    let help = match &found {
        Some((folder, names)) => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("In {} there are {}.", folder.display(), screen::list(&names, MOST_NAMES))
        }
        None => format!("The scenarios of the program are in {SHIPPED} of its source."),
    };
    let words = format!("{}: cannot be read: there is no such file. {help}", path.display());
    Err(Failure::new(Code::Files, words))
}

/// Names of the RON files in a folder, in order.
fn files_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let name =
        |entry: fs::DirEntry| entry.file_name().into_string().ok().filter(|name| name.ends_with(".ron"));
    let mut names: Vec<String> = entries.filter_map(name).collect();
    names.sort();
    names
}

/// Tries the ends of what `vary` varies on the scenarios of a plan.
pub(crate) fn try_ends(plan: &LoadedPlan, vary: &Vary) -> Result<(), Failure> {
    let mut tried = plan.clone();
    tried.file.vary = Some(vary.clone());
    tried.ends_fit(&Disk).map_err(|mistakes| refused(&mistakes))
}

/// Whether the file at `path` is a plan.
pub(crate) fn is_plan(path: &Path) -> bool {
    name(path).is_ok_and(|name| coercivity_scenario::is_plan(&name, &Disk))
}

/// Whether the file at `path` is a game.
pub(crate) fn is_game(path: &Path) -> bool {
    name(path).is_ok_and(|name| coercivity_scenario::is_game(&name, &Disk))
}

/// The history at `path`, or every mistake at its place. `scenario` stands for that which it names, `overrides` are values
/// of it.
pub(crate) fn open_history(
    path: &Path,
    scenario: Option<&Path>,
    overrides: &[String],
) -> Result<LoadedHistory, Failure> {
    let scenario = scenario.map(name).transpose()?;
    load_history(&name(path)?, scenario.as_deref(), &pairs(overrides)?, &Disk)
        .map_err(|mistakes| refused(&mistakes))
}

/// The scenario of a history's calibration with these values of its parameters.
pub(crate) fn open_calibrated(
    path: &Path,
    parameters: &[(String, String)],
    overrides: &[String],
) -> Result<Loaded, Failure> {
    let found = coercivity_scenario::load_calibrated(&name(path)?, parameters, &pairs(overrides)?, &Disk);
    found.map_err(|mistakes| refused(&mistakes))
}

/// The calibration section of the history at `path`, whose scenarios are not looked at.
pub(crate) fn calibration(path: &Path) -> Result<Option<coercivity_scenario::history::Calibration>, Failure> {
    coercivity_scenario::history::calibration_of(&name(path)?, &Disk).map_err(|mistakes| refused(&mistakes))
}

/// Whether the file at `path` is a history.
pub(crate) fn is_history(path: &Path) -> bool {
    name(path).is_ok_and(|name| coercivity_scenario::is_history(&name, &Disk))
}

fn pairs(overrides: &[String]) -> Result<Vec<(String, String)>, Failure> {
    overrides.iter().map(|entry| pair(entry)).collect()
}

fn refused(mistakes: &Diagnostics) -> Failure {
    // A file that cannot be read has no place in it.
    let is_unreadable = mistakes.iter().all(|mistake| mistake.line == 0);
    let code = if is_unreadable { Code::Files } else { Code::Scenario };
    Failure::list(code, mistakes.render(terminal::colour_on_stderr()))
}

/// What was read for a scenario, with fingerprints.
pub(crate) fn files(loaded: &Loaded) -> Vec<ScenarioFile> {
    let file = |(name, bytes): &(String, Vec<u8>)| ScenarioFile { name: name.clone(), sha256: sha256(bytes) };
    loaded.files.iter().map(file).collect()
}

/// What the loader wants to be known although the scenario is right; empty or ending in a line feed.
pub(crate) fn remarks(loaded: &Loaded) -> String {
    let mut text = loaded.warnings.render(terminal::colour_on_stderr());
    if !text.is_empty() {
        text.push('\n');
    }
    if let Some(report) = &loaded.import {
        text.push_str(report.to_string().trim_end());
        text.push('\n');
    }
    text
}

/// `path=value` in two.
fn pair(entry: &str) -> Result<(String, String), Failure> {
    match entry.split_once('=') {
        Some((path, value)) if !path.trim().is_empty() => Ok((path.trim().into(), value.into())),
        _ => {
            let message = format!("--set {entry}: write PATH=VALUE, such as --set run.seed=7.");
            Err(Failure::new(Code::Usage, message))
        }
    }
}

/// The path as text with `/` between folders, as scenario files write paths.
fn name(path: &Path) -> Result<String, Failure> {
    let text = path.to_str().ok_or_else(|| {
        Failure::new(Code::Usage, format_args!("{} is not UTF-8. Rename it.", path.display()))
    })?;
    Ok(if cfg!(windows) { text.replace('\\', "/") } else { text.into() })
}
