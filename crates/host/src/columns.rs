//! Columns in C terms: a place and a number of rows each, without the type, which the manifest's names stand for.

use coercivity_policy::{Call, Card, Column, Effect, Element, Slice, SliceMut};
use std::{ffi::c_void, ptr};

/// Columns are handed over without their types; so they must be those of the manifest.
pub(crate) fn agree(card: &Card, call: &Call<'_>, is_settle: bool) -> Result<(), &'static str> {
    let of_inputs = call
        .inputs
        .iter()
        .map(|column| element(column))
        .eq(card.reads.iter().map(|one| Column::element(*one)));
    let of_outputs = call.outputs.iter().map(|column| match column {
        SliceMut::F64(_) => Element::F64,
        SliceMut::U8(_) => Element::U8,
    });
    let declared: &[Effect] = if is_settle { &[] } else { &card.writes };
    if of_inputs && of_outputs.eq(declared.iter().map(|one| one.element())) {
        return Ok(());
    }
    Err("the host handed over other columns than the manifest names")
}

fn element(column: &Slice<'_>) -> Element {
    match column {
        Slice::F64(_) => Element::F64,
        Slice::F32(_) => Element::F32,
        Slice::U64(_) => Element::U64,
        Slice::U32(_) => Element::U32,
        Slice::U16(_) => Element::U16,
        Slice::U8(_) => Element::U8,
    }
}

/// Place and rows of a column to read; null without rows.
pub(crate) fn input(column: &Slice<'_>) -> (*const c_void, u64) {
    fn parts<T>(values: &[T]) -> (*const c_void, u64) {
        let data = if values.is_empty() { ptr::null() } else { values.as_ptr().cast() };
        (data, values.len() as u64)
    }
    match column {
        Slice::F64(values) => parts(values),
        Slice::F32(values) => parts(values),
        Slice::U64(values) => parts(values),
        Slice::U32(values) => parts(values),
        Slice::U16(values) => parts(values),
        Slice::U8(values) => parts(values),
    }
}

/// Place and rows of a column to write; null without rows.
pub(crate) fn output(column: &mut SliceMut<'_>) -> (*mut c_void, u64) {
    fn parts<T>(values: &mut [T]) -> (*mut c_void, u64) {
        let data = if values.is_empty() { ptr::null_mut() } else { values.as_mut_ptr().cast() };
        (data, values.len() as u64)
    }
    match column {
        SliceMut::F64(values) => parts(values),
        SliceMut::U8(values) => parts(values),
    }
}
