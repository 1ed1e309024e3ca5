//! What the program and a plugin's own process say to each other.
//!
//! # Who is who
//! The *program* runs the model. The *cell* is a child process that holds one instance of one plugin and nothing else;
//! it is started from the program's own file. Three things connect them:
//!
//! - the *channel*, a socket pair: the program sends one [`Request`], the cell answers with one [`Answer`], in turn;
//! - the *inputs*, a file in memory that the program writes and the cell can only read: columns that a hook is shown;
//! - the *outputs*, a file in memory that both write: the [`Slate`], then columns that a hook writes. Where each column
//!   lies is told by [`super::layout`].
//!
//! # In order
//! ```text
//! program                                             cell
//! starts it, sends three files and Start         -->  takes them, closes every other file, locks itself
//!                                                <--  Locked
//!                                                     loads the plugin: constructors run here, behind the lock
//!                                                <--  Loaded
//! Create                                         -->  <--  Done
//! writes inputs and presets of outputs, Hook     -->  calls the plugin; services it asks for are written down
//! takes a copy of the outputs, checks it, does   <--  Done, with all that was said
//!   what was said
//! Save, Load                                     -->  <--  State, Done
//! kills it and waits for its end
//! ```
//! A message is its length in bytes (four of them, little-endian) and then the message in the format of `postcard`.
//!
//! # Who trusts whom
//! The cell believes the program. The program believes nothing: code of the plugin may have written anything to the
//! channel and the outputs, at any time. So messages are limited in length, parsed by a parser without unsafe code and
//! checked value by value; outputs are copied first and checked then; and whoever waits does so with a limit.

use coercivity_policy::{Fault, GoodName, Moment, Names, Setting, Status};
use serde::{Deserialize, Serialize};

/// What the program asks.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// Lock yourself, then load the plugin.
    Start(Start),
    /// Make the instance.
    Create {
        #[serde(with = "NamesText")]
        names: Names,
        settings: Vec<SettingText>,
        tick_days: u32,
    },
    /// Call a hook.
    Hook(HookCall),
    /// Give the state of the instance.
    Save,
    /// Take up a state.
    Load(Vec<u8>),
    /// End the instance.
    Destroy,
}

/// What a cell must know to begin.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Start {
    /// File that the plugin was read from, for messages; it is not opened.
    pub(super) path: String,
    /// Process of the program: a cell whose parent is another one ends.
    pub(super) parent: u32,
    /// Libraries of the system that the plugin needs, to be opened before the lock.
    pub(super) needs: Vec<String>,
    /// Memory that it may ask for, bytes.
    pub(super) memory: u64,
}

/// Which hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Hook {
    OnTick,
    Decide,
    Settle,
}

/// A call of a hook; its columns lie in the shared files.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HookCall {
    pub(super) hook: Hook,
    #[serde(with = "MomentText")]
    pub(super) moment: Moment,
    /// Room of each column of the inputs, bytes, if it has changed since the last call.
    pub(super) input_room: Option<Vec<u64>>,
    /// The same of the outputs.
    pub(super) output_room: Option<Vec<u64>>,
    /// Rows of each column of the inputs.
    pub(super) input_rows: Vec<u64>,
    /// Rows of each column of the outputs; no columns in `settle`.
    pub(super) output_rows: Vec<u64>,
}

/// What the cell answers.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    /// It has given up its rights; the next answer comes after the plugin was loaded.
    Locked,
    /// It cannot give them up, as a clause.
    Unlockable(String),
    /// The plugin is loaded; functions that are there but never called.
    Loaded(Vec<String>),
    /// The plugin cannot be loaded, as a sentence.
    Refused(String),
    /// A call has ended.
    Done { ended: Result<(), Failing>, said: Vec<Said> },
    /// A state, or why there is none.
    State(Result<Vec<u8>, Failing>),
}

/// A [`Fault`] on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Failing {
    /// Code of the status.
    pub(super) code: i32,
    pub(super) message: String,
    pub(super) parameter: Option<u32>,
    pub(super) row: Option<u64>,
}

/// Something that the plugin asked of the host during a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Said {
    Log {
        is_warning: bool,
        text: String,
    },
    Metric {
        name: String,
        unit: String,
        jurisdiction: Option<u32>,
        good: Option<u32>,
        value: f64,
    },
    Event {
        name: String,
        jurisdiction: Option<u32>,
        good: Option<u32>,
        firm: Option<u32>,
        detail: String,
    },
    /// Kinds of parties are those of the ABI.
    Restrict {
        exporter: (u32, u32),
        importer: (u32, u32),
        good: Option<u32>,
        status: u8,
        regime: Option<u32>,
    },
    /// Something that makes no sense.
    Nonsense(String),
}

/// Most bytes of a text about a failure that count.
const WORDS_MAX: usize = 8_192;

impl From<Fault> for Failing {
    fn from(fault: Fault) -> Self {
        let parameter = fault.parameter.and_then(|n| u32::try_from(n).ok());
        Self { code: fault.status as i32, message: fault.message, parameter, row: fault.row }
    }
}

impl Failing {
    /// As far as it makes sense in a plugin with so many parameters.
    pub(super) fn checked(mut self, parameters: usize) -> Fault {
        let status = Status::of_code(self.code).filter(|status| *status != Status::Ok);
        if self.message.len() > WORDS_MAX {
            self.message.truncate(self.message.floor_char_boundary(WORDS_MAX));
        }
        Fault {
            status: status.unwrap_or(Status::Error),
            message: self.message.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}"),
            parameter: self.parameter.map(|n| n as usize).filter(|n| *n < parameters),
            row: self.row,
        }
    }
}

/// A value of a parameter.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SettingText(#[serde(with = "SettingForm")] pub(super) Setting);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Setting")]
enum SettingForm {
    Number(f64),
    Integer(i64),
    Switch(bool),
    Text(String),
    Date(i64),
    One(u32),
    List(Vec<u32>),
    Schedule(Vec<(i64, f64)>),
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Moment")]
struct MomentText {
    tick: i64,
    day: i64,
    year: i32,
    month: u8,
    day_of_month: u8,
    tick_days: u16,
    key: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Names")]
struct NamesText {
    #[serde(with = "goods")]
    goods: Vec<GoodName>,
    jurisdictions: Vec<String>,
    stages: Vec<String>,
    stage_rows: Vec<u64>,
    recipes: Vec<String>,
    regimes: Vec<String>,
    measures: Vec<String>,
    firms: Vec<(String, u64)>,
}

/// Goods of a dictionary.
mod goods {
    use super::{Deserialize, GoodName, Serialize};
    use serde::{Deserializer, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(remote = "GoodName")]
    struct GoodForm {
        name: String,
        unit: String,
        base_units: f64,
        price_usd: f64,
        is_final: bool,
    }

    #[derive(Serialize)]
    struct Given<'a>(#[serde(with = "GoodForm")] &'a GoodName);

    #[derive(Deserialize)]
    struct Taken(#[serde(with = "GoodForm")] GoodName);

    pub(super) fn serialize<S: Serializer>(goods: &[GoodName], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(goods.iter().map(Given))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<GoodName>, D::Error> {
        Ok(Vec::<Taken>::deserialize(deserializer)?.into_iter().map(|taken| taken.0).collect())
    }
}
