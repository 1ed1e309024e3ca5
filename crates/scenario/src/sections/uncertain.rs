use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A value that is not well known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uncertain {
    /// Low end of what is plausible. Unit: that of the value.
    pub low: f64,
    /// High end of what is plausible. Unit: that of the value.
    pub high: f64,
    /// Where the range comes from.
    #[serde(default)]
    pub source: String,
}
