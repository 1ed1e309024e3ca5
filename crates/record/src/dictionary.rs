//! The part of the dictionary that is the same for every run: tables and their columns. What the metrics and events
//! of a model mean comes from the model.

use crate::{DictionaryRow, RecordError, columns::Layout, table::Cell, table::Table};

/// Writes what a table and its columns mean.
pub(crate) fn describe(dictionary: &mut Table, layout: &Layout<'_>) -> Result<(), RecordError> {
    let row = DictionaryRow { table: layout.name, column: "", value: "", meaning: layout.meaning, unit: "" };
    write(dictionary, &row)?;
    for column in layout.columns {
        let unit = if column.name.ends_with("_usd") { "usd" } else { "" };
        write(dictionary, &DictionaryRow { column: column.name, meaning: column.meaning, unit, ..row })?;
    }
    Ok(())
}

/// Writes one row.
pub(crate) fn write(dictionary: &mut Table, row: &DictionaryRow<'_>) -> Result<(), RecordError> {
    dictionary.row([row.table, row.column, row.value, row.meaning, row.unit].map(Cell::Text))
}
