//! `coercivity resume`: a run goes on from its latest checkpoint as if it had never stopped.

use crate::{
    args::ResumeArguments,
    commands::run::record_failure,
    conduct::{Job, conduct},
    exit::{self, Code, Failure},
    interrupt::Interrupt,
    memory, order, plugins, scenarios,
};
use coercivity_record::{Head, RunDirectory};
use std::path::Path;

pub(crate) fn run(arguments: &ResumeArguments) -> exit::Outcome {
    let interrupt = Interrupt::listen()?;
    let (mut directory, head, mut body) =
        RunDirectory::resume(&arguments.directory).map_err(|error| record_failure(&error))?;
    fits(&head, body.path())?;
    let mut order = head.order;
    let loaded = scenarios::reopen(&order)?;
    memory::require(loaded.scenario.run.firms)?;
    let staff = plugins::prepare(
        &loaded,
        Path::new(&order.scenario),
        &order::plugin_paths(&order, &arguments.plugins.plugin),
    )?;
    order::same_plugins(&order, &staff)?;
    order.resumed.push((head.standing.baseline, head.standing.ticks_done));
    directory.write_checkpoints(order.clone());
    let options = order::options(&order, arguments.threads);
    let out = directory.final_path().to_owned();
    let job = Job {
        order: &order,
        out: &out,
        loaded: &loaded,
        staff: &staff,
        options,
        shown: arguments.shown,
        interrupt,
    };
    conduct(&job, directory, &mut |directory, show| {
        coercivity_engine::resume(&loaded.scenario, &staff.uses, &options, &mut body, directory, show)
    })
}

/// Refuses a checkpoint that another version of the program wrote.
///
/// # Errors
/// The two versions, and what to do.
pub(crate) fn fits(head: &Head, path: &Path) -> Result<(), Failure> {
    let this = env!("CARGO_PKG_VERSION");
    if head.version == this && head.standing.layout == coercivity_engine::state_layout() {
        return Ok(());
    }
    let words = format!(
        "{} was written by version {} of the program, whose worlds have another layout than those of this one \
         ({this}). Go on with the version that wrote it, or run the scenario anew.",
        path.display(),
        head.version
    );
    Err(Failure::new(Code::Files, words))
}
