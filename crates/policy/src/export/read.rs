//! From the boundary's structs to the SDK's own, and back for errors. Names and settings are copied, columns are not.

use super::broken;
use crate::{
    Call, Fault, GoodName, Kind, Moment, Names, ParameterSet, Policy, Services, Setting, Slice, SliceMut,
};
use crate::{Element, abi};
use std::ffi::c_void;

/// A struct of the boundary that begins with its size.
pub(super) trait Sized32 {
    fn struct_size(&self) -> u32;
}

macro_rules! sized {
    ($($name:ident)*) => {$(
        impl Sized32 for abi::$name {
            fn struct_size(&self) -> u32 { self.struct_size }
        }
    )*};
}
sized!(Host Names Setting Create Call Error);

/// The struct behind a pointer, if it is there, aligned and not smaller than this version of it.
///
/// # Safety
/// `pointer` is null, or valid as far as the size that it begins with, for `'a`.
pub(super) unsafe fn fields<'a, T: Sized32>(pointer: *const T) -> Option<&'a T> {
    if pointer.is_null() || !pointer.is_aligned() {
        return None;
    }
    // SAFETY: every such struct begins with its size, a `u32`, and is valid at least that far.
    let size = unsafe { pointer.cast::<u32>().read() };
    if (size as usize) < size_of::<T>() {
        return None;
    }
    // SAFETY: it is valid as far as its size, which covers `T`.
    let fields = unsafe { &*pointer };
    (fields.struct_size() == size).then_some(fields)
}

/// An array of the host.
///
/// # Safety
/// `data` is valid for `length` elements, for `'a`, unless it is null or `length` is 0.
pub(super) unsafe fn slice<'a, T>(data: *const T, length: u64, what: &str) -> Result<&'a [T], Fault> {
    if length == 0 {
        return Ok(&[]);
    }
    let rows = rows::<T>(data.is_null() || !data.is_aligned(), length, what)?;
    // SAFETY: not null, aligned, of a length that an array can have, and valid by this function's own terms.
    Ok(unsafe { std::slice::from_raw_parts(data, rows) })
}

/// # Safety
/// As [`slice`], and nobody else uses the array during `'a`.
unsafe fn slice_mut<'a, T>(data: *mut T, length: u64, what: &str) -> Result<&'a mut [T], Fault> {
    if length == 0 {
        return Ok(&mut []);
    }
    let rows = rows::<T>(data.is_null() || !data.is_aligned(), length, what)?;
    // SAFETY: not null, aligned, of a length that an array can have, valid and nobody else's by the terms above.
    Ok(unsafe { std::slice::from_raw_parts_mut(data, rows) })
}

fn rows<T>(misplaced: bool, length: u64, what: &str) -> Result<usize, Fault> {
    let fits =
        |rows: &usize| rows.checked_mul(size_of::<T>()).is_some_and(|bytes| bytes <= isize::MAX as usize);
    let rows = usize::try_from(length).ok().filter(fits);
    rows.filter(|_| !misplaced)
        .ok_or_else(|| broken(&format!("the host gave {what} without a place for {length} entries")))
}

/// # Safety
/// The text is valid for the call.
unsafe fn text(text: &abi::Text) -> Result<String, Fault> {
    // SAFETY: by this function's own terms.
    let bytes = unsafe { slice(text.data, text.length, "a text") }?;
    let text = std::str::from_utf8(bytes).map_err(|_| broken("the host gave a text that is not UTF-8"))?;
    Ok(text.to_owned())
}

/// # Safety
/// The array of texts and its texts are valid for the call.
unsafe fn texts(data: *const abi::Text, length: u64) -> Result<Vec<String>, Fault> {
    // SAFETY: by this function's own terms.
    let texts = unsafe { slice(data, length, "a list of texts") }?;
    // SAFETY: likewise.
    texts.iter().map(|entry| unsafe { text(entry) }).collect()
}

