//! Parameters of plugins: literals of a scenario, or defaults, become settings with names as ids.
//!
//! The list of parameters comes from the plugin, so this is done with a loaded scenario, once its plugins are found. A
//! value is given its form first (`form`), then its names are looked up (`names`). A mistake in a literal is told at
//! its place; one in a default, and a parameter that is missing, at the name of the plugin.

mod form;
mod names;

use crate::diagnostic::Diagnostics;
use crate::load::Loaded;
use crate::read::child;
use crate::report::{Place, Report};
use crate::sections::{Literal, Plugin};
use crate::suggest::{closest, listed};
use coercivity_base::parameter::{ParameterSpec, Setting};

/// The settings of the plugin at position `plugin` of the list: one for each of `specs`, in their order.
///
/// # Errors
/// Every mistake, each at its place.
///
/// # Panics
/// If the scenario has no such plugin.
pub fn settle_parameters(
    loaded: &Loaded,
    plugin: usize,
    specs: &[ParameterSpec],
) -> Result<Vec<Setting>, Diagnostics> {
    let mut settler = Settler::new(loaded, plugin);
    settler.unknown(specs);
    let settings: Vec<Option<Setting>> = specs.iter().map(|spec| settler.one(spec)).collect();
    if settler.report.has_errors() {
        return Err(settler.report.diagnostics());
    }
    Ok(settings.into_iter().flatten().collect())
}

/// A mistake that somebody else found in the plugin at position `plugin`: at its parameter, if that is named and
/// written in the scenario, else at its name.
///
/// # Panics
/// If the scenario has no such plugin.
#[must_use]
pub fn plugin_mistake(
    loaded: &Loaded,
    plugin: usize,
    parameter: Option<&str>,
    message: impl Into<String>,
    help: Option<String>,
) -> Diagnostics {
    let mut settler = Settler::new(loaded, plugin);
    let path = match parameter.filter(|name| settler.used.parameters.contains_key(*name)) {
        Some(name) => settler.path_of(name),
        None => settler.named(),
    };
    settler.tell(&path, message.into(), help);
    settler.report.diagnostics()
}

/// A mistake about the hash of the plugin at position `plugin`.
///
/// # Panics
/// If the scenario has no such plugin.
#[must_use]
pub fn plugin_hash_mistake(
    loaded: &Loaded,
    plugin: usize,
    message: impl Into<String>,
    help: Option<String>,
) -> Diagnostics {
    let mut settler = Settler::new(loaded, plugin);
    let path = match settler.used.sha256 {
        Some(_) => child(&settler.at, "sha256"),
        None => settler.named(),
    };
    settler.tell(&path, message.into(), help);
    settler.report.diagnostics()
}

/// Where in a value something is wrong.
enum Spot {
    /// The value as a whole.
    Whole,
    /// An entry of a list.
    Item(usize),
    /// A date of a schedule.
    Date(String),
    /// The number at a date.
    Step(String),
}

/// What is wrong in a value.
struct Wrong {
    spot: Spot,
    /// The name that the scenario lacks, if that is what is wrong.
    lacking: Option<String>,
    message: String,
    help: Option<String>,
}

impl Wrong {
    /// About the value as a whole.
    fn whole(message: String, help: Option<&str>) -> Self {
        Self { spot: Spot::Whole, lacking: None, message, help: help.map(str::to_owned) }
    }
}

/// The parameters of one plugin under check.
struct Settler<'a> {
    loaded: &'a Loaded,
    used: &'a Plugin,
    /// Path of the plugin.
    at: String,
    report: Report,
}

impl<'a> Settler<'a> {
    fn new(loaded: &'a Loaded, plugin: usize) -> Self {
        let at = format!("plugins[{plugin}]");
        Self { loaded, used: &loaded.sections.plugins[plugin], at, report: loaded.origin.report() }
    }

    fn named(&self) -> String {
        child(&self.at, "plugin")
    }

