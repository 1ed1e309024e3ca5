//! What is not in the model, what was written, and how to repeat the run.

use super::{
    Report,
    layout::{Style, list, wrapped},
};

pub(crate) fn render(report: &Report<'_>, style: Style) -> String {
    let mut text = style.heading("Not in the model");
    let scenario = report.scenario;
    let capacity = if scenario.projects.is_empty() {
        "No mine or plant is built (the scenario has no projects). "
    } else {
        ""
    };
    let answers = if scenario.plugins.is_empty() { "Nobody answers: there are no plugins. " } else { "" };
    let words = format!(
        "{capacity}{answers}Households buy whatever they earn, nobody borrows or goes bankrupt, and exchange rates stand \
         still. Nothing is calibrated: see docs/MODEL.md."
    );
    text.push_str(&wrapped("  ", &words));
    text.push('\n');
    text.push_str(&style.heading("Written"));
    let tables: Vec<&str> = report.manifest.tables.keys().map(String::as_str).collect();
    let files = format!("{}: manifest.json, {}", report.path.display(), list(&tables, tables.len()));
    text.push_str(&wrapped("  ", &files));
    if let Some(aside) = report.set_aside {
        let words = format!("What stood there was no run, and was set aside as {}.", aside.display());
        text.push_str(&wrapped("  ", &words));
    }
    text.push('\n');
    text.push_str(&style.heading("Repeat"));
    // Not wrapped, so that it can be copied.
    text.push_str(&format!("  {}\n", report.manifest.repeat));
    text
}
