//! `coercivity config`: defaults, schema and reference of scenario files, and where a value comes from.

use crate::{
    args::{ConfigCommand, ExplainArguments},
    exit::{self, Code, Failure},
    scenarios, terminal,
};
use std::process::ExitCode;

pub(crate) fn run(command: &ConfigCommand) -> exit::Outcome {
    let text = match command {
        ConfigCommand::Default => coercivity_scenario::default_ron(),
        ConfigCommand::Schema => format!("{:#}\n", coercivity_scenario::schema()),
        ConfigCommand::Reference => coercivity_scenario::parameter_reference(),
        ConfigCommand::Explain(arguments) => explain(arguments)?,
    };
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn explain(arguments: &ExplainArguments) -> Result<String, Failure> {
    let loaded = match &arguments.scenario {
        Some(file) => Some(scenarios::open(file, &arguments.overrides.set)?),
        None => None,
    };
    coercivity_scenario::explain(&arguments.path, loaded.as_ref())
        .map_err(|message| Failure::new(Code::Usage, message))
}
