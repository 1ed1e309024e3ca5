//! The boundary in C terms: the structs and function tables that host and plugin share, version 1. The header
//! `include/coercivity_policy.h` says the same in C; a test compiles it and compares every size and offset.
//!
//! Rules of the boundary:
//! - Fixed-width integers; `i32` status codes, no enums; `u8` for flags; no struct passed by value.
//! - Every struct that may grow begins with its size and grows at its end only; a field is read only if the size
//!   covers it. Arrays hold plain values or pointers, never structs that may grow.
//! - All memory belongs to the host and is valid for the call only, except: the instance, which is the plugin's, and
//!   the [`Host`] table, which is valid until the process ends. So there is no `free`.
//! - Texts are UTF-8, pointer and length, without a closing zero. A pointer may be null if its length is 0.
//! - Nothing unwinds across the boundary; a plugin catches its own panics and exceptions.
//! - One thread at a time uses an instance, not always the same one. `Host::draw`, `exp`, `ln`, `pow` may be called
//!   from any thread at any time; all other services only during a call, on the thread of the call.
//!
//! Lifecycle: manifest read from the file, entry, then for each use in a scenario `create`, `load` if a run is
//! resumed, once a tick `on_tick`, `decide`, `settle`, perhaps `save`, at last `destroy`. The library is never
//! unloaded.

use std::ffi::c_void;

/// Version of the ABI.
pub const ABI: u32 = 1;
/// First bytes of a manifest.
pub const MAGIC: [u8; 16] = *b"COERCIVITYPOLICY";
/// Name of the exported manifest, a [`ManifestHead`] with its text behind it.
pub const MANIFEST_SYMBOL: &str = "coercivity_policy_manifest_v1";
/// Name of the exported entry, an [`EntryFn`].
pub const ENTRY_SYMBOL: &str = "coercivity_policy_entry_v1";
/// Flag of a manifest: a failure inside the plugin can be caught there. Rust plugins built with `panic = "abort"`
/// lack it and are refused.
pub const FLAG_CONTAINED: u32 = 1;
/// No index, no firm.
pub const NO_INDEX: u32 = u32::MAX;
/// Kind of a party: anybody.
pub const PARTY_ANY: u32 = 0;
/// Kind of a party: firms of a jurisdiction.
pub const PARTY_JURISDICTION: u32 = 1;
/// Kind of a party: one firm.
pub const PARTY_FIRM: u32 = 2;

/// What lies at [`MANIFEST_SYMBOL`]: this head, then `length` bytes of text.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ManifestHead {
    /// [`MAGIC`].
    pub magic: [u8; 16],
    /// [`ABI`] that the plugin was built for.
    pub abi: u32,
    /// [`FLAG_CONTAINED`] or 0.
    pub flags: u32,
    /// Bytes of text behind the head.
    pub length: u64,
}

/// A text.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// UTF-8.
    pub data: *const u8,
    /// Bytes.
    pub length: u64,
}

/// Services of the host. `context` is that of the call.
#[repr(C)]
pub struct Host {
    /// Bytes of this struct.
    pub struct_size: u32,
    /// [`ABI`] of the host.
    pub abi: u32,
    /// `[call]` Writes a line to the log of the run; level 0 info, 1 warning.
    pub log: unsafe extern "C" fn(context: *mut c_void, level: i32, text: *const u8, length: u64),
    /// `[any thread]` A uniform number in (0, 1), a pure function of `Call::key`, a stable id, the ordinal of the
    /// event and the index of the draw.
    pub draw: unsafe extern "C" fn(key: u64, id: u64, ordinal: u32, index: u32) -> f64,
    /// `[any thread]` e to the power of x, the same bits everywhere.
    pub exp: unsafe extern "C" fn(x: f64) -> f64,
    /// `[any thread]` Natural logarithm.
    pub ln: unsafe extern "C" fn(x: f64) -> f64,
    /// `[any thread]` x to the power of y.
    pub pow: unsafe extern "C" fn(x: f64, y: f64) -> f64,
    /// `[call]` Adds a value to the series; 0 if taken, 1 if it makes no sense: the call then counts as failed.
    pub metric: unsafe extern "C" fn(context: *mut c_void, metric: *const Metric) -> i32,
    /// `[call]` Adds an event; 0 if taken, 1 if it makes no sense: the call then counts as failed.
    pub event: unsafe extern "C" fn(context: *mut c_void, event: *const Event) -> i32,
    /// `[call of on_tick]` Restricts single firms or links in this tick; 0 if taken, 1 if it makes no sense: the call then counts as failed.
    pub restrict: unsafe extern "C" fn(context: *mut c_void, restriction: *const Restriction) -> i32,
}

