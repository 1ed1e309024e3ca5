//! Plan files: scenarios, what is varied in them, and how often each is run.
//!
//! A point of a plan is a list of paths and values, laid over a scenario as those of the command line are. Which points
//! a plan has, the study works out from [`Vary`]; here its ends are tried on every scenario, so that a path that leads
//! nowhere or a value that no scenario can have is told before the first run.

mod check;
mod file;
mod table;

pub use file::{Morris, PlanFile, Sampled, Scale, Span, Vary};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::kinds::PLAN;
use crate::layers::Overlay;
use crate::load::{Loaded, load_over};
use crate::origins::Origins;
use crate::report::Report;
use crate::schema::plan_shape;
use crate::second_file::{SecondFile, field, read_second, root};
use crate::sections::Literal;
use crate::source::{Source, join};
use crate::syntax::Node;

/// Values by path, as `--set` takes them.
pub type Point = Vec<(String, String)>;

/// A plan that was read and checked.
#[derive(Clone, Debug)]
pub struct LoadedPlan {
    /// The file.
    pub file: PlanFile,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Names and paths of the scenarios, by name.
    pub scenarios: Vec<(String, String)>,
    /// Each scenario as it is with nothing varied.
    pub plain: Vec<Loaded>,
    /// The rows of the design table, with its bytes, if the plan names one.
    pub table: Option<(Vec<Point>, Vec<u8>)>,
    overrides: Point,
    set: Option<Node>,
    texts: Report,
}

/// Reads the plan at `path`; `overrides` are values of its scenarios.
///
/// # Errors
/// Every mistake that was found, each at its place.
pub fn load_plan(
    path: &str,
    overrides: &[(String, String)],
    source: &dyn Source,
) -> Result<LoadedPlan, Diagnostics> {
    let mut report = Report::default();
    let Some(read) = read_second::<PlanFile>(path, (&PLAN, plan_shape()), source, &mut report) else {
        return Err(report.diagnostics());
    };
    let SecondFile { bytes, root, origin, file } = read;
    check::check(&file, &origin, &mut report);
    let scenarios = found(path, &file, &origin, source, &mut report);
    let table = design_table(path, &file, &origin, source, &mut report);
    if report.has_errors() {
        return Err(report.diagnostics());
    }
    let mut plan = LoadedPlan {
        set: field(&root, "set").cloned(),
        texts: report.trial(),
        plain: Vec::new(),
        overrides: overrides.to_vec(),
        file,
        bytes,
        scenarios,
        table,
    };
    for scenario in 0..plan.scenarios.len() {
        plan.plain.push(plan.at(scenario, &Point::new(), source)?);
    }
    plan.try_ends(&origin, source, &mut report);
    if report.has_errors() { Err(report.diagnostics()) } else { Ok(plan) }
}

/// Whether the file at `path` is a plan: a struct with scenarios. A file that cannot be read is none.
#[must_use]
pub fn is_plan(path: &str, source: &dyn Source) -> bool {
    root(path, source).is_some_and(|root| field(&root, "scenarios").is_some())
}

impl LoadedPlan {
    /// Scenario number `scenario` at `point`.
    ///
    /// # Errors
    /// If it is no scenario there.
    pub fn at(&self, scenario: usize, point: &Point, source: &dyn Source) -> Result<Loaded, Diagnostics> {
        let over = Overlay { set: self.set.clone(), plugins: None };
        let overrides: Point = self.overrides.iter().chain(point).cloned().collect();
        load_over(&self.scenarios[scenario].1, &overrides, &over, source, self.texts.clone())
    }

    /// A plan of `scenarios`, by name and path, that are run `replicates` times and in which nothing is varied.
    ///
    /// # Errors
    /// As [`load_plan`].
    pub fn of_scenarios(
        scenarios: Vec<(String, String)>,
        replicates: u32,
        overrides: &[(String, String)],
        source: &dyn Source,
    ) -> Result<Self, Diagnostics> {
        let file = PlanFile {
            title: scenarios.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "),
            summary: String::new(),
            scenarios: scenarios.iter().cloned().collect(),
            set: std::collections::BTreeMap::new(),
            replicates,
            vary: None,
        };
        let bytes = crate::load::to_ron(&file).unwrap_or_default().into_bytes();
        let (texts, overrides) = (Report::default(), overrides.to_vec());
        let mut plan =
            Self { file, bytes, scenarios, plain: Vec::new(), table: None, overrides, set: None, texts };
        for scenario in 0..plan.scenarios.len() {
            plan.plain.push(plan.at(scenario, &Point::new(), source)?);
        }
        Ok(plan)
    }

