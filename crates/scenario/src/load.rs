//! From files to a checked scenario.

use crate::checked::Scenario;
use crate::diagnostic::Diagnostics;
use crate::file::Sections;
use crate::import::{ImportReport, own_data};
use crate::layers::{Files, Overlay, assemble};
use crate::origins::Origins;
use crate::read::Reader;
use crate::report::Report;
use crate::resolve::{Checker, resolve};
use crate::schema::sections_shape;
use crate::source::Source;
use ron::extensions::Extensions;
use std::collections::{BTreeMap, BTreeSet};

/// A loaded scenario and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// What the model reads.
    pub scenario: Scenario,
    /// All sections as they hold after layers, single values and own tables.
    pub sections: Sections,
    /// The same as RON, complete and without a base: it can be run on its own.
    pub resolved_ron: String,
    /// Every file read, the scenario first.
    pub files: Vec<(String, Vec<u8>)>,
    /// Single values of the command line.
    pub overrides: Vec<(String, String)>,
    /// What became of the rows of own tables.
    pub import: Option<ImportReport>,
    /// What is odd but no error.
    pub warnings: Diagnostics,
    /// Where every value was written.
    pub origin: Origins,
}

/// Reads the scenario at `path`, lays it over its bases, sets single values, and checks everything.
///
/// # Errors
/// Every mistake that was found, each at its place.
pub fn load(path: &str, overrides: &[(String, String)], source: &dyn Source) -> Result<Loaded, Diagnostics> {
    load_over(path, overrides, &Overlay::default(), source, Report::default())
}

/// The same with what another file, whose text `report` has, lays over the scenario.
pub(crate) fn load_over(
    path: &str,
    overrides: &[(String, String)],
    over: &Overlay,
    source: &dyn Source,
    mut report: Report,
) -> Result<Loaded, Diagnostics> {
    let (root, files) = assemble(path, overrides, over, source, &mut report);
    let Some(root) = root else { return Err(report.diagnostics()) };
    let mut reader = Reader { report: &mut report, spoilt: BTreeSet::new() };
    let value = reader.value(sections_shape(), &root, "");
    let spoilt = reader.spoilt;
    let origin = Origins::of(&root);
    let sections = match serde_path_to_error::deserialize::<_, Sections>(value) {
        Ok(sections) => sections,
        Err(error) => {
            let path = error.path().to_string();
            report.error(origin.value(&path), &path, error.inner().to_string(), None);
            return Err(report.diagnostics());
        }
    };
    finish(Parts { sections, origin, spoilt, files, overrides: overrides.to_vec() }, source, report)
}

/// Reads a scenario from one text, without bases.
///
/// # Errors
/// As [`load`].
pub fn load_text(text: &str, overrides: &[(String, String)]) -> Result<Loaded, Diagnostics> {
    let source = BTreeMap::from([(String::from("scenario.ron"), text.to_owned())]);
    load("scenario.ron", overrides, &source)
}

struct Parts {
    sections: Sections,
    origin: Origins,
    spoilt: BTreeSet<String>,
    files: Files,
    overrides: Vec<(String, String)>,
}

/// Own tables, checks, and the result.
fn finish(parts: Parts, source: &dyn Source, mut report: Report) -> Result<Loaded, Diagnostics> {
    let Parts { mut sections, mut origin, spoilt, mut files, overrides } = parts;
    let import = own_data(&mut sections, &mut origin, source, &mut files, &mut report);
    origin.keep(&report.texts);
    let scenario = resolve(&mut Checker::new(&sections, &origin, &spoilt, &mut report));
    let found = report.diagnostics();
    let resolved_ron = match to_ron(&sections) {
        Ok(text) => text,
        Err(error) => {
            report.unreadable("scenario", format!("cannot be written as RON: {error}"), None);
            return Err(report.diagnostics());
        }
    };
    match scenario.filter(|_| !report.has_errors()) {
        None => Err(found.without_warnings()),
        Some(scenario) => {
            Ok(Loaded { scenario, sections, resolved_ron, files, overrides, import, warnings: found, origin })
        }
    }
}

/// Extensions that hold in every scenario file.
pub(crate) fn ron_options() -> ron::Options {
    ron::Options::default().with_default_extension(
        Extensions::IMPLICIT_SOME | Extensions::UNWRAP_NEWTYPES | Extensions::UNWRAP_VARIANT_NEWTYPES,
    )
}

/// `value` as RON in the form in which scenario files are written.
pub(crate) fn to_ron<T: serde::Serialize>(value: &T) -> Result<String, ron::Error> {
    let pretty = ron::ser::PrettyConfig::new().new_line("\n").indentor("    ");
    ron_options().to_string_pretty(value, pretty)
}
