//! A CSV file, row by row: columns are found by name, so that tables may grow, and a row costs no allocation.

use crate::ReportError;
use coercivity_base::Date;
use coercivity_record::bounded::MOST_TABLE_MB;
use csv::{ByteRecord, Reader, ReaderBuilder};
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// A table that is being read.
pub(crate) struct Table<const N: usize> {
    path: PathBuf,
    reader: Reader<Lines>,
    columns: [usize; N],
    row: ByteRecord,
    rows: u64,
}

/// Most bytes of a line: a row is held whole.
const MOST_LINE: usize = 1 << 20;

/// A file whose lines are not endless.
struct Lines {
    file: File,
    /// Bytes since the last end of a line.
    bytes: usize,
}

impl Read for Lines {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        let last = into[..count].iter().rposition(|&byte| byte == b'\n');
        self.bytes = last.map_or(self.bytes + count, |last| count - last - 1);
        if self.bytes > MOST_LINE {
            return Err(io::Error::other(format!("a line has over {MOST_LINE} bytes")));
        }
        Ok(count)
    }
}

impl<const N: usize> Table<N> {
    /// The table `name` of a directory, with the columns that are wanted, in their order.
    pub(crate) fn open(directory: &Path, name: &str, columns: [&str; N]) -> Result<Self, ReportError> {
        match Self::open_if_there(directory, name, columns)? {
            Some(table) => Ok(table),
            None => Err(ReportError::MissingTable { path: directory.join(name) }),
        }
    }

    /// The same for a table that need not be there.
    pub(crate) fn open_if_there(
        directory: &Path,
        name: &str,
        columns: [&str; N],
    ) -> Result<Option<Self>, ReportError> {
        let path = directory.join(name);
        let file = match coercivity_record::bounded::open(&path, MOST_TABLE_MB) {
            Ok(file) => file,
            Err(error) if error.is_missing() => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        coercivity_record::check_file(directory, name)?;
        let mut reader = ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(Lines { file, bytes: 0 });
        let header = reader.byte_headers().map_err(|error| damaged(&path, &error))?.clone();
        let mut found = [0; N];
        for (place, wanted) in found.iter_mut().zip(columns) {
            *place = header.iter().position(|name| name == wanted.as_bytes()).ok_or_else(|| {
                ReportError::Table {
                    path: path.clone(),
                    line: Some(1),
                    reason: format!("there is no column {wanted}"),
                }
            })?;
        }
        Ok(Some(Self { path, reader, columns: found, row: ByteRecord::new(), rows: 0 }))
    }

    /// Position of a column that is known by name at run time only, for [`Row::other`].
    pub(crate) fn column(&mut self, wanted: &str) -> Result<usize, ReportError> {
        let header = self.reader.byte_headers().map_err(|error| damaged(&self.path, &error))?;
        let found = header.iter().position(|name| name == wanted.as_bytes());
        found.ok_or_else(|| ReportError::Table {
            path: self.path.clone(),
            line: Some(1),
            reason: format!("there is no column {wanted}"),
        })
    }

    /// The next row, or nothing at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_, N>>, ReportError> {
        let is_there =
            self.reader.read_byte_record(&mut self.row).map_err(|error| damaged(&self.path, &error))?;
        self.rows += u64::from(is_there);
        Ok(is_there.then_some(Row { table: self }))
    }

    /// Fails unless as many rows were read as the manifest counted: a file may be cut between two rows.
    pub(crate) fn expect_rows(&self, counted: Option<u64>) -> Result<(), ReportError> {
        match counted {
            Some(counted) if counted != self.rows => Err(ReportError::Table {
                path: self.path.clone(),
                line: None,
                reason: format!("it holds {} rows, and the manifest counts {counted}", self.rows),
            }),
            _ => Ok(()),
        }
    }

    fn wrong(&self, reason: String) -> ReportError {
        ReportError::Table {
            path: self.path.clone(),
            line: self.row.position().map(csv::Position::line),
            reason,
        }
    }
}

/// A row; cells are named by their place among the columns that were asked for.
pub(crate) struct Row<'a, const N: usize> {
    table: &'a Table<N>,
}

