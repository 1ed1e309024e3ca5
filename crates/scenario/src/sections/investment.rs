use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How projects are decided on, and when plants idle and restart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Investment {
    /// Between two looks at projects and plants. Unit: weeks. Range: 0.1..=104. Default: 4, a month. Assumption.
    #[schemars(range(min = 0.1, max = 104.0))]
    pub review_weeks: f64,
    /// For how long a project must break even without a break before it is decided on.
    /// Unit: weeks. Range: 0..=1040. Default: 26. Assumption.
    #[schemars(range(min = 0.0, max = 1040.0))]
    pub persistence_weeks: f64,
    /// Suppliers that a new plant signs up for each input when it opens. Unit: firms. Range: 1..=16. Default: 3.
    /// Assumption.
    #[schemars(range(min = 1, max = 16))]
    pub suppliers: u16,
    /// When plants idle and restart. Default: never.
    pub idling: Option<Idling>,
}

impl Default for Investment {
    fn default() -> Self {
        Self { review_weeks: 4.0, persistence_weeks: 26.0, suppliers: 3, idling: None }
    }
}

/// When plants stop because they lose money, and come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Idling {
    /// Recipes whose plants do; their drivers are bought by firms.
    pub recipes: Vec<String>,
    /// For how long a plant loses money before it stops. Unit: weeks. Range: 0..=1040. Assumption.
    #[schemars(range(min = 0.0, max = 1040.0))]
    pub after_weeks: f64,
    /// For how long the margin must be back before a stopped plant is started. Unit: weeks. Range: 0..=1040. Assumption.
    #[schemars(range(min = 0.0, max = 1040.0))]
    pub restart_after_weeks: f64,
    /// From the start of a stopped plant to full capacity. Unit: weeks. Range: 0..=1040. Assumption.
    #[schemars(range(min = 0.0, max = 1040.0))]
    pub restart_weeks: f64,
    /// How far the margins of single plants lie from `recipes.*.margin`, uniform on both sides: plants of one kind do not
    /// stop on one day. Unit: share of the margin. Range: 0..=1. Default: 0.8. Assumption.
    #[serde(default = "spread")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub margin_spread: f64,
}

fn spread() -> f64 {
    0.8
}
