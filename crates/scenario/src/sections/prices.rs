use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How prices follow scarcity, how blocs of jurisdictions stay together or part, and how buyers of final goods feel it.
/// Every price is a ratio to the base price of its good; in the base year it is 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Prices {
    /// Blocs that have a market of their own: name to jurisdictions or groups. A jurisdiction is in one at most; all
    /// others form the bloc named by `rest`. Default: none, so one market for the world.
    pub blocs: BTreeMap<String, Vec<String>>,
    /// Name of the bloc of all other jurisdictions.
    pub rest: String,
    /// Rise of the logarithm of a quote in a week in which nothing of the normal trade can be had.
    /// Unit: 1/week. Range: 0..=5. Assumption.
    #[schemars(range(min = 0.0, max = 5.0))]
    pub gain_per_week: f64,
    /// Speed at which quotes return to costs. Unit: 1/week. Range: 0..=5. Assumption; mean reversion of commodity prices
    /// as in Schwartz (1997), J. Finance 52, 923.
    #[schemars(range(min = 0.0, max = 5.0))]
    pub reversion_per_week: f64,
    /// Imbalance that moves no price. Unit: share of normal trade. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub dead_band: f64,
    /// Weight of surplus stock against unmet wants: who can store holds out for a better price, so prices fall less than
    /// they rise. Unit: share. Range: 0..=1. Assumption; asymmetry of storable goods as in Deaton and Laroque (1992), Rev.
    /// Econ. Stud. 59, 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub surplus_weight: f64,
    /// Time over which contract prices follow quotes. Unit: weeks. Range: 0.1..=520. Assumption: a quarter.
    #[schemars(range(min = 0.1, max = 520.0))]
    pub contract_lag_weeks: f64,
    /// Freight and insurance between jurisdictions. Unit: share of the base price. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub freight_share: f64,
    /// Speed at which traders close a gap between blocs over lanes that are open in part: licensed buyers may not resell.
    /// Unit: 1/week. Range: 0..=10. Assumption.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub resale_per_week: f64,
    /// Lowest price. Unit: ratio to the base price. Range: 0.001..=1. Assumption.
    #[schemars(range(min = 0.001, max = 1.0))]
    pub lowest: f64,
    /// Highest price. Unit: ratio to the base price. Range: 1..=1000. Assumption.
    #[schemars(range(min = 1.0, max = 1000.0))]
    pub highest: f64,
    /// Part of a rise in cost that makers pass on, to buyers of their goods and to final markets.
    /// Unit: share. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub pass_through: f64,
    /// Time over which retail prices follow. Unit: weeks. Range: 0.1..=520. Assumption.
    #[schemars(range(min = 0.1, max = 520.0))]
    pub retail_lag_weeks: f64,
}

impl Default for Prices {
    fn default() -> Self {
        Self {
            blocs: BTreeMap::new(),
            rest: "World".to_owned(),
            gain_per_week: 0.3,
            reversion_per_week: 0.15,
            dead_band: 0.02,
            surplus_weight: 0.3,
            contract_lag_weeks: 13.0,
            freight_share: 0.03,
            resale_per_week: 0.05,
            lowest: 0.2,
            highest: 10.0,
            pass_through: 0.8,
            retail_lag_weeks: 8.0,
        }
    }
}
