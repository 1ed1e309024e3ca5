//! One measurement, in a process of its own: the ticks first, so that their memory is theirs alone, then the machine.

use crate::{
    args::OneArguments,
    commands::run::record_failure,
    exit::{self, Code, Failure},
    interrupt::Interrupt,
    plugins,
    progress::ProgressView,
    scenarios, simulation, terminal,
};
use coercivity_engine::{Control, Progress};
use coercivity_measure::{Ticks, bench_run, machine, ticks};
use coercivity_record::{Machine, Options, RecordError, RunDirectory};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

pub(super) fn run(arguments: &OneArguments) -> exit::Outcome {
    let interrupt = Interrupt::listen()?;
    let Some(ticks) = of_world(arguments, &interrupt)? else { return Ok(Code::Interrupted.into()) };
    let mut view = ProgressView::new(arguments.quiet);
    view.update("measuring memory", 0, 0);
    let pool = plugins::pool(Some(arguments.threads))?;
    let machine = machine::measure(&pool, Machine::here().last_cache());
    view.end();
    let run = bench_run(&ticks, &machine, pool.threads());
    let text = serde_json::to_string(&run).map_err(|error| {
        Failure::new(Code::Internal, format_args!("Cannot hand the measurement back: {error}."))
    })?;
    terminal::print(&format!("{text}\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// The ticks of the world, or nothing if the user wants it to end.
fn of_world(arguments: &OneArguments, interrupt: &Interrupt) -> Result<Option<Ticks>, Failure> {
    let loaded = scenarios::open(&arguments.file, &arguments.all_overrides())?;
    let staff = plugins::prepare(&loaded, &arguments.file, &arguments.plugins.plugin)?;
    let scenario = Arc::new(loaded.scenario);
    let files = |error: RecordError| record_failure(&error);
    let mut out = RunDirectory::create(&rows(), Options::default()).map_err(files)?;
    let mut view = ProgressView::new(arguments.quiet);
    let mut show = |progress: Progress| {
        view.update(simulation::label(&progress.stage), progress.done, progress.total);
        if interrupt.is_set() { Control::Stop } else { Control::Continue }
    };
    let measured = ticks(&scenario, &staff.uses, usize::from(arguments.threads), &mut out, &mut show);
    view.end();
    let removed = out.discard().map_err(files);
    let measured = measured.map_err(|error| simulation::refused(error, "Nothing of it is kept."))?;
    removed.map(|()| measured)
}

/// Where the rows go whose writing is measured.
fn rows() -> PathBuf {
    std::env::temp_dir().join(format!("coercivity-bench-{}", std::process::id()))
}
