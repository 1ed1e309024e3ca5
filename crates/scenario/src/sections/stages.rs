use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many firms of a stage are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Size {
    /// About as many as there are in reality; fewer, in proportion, when the world has under 10,000 firms.
    /// Unit: firms.
    Real(u32),
    /// All firms that the other stages leave.
    Rest,
}

/// A stage of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Name, lower snake case.
    pub name: String,
    /// Number of firms drawn.
    pub firms: Size,
    /// Tail exponent of the bounded Pareto distribution of firm sizes.
    /// Unit: none. Range: 0.5..=4. Source: Axtell (2001), Science 293, 1818: about 1.06 for US firms.
    #[serde(default = "tail")]
    #[schemars(range(min = 0.5, max = 4.0))]
    pub size_tail: f64,
    /// Share of a stage's output made by its head: the named firms and the next largest, the same at every scale.
    /// Unit: share. Range: 0..=1. Assumption.
    #[serde(default = "head_share")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub head_share: f64,
    /// Number of firms in the head besides the named ones, over all jurisdictions.
    /// Unit: firms. Range: 0..=10000. Assumption.
    #[serde(default = "head_firms")]
    #[schemars(range(min = 0, max = 10_000))]
    pub head_firms: u32,
}

fn tail() -> f64 {
    1.1
}
fn head_share() -> f64 {
    0.4
}
fn head_firms() -> u32 {
    200
}
