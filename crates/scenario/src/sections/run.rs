use coercivity_base::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When, how long, how finely drawn, and with which luck.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// First day of the first tick.
    pub start: Date,
    /// Number of ticks. Unit: ticks. Range: 1..=100000.
    #[schemars(range(min = 1, max = 100_000))]
    pub ticks: u32,
    /// Length of a tick. Unit: days. Range: 1..=28. Default: 7.
    #[serde(default = "week")]
    #[schemars(range(min = 1, max = 28))]
    pub tick_days: u16,
    /// Number of firms: how finely the same economy is drawn, not how large it is.
    /// Unit: firms. Range: 1..=100000000.
    #[schemars(range(min = 1, max = 100_000_000))]
    pub firms: u32,
    /// Seed of all draws. Range: 0..=2^53-1.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_u64))]
    pub seed: u64,
    /// Replicate under the seed. Range: 0..=4294967295.
    #[serde(default)]
    pub replicate: u32,
    /// Ticks run before the first date so that start transients are over; absent: twice the longest transit plus
    /// the mean cover. Unit: ticks. Range: 0..=10000.
    #[serde(default)]
    #[schemars(range(min = 0, max = 10_000))]
    pub burn_in_ticks: Option<u32>,
}

fn week() -> u16 {
    7
}

/// What is written besides the aggregates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Results {
    /// Number of firms written in full each tick: a fixed sample, spread over the stages, besides the named firms.
    /// Unit: firms. Range: 0..=100000.
    #[schemars(range(min = 0, max = 100_000))]
    pub sample_firms: u32,
    /// Who acts and who is acted upon, for harm by side; all others are third countries. Absent: as the schedule says,
    /// which counts everybody else as acted upon where a measure names no destinations, and knows nothing of plugins.
    pub sides: Option<Sides>,
}

/// The two sides of a quarrel. Who is named on both sides acts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sides {
    /// Who acts first: jurisdictions or groups.
    pub senders: Vec<String>,
    /// Who is meant: jurisdictions or groups.
    pub targets: Vec<String>,
}

impl Default for Results {
    fn default() -> Self {
        Self { sample_firms: 60, sides: None }
    }
}
