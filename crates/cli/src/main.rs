//! The binary `coercivity`: arguments in, files read, exit codes out. What it prints is in `screen`, what it writes
//! in the crate `record`, what it computes in the crate `engine`.

mod args;
mod bench_screen;
mod commands;
mod compare_screen;
mod conduct;
mod ensemble_screen;
mod exit;
mod facts;
mod game_screen;
mod history_screen;
mod interrupt;
mod known;
mod memory;
mod order;
mod pace;
mod plugins;
mod progress;
mod scenarios;
mod screen;
mod simulation;
mod terminal;
mod watch;

use args::{Arguments, Command};
use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|word| word == plugins::CELL) {
        return coercivity_host::serve();
    }
    exit::install_panic_hook();
    interrupt::survive_file_limits();
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Command::Run(arguments) => commands::run::run(arguments),
        Command::Resume(arguments) => commands::resume::run(arguments),
        Command::Branch(arguments) => commands::branch::run(arguments),
        Command::Game(arguments) => commands::game::run(arguments),
        Command::Ensemble(arguments) => commands::ensemble::run(arguments),
        Command::Merge(arguments) => commands::ensemble::merge(arguments),
        Command::Report(arguments) => commands::report::run(arguments),
        Command::Compare(arguments) => commands::compare::run(arguments),
        Command::Ask(command) => commands::ask::run(command),
        Command::Validate(arguments) => commands::validate::run(arguments),
        Command::Calibrate(arguments) => commands::calibrate::run(arguments),
        Command::Check(arguments) => commands::check::run(arguments),
        Command::Config(command) => commands::config::run(command),
        Command::Diff(arguments) => commands::diff::run(arguments),
        Command::Bench(arguments) => commands::bench::run(arguments),
        Command::Plugin(command) => commands::plugin::run(command),
    };
    outcome.unwrap_or_else(|failure| {
        terminal::print_error(&failure.render());
        failure.code.into()
    })
}