/// A value for the series.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Bytes of this struct.
    pub struct_size: u32,
    /// Jurisdiction or [`NO_INDEX`].
    pub jurisdiction: u32,
    /// Good or [`NO_INDEX`].
    pub good: u32,
    /// 0.
    pub reserved: u32,
    /// Name, lower snake case.
    pub name: Text,
    /// Unit.
    pub unit: Text,
    /// Value; finite.
    pub value: f64,
}

/// An event for the log.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// Bytes of this struct.
    pub struct_size: u32,
    /// Jurisdiction or [`NO_INDEX`].
    pub jurisdiction: u32,
    /// Good or [`NO_INDEX`].
    pub good: u32,
    /// Row of a firm or [`NO_INDEX`].
    pub firm: u32,
    /// Name, lower snake case.
    pub name: Text,
    /// More words.
    pub detail: Text,
}

/// A verdict on single firms or links.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Restriction {
    /// Bytes of this struct.
    pub struct_size: u32,
    /// Who sells: [`PARTY_ANY`], [`PARTY_JURISDICTION`] or [`PARTY_FIRM`].
    pub exporter_kind: u32,
    /// Index of jurisdiction, or row of the firm.
    pub exporter: u32,
    /// Who buys.
    pub importer_kind: u32,
    /// Index of jurisdiction, or row of the firm.
    pub importer: u32,
    /// Good or [`NO_INDEX`] for all.
    pub good: u32,
    /// 1 grace, 2 licence, 3 ban.
    pub status: u32,
    /// Regime, needed for a licence, or [`NO_INDEX`].
    pub regime: u32,
}

/// The dictionary of a run; see [`crate::Names`]. Lists are arrays of the length that stands before them.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// Bytes of this struct.
    pub struct_size: u32,
    /// Length of a tick, days.
    pub tick_days: u32,
    /// Number of goods.
    pub n_goods: u64,
    /// Names of goods.
    pub goods: *const Text,
    /// Units of goods.
    pub good_units: *const Text,
    /// Base units per unit.
    pub good_base_units: *const f64,
    /// Base prices, US dollars per unit.
    pub good_prices_usd: *const f64,
    /// 1 for goods that final markets buy.
    pub good_is_final: *const u8,
    /// Number of jurisdictions.
    pub n_jurisdictions: u64,
    /// Codes of jurisdictions.
    pub jurisdictions: *const Text,
    /// Number of stages.
    pub n_stages: u64,
    /// Names of stages.
    pub stages: *const Text,
    /// First row of each stage among the firms; one more entry, the number of firms, at the end.
    pub stage_rows: *const u64,
    /// Number of recipes.
    pub n_recipes: u64,
    /// Names of recipes.
    pub recipes: *const Text,
    /// Number of licence regimes.
    pub n_regimes: u64,
    /// Names of regimes.
    pub regimes: *const Text,
    /// Number of measures in the schedule.
    pub n_measures: u64,
    /// Ids of measures.
    pub measures: *const Text,
    /// Number of firms known by name.
    pub n_named: u64,
    /// Their names.
    pub named: *const Text,
    /// Their rows.
    pub named_rows: *const u64,
}

/// A checked parameter; which fields count follows from `kind`, see [`crate::Kind`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Bytes of this struct.
    pub struct_size: u32,
    /// Code of [`crate::Kind`].
    pub kind: u32,
    /// A number.
    pub number: f64,
    /// A whole number, a switch (0 or 1), a day since 1970-01-01, or an index.
    pub integer: i64,
    /// A text.
    pub text: Text,
    /// Entries of a list or schedule.
    pub n_items: u64,
    /// Indices or rows of a list.
    pub items: *const u32,
    /// First days of a schedule, days since 1970-01-01, ascending.
    pub days: *const i64,
    /// Numbers of a schedule.
    pub values: *const f64,
}

