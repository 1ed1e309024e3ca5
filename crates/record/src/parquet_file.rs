//! A table as a Parquet file, read by pandas, polars, DuckDB and R: text dictionary-encoded, days as dates, no
//! compression beyond that. Rows are held until a row group is full, so memory is bounded.
//!
//! Text is as given: no apostrophes, for nothing runs a Parquet cell as a formula.

use crate::{
    RecordError,
    columns::{Column, Kind, Layout},
    table::{Cell, create},
};
use coercivity_base::Date;
use parquet::{
    basic::{LogicalType, Repetition, Type as Physical},
    data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type},
    errors::{ParquetError, Result as ParquetResult},
    file::{
        properties::{EnabledStatistics, WriterProperties},
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::Type,
};
use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Rows of a row group: a few megabytes.
const GROUP_ROWS: usize = 65_536;

pub(crate) struct ParquetFile {
    path: PathBuf,
    writer: SerializedFileWriter<File>,
    columns: Vec<Values>,
    rows: usize,
}

impl ParquetFile {
    pub(crate) fn create(directory: &Path, layout: &Layout<'_>) -> Result<Self, RecordError> {
        let path = directory.join(format!("{}.parquet", layout.name));
        let file = create(&path)?;
        let properties = WriterProperties::builder()
            .set_created_by(concat!("coercivity ", env!("CARGO_PKG_VERSION")).into())
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .build();
        let writer = schema(layout)
            .and_then(|schema| SerializedFileWriter::new(file, schema, Arc::new(properties)))
            .map_err(|error| failed(&path, error))?;
        let columns = layout.columns.iter().map(|column| Values::new(column.kind)).collect();
        Ok(Self { path, writer, columns, rows: 0 })
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), RecordError> {
        for (values, cell) in self.columns.iter_mut().zip(cells) {
            values.push(cell).map_err(|reason| RecordError::Format { path: self.path.clone(), reason })?;
        }
        self.rows += 1;
        if self.rows == GROUP_ROWS { self.write_group() } else { Ok(()) }
    }

    /// Writes what is held and the footer, and waits until the disk has it.
    pub(crate) fn close(mut self) -> Result<(), RecordError> {
        self.write_group()?;
        let file = self.writer.into_inner().map_err(|error| failed(&self.path, error))?;
        file.sync_all().map_err(RecordError::io("write", &self.path))
    }

    fn write_group(&mut self) -> Result<(), RecordError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let Self { writer, columns, .. } = self;
        let mut write = || -> ParquetResult<()> {
            let mut group = writer.next_row_group()?;
            for values in columns.iter_mut() {
                if let Some(column) = group.next_column()? {
                    values.write(column)?;
                }
            }
            group.close().map(drop)
        };
        write().map_err(|error| failed(&self.path, error))
    }
}

fn schema(layout: &Layout<'_>) -> ParquetResult<Arc<Type>> {
    let fields = layout.columns.iter().map(field).collect::<ParquetResult<_>>()?;
    Type::group_type_builder(layout.name).with_fields(fields).build().map(Arc::new)
}

/// Every column may miss values.
fn field(column: &Column<'_>) -> ParquetResult<Arc<Type>> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Whole => (Physical::INT64, None),
    };
    Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
        .map(Arc::new)
}

/// The held rows of a column: which are there (definition level 1), and the values of those.
struct Values {
    present: Vec<i16>,
    data: Data,
}

enum Data {
    /// One buffer, and where each text ends in it.
    Text(Vec<u8>, Vec<usize>),
    Day(Vec<i32>),
    Real(Vec<f64>),
    Whole(Vec<i64>),
}

impl Values {
    fn new(kind: Kind) -> Self {
        let data = match kind {
            Kind::Text => Data::Text(Vec::new(), Vec::new()),
            Kind::Day => Data::Day(Vec::new()),
            Kind::Real => Data::Real(Vec::new()),
            Kind::Whole => Data::Whole(Vec::new()),
        };
        Self { present: Vec::new(), data }
    }

    fn push(&mut self, cell: &Cell<'_>) -> Result<(), String> {
        let mut present = 1;
        match (&mut self.data, *cell) {
            (Data::Text(buffer, ends), Cell::Text(words)) if !words.is_empty() => {
                buffer.extend_from_slice(words.as_bytes());
                ends.push(buffer.len());
            }
            (Data::Day(days), Cell::Day(date)) => days.push(days_since_1970(date)),
            // As in CSV files, 0 has no sign.
            (Data::Real(reals), Cell::Real(value)) if value.is_finite() => reals.push(value + 0.0),
            (Data::Whole(wholes), Cell::Whole(value)) => {
                wholes.push(i64::try_from(value).map_err(|_| format!("{value} does not fit into 64 bits"))?);
            }
            _ => present = 0,
        }
        self.present.push(present);
        Ok(())
    }

    fn write(&mut self, mut column: SerializedColumnWriter<'_>) -> ParquetResult<()> {
        let present = Some(self.present.as_slice());
        match &mut self.data {
            Data::Text(buffer, ends) => {
                let texts = slices(std::mem::take(buffer), ends);
                ends.clear();
                column.typed::<ByteArrayType>().write_batch(&texts, present, None)?;
            }
            Data::Day(days) => {
                column.typed::<Int32Type>().write_batch(days, present, None)?;
                days.clear();
            }
            Data::Real(reals) => {
                column.typed::<DoubleType>().write_batch(reals, present, None)?;
                reals.clear();
            }
            Data::Whole(wholes) => {
                column.typed::<Int64Type>().write_batch(wholes, present, None)?;
                wholes.clear();
            }
        }
        self.present.clear();
        column.close()
    }
}

/// Texts that share one buffer.
fn slices(buffer: Vec<u8>, ends: &[usize]) -> Vec<ByteArray> {
    let whole = ByteArray::from(buffer);
    let mut start = 0;
    ends.iter()
        .map(|&end| {
            let text = whole.slice(start, end - start);
            start = end;
            text
        })
        .collect()
}

fn days_since_1970(date: Date) -> i32 {
    (date - Date::constant(1970, 1, 1)).get_days()
}

fn failed(path: &Path, error: ParquetError) -> RecordError {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(source) => RecordError::io("write", path)(*source),
            Err(other) => RecordError::Format { path: path.into(), reason: other.to_string() },
        },
        other => RecordError::Format { path: path.into(), reason: other.to_string() },
    }
}
