//! A table as a CSV file: UTF-8, commas, a header, line feeds; the same bits give the same bytes.
//!
//! Numbers have the shortest digits that read back as the same number, and no exponent. A missing value is an empty
//! cell. Names come from users, and a spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula:
//! such text gets an apostrophe in front, which spreadsheets read as "this is text".

use crate::{
    RecordError,
    columns::Layout,
    digits::push_whole,
    table::{Cell, create},
};
use coercivity_base::Date;
use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
};

/// Bytes after which what is held goes to the file.
const HELD: usize = 1 << 16;

pub(crate) struct CsvFile {
    path: PathBuf,
    file: File,
    /// Rows that are not in the file yet.
    held: Vec<u8>,
    day: Option<(Date, String)>,
}

impl CsvFile {
    pub(crate) fn create(directory: &Path, layout: &Layout<'_>) -> Result<Self, RecordError> {
        let path = directory.join(format!("{}.csv", layout.name));
        let file = create(&path)?;
        let mut table = Self { path, file, held: Vec::with_capacity(HELD + (1 << 12)), day: None };
        for (k, column) in layout.columns.iter().enumerate() {
            table.separate(k);
            push_quoted(&mut table.held, column.name);
        }
        table.end_row()?;
        Ok(table)
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), RecordError> {
        for (k, cell) in cells.iter().enumerate() {
            self.separate(k);
            match *cell {
                Cell::Missing => {}
                Cell::Text(words) => push_text(&mut self.held, words),
                Cell::Day(date) => self.held.extend_from_slice(formatted(&mut self.day, date).as_bytes()),
                Cell::Real(value) => push_real(&mut self.held, value),
                Cell::Whole(value) => push_whole(&mut self.held, value),
            }
        }
        self.end_row()
    }

    /// Writes what is held and waits until the disk has it.
    pub(crate) fn close(mut self) -> Result<(), RecordError> {
        self.write()?;
        self.file.sync_all().map_err(RecordError::io("write", &self.path))
    }

    fn separate(&mut self, cell: usize) {
        if cell > 0 {
            self.held.push(b',');
        }
    }

    fn end_row(&mut self) -> Result<(), RecordError> {
        self.held.push(b'\n');
        if self.held.len() >= HELD { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), RecordError> {
        let written = self.file.write_all(&self.held).map_err(RecordError::io("write", &self.path));
        self.held.clear();
        written
    }
}

/// A run that ends early leaves what it had written so far.
impl Drop for CsvFile {
    fn drop(&mut self) {
        // Whoever wants to know of a failure closes the file.
        let _ = self.write();
    }
}

/// Ticks share a date over thousands of rows, so its digits are kept.
fn formatted(day: &mut Option<(Date, String)>, date: Date) -> &str {
    if day.as_ref().is_none_or(|kept| kept.0 != date) {
        *day = None;
    }
    &day.get_or_insert_with(|| (date, date.to_string())).1
}

fn push_text(held: &mut Vec<u8>, words: &str) {
    if !words.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return push_quoted(held, words);
    }
    push_quoted(held, &format!("'{words}"));
}

/// Text in quotes if a reader needs them to tell where it ends; a quote within becomes two.
fn push_quoted(held: &mut Vec<u8>, words: &str) {
    let special = |byte: u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    if !words.bytes().fold(false, |any, byte| any | special(byte)) {
        held.extend_from_slice(words.as_bytes());
        return;
    }
    held.push(b'"');
    for byte in words.bytes() {
        if byte == b'"' {
            held.push(b'"');
        }
        held.push(byte);
    }
    held.push(b'"');
}

fn push_real(held: &mut Vec<u8>, value: f64) {
    if value == 0.0 {
        held.push(b'0'); // also for -0
    } else if value.is_finite() {
        write!(held, "{value}").expect("a vector takes all that is written to it");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_row_of_texts_reads_back_and_is_what_the_csv_crate_writes(
            words in prop::collection::vec("[a-z,\"\n\r '/0-9]{0,8}", 2..6),
        ) {
            let mut held = Vec::new();
            for (k, words) in words.iter().enumerate() {
                if k > 0 {
                    held.push(b',');
                }
                push_quoted(&mut held, words);
            }
            held.push(b'\n');
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&words).unwrap();
            prop_assert_eq!(held, writer.into_inner().unwrap());
        }
    }
}
