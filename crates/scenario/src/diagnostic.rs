//! Diagnostics: what is wrong, at which place of which file, and what to do.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::collections::BTreeMap;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario cannot be used.
    Error,
    /// The scenario can be used, but probably not as meant.
    Warning,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The file, or `--set` for a value given on the command line.
    pub file: String,
    /// Line, from 1; 0 when the file could not be read at all.
    pub line: usize,
    /// Column in characters, from 1; 0 when the file could not be read at all.
    pub column: usize,
    /// Characters concerned, within the line.
    pub length: usize,
    /// What to do.
    pub help: Option<String>,
    /// Path of the value, such as `regimes.april.hazard[1].per_week`.
    pub path: Option<String>,
}

/// All mistakes of a scenario, sorted by file and place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    texts: BTreeMap<String, String>,
    /// Mistakes that are not in the list, since there are too many.
    more: usize,
}

impl Diagnostics {
    /// Diagnostics over `texts` (file name and content), sorted by file and place, without repetitions.
    #[must_use]
    pub fn new(mut list: Vec<Diagnostic>, texts: BTreeMap<String, String>) -> Self {
        list.sort_by(|a, b| {
            (&a.file, a.line, a.column, a.severity, &a.message)
                .cmp(&(&b.file, b.line, b.column, b.severity, &b.message))
        });
        list.dedup();
        Self { list, texts, more: 0 }
    }

    /// The same, with so many mistakes more that are not listed.
    pub(crate) fn and_more(mut self, more: usize) -> Self {
        self.more = more;
        self
    }

    /// The errors alone: warnings beside errors mostly follow from them.
    #[must_use]
    pub(crate) fn without_warnings(mut self) -> Self {
        self.list.retain(|one| one.severity == Severity::Error);
        self
    }

    /// The diagnostics in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Number of diagnostics.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Number of errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.list.iter().filter(|one| one.severity == Severity::Error).count()
    }

    /// One block per diagnostic with its source line, as compilers do.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut blocks: Vec<String> = self.list.iter().map(|one| self.block(&renderer, one)).collect();
        if self.more > 0 {
            blocks.push(format!("... and {} mistakes more", self.more));
        }
        blocks.join("\n\n")
    }

    fn block(&self, renderer: &Renderer, one: &Diagnostic) -> String {
        let level = match one.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let line = one.line.checked_sub(1).and_then(|n| self.texts.get(&one.file)?.lines().nth(n));
        let title =
            if line.is_some() { one.message.clone() } else { format!("{}: {}", one.file, one.message) };
        let mut group = Group::with_title(level.primary_title(title));
        if let Some(line) = line {
            let (line, span) = part(line, byte_span(line, one.column, one.length));
            group = group.element(
                Snippet::source(line)
                    .path(one.file.as_str())
                    .line_start(one.line)
                    .annotation(AnnotationKind::Primary.span(span)),
            );
        }
        if let Some(help) = &one.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }
}

/// Most bytes of a line that are shown before and behind the place of a mistake.
const AROUND: usize = 400;

/// The part of `line` around `span` that is shown, and where `span` is in it. Most lines are shown as they are.
fn part(line: &str, span: std::ops::Range<usize>) -> (&str, std::ops::Range<usize>) {
    let edge = |at: usize| (0..=at.min(line.len())).rev().find(|&at| line.is_char_boundary(at)).unwrap_or(0);
    let start = edge(span.start.saturating_sub(AROUND));
    let end = edge(span.start + AROUND).max(span.start);
    if line.len() <= 2 * AROUND {
        return (line, span);
    }
    (&line[start..end], span.start - start..span.end.min(end) - start)
}

/// Bytes of `line` that `length` characters from `column` (from 1) take.
fn byte_span(line: &str, column: usize, length: usize) -> std::ops::Range<usize> {
    let byte = |chars: usize| line.char_indices().nth(chars).map_or(line.len(), |at| at.0);
    let start = byte(column.saturating_sub(1));
    start..byte(column.saturating_sub(1) + length).max(start)
}

impl std::fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: usize, column: usize) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            message: String::from("unknown good `oxid`"),
            file: String::from("a.ron"),
            line,
            column,
            length: 6,
            help: Some(String::from("did you mean `oxide`?")),
            path: None,
        }
    }

    #[test]
    fn a_block_shows_place_line_and_help() {
        let texts = BTreeMap::from([(String::from("a.ron"), String::from("(\n  good: \"oxid\",\n)"))]);
        let text = Diagnostics::new(vec![one(2, 9)], texts).render(false);
        for part in
            ["error: unknown good `oxid`", "a.ron:2:9", "good: \"oxid\",", "^^^^^^", "did you mean `oxide`?"]
        {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }

    #[test]
    fn diagnostics_come_in_order_of_place_and_once() {
        let list = Diagnostics::new(vec![one(3, 1), one(1, 4), one(3, 1), one(1, 2)], BTreeMap::new());
        let places: Vec<_> = list.iter().map(|d| (d.line, d.column)).collect();
        assert_eq!(places, [(1, 2), (1, 4), (3, 1)]);
    }

    #[test]
    fn a_column_counts_characters_not_bytes() {
        assert_eq!(byte_span("é\"x\"", 2, 3), 2..5);
        assert_eq!(byte_span("abc", 9, 3), 3..3);
    }
}
