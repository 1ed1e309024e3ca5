//! The state of a world in the ECS: firms as entities with one component per quantity, and the tables between them
//! as resources.

mod bloc_trade;
mod bundles;
pub mod components;
pub(crate) mod desk;
mod directives;
mod equity;
mod exports;
mod facts;
mod grants;
mod holdings;
mod investment;
mod ledger;
mod licences;
mod link_table;
mod links;
mod markets;
mod measures;
mod money;
mod opening;
mod pairs;
mod pipeline;
mod plane_block;
mod prices;
mod provenance;
mod run_block;
pub(crate) mod runs;
mod scratch;
mod share_block;
mod spawn;
mod state_block;
mod stockpiles;
mod table_block;
mod technology;
mod trade;

pub use bloc_trade::{BlocTrade, Trades};
pub use bundles::{BlockBundles, Bundle, Bundles, ON_SHEET, Places, Sheet};
pub use directives::{Directives, NO_QUOTA, NO_REGIME, PairRule, Party, Ruling};
pub(crate) use directives::{limit, row};
pub use equity::Equity;
pub use exports::{Export, Route, Routes};
pub use facts::{Facts, Pace, RecipeFacts, review_ticks};
pub use grants::{Allowance, Grant, Lots};
pub use holdings::{Inputs, Products, Traits, read, write};
pub use investment::{Happening, Investment, Mode, Plant, Standing, Undertaking};
pub use ledger::{Balance, CellTally, Ledger};
pub use licences::{
    Licence, LicenceCount, Licences, MarketLicence, NEVER, NO_LINK, OfficeState, Tick32, add_age, mean_age,
    p90_age,
};
pub use link_table::{LinkRun, LinkTable, padded};
pub use links::{LinkBlock, Network, Verdict};
pub use markets::{ClassDemand, MarketState};
pub use measures::{Caught, Hold, LaneRule, Measures, QuotaState, QuotaTerm};
pub use money::{Holder, Kind, MICRO, Money};
pub(crate) use opening::share_of;
pub use pairs::{Ends, Pairs};
pub use pipeline::{Late, Pipeline};
pub use plane_block::PlaneBlock;
pub use prices::Prices;
pub use provenance::{CellValues, Curve, Making, Provenance};
pub use run_block::RunBlock;
pub(crate) use scratch::merge;
pub use scratch::{Asked, Scratch, Sold, Workers};
pub use share_block::{ShareBlock, ShareColumn, ShareRow};
pub use spawn::{WorldOptions, spawn};
pub use state_block::StateBlock;
pub use stockpiles::Stockpiles;
pub use technology::Technology;
pub use trade::{Fill, Trade, Wanted};

use crate::error::ModelError;
use bevy_ecs::prelude::Resource;
use coercivity_base::Date;

/// Where the run stands.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Now {
    /// Tick; negative during the burn-in.
    pub tick: i64,
    /// First day of the tick.
    pub date: Date,
}

/// The first fault of the run, which ends it.
#[derive(Resource, Clone, Debug, Default)]
pub struct Fault(pub Option<ModelError>);

impl Fault {
    /// Notes `error` unless an earlier fault stands.
    pub fn note(&mut self, error: impl FnOnce() -> ModelError) {
        if self.0.is_none() {
            self.0 = Some(error());
        }
    }
}
