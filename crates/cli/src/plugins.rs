//! Plugins of a scenario: found, inspected, checked against the scenario, loaded, and handed to the engine as policies
//! that it can make.

use crate::exit::{Code, Failure};
use crate::terminal;
use coercivity_base::Setting;
use coercivity_engine::policies::{Fate, OnError, OnStuck, PolicyFailure, PolicyUse, Report};
use coercivity_engine::{EngineError, audition};
use coercivity_host::{
    Carrier, HostError, Inspected, Isolation, Libraries, Plugin, Program, SearchPath, find, inspect,
    parameter_specs,
};
use coercivity_parallel::Pool;
use coercivity_policy::{Fault, Instance, Names, Services, Status};
use coercivity_record::PluginRecord;
use coercivity_scenario::sections::Carrier as Carried;
use coercivity_scenario::{
    Diagnostics, Loaded, checked::PluginUse, plugin_hash_mistake, plugin_mistake, settle_parameters,
};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The argument with which the program runs a plugin for another process; nobody needs to know it.
pub(crate) const CELL: &str = "isolated-plugin";

/// Longest time for a call of an isolated plugin without a limit of its own. Unit: milliseconds.
const PATIENCE_MS: f64 = 60_000.0;

/// The plugins of a scenario, ready for a run.
#[derive(Default)]
pub(crate) struct Staff {
    /// What the engine is given, in the order of the scenario.
    pub(crate) uses: Vec<PolicyUse>,
    libraries: Vec<Plugin>,
    ids: Vec<String>,
}

/// Where plugins are looked for: what is given, the environment, beside the scenario, beside the program.
pub(crate) fn search_path(scenario: Option<&Path>, given: &[PathBuf]) -> SearchPath {
    let folder = scenario.map(|file| file.parent().unwrap_or(Path::new("")).to_owned());
    SearchPath::of_process(given.to_vec(), folder)
}

/// Loads the plugins of `loaded` and tries their parameters in a small world.
pub(crate) fn prepare(loaded: &Loaded, scenario: &Path, given: &[PathBuf]) -> Result<Staff, Failure> {
    let mut staff = Staff::default();
    let mut libraries = Libraries::default();
    let path = search_path(Some(scenario), given);
    for (at, used) in loaded.scenario.plugins.iter().enumerate() {
        let inspected = open(used, &path).map_err(|error| refused(loaded, at, used, &error))?;
        let specs = parameter_specs(&inspected.card).map_err(|error| refused(loaded, at, used, &error))?;
        let settings = settle_parameters(loaded, at, &specs).map_err(scenario_failure)?;
        let hold_days = inspected.card.hold_days;
        let library =
            libraries.load(inspected, &carrier(used)).map_err(|error| refused(loaded, at, used, &error))?;
        staff.uses.push(policy_use(used, &library, settings, hold_days));
        staff.libraries.push(library);
        staff.ids.push(used.id.clone());
    }
    if staff.uses.is_empty() {
        return Ok(staff);
    }
    match audition(&loaded.scenario, &staff.uses) {
        Err(EngineError::Policy(failure)) => Err(declined(loaded, &staff, &failure)),
        // What else is wrong with the world, the run itself says.
        _ => Ok(staff),
    }
}

/// Loads the plugins of scenarios that differ in values only, each once. For runs side by side.
pub(crate) struct Bench {
    given: Vec<PathBuf>,
    libraries: Mutex<Libraries>,
}

impl Bench {
    /// A bench that looks in the `given` places first.
    pub(crate) fn new(given: &[PathBuf]) -> Self {
        Self { given: given.to_vec(), libraries: Mutex::default() }
    }

