use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Final demand for one good: the world's purchases, where they are made, and what unmet demand does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// World purchases in the base year.
    /// Unit: units of the good per year. Range: over 0, up to 1e15.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub per_year: f64,
    /// Share of world purchases by jurisdiction; sums to 1.
    /// Unit: share. Range: 0..=1.
    pub shares: BTreeMap<String, f64>,
    /// Share of a jurisdiction's purchases that would be made at home if it made enough; the rest follows the
    /// makers' world shares, then both are fitted to the margins.
    /// Unit: share. Range: 0..=1. Assumption where no source is given.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub home_share: f64,
    /// Share of unmet demand that waits for a later tick instead of being lost.
    /// Unit: share. Range: 0..=1. Assumption: 0 for electronics, 0.7 for vehicles.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub waiting_share: f64,
    /// Elasticity of purchases to the retail price, as a positive number.
    /// Unit: none. Range: 0..=10. Default: 0, purchases do not answer to prices.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub price_elasticity: f64,
    /// Growth of purchases.
    /// Unit: share per year. Range: -0.5..=1. Default: 0.
    #[serde(default)]
    #[schemars(range(min = -0.5, max = 1.0))]
    pub growth_per_year: f64,
    /// Seasonal factors from January to December; their mean is 1. Default: no season.
    /// Unit: ratio to the mean month. Range: 0..=5.
    #[serde(default)]
    pub season: Option<[f64; 12]>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}
