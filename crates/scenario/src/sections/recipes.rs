use coercivity_base::EndUse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happens to production when an input runs short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Criticality {
    /// Output is bounded by stock over requirement. Source: Pichler et al. (2022), J. Econ. Dyn. Control 144, 104527.
    #[default]
    Critical,
    /// Output is bounded half-way between that and capacity (same source).
    Important,
    /// Output is not bounded.
    Minor,
}

/// One input of a recipe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The good used.
    pub good: String,
    /// Quantity used per unit of the driver product.
    /// Unit: units of the input per unit of the product. Range: over 0, up to 1e9.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub quantity: f64,
    /// What a shortage does. Default: Critical.
    #[serde(default)]
    pub criticality: Criticality,
    /// Weeks of cover held on average; the behaviour section's value where absent.
    /// Unit: weeks of use. Range: 1..=208.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 208.0))]
    pub cover_weeks: Option<f64>,
    /// How firms save on the input while it is dear. Default: not at all.
    #[serde(default)]
    pub thrift: Option<Thrift>,
    /// Where the quantity comes from.
    #[serde(default)]
    pub source: String,
}

/// Saving on a dear input by design: use per product falls with its contract price, slowly and not below a bound, and
/// comes back as slowly when the price does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Thrift {
    /// Elasticity of the use wanted to the contract price. Unit: none. Range: 0..=10.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub elasticity: f64,
    /// Least use over that of the base year. Unit: share. Range: 0..=1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub lowest: f64,
    /// Time to change designs. Unit: weeks. Range: 1..=1040.
    #[schemars(range(min = 1.0, max = 1040.0))]
    pub lag_weeks: f64,
}

/// One input in the place of another while the other is dear.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Substitute {
    /// The input that is replaced.
    pub from: String,
    /// The input that replaces it; an input of the same recipe.
    pub to: String,
    /// Units of `to` that do the work of a unit of `from`. Unit: units per unit. Range: 0..=1e9.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub rate: f64,
    /// Share of the use of `from` that is replaced per unit of the logarithm of the relative contract price.
    /// Unit: none. Range: 0..=10.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub elasticity: f64,
    /// Largest share that can be replaced. Unit: share. Range: 0..=1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub most: f64,
    /// Time to change designs. Unit: weeks. Range: 1..=1040.
    #[schemars(range(min = 1.0, max = 1040.0))]
    pub lag_weeks: f64,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// A product that comes along with the driver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoProduct {
    /// The good that comes along.
    pub good: String,
    /// Quantity made per unit of the driver product.
    /// Unit: units of the co-product per unit of the driver. Range: over 0, up to 1e9.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub quantity: f64,
    /// Where the quantity comes from.
    #[serde(default)]
    pub source: String,
}

/// How a firm turns inputs into products. At most four inputs and two co-products.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The stage whose firms use this recipe.
    pub stage: String,
    /// The product whose need drives production.
    pub driver: String,
    /// Inputs per unit of the driver. Default: none (a mine).
    #[serde(default)]
    pub inputs: Vec<Input>,
    /// Inputs that can stand in for others. Default: none.
    #[serde(default)]
    pub substitutes: Vec<Substitute>,
    /// Products that come along whether the market wants them or not.
    #[serde(default)]
    pub co_products: Vec<CoProduct>,
    /// Share of the driver's world output by jurisdiction; at least one firm is drawn in each. Sums to 1, but for
    /// a driver that several recipes make: there each recipe's shares sum to 1 on their own.
    /// Unit: share. Range: 0..=1.
    #[serde(default)]
    pub shares: BTreeMap<String, f64>,
    /// Whether nobody uses the recipe in the base year, so that it has no shares: only plants of `projects` do.
    /// Default: false.
    #[serde(default)]
    pub planned: bool,
    /// What the products are for; offices and measures see it when firms of this recipe import. Default: Civil.
    #[serde(default)]
    pub end_use: EndUse,
    /// Production is in whole lots of this many base units of the driver. Default: 1.
    /// Unit: base units. Range: 1..=1000000.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub lot: u32,
    /// Normal output over capacity; the behaviour section's value where absent.
    /// Unit: share. Range: over 0, up to 1.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub utilisation: Option<f64>,
    /// Share of value added at base prices that is left to owners when wages and all other costs are paid.
    /// Unit: share. Range: 0..=1. Default: 0.3. Assumption.
    #[serde(default = "margin")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub margin: f64,
    /// Time over which firms of this recipe close a gap in stocks; the behaviour section's value where absent.
    /// Unit: weeks. Range: 0.1..=104.
    #[serde(default)]
    #[schemars(range(min = 0.1, max = 104.0))]
    pub adjustment_weeks: Option<f64>,
    /// Where the shares come from.
    #[serde(default)]
    pub source: String,
}

fn margin() -> f64 {
    0.3
}

fn one() -> u32 {
    1
}