    /// The policies of `loaded`, or why there are none.
    pub(crate) fn uses(&self, loaded: &Loaded, scenario: &Path) -> Result<Vec<PolicyUse>, String> {
        let path = search_path(Some(scenario), &self.given);
        let mut uses = Vec::new();
        for (at, used) in loaded.scenario.plugins.iter().enumerate() {
            let told = |error: HostError| format!("plugin `{}`: {error}", used.id);
            let inspected = open(used, &path).map_err(told)?;
            let specs = parameter_specs(&inspected.card).map_err(told)?;
            let settings = settle_parameters(loaded, at, &specs).map_err(|mistakes| {
                mistakes.iter().next().map_or_else(String::new, |mistake| mistake.message.clone())
            })?;
            let hold_days = inspected.card.hold_days;
            let mut libraries = self.libraries.lock().map_err(|error| error.to_string())?;
            let library = libraries.load(inspected, &carrier(used)).map_err(told)?;
            uses.push(policy_use(used, &library, settings, hold_days));
        }
        Ok(uses)
    }
}

/// Threads for runs side by side; all processors if none are asked for.
pub(crate) fn pool(threads: Option<u16>) -> Result<Pool, Failure> {
    let threads = threads.map_or(0, usize::from);
    Pool::new(threads).map_err(|error| Failure::new(Code::Usage, format_args!("{error}.")))
}

impl Staff {
    /// The same for the manifest of a study, whose runs are not told apart: without calls and times.
    pub(crate) fn listed(&self) -> Vec<PluginRecord> {
        let record = |(library, id): (&Plugin, &String)| PluginRecord {
            id: id.clone(),
            plugin: library.card().id.clone(),
            version: library.card().version.clone(),
            abi: library.abi(),
            sha256: library.sha256().to_owned(),
            file: library.path().display().to_string(),
            carrier: library.carrier().to_owned(),
            status: "listed".to_owned(),
            reason: None,
            calls: 0,
            total_ms: 0.0,
            longest_ms: 0.0,
            slow_calls: 0,
            ticks_active: 0,
        };
        self.libraries.iter().zip(&self.ids).map(record).collect()
    }

    /// What the manifest of a run says of its plugins.
    pub(crate) fn records(&self, reports: &[Report]) -> Vec<PluginRecord> {
        self.libraries.iter().zip(reports).map(|(library, report)| record(library, report)).collect()
    }

    /// Sentences about plugins that were slow or were disabled.
    pub(crate) fn notes(&self, reports: &[Report]) -> Vec<String> {
        let slow = reports.iter().zip(&self.uses).filter(|(report, _)| report.slow_calls > 0);
        let slow = slow.map(|(report, used)| {
            format!(
                "Plugin {} was slow: {} of {} calls took longer than {} ms, the longest {:.0} ms.",
                report.id, report.slow_calls, report.calls, used.warn_ms, report.longest_ms
            )
        });
        let disabled = reports.iter().filter_map(|report| match &report.fate {
            Fate::Disabled(failure) => {
                Some(format!("The run went on without plugin {}: {failure}.", report.id))
            }
            _ => None,
        });
        slow.chain(disabled).collect()
    }
}

/// Who is to carry a plugin.
fn carrier(used: &PluginUse) -> Carrier {
    match used.carrier {
        Carried::Native => Carrier::Native,
        Carried::Isolated => apart(used.limit_ms.unwrap_or(PATIENCE_MS) / 1e3),
    }
}

/// Processes of their own for plugins, for calls of at most so many seconds.
pub(crate) fn apart(limit: f64) -> Carrier {
    Carrier::Isolated(Isolation { program: Program::this(CELL), limit: Duration::from_secs_f64(limit) })
}

/// The file that a use means, inspected.
fn open(used: &PluginUse, path: &SearchPath) -> Result<Inspected, HostError> {
    let file = match used.path() {
        Some(file) => PathBuf::from(file),
        None => find(&used.plugin, path)?,
    };
    let inspected = inspect(&file)?;
    if let Some(pinned) = &used.sha256 {
        inspected.require_sha256(pinned)?;
    }
    Ok(inspected)
}

