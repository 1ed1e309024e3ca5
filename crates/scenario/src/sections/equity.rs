use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How owners value firms: by margins that they expect, with what is announced in mind. Nothing feeds back: the value is
/// a reading, as an index of shares is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Equity {
    /// Rate at which owners discount margins to come. Unit: share per year. Range: 0.01..=1. Assumption: 8%, in the
    /// range that large firms report for their cost of equity.
    #[schemars(range(min = 0.01, max = 1.0))]
    pub discount_per_year: f64,
    /// Time over which margins seen become margins expected, and over which owners get used to a measure. Unit: weeks. Range: 0.1..=520. Assumption: a quarter, the
    /// rhythm of company reports.
    #[schemars(range(min = 0.1, max = 520.0))]
    pub memory_weeks: f64,
    /// How long owners expect margins to stay away from normal. Unit: weeks. Range: 0.1..=520. Assumption: half a year,
    /// between the two months of spring 2025 and the year for which the controls of October 2025 were suspended.
    #[schemars(range(min = 0.1, max = 520.0))]
    pub disturbance_weeks: f64,
    /// Part of the margin that owners fear to lose for each unit of input or sales that a measure may touch: likelihood
    /// times depth. Unit: share. Range: 0..=10; over 1 where fixed costs are high. Assumption.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub severity: f64,
    /// What a licence counts against a ban: most licences are given, late. Unit: share. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub licence_weight: f64,
}

impl Default for Equity {
    fn default() -> Self {
        Self {
            discount_per_year: 0.08,
            memory_weeks: 13.0,
            disturbance_weeks: 26.0,
            severity: 1.0,
            licence_weight: 0.5,
        }
    }
}