impl<'a, const N: usize> Row<'a, N> {
    /// The bytes of a cell, for quick comparison.
    pub(crate) fn bytes(&self, column: usize) -> &'a [u8] {
        self.table.row.get(self.table.columns[column]).unwrap_or_default()
    }

    /// Words.
    pub(crate) fn text(&self, column: usize) -> Result<&'a str, ReportError> {
        std::str::from_utf8(self.bytes(column)).map_err(|_| self.table.wrong("a cell is not UTF-8".into()))
    }

    /// Words of a column that was not asked for.
    pub(crate) fn other(&self, at: usize) -> Result<&'a str, ReportError> {
        let bytes = self.table.row.get(at).unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|_| self.table.wrong("a cell is not UTF-8".into()))
    }

    /// A real number; an empty cell is not a number.
    pub(crate) fn real(&self, column: usize) -> Result<f64, ReportError> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Ok(f64::NAN);
        }
        text.parse().map_err(|_| self.table.wrong(format!("{text:?} is no number")))
    }

    /// A whole number.
    pub(crate) fn whole(&self, column: usize) -> Result<i128, ReportError> {
        let text = self.text(column)?;
        text.parse().map_err(|_| self.table.wrong(format!("{text:?} is no whole number")))
    }

    /// A day, written `2025-04-07`, or a month, written `2025-04`, as its first day.
    pub(crate) fn date(&self, column: usize) -> Result<Date, ReportError> {
        let text = self.text(column)?;
        let day = if text.len() == 7 { format!("{text}-01").parse() } else { text.parse() };
        day.map_err(|_| self.table.wrong(format!("{text:?} is no date")))
    }

    /// A day that may be missing.
    pub(crate) fn date_if_any(&self, column: usize) -> Result<Option<Date>, ReportError> {
        if self.bytes(column).is_empty() { Ok(None) } else { self.date(column).map(Some) }
    }
}

fn damaged(path: &Path, error: &csv::Error) -> ReportError {
    let line = error.position().map(csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("a row has {len} cells and not {expected_len}")
        }
        csv::ErrorKind::Io(error) => format!("it cannot be read ({error})"),
        _ => error.to_string(),
    };
    ReportError::Table { path: path.to_owned(), line, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(text: &str) -> Result<Vec<(String, f64)>, ReportError> {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("t.csv"), text).unwrap();
        let mut table = Table::open(home.path(), "t.csv", ["name", "value"])?;
        let mut rows = Vec::new();
        while let Some(row) = table.next()? {
            rows.push((row.text(0)?.to_owned(), row.real(1)?));
        }
        Ok(rows)
    }

    #[test]
    fn columns_are_found_by_name_wherever_they_stand() {
        let rows = read("value,more,name\n1.5,x,a\n,y,b\n").unwrap();
        assert_eq!(rows[0], ("a".to_owned(), 1.5));
        assert!(rows[1].1.is_nan(), "an empty cell is missing");
    }

    #[test]
    fn damage_is_told_with_its_line() {
        let words = |text| read(text).unwrap_err().to_string();
        assert!(
            words("name,value\na,1\nb\n").contains("line 3: a row has 1 cells and not 2"),
            "{}",
            words("name,value\na,1\nb\n")
        );
        assert!(words("name,value\na,x\n").contains("line 2: \"x\" is no number"));
        assert!(words("name\na\n").contains("there is no column value"));
    }

    #[test]
    fn tables_and_lines_without_an_end_are_refused() {
        let home = tempfile::tempdir().unwrap();
        let file = File::create(home.path().join("t.csv")).unwrap();
        let told = |bytes: u64| {
            file.set_len(bytes).unwrap();
            let opened = Table::open(home.path(), "t.csv", ["name"]);
            opened.map(|mut table| drop(table.next())).unwrap_err().to_string()
        };
        assert!(told(5 << 30).contains("has 5120.0 MB, and at most 4096 MB of it are read"));
        assert!(told(3 << 30).contains("a line has over 1048576 bytes"));
        let long = format!("name,value\n{},1\n", "a".repeat(MOST_LINE / 2));
        assert_eq!(read(&long).unwrap()[0].0.len(), MOST_LINE / 2);
    }
}
