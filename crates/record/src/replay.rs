//! Rows of a CSV file as cells again: a Parquet file cannot be written to once its writer is gone, so that of a run that
//! goes on is made anew from the rows before. CSV files hold the same bits, so it is the same file.

use crate::{
    RecordError,
    columns::{Kind, Layout},
    csv_file::meant,
    parquet_file::ParquetFile,
    table::{Cell, TableMark},
};
use std::{fs, fs::File, io::BufReader, io::Read as _, path::Path};

/// The Parquet file of a table with the rows up to `mark`, whose bytes have been checked.
pub(crate) fn replay(
    directory: &Path,
    layout: &Layout<'_>,
    mark: &TableMark,
) -> Result<ParquetFile, RecordError> {
    let path = directory.join(format!("{}.csv", layout.name));
    let torn = |reason: String| RecordError::Torn { path: path.clone(), reason };
    let old = directory.join(format!("{}.parquet", layout.name));
    if old.exists() {
        fs::remove_file(&old).map_err(RecordError::io("replace", &old))?;
    }
    let mut parquet = ParquetFile::create(directory, layout)?;
    let file = File::open(&path).map_err(RecordError::io("open", &path))?;
    let mut reader = csv::Reader::from_reader(BufReader::new(file.take(mark.file.bytes)));
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| torn(error.to_string()))? {
        let cells: Option<Vec<Cell<'_>>> =
            layout.columns.iter().zip(&record).map(|(column, text)| cell(column.kind, text)).collect();
        let cells = cells.ok_or_else(|| torn(format!("{record:?} is no row of it")))?;
        parquet.row(&cells)?;
    }
    Ok(parquet)
}

/// The cell that was written as `text`.
fn cell(kind: Kind, text: &str) -> Option<Cell<'_>> {
    Some(match kind {
        _ if text.is_empty() => Cell::Missing,
        Kind::Text => Cell::Text(meant(text)),
        Kind::Day => Cell::Day(text.parse().ok()?),
        Kind::Real => Cell::Real(text.parse().ok()?),
        Kind::Whole => Cell::Whole(text.parse().ok()?),
    })
}
