//! New capacity, with names as ids.

use coercivity_base::{Date, EndUse, GoodId, JurisdictionId, RecipeId};

/// A plant that does not stand in the base year.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Name, unique among projects.
    pub name: String,
    /// What it makes and from what.
    pub recipe: RecipeId,
    /// Where.
    pub jurisdiction: JurisdictionId,
    /// What its products are for.
    pub end_use: EndUse,
    /// Most output, units of the driver per year.
    pub capacity_per_year: f64,
    /// Day of opening, if it is decided already.
    pub opens: Option<Date>,
    /// First day on which it may be decided on.
    pub from: Option<Date>,
    /// The good whose price is looked at.
    pub signal: GoodId,
    /// What that good must bring, US dollars per unit; 0 if it is decided already.
    pub incentive_usd: f64,
    /// From decision to opening, weeks.
    pub lead_weeks: f64,
    /// From opening to full capacity, weeks.
    pub ramp_weeks: f64,
    /// Probability that it opens once it is decided on.
    pub success: f64,
}

/// When plants idle and restart.
#[derive(Clone, Debug, PartialEq)]
pub struct Idling {
    /// Whether plants of a recipe do.
    pub recipes: Vec<bool>,
    /// Time of losses before a plant stops, weeks.
    pub after_weeks: f64,
    /// Time for which the margin is back before it is started, weeks.
    pub restart_after_weeks: f64,
    /// From the start to full capacity, weeks.
    pub restart_weeks: f64,
    /// How far margins of plants lie from the recipe's, share of it.
    pub margin_spread: f64,
}