/// The dictionary, copied.
///
/// # Safety
/// `pointer` is null or valid for the call with all that it points to.
pub(super) unsafe fn names(pointer: *const abi::Names) -> Result<Names, Fault> {
    // SAFETY: all of this is valid for the call, by this function's own terms.
    unsafe {
        let given = fields(pointer).ok_or_else(|| broken("the host gave no names"))?;
        let named = texts(given.named, given.n_named)?;
        let named_rows = slice(given.named_rows, given.n_named, "rows of firms")?;
        let n_bounds = if given.stage_rows.is_null() { 0 } else { given.n_stages.saturating_add(1) };
        Ok(Names {
            goods: goods(given)?,
            jurisdictions: texts(given.jurisdictions, given.n_jurisdictions)?,
            stages: texts(given.stages, given.n_stages)?,
            stage_rows: slice(given.stage_rows, n_bounds, "rows of stages")?.to_vec(),
            recipes: texts(given.recipes, given.n_recipes)?,
            regimes: texts(given.regimes, given.n_regimes)?,
            measures: texts(given.measures, given.n_measures)?,
            firms: named.into_iter().zip(named_rows.iter().copied()).collect(),
        })
    }
}

/// # Safety
/// The arrays of goods are valid for the call.
unsafe fn goods(given: &abi::Names) -> Result<Vec<GoodName>, Fault> {
    let n = given.n_goods;
    // SAFETY: by this function's own terms.
    unsafe {
        let (names, units) = (texts(given.goods, n)?, texts(given.good_units, n)?);
        let base_units = slice(given.good_base_units, n, "base units of goods")?;
        let prices = slice(given.good_prices_usd, n, "prices of goods")?;
        let finals = slice(given.good_is_final, n, "flags of goods")?;
        let columns = names.into_iter().zip(units).enumerate();
        Ok(columns
            .map(|(n, (name, unit))| GoodName {
                name,
                unit,
                base_units: base_units[n],
                price_usd: prices[n],
                is_final: finals[n] != 0,
            })
            .collect())
    }
}

/// The settings, copied.
///
/// # Safety
/// The array, the settings and all that they point to are valid for the call.
pub(super) unsafe fn settings<P: Policy>(
    data: *const *const abi::Setting,
    length: u64,
) -> Result<Vec<Setting>, Fault> {
    let wanted = P::Parameters::TEXTS;
    // SAFETY: by this function's own terms.
    let given = unsafe { slice(data, length, "the settings") }?;
    if given.len() != wanted.len() {
        return Err(broken(&format!("the host gave {length} settings for {} parameters", wanted.len())));
    }
    let pairs = given.iter().zip(wanted);
    // SAFETY: likewise.
    pairs.map(|(pointer, wanted)| unsafe { setting(*pointer, wanted.kind) }).collect()
}

/// # Safety
/// `pointer` is null or valid for the call with all that it points to.
unsafe fn setting(pointer: *const abi::Setting, kind: Kind) -> Result<Setting, Fault> {
    // SAFETY: all of this is valid for the call, by this function's own terms.
    unsafe {
        let given = fields(pointer).ok_or_else(|| broken("the host gave no setting"))?;
        if given.kind != kind as u32 {
            return Err(broken(&format!("the host gave kind {} for a {}", given.kind, kind.name())));
        }
        Ok(match kind {
            Kind::Number => Setting::Number(given.number),
            Kind::Integer => Setting::Integer(given.integer),
            Kind::Switch => Setting::Switch(given.integer != 0),
            Kind::Text => Setting::Text(text(&given.text)?),
            Kind::Date => Setting::Date(given.integer),
            Kind::Good | Kind::Jurisdiction | Kind::Regime => {
                Setting::One(u32::try_from(given.integer).unwrap_or(abi::NO_INDEX))
            }
            Kind::Schedule => {
                let days = slice(given.days, given.n_items, "days of a schedule")?;
                let values = slice(given.values, given.n_items, "numbers of a schedule")?;
                Setting::Schedule(days.iter().copied().zip(values.iter().copied()).collect())
            }
            Kind::Goods | Kind::Jurisdictions | Kind::EndUses | Kind::Firms | Kind::Measures => {
                Setting::List(slice(given.items, given.n_items, "a list")?.to_vec())
            }
        })
    }
}

