use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A value that is not well known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uncertain {
    /// Low end of what is plausible. Unit: that of the value. Range: -1e15..=1e15.
    #[schemars(range(min = -1e15, max = 1e15))]
    pub low: f64,
    /// High end of what is plausible. Unit: that of the value. Range: -1e15..=1e15.
    #[schemars(range(min = -1e15, max = 1e15))]
    pub high: f64,
    /// Where the range comes from.
    #[serde(default)]
    pub source: String,
}