fn policy_use(used: &PluginUse, library: &Plugin, settings: Vec<Setting>, hold_days: u32) -> PolicyUse {
    let library = library.clone();
    let make = move |names: &Names, tick_days: u32, services: &mut dyn Services| {
        let rows: Vec<u32> = names.firms.iter().map(|(_, row)| *row as u32).collect();
        let settings = coercivity_host::settings(&settings, &rows);
        library.create(names, &settings, tick_days, services).map_err(fault)
    };
    PolicyUse {
        id: used.id.clone(),
        make: Box::new(move |names, tick_days, services| -> Result<Box<dyn Instance>, Fault> {
            make(names, tick_days, services)
        }),
        hold_days,
        on_error: match used.on_error {
            coercivity_scenario::sections::OnError::Stop => OnError::Stop,
            coercivity_scenario::sections::OnError::Disable => OnError::Disable,
        },
        warn_ms: used.warn_ms,
        limit_ms: used.limit_ms,
        // A process can be ended, and the host does it; a thread cannot.
        on_stuck: (used.carrier == Carried::Native).then(|| Arc::new(stuck) as OnStuck),
    }
}

/// A call does not return. Its thread cannot be ended, so the program is.
fn stuck(what: &str) {
    terminal::print_error(&format!(
        "error: {what}. Nothing can end a call of native code, so the program ends here; what was written so far is in \
         the directory that ends in .partial.\n"
    ));
    std::process::exit(i32::from(Code::Plugin as u8));
}

fn fault(error: HostError) -> Fault {
    match error {
        HostError::Create { fault, .. } => *fault,
        other => Fault { status: Status::Fatal, message: other.to_string(), parameter: None, row: None },
    }
}

/// A plugin that cannot be used, told at its place in the scenario.
fn refused(loaded: &Loaded, at: usize, used: &PluginUse, error: &HostError) -> Failure {
    let mistake = match error {
        HostError::Hash { .. } => plugin_hash_mistake(loaded, at, error.to_string(), None),
        _ => plugin_mistake(loaded, at, None, format!("plugin `{}`: {error}", used.id), None),
    };
    Failure::list(Code::Plugin, mistake.render(terminal::colour_on_stderr()))
}

/// A plugin that does not accept its parameters, or cannot even say so.
fn declined(loaded: &Loaded, staff: &Staff, failure: &PolicyFailure) -> Failure {
    let at = staff.uses.iter().position(|used| used.id == failure.id).unwrap_or(0);
    if failure.status == Status::Fatal {
        let message = format!("plugin `{}` failed in {}: {}", failure.id, failure.hook, failure.message);
        let mistake = plugin_mistake(loaded, at, None, message, None);
        return Failure::list(Code::Plugin, mistake.render(terminal::colour_on_stderr()));
    }
    let parameters = &staff.libraries[at].card().parameters;
    let parameter = failure.parameter.and_then(|index| parameters.get(index)).map(|spec| spec.name.as_str());
    let message = format!("plugin `{}` does not accept its parameters: {}", failure.id, failure.message);
    scenario_failure(plugin_mistake(loaded, at, parameter, message, None))
}

fn scenario_failure(mistakes: Diagnostics) -> Failure {
    Failure::list(Code::Scenario, mistakes.render(terminal::colour_on_stderr()))
}

fn record(library: &Plugin, report: &Report) -> PluginRecord {
    let (status, reason) = match &report.fate {
        Fate::Served => ("served", None),
        Fate::Disabled(failure) => ("disabled", Some(failure.to_string())),
        Fate::Failed(failure) => ("failed", Some(failure.to_string())),
    };
    PluginRecord {
        id: report.id.clone(),
        plugin: library.card().id.clone(),
        version: library.card().version.clone(),
        abi: library.abi(),
        sha256: library.sha256().to_owned(),
        file: library.path().display().to_string(),
        carrier: library.carrier().to_owned(),
        status: status.to_owned(),
        reason,
        calls: report.calls,
        total_ms: report.total_ms,
        longest_ms: report.longest_ms,
        slow_calls: report.slow_calls,
        ticks_active: report.ticks_active,
    }
}
