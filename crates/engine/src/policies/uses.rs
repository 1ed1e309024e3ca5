//! What the engine is asked to use, and how it went.

use super::watch::OnStuck;
use coercivity_base::Date;
use coercivity_policy::{Fault, Instance, Names, Services, Status};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What a failing policy does to the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// The run ends; what was done is kept.
    #[default]
    Stop,
    /// The run goes on without it.
    Disable,
}

/// Makes an instance for a world: from its dictionary, the length of a tick in days, and the services of the call.
pub type Make = Box<dyn Fn(&Names, u32, &mut dyn Services) -> Result<Box<dyn Instance>, Fault> + Send + Sync>;

/// A policy to be used in a run.
pub struct PolicyUse {
    /// Its name in this run: unique, lower snake case.
    pub id: String,
    /// Makes the instance.
    pub make: Make,
    /// Longest customs hold that it sets, days.
    pub hold_days: u32,
    /// What a failure does.
    pub on_error: OnError,
    /// A call that takes longer is told. Unit: milliseconds.
    pub warn_ms: f64,
    /// A call that takes longer is a failure. Unit: milliseconds.
    pub limit_ms: Option<f64>,
    /// Who is told of a call that has a limit and does not return.
    pub on_stuck: Option<OnStuck>,
}

/// A policy failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("policy `{id}` failed in {hook} on {date}: {message}")]
pub struct PolicyFailure {
    /// Id of the use.
    pub id: String,
    /// `create`, `on_tick`, `decide` or `settle`.
    pub hook: Cow<'static, str>,
    /// First day of the tick.
    pub date: Date,
    /// What happened, as a clause.
    pub message: String,
    /// How the call ended.
    #[serde(with = "status_code")]
    pub status: Status,
    /// Whether the policy's own words are about a parameter, and which.
    pub parameter: Option<usize>,
}

/// A status as its code of the ABI.
mod status_code {
    use coercivity_policy::Status;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(status: &Status, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i32(*status as i32)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Status, D::Error> {
        let code = i32::deserialize(from)?;
        Status::of_code(code).ok_or_else(|| D::Error::custom("no such status"))
    }
}

/// How a policy ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// It was there to the end.
    Served,
    /// It failed, and the run went on without it.
    Disabled(PolicyFailure),
    /// It failed, and the run ended.
    Failed(PolicyFailure),
}

/// A policy's record over a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Id of the use.
    pub id: String,
    /// How it ended.
    pub fate: Fate,
    /// Calls.
    pub calls: u64,
    /// Milliseconds in all calls.
    pub total_ms: f64,
    /// Milliseconds of the longest call.
    pub longest_ms: f64,
    /// Calls that took longer than `warn_ms`.
    pub slow_calls: u64,
    /// Ticks in which something that it wrote was not neutral.
    pub ticks_active: u32,
}
