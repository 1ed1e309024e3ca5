use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the authority of a jurisdiction holds of a good at the start. Only policies buy and release; without one the
/// store rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stockpile {
    /// The good.
    pub good: String,
    /// Quantity held. Unit: units of the good. Range: 0..=1e15.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub quantity: f64,
    /// Where the figure comes from.
    #[serde(default)]
    pub source: String,
}