/// Where a plugin writes what went wrong; preset to empty.
#[repr(C)]
#[derive(Debug)]
pub struct Error {
    /// Bytes of this struct.
    pub struct_size: u32,
    /// Position of the parameter concerned in the manifest, or -1.
    pub parameter: i32,
    /// Row concerned, or `UINT64_MAX`.
    pub row: u64,
    /// Room for the text.
    pub text: *mut u8,
    /// Bytes of room.
    pub capacity: u64,
    /// Bytes written, at most `capacity`.
    pub length: u64,
}

/// What `create` is given.
#[repr(C)]
pub struct Create {
    /// Bytes of this struct.
    pub struct_size: u32,
    /// 0.
    pub reserved: u32,
    /// For services.
    pub context: *mut c_void,
    /// Dictionary, valid for the call only.
    pub names: *const Names,
    /// Settings in the order of the manifest's parameters.
    pub settings: *const *const Setting,
    /// Number of settings.
    pub n_settings: u64,
    /// Where to say what went wrong.
    pub error: *mut Error,
}

/// What `on_tick`, `decide` and `settle` are given.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// Bytes of this struct.
    pub struct_size: u32,
    /// Length of a tick, days.
    pub tick_days: u32,
    /// For services.
    pub context: *mut c_void,
    /// Where to say what went wrong.
    pub error: *mut Error,
    /// Tick.
    pub tick: i64,
    /// First day of the tick, days since 1970-01-01.
    pub day: i64,
    /// Year of that day.
    pub year: i32,
    /// Month, 1..=12.
    pub month: u8,
    /// Day of the month, 1..=31.
    pub day_of_month: u8,
    /// 0.
    pub reserved: u16,
    /// Key of draws.
    pub key: u64,
    /// Number of columns to read.
    pub n_inputs: u64,
    /// Columns to read, in the order of the manifest; types as [`crate::Column::element`] says. Null without rows.
    pub inputs: *const *const c_void,
    /// Rows of each.
    pub input_rows: *const u64,
    /// Number of columns to write; 0 in `settle`.
    pub n_outputs: u64,
    /// Columns to write, in the order of the manifest, preset to neutral; `double` or `uint8_t`.
    pub outputs: *const *mut c_void,
    /// Rows of each.
    pub output_rows: *const u64,
}

/// Makes an instance; writes it to `instance` if and only if the status is 0.
pub type CreateFn = unsafe extern "C" fn(create: *const Create, instance: *mut *mut c_void) -> i32;
/// A hook.
pub type HookFn = unsafe extern "C" fn(instance: *mut c_void, call: *const Call) -> i32;
/// Writes the state of an instance to `bytes` if `capacity` suffices; always writes the bytes needed to `length`.
pub type SaveFn = unsafe extern "C" fn(
    instance: *mut c_void,
    bytes: *mut u8,
    capacity: u64,
    length: *mut u64,
    error: *mut Error,
) -> i32;
/// Takes up a state; unchanged if the status is not 0.
pub type LoadFn =
    unsafe extern "C" fn(instance: *mut c_void, bytes: *const u8, length: u64, error: *mut Error) -> i32;
/// Ends an instance.
pub type DestroyFn = unsafe extern "C" fn(instance: *mut c_void);
/// The exported entry. Called once, on any thread; null if the plugin cannot work with this host.
pub type EntryFn = unsafe extern "C" fn(host: *const Host) -> *const Plugin;

/// Functions of the plugin. All are called by one thread at a time for an instance.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Plugin {
    /// Bytes of this struct.
    pub struct_size: u32,
    /// [`ABI`] that the plugin was built for.
    pub abi: u32,
    /// Makes an instance; refuses parameters that do not go together.
    pub create: Option<CreateFn>,
    /// Ends an instance. Never fails.
    pub destroy: Option<DestroyFn>,
    /// Sets this tick's measures. Needed.
    pub on_tick: Option<HookFn>,
    /// Rules on applications. Needed if the manifest writes `applications.decision`.
    pub decide: Option<HookFn>,
    /// Sees the end of a tick. Null if the policy does not care.
    pub settle: Option<HookFn>,
    /// Saves the state. Needed if the manifest names a version of state.
    pub save: Option<SaveFn>,
    /// Restores the state. Needed if the manifest names a version of state.
    pub load: Option<LoadFn>,
}
