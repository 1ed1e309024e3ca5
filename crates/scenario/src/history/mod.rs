//! History files: facts that were observed, and the scenario that replays them.
//!
//! A fact says what was measured in a small closed vocabulary ([`Observable`]), what was seen, how far off that may be,
//! and whether parameters may be fitted to it. Its names are checked against the scenario, with mistakes told at their
//! places in the history file.

mod calibration;
mod check;
mod checked;
mod file;

pub use checked::{CheckedFact, CheckedNormal, Measured, Office, Trade, days, month, shifted};
pub use file::{Calibration, Fact, Grade, HistoryFile, Normal, Observable, Parameter, Quote, Role};

use crate::diagnostic::Diagnostics;
use crate::kinds::HISTORY;
use crate::layers::Overlay;
use crate::load::{Loaded, load_over};
use crate::origins::Origins;
use crate::report::Report;
use crate::schema::history_shape;
use crate::second_file::{SecondFile, field, read_second, root};
use crate::source::{Source, join};
use crate::syntax::Node;

/// A history that was read and checked.
#[derive(Clone, Debug)]
pub struct LoadedHistory {
    /// The file.
    pub file: HistoryFile,
    /// The scenario.
    pub loaded: Loaded,
    /// The facts, in the order of the file.
    pub facts: Vec<CheckedFact>,
    /// What was normal, in order of names.
    pub normals: Vec<CheckedNormal>,
    /// Bytes of the history file.
    pub bytes: Vec<u8>,
}

/// Reads the history at `path`; `overrides` are values of its scenario, and `scenario` is another scenario file to be
/// held against the facts.
///
/// # Errors
/// Every mistake that was found, each at its place.
pub fn load_history(
    path: &str,
    scenario: Option<&str>,
    overrides: &[(String, String)],
    source: &dyn Source,
) -> Result<LoadedHistory, Diagnostics> {
    let mut opened = open(path, source)?;
    let target = scenario.map_or_else(|| join(path, &opened.file.scenario), str::to_owned);
    let over = Overlay { set: field(&opened.root, "set").cloned(), plugins: None };
    let loaded = opened.scenario("scenario", &target, overrides, &over, source)?;
    let (facts, normals) = check::facts(&opened.file, &loaded, &opened.origin, &mut opened.report);
    if let Some(calibration) = &opened.file.calibration {
        let has_moments = opened.file.facts.iter().any(|fact| fact.role == Role::Calibration);
        calibration::check(calibration, has_moments, &opened.origin, &mut opened.report);
    }
    if opened.report.has_errors() {
        return Err(opened.report.diagnostics());
    }
    calibration::paths(&mut opened, path, source)?;
    let Opened { file, bytes, .. } = opened;
    Ok(LoadedHistory { file, loaded, facts, normals, bytes })
}

/// The scenario of the calibration section of the history at `path`, with the values of that section, then those of
/// `parameters`, then `overrides`.
///
/// # Errors
/// Every mistake that was found; a history without a calibration has one.
pub fn load_calibrated(
    path: &str,
    parameters: &[(String, String)],
    overrides: &[(String, String)],
    source: &dyn Source,
) -> Result<Loaded, Diagnostics> {
    let mut opened = open(path, source)?;
    let values: Vec<(String, String)> = parameters.iter().chain(overrides).cloned().collect();
    calibration::load(&mut opened, path, &values, source)
}

/// The calibration section of the history at `path`; its scenarios are not looked at, since one may still have to be written.
///
/// # Errors
/// Every mistake of form that was found.
pub fn calibration_of(path: &str, source: &dyn Source) -> Result<Option<Calibration>, Diagnostics> {
    open(path, source).map(|opened| opened.file.calibration)
}

/// Whether the file at `path` is a history: a struct with facts. A file that cannot be read is none.
#[must_use]
pub fn is_history(path: &str, source: &dyn Source) -> bool {
    root(path, source).is_some_and(|root| field(&root, "facts").is_some())
}

/// A history file whose form is right.
struct Opened {
    file: HistoryFile,
    root: Node,
    origin: Origins,
    report: Report,
    bytes: Vec<u8>,
}

fn open(path: &str, source: &dyn Source) -> Result<Opened, Diagnostics> {
    let mut report = Report::default();
    match read_second::<HistoryFile>(path, (&HISTORY, history_shape()), source, &mut report) {
        Some(SecondFile { bytes, root, origin, file }) if !report.has_errors() => {
            Ok(Opened { file, root, origin, report, bytes })
        }
        _ => Err(report.diagnostics()),
    }
}

impl Opened {
    /// The scenario file `target`, which the value at `named` names.
    fn scenario(
        &mut self,
        named: &str,
        target: &str,
        overrides: &[(String, String)],
        over: &Overlay,
        source: &dyn Source,
    ) -> Result<Loaded, Diagnostics> {
        if let Err(reason) = source.read(target) {
            let help = Some(String::from("the path of a scenario is relative to the history file"));
            let message = format!("cannot read `{target}`: {reason}");
            self.report.error(self.origin.value(named), named, message, help);
            return Err(self.report.diagnostics());
        }
        load_over(target, overrides, over, source, self.report.trial())
    }
}
