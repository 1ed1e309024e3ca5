//! The texts read so far and the mistakes found in them.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use std::collections::BTreeMap;

/// A stretch of bytes of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A text and what it is called in messages.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The name under which values of the command line are reported.
pub(crate) const COMMAND_LINE: &str = "--set";

/// Most mistakes that are told; a file of something else can have a million.
const MOST: usize = 300;
/// Most characters of a message, which may have a text of the file in it.
const LONGEST: usize = 600;

/// Texts and mistakes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    pub(crate) texts: Vec<Text>,
    list: Vec<Diagnostic>,
    /// Errors and warnings beyond the most that are told.
    more: [usize; 2],
}

/// A mistake to be reported: where, which value, what, and what to do.
pub(crate) struct Mistake {
    pub(crate) place: Place,
    pub(crate) path: Option<String>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Report {
    /// A report on the same texts without mistakes, to try something.
    pub(crate) fn trial(&self) -> Self {
        Self { texts: self.texts.clone(), ..Self::default() }
    }

    /// Adds a text and gives its number.
    pub(crate) fn add_text(&mut self, name: &str, text: String) -> usize {
        self.texts.push(Text { name: name.to_owned(), text });
        self.texts.len() - 1
    }

    /// Reports an error at a place.
    pub(crate) fn error(
        &mut self,
        place: Place,
        path: &str,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let path = (!path.is_empty()).then(|| path.to_owned());
        self.push(Severity::Error, Mistake { place, path, message: message.into(), help });
    }

    /// Reports a file that cannot be read: there is no place in it.
    pub(crate) fn unreadable(&mut self, file: &str, message: String, help: Option<String>) {
        let (severity, file) = (Severity::Error, file.to_owned());
        self.list.push(Diagnostic {
            severity,
            message,
            file,
            line: 0,
            column: 0,
            length: 0,
            help,
            path: None,
        });
    }

    /// Reports a mistake.
    pub(crate) fn push(&mut self, severity: Severity, mistake: Mistake) {
        let Some(text) = self.texts.get(mistake.place.file) else { return };
        if self.list.len() >= MOST {
            self.more[usize::from(severity == Severity::Warning)] += 1;
            return;
        }
        let (line, column, length) = locate(&text.text, mistake.place);
        self.list.push(Diagnostic {
            severity,
            message: shortened(mistake.message),
            file: text.name.clone(),
            line,
            column,
            length,
            help: mistake.help,
            path: mistake.path,
        });
    }

    /// Whether anything is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.more[0] > 0 || self.list.iter().any(|one| one.severity == Severity::Error)
    }

    /// What was found, in order.
    pub(crate) fn diagnostics(&self) -> Diagnostics {
        let texts: BTreeMap<String, String> =
            self.texts.iter().map(|text| (text.name.clone(), text.text.clone())).collect();
        Diagnostics::new(self.list.clone(), texts).and_more(self.more[0] + self.more[1])
    }
}

/// A message whose end is left out where it is too long to be read.
fn shortened(message: String) -> String {
    match message.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} ...", &message[..end]),
        None => message,
    }
}

/// Line, column and length in characters; the length ends with the first line.
pub(crate) fn locate(text: &str, place: Place) -> (usize, usize, usize) {
    let start = floor(text, place.start);
    let end = floor(text, place.end.max(start));
    let before = &text[..start];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    let length = text[start..end].lines().next().unwrap_or("").chars().count();
    (line, column, length.max(1))
}

/// The nearest character boundary at or below `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_from_one_in_characters() {
        let text = "é: 1,\n  ü: (2,\n 3)";
        // The parenthesis is the sixth character of line 2; its span runs on into line 3.
        let start = text.find('(').unwrap();
        assert_eq!(locate(text, Place { file: 0, start, end: text.len() }), (2, 6, 3));
        assert_eq!(locate(text, Place { file: 0, start: 999, end: 1000 }), (3, 4, 1));
    }
}
