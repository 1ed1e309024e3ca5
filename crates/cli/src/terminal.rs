//! Printing: to a reader who may stop reading, at a width that may be narrow, with or without colour.

use crate::exit::{Code, Failure};
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};

/// Prints `text` on stdout. A reader who closed the pipe (such as `head`) has enough: that is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(Code::Files, format_args!("Cannot write to standard output: {error}.")))
        }
        _ => Ok(()),
    }
}

/// Prints `text` on stderr; who closed it does not want to know.
pub(crate) fn print_error(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Whether a stream takes colour: a terminal, unless `NO_COLOR` is set or the terminal is dumb.
pub(crate) fn wants_colour(is_terminal: bool) -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    is_terminal && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether both streams are a terminal on which a picture can be drawn.
pub(crate) fn is_whole() -> bool {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    (!is_dumb || cfg!(windows)) && io::stdout().is_terminal() && io::stderr().is_terminal()
}

/// Whether stderr takes colour.
pub(crate) fn colour_on_stderr() -> bool {
    wants_colour(io::stderr().is_terminal())
}

/// Whether stdout takes colour.
pub(crate) fn colour_on_stdout() -> bool {
    wants_colour(io::stdout().is_terminal())
}
