//! A history file as it is written.

use crate::sections::{Among, Literal};
use coercivity_base::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Facts that were observed, and the scenario that should come near them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryFile {
    /// One line that names the episode.
    pub title: String,
    /// What is compared and why.
    #[serde(default)]
    pub summary: String,
    /// The scenario that replays it, as the path of its file relative to this one.
    pub scenario: String,
    /// Single values of the scenario by path, such as `run.firms`.
    #[serde(default)]
    pub set: BTreeMap<String, Literal>,
    /// Runs under draws of their own, each with its paired baseline. Unit: runs. Range: 1..=10000. Default: 20.
    #[serde(default = "twenty")]
    #[schemars(range(min = 1, max = 10_000))]
    pub replicates: u32,
    /// What was normal before, by name: observed quantities are told as shares of it.
    #[serde(default)]
    pub normals: BTreeMap<String, Normal>,
    /// What was observed.
    pub facts: Vec<Fact>,
    /// Which parameters are fitted, and how; for `coercivity calibrate`.
    #[serde(default)]
    pub calibration: Option<Calibration>,
}

/// What was normal before an episode: an amount over some days, and single months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Normal {
    /// Amount over `days`. Unit: that of the facts which refer to it. Range: above 0..=1e15.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub amount: f64,
    /// Days over which it was counted. Unit: days. Range: 1..=36600.
    #[schemars(range(min = 1.0, max = 36_600.0))]
    pub days: f64,
    /// Growth known before the episode: without it, what is normal would have gone on growing. Unit: share per year.
    /// Range: -0.9..=10. Default: 0.
    #[serde(default)]
    #[schemars(range(min = -0.9, max = 10.0))]
    pub growth_per_year: f64,
    /// The middle of the days over which it was counted, from which it grows; needed where it does.
    #[serde(default)]
    pub around: Option<Date>,
    /// Observed months before and during the episode by name, `"2024-05"`: what naive forecasts go by, besides the facts.
    /// Unit: that of the amount. Range: 0..=1e15.
    #[serde(default)]
    pub months: BTreeMap<String, f64>,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
}

/// Something that was observed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Id, unique, lower snake case.
    pub id: String,
    /// What was measured.
    pub what: Observable,
    /// The observed number; absent where a day was observed. Range: -1e15..=1e15.
    #[serde(default)]
    pub observed: Option<f64>,
    /// The observed day; absent where a number was observed.
    #[serde(default)]
    pub on: Option<Date>,
    /// What the observation may be off by, or an undisturbed figure varies by. Unit: that of the observed number; days
    /// for a day. Range: above 0..=1e15.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub error: f64,
    /// Unit of the observed number.
    pub unit: String,
    /// What it is used for.
    pub role: Role,
    /// How well it is founded.
    pub grade: Grade,
    /// Where it comes from.
    pub source: String,
}

/// What a fact is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Role {
    /// Parameters are fitted to it.
    Calibration,
    /// No parameter is fitted to it.
    HeldOut,
    /// An input of the scenario was read from it, so that agreement shows nothing.
    Input,
    /// It is shown and passes or fails, and counts neither way.
    Context,
}

/// How well a figure is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Grade {
    /// Read in the named source.
    A,
    /// Worked out from such figures.
    Derived,
    /// An estimate.
    B,
}

/// Which price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Quote {
    /// Of the spot market.
    #[default]
    Quoted,
    /// Under contract.
    Contract,
    /// Mean of what was paid, by volume.
    Paid,
}

