//! Tests of whole worlds, tick by tick.
#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

/// What policies are shown.
mod board;
/// Directives of rules outside the schedule, against measures of the schedule.
mod directives;
/// What owners hold firms to be worth.
mod equity;
/// A tick in a few numbers.
mod glance;
/// Runs that stop and go on.
mod going_on;
/// A golden run whose head says why its numbers are right.
mod golden;
/// Projects, new plants, and plants that stop.
mod investment;
/// What must hold in every economy, over random small ones.
mod laws;
/// Single measures in worlds that can be followed by hand.
mod measures;
/// A chain of five firms against numbers worked out by hand.
mod miniature;
/// Payments worked out by hand.
mod money;
/// What catches nothing changes nothing.
mod pairing;
/// Policies: what they are shown, how they compose, how they fail.
mod policies;
/// What becomes of a policy that fails, and of the run.
mod policy_faults;
/// Prices in whole worlds.
mod prices;
/// Shares of value by origin, and rules by them.
mod provenance;
/// Jurisdictions and prices as policies see them, and support that they pay.
mod public;
/// The registry of columns against the firms and the documentation.
mod registry;
/// The order of firms in memory and in files.
mod relabelling;
/// Directives and rulings on licence applications.
mod rulings;
/// What a test reads off a world.
mod seen;
/// Stores of authorities.
mod stockpiles;
/// The number of threads.
mod threads;
/// What a tick moves, against the documentation.
mod traffic;
/// Columns that do not change.
mod versions;

/// What most tests name.
mod prelude {
    pub(crate) use crate::seen::{Chain, all, built, held, named};
    pub(crate) use coercivity_engine::Simulation;
    pub(crate) use coercivity_model::state::components::*;
    pub(crate) use coercivity_model::state::{Facts, Inputs, Ledger, Network, Products, Trade};
    pub(crate) use coercivity_scenario::Scenario;
}
