//! A table in CSV: a header, and rows with their lines.

use super::rows::Columns;
use crate::report::Place;
use crate::suggest::{closest, listed};
use std::collections::BTreeMap;

/// A row by column; empty cells are left out.
pub(super) struct Row {
    pub(super) line: usize,
    cells: BTreeMap<String, String>,
}

/// A row that is no row.
pub(super) struct BadRow {
    pub(super) line: usize,
    pub(super) reason: String,
}

/// A table.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) file: usize,
    /// Lines as bytes of the text.
    lines: Vec<(usize, usize)>,
    pub(super) rows: Vec<Result<Row, BadRow>>,
}

type Problem = (Place, String, Option<String>);

impl Row {
    /// The cell of a column, unless empty.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    /// The cell of a column as a number over zero, unless empty.
    pub(super) fn positive(&self, column: &str) -> Result<Option<f64>, String> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let value: f64 = text.parse().map_err(|_| format!("{column} \"{text}\" is not a number"))?;
        if value.is_finite() && value > 0.0 && value <= 1e15 {
            Ok(Some(value))
        } else {
            Err(format!("{column} {text} is not over 0 and up to 1e15"))
        }
    }

    /// A cell that must not be empty.
    pub(super) fn needed(&self, column: &str) -> Result<&str, String> {
        self.text(column).ok_or_else(|| format!("{column} is empty"))
    }
}

impl Table {
    /// Reads `text`, the text number `file` of the report.
    pub(super) fn read(name: &str, file: usize, text: &str, columns: Columns) -> Result<Self, Problem> {
        let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(&text.as_bytes()[skipped..]);
        let lines = lines(text);
        let first = Place { file, start: skipped, end: lines.first().map_or(0, |line| line.1) };
        let header: Vec<String> = reader
            .headers()
            .map_err(|error| (first, format!("the header cannot be read: {error}"), None))?
            .iter()
            .map(str::to_owned)
            .collect();
        check_header(&header, first, columns)?;
        let rows = reader.into_records().map(|record| row(record, &header)).collect();
        Ok(Self { name: name.to_owned(), file, lines, rows })
    }

    /// The place of a line, counted from 1.
    pub(super) fn place(&self, line: usize) -> Place {
        let (start, end) = self.lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        Place { file: self.file, start, end }
    }
}

fn row(record: Result<csv::StringRecord, csv::Error>, header: &[String]) -> Result<Row, BadRow> {
    let line_of =
        |position: Option<&csv::Position>| position.map_or(0, |at| usize::try_from(at.line()).unwrap_or(0));
    let record =
        record.map_err(|error| BadRow { line: line_of(error.position()), reason: error.to_string() })?;
    let line = line_of(record.position());
    if record.len() != header.len() {
        let reason = format!("{} cells, but the header has {}", record.len(), header.len());
        return Err(BadRow { line, reason });
    }
    let filled = header.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
    Ok(Row { line, cells: filled.map(|(column, cell)| (column.clone(), cell.to_owned())).collect() })
}

fn check_header(header: &[String], place: Place, columns: Columns) -> Result<(), Problem> {
    let known = || columns.needed.iter().chain(columns.optional).copied();
    for column in columns.needed {
        if !header.iter().any(|name| name == column) {
            let help = format!("columns: {}", listed(known()));
            return Err((place, format!("the column `{column}` is missing"), Some(help)));
        }
    }
    for name in header {
        if !known().any(|column| column == name) {
            let help = closest(name, known()).map_or_else(
                || format!("columns: {}", listed(known())),
                |near| format!("did you mean `{near}`?"),
            );
            return Err((place, format!("unknown column `{name}`"), Some(help)));
        }
    }
    match columns.one_of.iter().filter(|column| header.iter().any(|name| name == *column)).count() {
        1 => Ok(()),
        _ if columns.one_of.is_empty() => Ok(()),
        _ => Err((
            place,
            format!("exactly one of the columns {} is needed", listed(columns.one_of.iter().copied())),
            None,
        )),
    }
}

/// First and last byte of every line.
fn lines(text: &str) -> Vec<(usize, usize)> {
    let mut start = 0;
    text.split('\n')
        .map(|line| {
            let range = (start, start + line.trim_end_matches('\r').len());
            start += line.len() + 1;
            range
        })
        .collect()
}