    /// Tries the ends of what is varied, for a plan that was changed after it was read.
    ///
    /// # Errors
    /// The mistakes of the first end that a scenario cannot have.
    pub fn ends_fit(&self, source: &dyn Source) -> Result<(), Diagnostics> {
        for point in self.ends() {
            for scenario in 0..self.scenarios.len() {
                self.at(scenario, &point, source)?;
            }
        }
        Ok(())
    }

    /// Tries the ends of everything that is varied on every scenario.
    fn try_ends(&self, origin: &Origins, source: &dyn Source, report: &mut Report) {
        for point in self.ends() {
            for (scenario, (name, _)) in self.scenarios.iter().enumerate() {
                if let Err(mistakes) = self.at(scenario, &point, source) {
                    let told = mistakes.iter().next().map(in_words).unwrap_or_default();
                    let values: Vec<String> =
                        point.iter().map(|(path, value)| format!("{path}={value}")).collect();
                    let message =
                        format!("`{}` does not go with scenario `{name}`: {told}", values.join(" "));
                    report.error(origin.value("vary"), "vary", message, None);
                    // One scenario is enough to see it.
                    break;
                }
            }
        }
    }

    /// Points that show whether paths and values can be: each end of each range, each value of a grid, the first row
    /// of a table.
    fn ends(&self) -> Vec<Point> {
        let of_spans = |spans: &std::collections::BTreeMap<String, Span>| -> Vec<Point> {
            let ends = |(path, span): (&String, &Span)| {
                [span.low, span.high].map(|value| vec![(path.clone(), value.to_string())])
            };
            spans.iter().flat_map(ends).collect()
        };
        match &self.file.vary {
            None => Vec::new(),
            Some(Vary::Grid(values)) => {
                let one = |path: &String, value: &Literal| vec![(path.clone(), as_override(value))];
                let list = |(path, list): (&String, &Vec<Literal>)| {
                    list.iter().map(|value| one(path, value)).collect::<Vec<_>>()
                };
                values.iter().flat_map(list).collect()
            }
            Some(Vary::OneAtATime(spans)) => of_spans(spans),
            Some(Vary::LatinHypercube(sampled) | Vary::Sobol(sampled)) => of_spans(&sampled.parameters),
            Some(Vary::Morris(morris)) => of_spans(&morris.parameters),
            Some(Vary::Table(_)) => {
                self.table.iter().filter_map(|(points, _)| points.first().cloned()).collect()
            }
        }
    }
}

/// A value as `--set` takes it.
#[must_use]
pub fn as_override(value: &Literal) -> String {
    match value {
        Literal::Switch(value) => value.to_string(),
        Literal::Number(value) => value.to_string(),
        Literal::Text(value) => value.clone(),
        list => crate::load::ron_options().to_string(list).unwrap_or_default(),
    }
}

fn in_words(mistake: &Diagnostic) -> String {
    match &mistake.help {
        Some(help) => format!("{} ({help})", mistake.message),
        None => mistake.message.clone(),
    }
}

/// Names and paths of the scenarios; those whose files cannot be read are reported.
fn found(
    path: &str,
    file: &PlanFile,
    origin: &Origins,
    source: &dyn Source,
    report: &mut Report,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, relative) in &file.scenarios {
        let scenario = join(path, relative);
        if let Err(reason) = source.read(&scenario) {
            let at = format!("scenarios.{name}");
            let help = Some(String::from("the path of a scenario is relative to the plan file"));
            report.error(origin.value(&at), &at, format!("cannot read `{scenario}`: {reason}"), help);
        }
        found.push((name.clone(), scenario));
    }
    found
}

/// The points of the table that the plan names.
fn design_table(
    path: &str,
    file: &PlanFile,
    origin: &Origins,
    source: &dyn Source,
    report: &mut Report,
) -> Option<(Vec<Point>, Vec<u8>)> {
    let Some(Vary::Table(relative)) = &file.vary else { return None };
    let name = join(path, relative);
    let read = source.read(&name).and_then(|bytes| {
        let text = std::str::from_utf8(&bytes).map_err(|_| String::from("it is not UTF-8 text"))?;
        Ok((table::points(text)?, bytes))
    });
    match read {
        Ok(found) => Some(found),
        Err(reason) => {
            report.error(origin.value("vary"), "vary", format!("the table `{name}`: {reason}"), None);
            None
        }
    }
}
