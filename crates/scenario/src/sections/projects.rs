use coercivity_base::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the good must bring before anyone builds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Incentive {
    /// Unit: US dollars per unit of the good.
    Usd(f64),
    /// Unit: ratio to the base price of the good.
    Ratio(f64),
}

/// New capacity: a mine or a plant that does not stand in the base year, or an enlargement of one that does, as a firm
/// of its own. It is either decided already (`opens`) or waits for its price (`incentive`, `lead_weeks`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// What it makes and from what: a recipe whose driver firms buy. It may be one without shares (`recipes.*.planned`).
    pub recipe: String,
    /// Where: jurisdictions or groups. With several of them, one is planned in each.
    pub jurisdictions: Vec<String>,
    /// How many of the kind are planned in each jurisdiction. Unit: plants. Range: 1..=100. Default: 1.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 100))]
    pub most: u16,
    /// By how much the incentive price of each further one in a jurisdiction is over that of the one before: the best
    /// sites go first. Unit: share. Range: 0..=10. Default: 0. Assumption where used.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub step: f64,
    /// Most output of the driver. Unit: units of the driver per year. Range: over 0, up to 1e15.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub capacity_per_year: f64,
    /// Day on which it opens, if it is decided already; the start of the run at the earliest.
    #[serde(default)]
    pub opens: Option<Date>,
    /// First day on which it may be decided on, for one that waits; absent: from the start.
    #[serde(default)]
    pub from: Option<Date>,
    /// What the good must bring, for one that waits.
    #[serde(default)]
    pub incentive: Option<Incentive>,
    /// The good whose price is looked at; the driver where absent. Mines are decided on by the price of the oxides.
    #[serde(default)]
    pub signal: Option<String>,
    /// From decision to opening, for one that waits. Unit: weeks. Range: 1..=2080.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 2080.0))]
    pub lead_weeks: Option<f64>,
    /// From opening to full capacity. Unit: weeks. Range: 0..=1040. Default: 52. Assumption.
    #[serde(default = "year")]
    #[schemars(range(min = 0.0, max = 1040.0))]
    pub ramp_weeks: f64,
    /// Probability that it opens once it is decided on; drawn once for each. Unit: share. Range: 0..=1. Default: 1.
    #[serde(default = "sure")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub success: f64,
    /// Where dates and figures come from.
    #[serde(default)]
    pub source: String,
}

fn one() -> u16 {
    1
}

fn year() -> f64 {
    52.0
}

fn sure() -> f64 {
    1.0
}
