//! The calibration section of a history: numbers and names of its parameters, and whether their paths lead anywhere.

use super::Opened;
use super::file::{Calibration, Parameter};
use crate::diagnostic::Diagnostics;
use crate::layers::Overlay;
use crate::load::Loaded;
use crate::origins::Origins;
use crate::report::Report;
use crate::second_file::field;
use crate::source::{Source, join};
use coercivity_base::parameter::is_snake_case;

/// What can be said without the scenario.
pub(super) fn check(calibration: &Calibration, has_moments: bool, origin: &Origins, report: &mut Report) {
    let mut wrong = |path: &str, message: String, help: &str| {
        report.error(origin.value(path), path, message, Some(help.to_owned()));
    };
    let at = "calibration.parameters";
    if !has_moments {
        let help = "give at least one fact the role Calibration";
        wrong("calibration", String::from("there is no fact to fit anything to"), help);
    }
    if !calibration.parameters.iter().any(|parameter| parameter.fitted && parameter.choices.is_empty()) {
        wrong(
            at,
            String::from("no parameter is fitted"),
            "write one without `choices` and without `fitted: false`",
        );
    }
    for (n, parameter) in calibration.parameters.iter().enumerate() {
        let at = format!("{at}[{n}]");
        let twice = calibration.parameters[..n].iter().any(|other| other.name == parameter.name);
        if !is_snake_case(&parameter.name) || twice {
            let message = format!("`{}` is not lower snake case, or there are two", parameter.name);
            wrong(&format!("{at}.name"), message, "write small letters, digits and `_`, and each name once");
        }
        if parameter.paths.is_empty() {
            let help = "write at least one, such as [\"behaviour.blocked_weight\"]";
            wrong(&format!("{at}.paths"), format!("`{}` has no paths", parameter.name), help);
        }
        numbers(parameter, &at, &mut wrong);
    }
}

fn numbers(parameter: &Parameter, at: &str, wrong: &mut impl FnMut(&str, String, &str)) {
    let Parameter { low, high, start, choices, .. } = parameter;
    if low >= high {
        wrong(&format!("{at}.high"), format!("high {high} is not over low {low}"), "give the range a width");
        return;
    }
    if !(low..=high).contains(&start) {
        let message = format!("the start {start} is not between {low} and {high}");
        wrong(&format!("{at}.start"), message, "start within the range");
    }
    if !choices.is_empty() && !choices.contains(start) {
        let message = format!("the start {start} is none of the choices");
        wrong(&format!("{at}.start"), message, "start with one of them");
    }
    for (n, choice) in choices.iter().enumerate().filter(|choice| !(low..=high).contains(&choice.1)) {
        let message = format!("the choice {choice} is not between {low} and {high}");
        wrong(&format!("{at}.choices[{n}]"), message, "choose within the range");
    }
}

/// Whether every path leads to a value that may be set, tried one by one at the start.
pub(super) fn paths(opened: &mut Opened, path: &str, source: &dyn Source) -> Result<(), Diagnostics> {
    let Some(calibration) = opened.file.calibration.clone() else { return Ok(()) };
    load(opened, path, &[], source)?;
    let starts = |parameters: &[Parameter]| -> Vec<(String, String)> {
        let each = parameters.iter().flat_map(|one| one.paths.iter().map(|path| (path.clone(), one.start)));
        each.map(|(path, start)| (path, start.to_string())).collect()
    };
    if load(opened, path, &starts(&calibration.parameters), source).is_ok() {
        return Ok(());
    }
    for (n, parameter) in calibration.parameters.iter().enumerate() {
        for (m, target) in parameter.paths.iter().enumerate() {
            let value = (target.clone(), parameter.start.to_string());
            let Err(found) = load(opened, path, &[value], source) else { continue };
            let at = format!("calibration.parameters[{n}].paths[{m}]");
            for one in &found {
                let place = opened.origin.value(&at);
                opened.report.error(place, &at, one.message.clone(), one.help.clone());
            }
        }
    }
    if opened.report.has_errors() {
        return Err(opened.report.diagnostics());
    }
    // Each value alone is right and all of them are not: the scenario's own words say why.
    load(opened, path, &starts(&calibration.parameters), source).map(|_| ())
}

/// The calibration's scenario with its values, then `values`.
pub(super) fn load(
    opened: &mut Opened,
    path: &str,
    values: &[(String, String)],
    source: &dyn Source,
) -> Result<Loaded, Diagnostics> {
    let Some(calibration) = opened.file.calibration.clone() else {
        let message = String::from("the file has no section `calibration`");
        let help = Some(String::from("write calibration: (parameters: [..])"));
        opened.report.error(opened.origin.value("facts"), "calibration", message, help);
        return Err(opened.report.diagnostics());
    };
    let named = if calibration.scenario.is_some() { "calibration.scenario" } else { "scenario" };
    let target = join(path, calibration.scenario.as_ref().unwrap_or(&opened.file.scenario));
    let section = field(&opened.root, "calibration");
    let set = section.and_then(|section| field(section, "set")).cloned();
    opened.scenario(named, &target, values, &Overlay { set, plugins: None }, source)
}
