use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a good travels; the jurisdictions section gives the days for each mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Mode {
    /// By ship, or by truck within a region.
    #[default]
    Sea,
    /// By air.
    Air,
}

/// One good: its unit, its counting unit, its price in the base year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Good {
    /// Unit in which people read this good.
    /// Unit: text, such as "t", "vehicle", "wafer", "MW".
    pub unit: String,
    /// Whole base units in one unit of the good. Fine enough that the smallest planned link moves over 1,000 a tick,
    /// coarse enough that the world's stock and yearly flow stay under 2^52; both are checked when the world is built.
    /// Unit: base units per unit. Range: 1..=1e12.
    #[schemars(range(min = 1.0, max = 1e12))]
    pub base_units: f64,
    /// Price in the base year, used for the accounts.
    /// Unit: US dollars per unit of the good. Range: 0..=1e12.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub price_usd: f64,
    /// How the good travels. Default: Sea.
    #[serde(default)]
    pub mode: Mode,
    /// Shortest and longest time to qualify a new supplier of this good.
    /// Unit: weeks. Range: 0..=520. Source: 12-24 months for heat-resistant magnets, an assumption (grade B).
    #[serde(default = "qualification")]
    pub qualification_weeks: (f64, f64),
    /// Where unit, price and lead time come from.
    #[serde(default)]
    pub source: String,
}

fn qualification() -> (f64, f64) {
    (13.0, 26.0)
}
