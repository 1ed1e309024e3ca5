//! Printing: to a reader who may stop reading, at a width that may be narrow, with or without colour.

use crate::exit::{Code, Failure};
use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};

/// Prints `text` on stdout. A reader who closed the pipe (such as `head`) has enough: that is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(tame(text).as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(Code::Files, format_args!("Cannot write to standard output: {error}.")))
        }
        _ => Ok(()),
    }
}

/// Prints `text` on stderr; who closed it does not want to know.
pub(crate) fn print_error(text: &str) {
    let _ = io::stderr().lock().write_all(tame(text).as_bytes());
}

/// `text` without what would do something to a terminal, colours of our own aside: names come from files and plugins of
/// strangers, and a name must not clear the screen, ring, or hide what was printed before.
fn tame(text: &str) -> Cow<'_, str> {
    let is_wild = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
    if !text.contains(is_wild) {
        return Cow::Borrowed(text);
    }
    let mut tamed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_wild) {
        let (before, from) = rest.split_at(at);
        let colour = colour(from);
        let wild = from.chars().next().map_or(0, char::len_utf8);
        tamed.push_str(before);
        tamed.push_str(if colour > 0 { &from[..colour] } else { "\u{fffd}" });
        rest = &from[colour.max(wild)..];
    }
    tamed.push_str(rest);
    Cow::Owned(tamed)
}

/// Bytes of the command for a colour or for bold letters that `text` begins with; 0 if it begins with none.
fn colour(text: &str) -> usize {
    let Some(parameters) = text.strip_prefix("\u{1b}[") else { return 0 };
    let length = parameters.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    if parameters[length..].starts_with('m') { 2 + length + 1 } else { 0 }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_others_do_nothing_to_a_terminal_and_colours_stay() {
        let cases = [
            ("plain\nand\tmore", "plain\nand\tmore"),
            ("\u{1b}[1mbold\u{1b}[0m", "\u{1b}[1mbold\u{1b}[0m"),
            ("\u{1b}[38;5;9mred", "\u{1b}[38;5;9mred"),
            ("a\u{1b}[2Jb", "a\u{fffd}[2Jb"),
            ("a\u{1b}]0;title\u{7}b", "a\u{fffd}]0;title\u{fffd}b"),
            ("a\rb\u{8}c\u{9b}1mé", "a\u{fffd}b\u{fffd}c\u{fffd}1mé"),
            ("cut \u{1b}[3", "cut \u{fffd}[3"),
        ];
        for (text, tamed) in cases {
            assert_eq!(tame(text), tamed);
        }
    }
}
