//! How the program ends: exit codes, and failures that are a sentence.

use std::{fmt, process::ExitCode};

/// Exit codes; scripts may rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// A bug of the program.
    Internal = 1,
    /// The command line is wrong (clap ends with the same code).
    Usage = 2,
    /// The scenario is wrong.
    Scenario = 3,
    /// A file or directory cannot be read or written.
    Files = 4,
    /// The model's own checks stopped the run: a balance that does not close, or a number over 2^53.
    Check = 5,
    /// A plugin is missing, wrong, or failed.
    Plugin = 6,
    /// Two benchmarks are of different machines, builds or scenarios; or runs that are to be compared did not meet the same
    /// luck, or are not of one size.
    Unlike = 7,
    /// A figure of a history fails (`validate --strict`).
    Missed = 8,
    /// The world does not fit into the memory that is free.
    Memory = 9,
    /// Stopped by Ctrl-C; what was done is written.
    Interrupted = 130,
}

/// The list for `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0    done
  1    internal error: a bug of the program, please report it
  2    the command line is wrong
  3    the scenario is wrong; every mistake is listed at its place
  4    a file or directory cannot be read or written
  5    the model's own checks stopped the run (a balance, or a number over 2^53)
  6    a plugin is missing, wrong, or failed
  7    what is to be compared is unlike: benchmarks that differ in more than time
       (bench compare; --force compares them), or runs under another luck or of
       another size (compare; --unpaired compares them)
  8    a figure fails (validate --strict)
  9    the world does not fit into the memory that is free; nothing was begun
  130  stopped by Ctrl-C; what was done is written, with status \"interrupted\", or
       kept for coercivity resume";

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// Why a command could not do what it was asked: a code for scripts and words for people.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    message: String,
    is_list: bool,
}

impl Failure {
    /// One sentence or a few.
    pub(crate) fn new(code: Code, message: impl fmt::Display) -> Self {
        Self { code, message: message.to_string(), is_list: false }
    }

    /// Several mistakes, each with its own heading and place.
    pub(crate) fn list(code: Code, mistakes: String) -> Self {
        Self { code, message: mistakes, is_list: true }
    }

    /// The words for stderr.
    pub(crate) fn render(&self) -> String {
        let heading = if self.is_list { "" } else { "error: " };
        format!("{heading}{}\n", self.message.trim_end())
    }
}

/// What a command gives back.
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// A panic is a bug. The user gets one sentence and what is needed to report it, no backtrace.
pub(crate) fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let what = panic.payload_as_str().unwrap_or("no message");
        let place = panic.location().map(|place| format!(" at {place}")).unwrap_or_default();
        crate::watch::restore();
        crate::terminal::print_error(&format!(
            "error: internal error{place}: {what}. This is a bug of coercivity {}: please report it with the \
             command line and the scenario. What was written so far stays in the directory that ends in .partial.\n",
            env!("CARGO_PKG_VERSION")
        ));
        std::process::exit(i32::from(Code::Internal as u8));
    }));
}
