//! A table as a CSV file: UTF-8, commas, a header, line feeds; the same bits give the same bytes.
//!
//! Numbers have the shortest digits that read back as the same number, and no exponent. A missing value is an empty
//! cell. Names come from users, and a spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula:
//! such text gets an apostrophe in front, which spreadsheets read as "this is text".

use crate::{
    RecordError,
    columns::Layout,
    table::{Cell, create},
};
use coercivity_base::Date;
use std::{
    fmt::Write as _,
    fs::File,
    io,
    path::{Path, PathBuf},
};

pub(crate) struct CsvFile {
    path: PathBuf,
    writer: csv::Writer<File>,
    text: String,
    day: Option<(Date, String)>,
}

impl CsvFile {
    pub(crate) fn create(directory: &Path, layout: &Layout) -> Result<Self, RecordError> {
        let path = directory.join(format!("{}.csv", layout.name));
        let file = create(&path)?;
        let writer = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(file);
        let mut table = Self { path, writer, text: String::new(), day: None };
        for column in layout.columns {
            table.field(|writer, _, _| writer.write_field(column.name))?;
        }
        table.end_row()?;
        Ok(table)
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), RecordError> {
        for cell in cells {
            self.field(|writer, text, day| {
                text.clear();
                match *cell {
                    Cell::Missing => {}
                    Cell::Text(words) => return write_text(writer, text, words),
                    Cell::Day(date) => return writer.write_field(formatted(day, date)),
                    Cell::Real(value) => push_real(text, value),
                    Cell::Whole(value) => push(text, format_args!("{value}")),
                }
                writer.write_field(&*text)
            })?;
        }
        self.end_row()
    }

    /// Writes what is buffered and waits until the disk has it.
    pub(crate) fn close(mut self) -> Result<(), RecordError> {
        self.writer.flush().map_err(RecordError::io("write", &self.path))?;
        self.writer.get_ref().sync_all().map_err(RecordError::io("write", &self.path))
    }

    fn field(
        &mut self,
        write: impl FnOnce(&mut csv::Writer<File>, &mut String, &mut Option<(Date, String)>) -> csv::Result<()>,
    ) -> Result<(), RecordError> {
        write(&mut self.writer, &mut self.text, &mut self.day).map_err(|error| failed(&self.path, error))
    }

    fn end_row(&mut self) -> Result<(), RecordError> {
        self.writer.write_record(None::<&[u8]>).map_err(|error| failed(&self.path, error))
    }
}

/// Ticks share a date over thousands of rows, so its digits are kept.
fn formatted(day: &mut Option<(Date, String)>, date: Date) -> &str {
    if day.as_ref().is_none_or(|kept| kept.0 != date) {
        *day = None;
    }
    &day.get_or_insert_with(|| (date, date.to_string())).1
}

fn write_text(writer: &mut csv::Writer<File>, scratch: &mut String, words: &str) -> csv::Result<()> {
    if !words.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return writer.write_field(words);
    }
    scratch.push('\'');
    scratch.push_str(words);
    writer.write_field(&*scratch)
}

fn push_real(text: &mut String, value: f64) {
    if value == 0.0 {
        text.push('0'); // also for -0
    } else if value.is_finite() {
        push(text, format_args!("{value}"));
    }
}

fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a string takes all that is written to it");
}

fn failed(path: &Path, error: csv::Error) -> RecordError {
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        other => io::Error::other(format!("{other:?}")),
    };
    RecordError::io("write", path)(source)
}