/// Calls `hook` with the columns of a call.
///
/// # Safety
/// The columns of `given` are valid for the call, and those to write to are nobody else's.
pub(super) unsafe fn with_call<P: Policy>(
    given: &abi::Call,
    writes: bool,
    services: &mut dyn Services,
    hook: impl FnOnce(Call<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let tick_days =
        u16::try_from(given.tick_days).map_err(|_| broken("the host gave no length of a tick"))?;
    let moment = Moment {
        tick: given.tick,
        day: given.day,
        year: given.year,
        month: given.month,
        day_of_month: given.day_of_month,
        tick_days,
        key: given.key,
    };
    // SAFETY: by this function's own terms.
    let inputs = unsafe { inputs::<P>(given) }?;
    // SAFETY: likewise.
    let mut outputs = if writes { unsafe { outputs::<P>(given) }? } else { Vec::new() };
    hook(Call { moment, inputs: &inputs, versions: &[], outputs: &mut outputs, services })
}

/// # Safety
/// The columns of `given` are valid during `'a`.
unsafe fn inputs<'a, P: Policy>(given: &abi::Call) -> Result<Vec<Slice<'a>>, Fault> {
    let reads = P::ABOUT.reads;
    agree(given.n_inputs, reads.len(), "read")?;
    // SAFETY: all of this is valid, by this function's own terms.
    unsafe {
        let data: &[*const c_void] = slice(given.inputs, given.n_inputs, "columns")?;
        let rows = slice(given.input_rows, given.n_inputs, "numbers of rows")?;
        let columns = reads.iter().zip(data).zip(rows);
        let columns = columns.map(|((column, data), rows)| {
            Ok(match column.element() {
                Element::F64 => Slice::F64(slice(data.cast(), *rows, column.name())?),
                Element::F32 => Slice::F32(slice(data.cast(), *rows, column.name())?),
                Element::U64 => Slice::U64(slice(data.cast(), *rows, column.name())?),
                Element::U32 => Slice::U32(slice(data.cast(), *rows, column.name())?),
                Element::U16 => Slice::U16(slice(data.cast(), *rows, column.name())?),
                Element::U8 => Slice::U8(slice(data.cast(), *rows, column.name())?),
            })
        });
        columns.collect()
    }
}

/// # Safety
/// The columns to write to are valid and nobody else's during `'a`.
unsafe fn outputs<'a, P: Policy>(given: &abi::Call) -> Result<Vec<SliceMut<'a>>, Fault> {
    let writes = P::ABOUT.writes;
    agree(given.n_outputs, writes.len(), "write")?;
    // SAFETY: all of this is valid, by this function's own terms.
    unsafe {
        let data: &[*mut c_void] = slice(given.outputs, given.n_outputs, "effects")?;
        let rows = slice(given.output_rows, given.n_outputs, "numbers of rows")?;
        let effects = writes.iter().zip(data).zip(rows);
        let effects = effects.map(|((effect, data), rows)| {
            Ok(match effect.element() {
                Element::U8 => SliceMut::U8(slice_mut(data.cast(), *rows, effect.name())?),
                _ => SliceMut::F64(slice_mut(data.cast(), *rows, effect.name())?),
            })
        });
        effects.collect()
    }
}

fn agree(given: u64, wanted: usize, what: &str) -> Result<(), Fault> {
    if given == wanted as u64 {
        return Ok(());
    }
    Err(broken(&format!("the host gave {given} columns to {what}, the manifest names {wanted}")))
}

/// Tells the host why a call failed; a text that is too long is cut between two characters.
///
/// # Safety
/// `error` is null or valid for the call, with its room for a text.
pub(super) unsafe fn write_error(error: *mut abi::Error, fault: &Fault) {
    // SAFETY: null or valid, by this function's own terms.
    if unsafe { fields(error.cast_const()) }.is_none() {
        return;
    }
    // SAFETY: not null, and valid as far as `fields` has checked; nobody else uses it during the call.
    let error = unsafe { &mut *error };
    error.parameter = fault.parameter.and_then(|parameter| i32::try_from(parameter).ok()).unwrap_or(-1);
    error.row = fault.row.unwrap_or(u64::MAX);
    let room = if error.text.is_null() { 0 } else { usize::try_from(error.capacity).unwrap_or(usize::MAX) };
    let mut length = fault.message.len().min(room);
    while !fault.message.is_char_boundary(length) {
        length -= 1;
    }
    if length > 0 {
        // SAFETY: the text has room for `capacity` bytes, at least `length`, and is the host's.
        unsafe { std::ptr::copy_nonoverlapping(fault.message.as_ptr(), error.text, length) };
    }
    error.length = length as u64;
}
