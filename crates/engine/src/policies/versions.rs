//! Which columns hold the same values from tick to tick, so that whoever carries them elsewhere need not do it again.
//!
//! Firms are spawned once and never move, and what cells, lanes, stages and markets are is settled with the world. What a
//! firm makes at most and normally moves only where projects open or plants idle.

use bevy_ecs::prelude::World;
use coercivity_model::state::Investment;
use coercivity_policy::{Call, Column, Table};

/// Version of what never changes in a run.
const ALWAYS: u64 = 1;

/// The version of a column, as [`Call::versions`] has it.
pub(super) fn version(world: &World, column: Column) -> u64 {
    let never_changes = match column {
        Column::LaneTransit
        | Column::StageStage
        | Column::StageJurisdiction
        | Column::StageGood
        | Column::StageMade
        | Column::StageNormal
        | Column::MarketGood
        | Column::MarketJurisdiction
        | Column::FirmId
        | Column::FirmCell
        | Column::JurisdictionNormal => true,
        Column::FirmNormal | Column::FirmCapacity => {
            world.get_resource::<Investment>().is_some_and(|investment| !investment.in_use())
        }
        other => other.table() == Table::Cells,
    };
    if never_changes { ALWAYS } else { Call::UNKNOWN }
}
