use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One jurisdiction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Jurisdiction {
    /// English name.
    pub name: String,
    /// The region whose transit times apply.
    pub region: String,
}

/// Days on the way between two regions, in both directions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transit {
    /// The two regions (the same one twice: between jurisdictions of that region).
    pub between: (String, String),
    /// By sea or truck. Unit: days. Range: 0..=180.
    #[schemars(range(min = 0.0, max = 180.0))]
    pub sea_days: f64,
    /// By air. Unit: days. Range: 0..=180.
    #[schemars(range(min = 0.0, max = 180.0))]
    pub air_days: f64,
}

/// Jurisdictions, the groups that measures may name, and the transit times between regions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Jurisdictions {
    /// Jurisdictions by ISO 3166 alpha-2 code; `ZZ` is the rest of the world. At most 250.
    pub list: BTreeMap<String, Jurisdiction>,
    /// Groups by code, such as `EU`, that measures and offices may name in place of their members.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<String>>,
    /// Days within a jurisdiction.
    /// Unit: days. Range: 0..=180.
    #[schemars(range(min = 0.0, max = 180.0))]
    pub domestic_days: f64,
    /// Transit times; every pair of regions that occurs needs one.
    #[serde(default)]
    pub transit: Vec<Transit>,
    /// Where codes and transit times come from.
    #[serde(default)]
    pub source: String,
}
