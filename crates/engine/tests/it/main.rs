//! Tests of whole worlds, tick by tick.
#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

/// A chain of five firms against numbers worked out by hand.
mod miniature;
/// What a test reads off a world.
mod seen;

mod prelude {
    pub(crate) use crate::seen::{Chain, all, built, named};
    pub(crate) use coercivity_engine::Simulation;
    pub(crate) use coercivity_model::state::components::*;
    pub(crate) use coercivity_model::state::{Facts, Ledger, Network, Trade};
    pub(crate) use coercivity_scenario::Scenario;
}
