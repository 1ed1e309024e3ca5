use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Weeks of cover.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Cover {
    /// Mean weeks of use that a firm holds of an input when nothing is said for its recipe.
    /// Unit: weeks. Range: 1..=208. Source: 4-6 weeks at car makers (grade A, trade press).
    #[schemars(range(min = 1.0, max = 208.0))]
    pub weeks: f64,
    /// Mean by recipe where it differs. Unit: weeks. Range: 1..=208.
    pub weeks_by_recipe: BTreeMap<String, f64>,
    /// Spread between firms: standard deviation of the logarithm.
    /// Unit: none. Range: 0..=2. Assumption: 0.5, since one common value would stop all lines on one day.
    #[schemars(range(min = 0.0, max = 2.0))]
    pub sigma: f64,
    /// Finished goods held.
    /// Unit: weeks of expected sales. Range: 0..=52. Assumption.
    #[schemars(range(min = 0.0, max = 52.0))]
    pub finished_weeks: f64,
}

/// Precaution against announced and present controls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Precaution {
    /// Rise of the cover per unit of perceived risk: cover becomes `n (1 + gain * caution * risk)`.
    /// Unit: ratio. Range: 0..=10. Assumption.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub gain: f64,
    /// Time over which a firm comes to perceive a measure. Unit: weeks. Range: 0.1..=104. Assumption.
    #[schemars(range(min = 0.1, max = 104.0))]
    pub ramp_weeks: f64,
    /// Spread of caution between firms: uniform in 1 - spread .. 1 + spread.
    /// Unit: share. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub caution_spread: f64,
}

/// Production and its plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Production {
    /// Normal output over capacity. Unit: share. Range: over 0, up to 1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub utilisation: f64,
    /// Time over which a gap in finished stock is closed. Unit: weeks. Range: 0.1..=104. Assumption.
    #[schemars(range(min = 0.1, max = 104.0))]
    pub adjustment_weeks: f64,
    /// A co-product above this multiple of its target stock leaves through the outlet.
    /// Unit: ratio. Range: 0..=100. Assumption.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub outlet_multiple: f64,
    /// Share of stock that suppliers keep for spot buyers when short.
    /// Unit: share. Range: 0..=1. Assumption: 5-10%.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub spot_reserve: f64,
}

/// How buyers move shares between suppliers and find new ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sourcing {
    /// Weeks between a firm's reviews of its suppliers; firms are staggered. Unit: weeks. Range: 1..=52. Assumption.
    #[schemars(range(min = 1.0, max = 52.0))]
    pub review_weeks: f64,
    /// Share of the gap to the wanted shares that a review closes. Unit: share. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub adjustment: f64,
    /// Elasticity of wanted shares to delivered cost (Armington). Unit: none. Range: 0..=20.
    /// Source: 2-5 at the level of goods, e.g. Feenstra et al. (2018), Rev. Econ. Stat. 100, 135. Assumption here.
    #[schemars(range(min = 0.0, max = 20.0))]
    pub cost_elasticity: f64,
    /// Elasticity of wanted shares to the supplier's fill rate. Unit: none. Range: 0..=20. Assumption.
    #[schemars(range(min = 0.0, max = 20.0))]
    pub reliability_elasticity: f64,
    /// Weight of a week's fill rate in a supplier's record. Unit: share per week. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub memory_per_week: f64,
    /// Share that a qualified supplier keeps at least, so that a blocked link keeps asking.
    /// Unit: share. Range: 0..=0.2. Assumption.
    #[schemars(range(min = 0.0, max = 0.2))]
    pub smallest_share: f64,
    /// Review times that a licence may take before its delay counts against a supplier.
    /// Unit: review times. Range: 0..=52. Assumption.
    #[schemars(range(min = 0.0, max = 52.0))]
    pub patience_reviews: f64,
    /// A buyer looks for a new supplier when its suppliers' deliveries fall under this share of its orders.
    /// Unit: share. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub search_below: f64,
    /// Share given to a new supplier once qualified. Unit: share. Range: 0.0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub new_share: f64,
}

/// How firms plan, stock and choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Behaviour {
    /// Weight of the latest week in a firm's expectation of sales. Unit: share per week. Range: over 0, up to 1.
    /// Assumption: 0.1; faster learning amplifies orders up the chain.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub expectation_weight: f64,
    /// Weight of declared use that a control keeps from being shipped. Unit: share. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub blocked_weight: f64,
    /// Lowest expectation of an operating firm over its normal output. Unit: share. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub expectation_floor: f64,
    /// Time over which a gap between stock and target is closed. Unit: weeks. Range: 0.1..=104.
    /// Assumption: 8. Source of the rule: Sterman (1989), Management Science 35, 321.
    #[schemars(range(min = 0.1, max = 104.0))]
    pub adjustment_weeks: f64,
    /// Largest restock part of an order, in weeks of use a week; absent: no limit.
    /// Unit: weeks of use per week. Range: 0..=1000. Assumption: 1.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub restock_limit: Option<f64>,
    /// Weeks of cover.
    pub cover: Cover,
    /// Precaution.
    pub precaution: Precaution,
    /// Production.
    pub production: Production,
    /// Sourcing.
    pub sourcing: Sourcing,
}

impl Default for Cover {
    fn default() -> Self {
        Self { weeks: 5.0, weeks_by_recipe: BTreeMap::new(), sigma: 0.5, finished_weeks: 1.0 }
    }
}

impl Default for Precaution {
    fn default() -> Self {
        Self { gain: 0.5, ramp_weeks: 6.0, caution_spread: 0.5 }
    }
}

impl Default for Production {
    fn default() -> Self {
        Self { utilisation: 0.75, adjustment_weeks: 4.0, outlet_multiple: 2.0, spot_reserve: 0.07 }
    }
}

impl Default for Sourcing {
    fn default() -> Self {
        Self {
            review_weeks: 4.0,
            adjustment: 0.25,
            cost_elasticity: 3.0,
            reliability_elasticity: 1.0,
            memory_per_week: 0.1,
            smallest_share: 0.02,
            patience_reviews: 3.0,
            search_below: 0.7,
            new_share: 0.1,
        }
    }
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            expectation_weight: 0.1,
            blocked_weight: 0.5,
            expectation_floor: 0.05,
            adjustment_weeks: 8.0,
            restock_limit: Some(1.0),
            cover: Cover::default(),
            precaution: Precaution::default(),
            production: Production::default(),
            sourcing: Sourcing::default(),
        }
    }
}
