//! A policy at work, as the engine sees it: the safe mirror of the ABI table. It is implemented by plugins that the
//! host has loaded and, for tests, by any [`crate::Policy`] in the same process.

use std::fmt;

/// How a call ended. The codes are those of the ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Status {
    /// Done.
    Ok = 0,
    /// A parameter or a state is not acceptable.
    Invalid = 1,
    /// This call did nothing; what it wrote does not count.
    Discard = 2,
    /// It failed; the instance is not usable any more.
    Error = 3,
    /// It failed, and no further call of any instance of this plugin makes sense.
    Fatal = 4,
    /// It panicked; the SDK caught it.
    Panicked = 5,
}

impl Status {
    /// The status of a code of the ABI.
    #[must_use]
    pub fn of_code(code: i32) -> Option<Self> {
        let all = [Self::Ok, Self::Invalid, Self::Discard, Self::Error, Self::Fatal, Self::Panicked];
        all.into_iter().find(|status| *status as i32 == code)
    }
}

/// Why a call did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// How it ended; never [`Status::Ok`].
    pub status: Status,
    /// The policy's own words, or the host's.
    pub message: String,
    /// The parameter concerned, position in the manifest.
    pub parameter: Option<usize>,
    /// The row concerned.
    pub row: Option<u64>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match self.row {
            Some(row) => write!(f, " (row {row})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

/// When a call happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Tick; negative during the burn-in.
    pub tick: i64,
    /// First day of the tick, days since 1970-01-01.
    pub day: i64,
    /// Year of that day.
    pub year: i32,
    /// Month, 1..=12.
    pub month: u8,
    /// Day of the month, 1..=31.
    pub day_of_month: u8,
    /// Length of a tick, days.
    pub tick_days: u16,
    /// Key of the draws of this use of the policy in this run. It does not change from tick to tick.
    pub key: u64,
}

/// A column to read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slice<'a> {
    /// `double`.
    F64(&'a [f64]),
    /// `float`.
    F32(&'a [f32]),
    /// `uint64_t`.
    U64(&'a [u64]),
    /// `uint32_t`.
    U32(&'a [u32]),
    /// `uint16_t`.
    U16(&'a [u16]),
    /// `uint8_t`.
    U8(&'a [u8]),
}

/// A column to write, preset to the neutral value.
#[derive(Debug, PartialEq)]
pub enum SliceMut<'a> {
    /// `double`.
    F64(&'a mut [f64]),
    /// `uint8_t`.
    U8(&'a mut [u8]),
}

impl Slice<'_> {
    /// Rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::F64(values) => values.len(),
            Self::F32(values) => values.len(),
            Self::U64(values) => values.len(),
            Self::U32(values) => values.len(),
            Self::U16(values) => values.len(),
            Self::U8(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl SliceMut<'_> {
    /// Rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::F64(values) => values.len(),
            Self::U8(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How urgent a line of the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Level {
    /// For who follows the run.
    Info = 0,
    /// For who reads its results.
    Warning = 1,
}

/// One side of a restriction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// Anybody.
    Any,
    /// Firms of a jurisdiction, by index.
    Jurisdiction(u32),
    /// One firm, by row.
    Firm(u32),
}

/// A verdict on single firms or links; trade within one jurisdiction is never meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// Who sells.
    pub exporter: Party,
    /// Who buys.
    pub importer: Party,
    /// Good, by index; all if `None`.
    pub good: Option<u32>,
    /// 1 grace, 2 licence, 3 ban.
    pub status: u8,
    /// Regime of the licence, by index; needed where `status` is 2.
    pub regime: Option<u32>,
}

/// A value for the series of the run's results.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metric<'a> {
    /// Name, lower snake case.
    pub name: &'a str,
    /// Unit.
    pub unit: &'a str,
    /// Jurisdiction, by index; `None` for the world.
    pub jurisdiction: Option<u32>,
    /// Good, by index; `None` for all.
    pub good: Option<u32>,
    /// Value; finite.
    pub value: f64,
}

/// An event for the log of the run's results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// Name, lower snake case.
    pub name: &'a str,
    /// Jurisdiction, by index.
    pub jurisdiction: Option<u32>,
    /// Good, by index.
    pub good: Option<u32>,
    /// Firm, by row.
    pub firm: Option<u32>,
    /// More words.
    pub detail: &'a str,
}

/// What the host does for a policy during a call. Everything is booked under the policy's id.
pub trait Services {
    /// Writes a line to the log of the run.
    fn log(&mut self, level: Level, text: &str);
    /// Adds a value to the series. False if an index, the name or the value is not acceptable.
    fn metric(&mut self, metric: Metric<'_>) -> bool;
    /// Adds an event. False if an index or the name is not acceptable.
    fn event(&mut self, note: Note<'_>) -> bool;
    /// Restricts single firms or links for this tick; only in `on_tick`. False if an index, the status or the
    /// moment is not acceptable.
    fn restrict(&mut self, restriction: Restriction) -> bool;
    /// Takes note that the policy asked for something that makes no sense, such as `good 77, but there are only 3`.
    /// A run counts the call as failed.
    fn refused(&mut self, what: &str) {
        let _ = what;
    }
}

/// Functions whose results have the same bits everywhere, and draws. They may be called at any time, from any thread.
#[derive(Clone, Copy, Debug)]
pub struct Functions {
    /// A uniform number in (0, 1): a pure function of its arguments (key of the moment, stable id, ordinal, index).
    pub draw: fn(u64, u64, u32, u32) -> f64,
    /// e to the power of x.
    pub exp: fn(f64) -> f64,
    /// Natural logarithm.
    pub ln: fn(f64) -> f64,
    /// x to the power of y.
    pub pow: fn(f64, f64) -> f64,
}

/// All that a call is given.
pub struct Call<'a> {
    /// When.
    pub moment: Moment,
    /// The columns that the manifest names, in its order. Columns of `applications` have rows in `decide` only, all
    /// others in `on_tick` and `settle` only.
    pub inputs: &'a [Slice<'a>],
    /// For each of `inputs` a number that stands for its values: where an instance is told the same number as in an
    /// earlier call, other than [`Call::UNKNOWN`], the column holds what it held then, if it has rows in both. Empty if
    /// nothing is known. No policy sees it; it spares copies to who carries columns to another place.
    pub versions: &'a [u64],
    /// The effects that the manifest names, in its order, preset to neutral. `applications.decision` has rows in
    /// `decide` only, all others in `on_tick` only.
    pub outputs: &'a mut [SliceMut<'a>],
    /// What the host does.
    pub services: &'a mut dyn Services,
}

impl Call<'_> {
    /// The version of a column whose values may be others in each call.
    pub const UNKNOWN: u64 = 0;
}

/// A policy at work.
pub trait Instance: Send {
    /// What its manifest says.
    fn card(&self) -> &crate::Card;

    /// Sets this tick's measures. Called once a tick, burn-in excepted, before anything else happens in it.
    ///
    /// # Errors
    /// What went wrong; nothing that it wrote counts.
    fn on_tick(&mut self, call: Call<'_>) -> Result<(), Fault>;

    /// Rules on pending licence applications. Called in ticks with any, if the manifest writes
    /// `applications.decision`.
    ///
    /// # Errors
    /// As [`Instance::on_tick`].
    fn decide(&mut self, call: Call<'_>) -> Result<(), Fault>;

    /// Sees the end of the tick; for metrics and events. There are no outputs. Called only if the policy asks for it.
    ///
    /// # Errors
    /// As [`Instance::on_tick`].
    fn settle(&mut self, call: Call<'_>) -> Result<(), Fault>;

    /// Its state as bytes.
    ///
    /// # Errors
    /// As [`Instance::on_tick`].
    fn save(&mut self) -> Result<Vec<u8>, Fault>;

    /// Takes up a state that an instance of the same version of state has saved.
    ///
    /// # Errors
    /// If the bytes are no such state; the instance is then unchanged.
    fn load(&mut self, state: &[u8]) -> Result<(), Fault>;
}