/// What can be measured in the world and in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Observable {
    /// Exports of goods in a month. With a normal: as a share of it, in the run as a share of the paired baseline.
    /// Without one: in units of the goods.
    Exports {
        /// Goods, added up.
        goods: Vec<String>,
        /// From where; trade within a jurisdiction is left out. Default: All.
        #[serde(default)]
        origins: Among,
        /// To where. Default: All.
        #[serde(default)]
        destinations: Among,
        /// The month, `"2025-05"`.
        month: String,
        /// Name of what is normal.
        #[serde(default)]
        normal: Option<String>,
    },
    /// Mean price of a month over that of another, in the bloc of a jurisdiction.
    PriceChange {
        /// The good.
        good: String,
        /// A jurisdiction of the bloc.
        jurisdiction: String,
        /// Which price. Default: Quoted.
        #[serde(default)]
        quote: Quote,
        /// The month.
        month: String,
        /// The month with which it is compared.
        over: String,
    },
    /// Mean price of a month in one bloc over that in another.
    PriceGap {
        /// The good.
        good: String,
        /// A jurisdiction of the one bloc.
        outside: String,
        /// A jurisdiction of the other.
        inside: String,
        /// Which price. Default: Quoted.
        #[serde(default)]
        quote: Quote,
        /// The month.
        month: String,
    },
    /// Applications granted by a day over applications filed by then.
    LicenceShare {
        /// The jurisdiction whose office it is.
        office: String,
        /// Goods, added up.
        goods: Vec<String>,
        /// The last day.
        until: Date,
    },
    /// Applications granted by a day.
    LicencesGranted {
        /// The jurisdiction whose office it is.
        office: String,
        /// Goods, added up.
        goods: Vec<String>,
        /// The last day.
        until: Date,
    },
    /// Day of a grant.
    LicenceDate {
        /// The jurisdiction whose office it is.
        office: String,
        /// Goods, added up.
        goods: Vec<String>,
        /// Which grant. Range: 1..=1e9.
        nth: u32,
    },
    /// Day on which a firm's output falls under half of normal.
    LineStop {
        /// Goods; the makers of all are counted together.
        goods: Vec<String>,
        /// Jurisdictions. Default: All.
        #[serde(default)]
        jurisdictions: Among,
        /// Which stop. Range: 1..=1e9.
        nth: u32,
    },
}

/// How parameters are fitted to the facts for calibration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// The scenario over which fitted values are laid. Default: that of the file.
    #[serde(default)]
    pub scenario: Option<String>,
    /// Single values that hold while fitting, such as fewer firms and ticks.
    #[serde(default)]
    pub set: BTreeMap<String, Literal>,
    /// Runs of each evaluation, under the same draws in all of them. Unit: runs. Range: 1..=1000. Default: 4.
    #[serde(default = "four")]
    #[schemars(range(min = 1, max = 1_000))]
    pub replicates: u32,
    /// Most evaluations of the loss by the optimiser. Unit: evaluations. Range: 1..=100000. Default: 100.
    #[serde(default = "hundred")]
    #[schemars(range(min = 1, max = 100_000))]
    pub evaluations: u32,
    /// The parameters.
    pub parameters: Vec<Parameter>,
}

/// A parameter that is fitted or asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name, unique, lower snake case.
    pub name: String,
    /// Paths of the values that it is, in the scenario.
    pub paths: Vec<String>,
    /// Where the search starts. Range: -1e15..=1e15.
    pub start: f64,
    /// Least value. Range: -1e15..=1e15.
    pub low: f64,
    /// Largest value. Range: -1e15..=1e15.
    pub high: f64,
    /// Unit.
    pub unit: String,
    /// Whether it is fitted; if not, it stays at its start and only the check of what the facts identify asks about it.
    #[serde(default = "yes")]
    pub fitted: bool,
    /// The only values that it takes, for what acts in whole ticks: they are tried before the others
    /// are fitted. Range: -1e15..=1e15.
    #[serde(default)]
    pub choices: Vec<f64>,
    /// Where its range comes from.
    #[serde(default)]
    pub source: String,
}

fn twenty() -> u32 {
    20
}

fn four() -> u32 {
    4
}

fn hundred() -> u32 {
    100
}

fn yes() -> bool {
    true
}
