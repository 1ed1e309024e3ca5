//! A table as a CSV file: UTF-8, commas, a header, line feeds; the same bits give the same bytes.
//!
//! Numbers have the shortest digits that read back as the same number, and no exponent. A missing value is an empty
//! cell. Names come from users, and a spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula:
//! such text gets an apostrophe in front, which spreadsheets read as "this is text". Text that begins so after apostrophes
//! of its own gets one too, so that what was meant can be told.

use crate::{
    RecordError,
    columns::Layout,
    digits::push_whole,
    table::{Cell, create},
};
use coercivity_base::Date;
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

/// Bytes after which what is held goes to the file.
const HELD: usize = 1 << 16;

/// Where a file stood: its length and the hash of what was in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) bytes: u64,
    pub(crate) hash: [u8; 32],
}

pub(crate) struct CsvFile {
    path: PathBuf,
    file: File,
    /// Hash and number of the bytes in the file.
    hash: blake3::Hasher,
    bytes: u64,
    /// Rows that are not in the file yet.
    held: Vec<u8>,
    day: Option<(Date, String)>,
}

impl CsvFile {
    pub(crate) fn create(directory: &Path, layout: &Layout<'_>) -> Result<Self, RecordError> {
        let path = directory.join(format!("{}.csv", layout.name));
        let file = create(&path)?;
        let mut table = Self::begin(path, file, blake3::Hasher::new(), 0);
        for (k, column) in layout.columns.iter().enumerate() {
            table.separate(k);
            push_quoted(&mut table.held, column.name);
        }
        table.end_row()?;
        Ok(table)
    }

    fn begin(path: PathBuf, file: File, hash: blake3::Hasher, bytes: u64) -> Self {
        Self { path, file, hash, bytes, held: Vec::with_capacity(HELD + (1 << 12)), day: None }
    }

    /// Opens the file of a table again where it stood at `mark`; what was written after it is cut off.
    ///
    /// # Errors
    /// If the file is shorter than that, or its bytes are not those that were written.
    pub(crate) fn reopen(directory: &Path, name: &str, mark: &Mark) -> Result<Self, RecordError> {
        let path = directory.join(format!("{name}.csv"));
        let open = File::options().read(true).write(true).open(&path);
        let mut file = open.map_err(RecordError::io("open", &path))?;
        let mut hash = blake3::Hasher::new();
        let mut upto = (&mut file).take(mark.bytes);
        let read = hash.update_reader(&mut upto).map(|hash| hash.count());
        let read = read.map_err(RecordError::io("read", &path))?;
        if read < mark.bytes {
            let reason = format!("it ends after {read} of {} bytes", mark.bytes);
            return Err(RecordError::Torn { path, reason });
        }
        if *hash.finalize().as_bytes() != mark.hash {
            let reason = "its bytes are not those that were written".to_owned();
            return Err(RecordError::Torn { path, reason });
        }
        file.set_len(mark.bytes)
            .and_then(|()| file.seek(SeekFrom::Start(mark.bytes)))
            .map_err(RecordError::io("cut", &path))?;
        Ok(Self::begin(path, file, hash, mark.bytes))
    }

    /// Writes what is held, waits until the disk has it, and says where the file stands.
    pub(crate) fn mark(&mut self) -> Result<Mark, RecordError> {
        self.write()?;
        self.file.sync_data().map_err(RecordError::io("write", &self.path))?;
        Ok(Mark { bytes: self.bytes, hash: *self.hash.finalize().as_bytes() })
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
        self.hash.update(&self.held);
        self.bytes += self.held.len() as u64;
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
    if !is_formula(words) {
        return push_quoted(held, words);
    }
    push_quoted(held, &format!("'{words}"));
}

/// How formulas begin; the wide forms are those of East Asian spreadsheets.
const STARTS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// Whether a spreadsheet would run it, apostrophes in front aside.
fn is_formula(words: &str) -> bool {
    words.trim_start_matches('\'').starts_with(STARTS)
}

/// What was meant by the text of a cell.
pub(crate) fn meant(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|words| is_formula(words)).unwrap_or(cell)
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

    #[test]
    fn text_that_looks_like_a_formula_reads_back_as_what_was_meant() {
        for words in ["=1+1", "'=1", "''-x", "'tis", "plain", "'", "@a", "+", "it's", "\tx", "\u{ff1d}1"] {
            let mut held = Vec::new();
            push_text(&mut held, words);
            let cell = String::from_utf8(held).unwrap();
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
            assert_eq!(meant(&cell), words);
        }
    }

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
