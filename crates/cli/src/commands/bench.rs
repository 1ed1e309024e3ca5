//! `coercivity bench`: worlds of several sizes on several numbers of threads, each in a process of its own, so that the
//! memory of one is not counted as another's.

mod compare;
mod one;
mod plan;

use crate::{
    args::{BenchArguments, BenchCommand, MeasureArguments},
    bench_screen,
    exit::{self, Code, Failure},
    facts,
    interrupt::Interrupt,
    scenarios, terminal,
};
use coercivity_record::{BENCH_SCHEMA, Bench, BenchRun, Machine, RecordError, scenario_sha256};
use coercivity_scenario::Loaded;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

pub(crate) fn run(arguments: &BenchArguments) -> exit::Outcome {
    match &arguments.command {
        Some(BenchCommand::Compare(arguments)) => compare::run(arguments),
        Some(BenchCommand::MeasureOne(arguments)) => one::run(arguments),
        None => measure(&arguments.measure),
    }
}

fn measure(arguments: &MeasureArguments) -> exit::Outcome {
    let file = plan::file(&arguments.scenario);
    if let Some(json) = &arguments.json {
        Bench::may_write(json, arguments.force).map_err(|error| file_failure(&error))?;
    }
    let plan = plan::plan(arguments, Machine::here().host.cores)?;
    let mut loaded = None;
    for &firms in &plan.firms {
        // A mistake in a scenario is told before anything is measured.
        loaded = Some(scenarios::open(&file, &arguments.all_overrides(firms))?);
    }
    let Some(loaded) = loaded else {
        return Err(Failure::new(Code::Internal, "A plan has a number of firms."));
    };
    if !arguments.quiet {
        terminal::print_error(&scenarios::remarks(&loaded));
        plan.notes.iter().for_each(|note| terminal::print_error(&format!("note: {note}\n")));
    }
    let interrupt = Interrupt::listen()?;
    let mut bench = bench(arguments, &file, &loaded);
    for (n, &(firms, threads)) in plan.pairs().iter().enumerate() {
        if !arguments.quiet {
            let size = bench_screen::size(firms, usize::from(threads));
            terminal::print_error(&format!("measurement {} of {}: {size}\n", n + 1, plan.pairs().len()));
        }
        let measured = in_child(arguments, &file, (firms, threads))?;
        if interrupt.is_set() {
            return Err(Failure::new(Code::Interrupted, "Interrupted; nothing is kept of it."));
        }
        match measured {
            Ok(run) => bench.runs.push(run),
            Err(code) => return Ok(code),
        }
    }
    finish(arguments, &bench)
}

/// Prints and writes; states that depend on the number of threads are an error of the program.
fn finish(arguments: &MeasureArguments, bench: &Bench) -> exit::Outcome {
    if !arguments.quiet {
        terminal::print(&bench_screen::render(bench, terminal::colour_on_stdout()))?;
    }
    if let Some(json) = &arguments.json {
        bench.write(json, arguments.force).map_err(|error| file_failure(&error))?;
        if !arguments.quiet {
            terminal::print(&format!("Written to {}\n", json.display()))?;
        }
    }
    match differing(&bench.runs) {
        None => Ok(ExitCode::SUCCESS),
        Some(firms) => Err(Failure::new(
            Code::Check,
            format_args!(
                "At {firms} firms the state at the end depends on the number of threads. This is a bug of the program: \
                 please report it with the command line and the scenario."
            ),
        )),
    }
}

/// Firms of a world whose state depends on the number of threads.
fn differing(runs: &[BenchRun]) -> Option<u64> {
    let differs = |run: &&BenchRun| {
        runs.iter().any(|other| other.firms == run.firms && other.state_hash != run.state_hash)
    };
    runs.iter().find(differs).map(|run| run.firms)
}

/// Measures in a process of its own; an error that it has told already comes back as its code.
fn in_child(
    arguments: &MeasureArguments,
    file: &Path,
    (firms, threads): (u64, u16),
) -> Result<Result<BenchRun, ExitCode>, Failure> {
    let internal = |words: String| Failure::new(Code::Internal, words);
    let program = std::env::current_exe()
        .map_err(|error| internal(format!("Cannot find the program's own file: {error}.")))?;
    let mut command = Command::new(program);
    command.args(["bench", "measure-one"]).arg(file);
    command.arg("--firms").arg(firms.to_string()).arg("--threads").arg(threads.to_string());
    arguments.ticks.iter().for_each(|ticks| {
        command.arg("--ticks").arg(ticks.to_string());
    });
    arguments.seed.iter().for_each(|seed| {
        command.arg("--seed").arg(seed.to_string());
    });
    arguments.overrides.set.iter().for_each(|entry| {
        command.arg("--set").arg(entry);
    });
    arguments.plugins.plugin.iter().for_each(|path| {
        command.arg("--plugin").arg(path);
    });
    if arguments.quiet {
        command.arg("--quiet");
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let output = command
        .spawn()
        .and_then(std::process::Child::wait_with_output)
        .map_err(|error| internal(format!("Cannot start a process for the measurement: {error}.")))?;
    match output.status.code() {
        Some(0) => serde_json::from_slice(&output.stdout)
            .map(Ok)
            .map_err(|error| internal(format!("A measurement cannot be read back: {error}."))),
        Some(code) => Ok(Err(ExitCode::from(u8::try_from(code).unwrap_or(Code::Internal as u8)))),
        None => Err(internal(format!(
            "The measurement of {} was ended by the system, probably for want of memory: choose fewer firms.",
            bench_screen::size(firms, usize::from(threads))
        ))),
    }
}

/// A failure of a benchmark's file, with what helps.
fn file_failure(error: &RecordError) -> Failure {
    let words = match error {
        RecordError::Exists { path } => {
            format!("{} is there already. Name another file, or replace it by --force.", path.display())
        }
        RecordError::Io { action, path, source } => format!("Cannot {action} {}: {source}.", path.display()),
        other => other.to_string(),
    };
    Failure::new(Code::Files, words)
}

/// A benchmark without measurements yet.
fn bench(arguments: &MeasureArguments, file: &Path, loaded: &Loaded) -> Bench {
    Bench {
        schema_version: BENCH_SCHEMA,
        version: env!("CARGO_PKG_VERSION").into(),
        command: facts::command(),
        host: Machine::here(),
        build: facts::build(),
        scenario: file.display().to_string(),
        title: loaded.scenario.title.clone(),
        scenario_sha256: scenario_sha256(&scenarios::files(loaded), &arguments.common_overrides()),
        overrides: arguments.common_overrides(),
        runs: Vec::new(),
    }
}
