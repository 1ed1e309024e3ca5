//! A table: always a CSV file, and a Parquet file beside it on request.

use crate::{
    RecordError,
    columns::Layout,
    csv_file::{CsvFile, Mark},
    parquet_file::ParquetFile,
    replay::replay,
};
use coercivity_base::Date;
use serde::{Deserialize, Serialize};
use std::{fs::File, path::Path};

/// One cell of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Missing,
    /// Words; empty is missing.
    Text(&'a str),
    /// A day.
    Day(Date),
    /// A real number; not a number is missing.
    Real(f64),
    /// A whole number.
    Whole(i128),
}

/// A table that is being written.
/// Where a table stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TableMark {
    pub(crate) name: String,
    pub(crate) rows: u64,
    pub(crate) file: Mark,
}

pub(crate) struct Table {
    name: String,
    columns: usize,
    csv: CsvFile,
    parquet: Option<ParquetFile>,
    rows: u64,
}

impl Table {
    pub(crate) fn create(directory: &Path, layout: &Layout<'_>, parquet: bool) -> Result<Self, RecordError> {
        let csv = CsvFile::create(directory, layout)?;
        let parquet = parquet.then(|| ParquetFile::create(directory, layout)).transpose()?;
        Ok(Self { name: layout.name.to_owned(), columns: layout.columns.len(), csv, parquet, rows: 0 })
    }

    /// Opens a table again where it stood when it was marked. Parquet files are made anew from the rows before.
    ///
    /// # Errors
    /// If the file is not as it was then.
    pub(crate) fn reopen(
        directory: &Path,
        layout: &Layout<'_>,
        parquet: bool,
        mark: &TableMark,
    ) -> Result<Self, RecordError> {
        let csv = CsvFile::reopen(directory, layout.name, &mark.file)?;
        let parquet = parquet.then(|| replay(directory, layout, mark)).transpose()?;
        let (name, columns) = (layout.name.to_owned(), layout.columns.len());
        Ok(Self { name, columns, csv, parquet, rows: mark.rows })
    }

    /// Waits until the disk has all rows, and says where the table stands.
    pub(crate) fn mark(&mut self) -> Result<TableMark, RecordError> {
        Ok(TableMark { name: self.name.clone(), rows: self.rows, file: self.csv.mark()? })
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [Cell<'_>; N]) -> Result<(), RecordError> {
        self.cells(&cells)
    }

    /// The same where the number of columns is known at run time only.
    pub(crate) fn cells(&mut self, cells: &[Cell<'_>]) -> Result<(), RecordError> {
        debug_assert_eq!(cells.len(), self.columns, "a row of {} has all its columns", self.name);
        self.csv.row(cells)?;
        if let Some(parquet) = &mut self.parquet {
            parquet.row(cells)?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Closes the files; gives their names and the number of rows.
    pub(crate) fn close(self) -> Result<(Vec<String>, u64), RecordError> {
        let mut names = vec![format!("{}.csv", self.name)];
        self.csv.close()?;
        if let Some(parquet) = self.parquet {
            parquet.close()?;
            names.push(format!("{}.parquet", self.name));
        }
        Ok((names, self.rows))
    }
}

/// A new file; never one that is there.
pub(crate) fn create(path: &Path) -> Result<File, RecordError> {
    File::options().write(true).create_new(true).open(path).map_err(RecordError::io("create", path))
}
