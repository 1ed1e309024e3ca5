//! A game file as it is written.

use crate::sections::{Literal, Plugin};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A game: a scenario, two players, and what each may do in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GameFile {
    /// One line that names the game.
    pub title: String,
    /// What is played and why.
    #[serde(default)]
    pub summary: String,
    /// The scenario in which it is played, as the path of its file relative to this one. Its own measures and plugins
    /// hold in every run, the quiet one included.
    pub scenario: String,
    /// Single values of the scenario by path, such as `run.firms`.
    #[serde(default)]
    pub set: BTreeMap<String, Literal>,
    /// Runs of each pair of strategies, each under draws of its own and the same for all pairs.
    /// Unit: runs. Range: 1..=10000. Default: 20. Fewer than 20 are said aloud to be too few.
    #[serde(default = "twenty")]
    #[schemars(range(min = 1, max = 10_000))]
    pub replicates: u32,
    /// The two players.
    pub players: Vec<Player>,
}

/// A player.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Player {
    /// Name, lower snake case. Plugins of its strategies are called `NAME_ID` in results.
    pub name: String,
    /// Jurisdictions or groups whose value added is its own.
    pub jurisdictions: Vec<String>,
    /// Weight of relative gains: k in payoff = own + k (own - the other's), after Grieco (1988), International
    /// Organization 42(3). 0: it looks at itself only. Unit: ratio. Range: 0..=10. Default: 0.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub rivalry: f64,
    /// What it may do; each is played against each of the other player's.
    pub strategies: Vec<Strategy>,
}

/// A strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Strategy {
    /// Name, lower snake case, unique among the player's.
    pub name: String,
    /// What it does.
    #[serde(default)]
    pub summary: String,
    /// Whether it counts as endless escalation, for the answer to whether that pays.
    #[serde(default)]
    pub escalates: bool,
    /// Policies that carry it out; none for doing nothing.
    #[serde(default)]
    pub plugins: Vec<Plugin>,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
}

fn twenty() -> u32 {
    20
}
