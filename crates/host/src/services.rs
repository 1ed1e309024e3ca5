//! What a plugin may ask of the host, in C terms. Nothing here trusts its caller: pointers are compared with the call
//! in progress before they are used, lengths have limits, texts are checked, indices are compared with the
//! dictionary, and nothing unwinds into the plugin.

use coercivity_base::{StableId, chance, math};
use coercivity_policy::{
    Functions, Level, Metric, Note, Party, Restriction, Services,
    abi::{self, ABI, NO_INDEX, PARTY_ANY, PARTY_FIRM, PARTY_JURISDICTION},
    is_snake_case,
};
use std::{
    any::Any,
    cell::Cell,
    ffi::c_void,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    ptr,
};

/// Bytes of a line of the log or of the details of an event that count.
pub(crate) const TEXT_MAX: u64 = 65_536;
/// Bytes of a name or unit.
pub(crate) const NAME_MAX: u64 = 64;
const TAKEN: i32 = 0;
const NOT_ACCEPTABLE: i32 = 1;

/// Functions with the same bits everywhere, as policies in the same process take them.
pub const FUNCTIONS: Functions = Functions {
    draw: |key, id, ordinal, index| chance::keyed_uniform(key, StableId(id), ordinal, index),
    exp: math::exp,
    ln: math::ln,
    pow: math::pow,
};

/// The table that every plugin is given.
pub(crate) static HOST: abi::Host = abi::Host {
    struct_size: size_of::<abi::Host>() as u32,
    abi: ABI,
    log,
    draw,
    exp,
    ln,
    pow,
    metric,
    event,
    restrict,
};

/// How many there are of what a service can be told by index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) goods: u32,
    pub(crate) jurisdictions: u32,
    pub(crate) firms: u32,
    pub(crate) regimes: u32,
}

/// A call in progress.
pub(crate) struct Context<'a> {
    services: &'a mut dyn Services,
    bounds: Bounds,
    may_restrict: bool,
    /// A panic of the host's own services, kept until the plugin has returned.
    panic: Option<Box<dyn Any + Send>>,
}

thread_local! {
    /// The context of the call in progress on this thread.
    static CURRENT: Cell<*mut c_void> = const { Cell::new(ptr::null_mut()) };
}

impl<'a> Context<'a> {
    pub(crate) fn new(services: &'a mut dyn Services, bounds: Bounds, may_restrict: bool) -> Self {
        Self { services, bounds, may_restrict, panic: None }
    }

    /// Does `call` with the pointer to hand over. It is good on this thread and until `call` returns; afterwards, or
    /// from another thread, services refuse it.
    pub(crate) fn during<R>(mut self, call: impl FnOnce(*mut c_void) -> R) -> R {
        let pointer = (&raw mut self).cast::<c_void>();
        let outer = CURRENT.replace(pointer);
        let result = call(pointer);
        CURRENT.set(outer);
        match self.panic {
            Some(payload) => resume_unwind(payload),
            None => result,
        }
    }
}

