//! A scenario file as it is written: a base, whole sections, and single values.

use crate::sections::{
    Behaviour, Demand, Equity, Firms, Good, Investment, Jurisdictions, Measure, Network, Office, Plugin,
    Prices, Project, Provenance, Recipe, Regime, Results, Run, Stage, Stockpile, Uncertain,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All sections of a scenario. In a file each is optional: what is absent comes from the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sections {
    /// One line that names the scenario.
    pub title: String,
    /// What happens in it and why one would run it.
    #[serde(default)]
    pub summary: String,
    /// Goods by name (lower snake case). At most 64.
    pub goods: BTreeMap<String, Good>,
    /// Stages of the chain, from the mine to the device. At most 16.
    pub stages: Vec<Stage>,
    /// Recipes by name. At most 64.
    pub recipes: BTreeMap<String, Recipe>,
    /// Jurisdictions, groups and transit times.
    pub jurisdictions: Jurisdictions,
    /// Final demand by good.
    pub demand: BTreeMap<String, Demand>,
    /// How links are drawn.
    #[serde(default)]
    pub network: Network,
    /// Firms.
    pub firms: Firms,
    /// How firms plan, stock and choose.
    #[serde(default)]
    pub behaviour: Behaviour,
    /// Prices.
    #[serde(default)]
    pub prices: Prices,
    /// How owners value firms.
    #[serde(default)]
    pub equity: Equity,
    /// What stocks are followed for: shares of their value by origin.
    #[serde(default)]
    pub provenance: Provenance,
    /// Licence offices by jurisdiction; one with defaults where absent.
    #[serde(default)]
    pub offices: BTreeMap<String, Office>,
    /// Licence regimes by name; a measure of the schedule puts one in force.
    #[serde(default)]
    pub regimes: BTreeMap<String, Regime>,
    /// Dated measures.
    #[serde(default)]
    pub schedule: Vec<Measure>,
    /// Policies that are not in this program, loaded from files, in the order in which they are in force.
    #[serde(default)]
    pub plugins: Vec<Plugin>,
    /// What authorities hold of goods at the start, by jurisdiction (no group); nothing where absent.
    #[serde(default)]
    pub stockpiles: BTreeMap<String, Vec<Stockpile>>,
    /// How projects are decided on, and when plants idle.
    #[serde(default)]
    pub investment: Investment,
    /// Mines and plants that do not stand in the base year, by name.
    #[serde(default)]
    pub projects: BTreeMap<String, Project>,
    /// Values that are not well known, by path, with what is plausible: questions vary them.
    #[serde(default)]
    pub uncertain: BTreeMap<String, Uncertain>,
    /// When, how long, how finely drawn, and with which luck.
    pub run: Run,
    /// What is written besides the aggregates.
    #[serde(default)]
    pub results: Results,
}