    fn path_of(&self, parameter: &str) -> String {
        child(&child(&self.at, "parameters"), parameter)
    }

    fn tell(&mut self, path: &str, message: String, help: Option<String>) {
        let place = self.loaded.origin.value(path);
        self.tell_at(place, path, message, help);
    }

    fn tell_at(&mut self, place: Place, path: &str, message: String, help: Option<String>) {
        self.report.error(place, path, message, help);
    }

    /// Parameters that the plugin does not have.
    fn unknown(&mut self, specs: &[ParameterSpec]) {
        let names = || specs.iter().map(|spec| spec.name.as_str());
        let plugin = &self.used.plugin;
        for name in self.used.parameters.keys().filter(|name| !names().any(|known| known == *name)) {
            let near = closest(name, names()).map(|near| format!("did you mean `{near}`? "));
            let help = format!("{}there are: {}", near.unwrap_or_default(), listed(names()));
            let path = self.path_of(name);
            let place = self.loaded.origin.key(&path);
            let message = format!("plugin `{plugin}` has no parameter `{name}`");
            self.tell_at(place, &path, message, Some(help));
        }
    }

    fn one(&mut self, spec: &ParameterSpec) -> Option<Setting> {
        match self.used.parameters.get(&spec.name) {
            Some(literal) => self.given(spec, literal),
            None => self.default(spec),
        }
    }

    /// The setting that a literal means.
    fn given(&mut self, spec: &ParameterSpec, literal: &Literal) -> Option<Setting> {
        let settled = form::raw(spec, literal).and_then(|raw| names::settle(self.loaded, spec, &raw));
        settled.map_err(|wrongs| wrongs.into_iter().for_each(|wrong| self.told_in(spec, wrong))).ok()
    }

    fn told_in(&mut self, spec: &ParameterSpec, wrong: Wrong) {
        let whole = self.path_of(&spec.name);
        let (path, of_key) = match &wrong.spot {
            Spot::Whole => (whole, false),
            Spot::Item(n) => (format!("{whole}[{n}]"), false),
            Spot::Date(date) => (child(&whole, date), true),
            Spot::Step(date) => (child(&whole, date), false),
        };
        let origin = &self.loaded.origin;
        let place = if of_key { origin.key(&path) } else { origin.value(&path) };
        self.tell_at(place, &path, wrong.message, wrong.help);
    }

    /// The setting that the default means here.
    fn default(&mut self, spec: &ParameterSpec) -> Option<Setting> {
        let (named, name, add) = (self.named(), &spec.name, add(spec));
        let raw = match spec.default_value() {
            Ok(Some(raw)) => raw,
            Ok(None) => {
                let message = format!("plugin `{}` needs the parameter `{name}`", self.used.plugin);
                self.tell(&named, message, Some(add));
                return None;
            }
            Err(wrong) => {
                self.tell(&named, format!("{wrong}; set it"), Some(add));
                return None;
            }
        };
        match names::settle(self.loaded, spec, &raw) {
            Ok(setting) => Some(setting),
            Err(wrongs) => {
                for wrong in wrongs {
                    let message = match wrong.lacking {
                        Some(lacking) => {
                            format!(
                                "default of `{name}` names `{lacking}`, which this scenario lacks; set it"
                            )
                        }
                        None => format!("default of `{name}`: {}; set it", wrong.message),
                    };
                    self.tell(&named, message, Some(add.clone()));
                }
                None
            }
        }
    }
}

/// What to add where a parameter is missing.
fn add(spec: &ParameterSpec) -> String {
    let range = spec.range().map(|range| format!(", {range}")).unwrap_or_default();
    let choices = match spec.choices.as_slice() {
        [] => String::new(),
        choices => format!(", one of {}", choices.join(", ")),
    };
    let help = if spec.help.is_empty() { String::new() } else { format!(": {}", spec.help) };
    format!("add \"{}\" to `parameters`, {}{range}{choices}{help}", spec.name, spec.kind.described())
}
