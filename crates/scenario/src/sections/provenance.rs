use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether a good of the watched set that is made in the origin counts in part or as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Counted {
    /// The value added in the origin, and what its inputs carry already.
    #[default]
    ValueAdded,
    /// The whole good, wherever its inputs come from: rules that go by the origin of the item.
    WholeGood,
}

/// A set of goods from an origin whose value is followed through the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// Where the value comes from: jurisdictions or groups. The first one's office decides on licences under rules that
    /// name this watch.
    pub origins: Vec<String>,
    /// Goods that count when they are made there. What is made of them carries their value on, but adds none of its own
    /// unless it is in the set too.
    pub goods: Vec<String>,
    /// What of such a good counts. Default: ValueAdded.
    #[serde(default)]
    pub counted: Counted,
    /// Where the set comes from.
    #[serde(default)]
    pub source: String,
}

/// Whose value is followed through stocks and recipes, and where the curve over thresholds is read. Without a watch
/// nothing is followed, at no cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Provenance {
    /// Watches by name (lower snake case). At most 4.
    pub watches: BTreeMap<String, Watch>,
    /// Shares at which `provenance.csv` tells how much of the trade lies at or over them, ascending; at most 32.
    /// Unit: share of value. Range: 0..=1.
    pub thresholds: Vec<f64>,
}

impl Default for Provenance {
    fn default() -> Self {
        Self {
            watches: BTreeMap::new(),
            thresholds: vec![0.0, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25],
        }
    }
}