/// Does `act` with the call in progress if `context` is that call's.
fn with<R>(context: *mut c_void, refused: R, act: impl FnOnce(&mut Context<'_>) -> Option<R>) -> R {
    if context.is_null() || context != CURRENT.get() {
        return refused;
    }
    // SAFETY: the pointer is the one that `during` set on this thread and has not taken back, so the context is
    // alive; `during` does not touch it until the call returns, and services do not call plugins, so nobody else does.
    let context = unsafe { &mut *context.cast::<Context<'_>>() };
    match catch_unwind(AssertUnwindSafe(|| act(&mut *context))) {
        Ok(answer) => answer.unwrap_or(refused),
        Err(payload) => {
            context.panic = Some(payload);
            refused
        }
    }
}

extern "C" fn draw(key: u64, id: u64, ordinal: u32, index: u32) -> f64 {
    chance::keyed_uniform(key, StableId(id), ordinal, index)
}

extern "C" fn exp(x: f64) -> f64 {
    math::exp(x)
}

extern "C" fn ln(x: f64) -> f64 {
    math::ln(x)
}

extern "C" fn pow(x: f64, y: f64) -> f64 {
    math::pow(x, y)
}

unsafe extern "C" fn log(context: *mut c_void, level: i32, text: *const u8, length: u64) {
    with(context, (), |context| {
        // SAFETY: the plugin says that so many bytes are there; at most `TEXT_MAX` of them are read.
        let text = unsafe { bytes(text, length.min(TEXT_MAX)) }?;
        let level = if level == Level::Info as i32 { Level::Info } else { Level::Warning };
        context.services.log(level, &String::from_utf8_lossy(text));
        Some(())
    });
}

unsafe extern "C" fn metric(context: *mut c_void, metric: *const abi::Metric) -> i32 {
    asked(context, |context| {
        // SAFETY: the plugin hands over a metric of the size that it says.
        let given = unsafe { sized(metric) }.ok_or("a metric of the wrong size")?;
        // SAFETY: so many bytes are there, as the plugin says.
        let (name, unit) = unsafe { (name(given.name)?, text(given.unit, NAME_MAX)?) };
        let metric = Metric {
            name,
            unit,
            jurisdiction: optional("jurisdiction", given.jurisdiction, context.bounds.jurisdictions)?,
            good: optional("good", given.good, context.bounds.goods)?,
            value: given.value,
        };
        if !metric.value.is_finite() {
            return Err(format!("the metric {name} = {}", metric.value));
        }
        Ok(context.services.metric(metric))
    })
}

unsafe extern "C" fn event(context: *mut c_void, event: *const abi::Event) -> i32 {
    asked(context, |context| {
        // SAFETY: the plugin hands over an event of the size that it says.
        let given = unsafe { sized(event) }.ok_or("an event of the wrong size")?;
        // SAFETY: so many bytes are there, as the plugin says.
        let (name, detail) = unsafe { (name(given.name)?, text(given.detail, TEXT_MAX)?) };
        let note = Note {
            name,
            jurisdiction: optional("jurisdiction", given.jurisdiction, context.bounds.jurisdictions)?,
            good: optional("good", given.good, context.bounds.goods)?,
            firm: optional("the firm in row", given.firm, context.bounds.firms)?,
            detail,
        };
        Ok(context.services.event(note))
    })
}

unsafe extern "C" fn restrict(context: *mut c_void, restriction: *const abi::Restriction) -> i32 {
    asked(context, |context| {
        // SAFETY: the plugin hands over a restriction of the size that it says.
        let given = unsafe { sized(restriction) }.ok_or("a restriction of the wrong size")?;
        let bounds = context.bounds;
        let status = u8::try_from(given.status).ok().filter(|status| (1..=3).contains(status));
        let restriction = Restriction {
            exporter: party(given.exporter_kind, given.exporter, bounds)?,
            importer: party(given.importer_kind, given.importer, bounds)?,
            good: optional("good", given.good, bounds.goods)?,
            status: status.ok_or_else(|| format!("status {}, which is none of 1, 2 and 3", given.status))?,
            regime: optional("regime", given.regime, bounds.regimes)?,
        };
        if restriction.status == 2 && restriction.regime.is_none() {
            return Err("a licence without a regime that decides".to_owned());
        }
        if !context.may_restrict {
            return Err("a restriction outside on_tick".to_owned());
        }
        Ok(context.services.restrict(restriction))
    })
}

/// Answers what a plugin asks of a service: taken, or not acceptable; what is wrong with it is told to the services.
fn asked(context: *mut c_void, act: impl FnOnce(&mut Context<'_>) -> Result<bool, String>) -> i32 {
    with(context, NOT_ACCEPTABLE, |context| match act(context) {
        Ok(is_taken) => is_taken.then_some(TAKEN),
        Err(wrong) => {
            context.services.refused(&wrong);
            None
        }
    })
}

/// An index, or [`NO_INDEX`].
fn optional(what: &str, index: u32, count: u32) -> Result<Option<u32>, String> {
    match index {
        NO_INDEX => Ok(None),
        index if index < count => Ok(Some(index)),
        index => Err(format!("{what} {index}, but there are only {count}")),
    }
}

fn party(kind: u32, index: u32, bounds: Bounds) -> Result<Party, String> {
    let of = |what, count| optional(what, index.min(NO_INDEX - 1), count).map(Option::unwrap_or_default);
    match kind {
        PARTY_ANY => Ok(Party::Any),
        PARTY_JURISDICTION => of("jurisdiction", bounds.jurisdictions).map(Party::Jurisdiction),
        PARTY_FIRM => of("the firm in row", bounds.firms).map(Party::Firm),
        kind => Err(format!("a party of kind {kind}, which is none of 0, 1 and 2")),
    }
}

/// A struct of the ABI that begins with its size.
///
/// # Safety
/// `given` is null, or as many bytes are there as its first field says.
unsafe fn sized<T: Copy>(given: *const T) -> Option<T> {
    if given.is_null() {
        return None;
    }
    // SAFETY: every struct that may grow begins with its size; a read for any alignment.
    let size = unsafe { given.cast::<u32>().read_unaligned() };
    // SAFETY: all of `T` is there, and all bit patterns of its fields are valid.
    (size as usize >= size_of::<T>()).then(|| unsafe { given.read_unaligned() })
}

/// # Safety
/// `data` is null, or `length` bytes are there, and stay while the call lasts.
unsafe fn bytes<'a>(data: *const u8, length: u64) -> Option<&'a [u8]> {
    if length == 0 {
        return Some(&[]);
    }
    // SAFETY: the caller's; the length is limited before, so it cannot wrap.
    (!data.is_null()).then(|| unsafe { std::slice::from_raw_parts(data, length as usize) })
}

/// # Safety
/// As [`bytes`].
unsafe fn text<'a>(given: abi::Text, limit: u64) -> Result<&'a str, String> {
    if given.length > limit {
        return Err(format!("a text of {} bytes, over {limit}", given.length));
    }
    // SAFETY: the caller's.
    let bytes = unsafe { bytes(given.data, given.length) }.ok_or("a text without bytes")?;
    std::str::from_utf8(bytes).map_err(|_| "a text that is not UTF-8".to_owned())
}

/// # Safety
/// As [`bytes`].
unsafe fn name<'a>(given: abi::Text) -> Result<&'a str, String> {
    // SAFETY: the caller's.
    let name = unsafe { text(given, NAME_MAX) }?;
    if is_snake_case(name) {
        Ok(name)
    } else {
        Err(format!("the name `{name}`, which is not lower snake case"))
    }
}
