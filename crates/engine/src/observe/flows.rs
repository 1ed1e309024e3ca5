//! Rows of `flows`: trade by origin, destination and good, counted when the exporter's customs clear it; a tick's
//! quantity is split over months by days.

use super::Which;
use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_base::Month;
use coercivity_model::state::{Facts, Ledger, Now};
use coercivity_record::{FlowRow, Rows};

/// Writes the tick's trade.
pub(super) fn write(world: &World, out: &mut dyn Rows, which: Which) -> Result<(), EngineError> {
    let (facts, ledger, now) =
        (world.resource::<Facts>(), world.resource::<Ledger>(), world.resource::<Now>());
    let months: Vec<(Month, f64)> = facts.calendar.months(now.tick).collect();
    for (lane, &cleared) in ledger.cleared.iter().enumerate().filter(|(_, cleared)| **cleared > 0.0) {
        let (good, origin, destination) = facts.of_lane(lane);
        let info = &facts.scenario.goods[good.index()];
        let quantity = cleared / info.base_units;
        let row = FlowRow {
            origin: facts.code(origin),
            destination: facts.code(destination),
            good: &info.name,
            quantity,
            unit: &info.unit,
            value_usd: quantity * info.price_usd,
        };
        match which {
            Which::Scenario => out.flow(&months, &row)?,
            Which::Baseline => out.baseline_flow(&months, &row)?,
        }
    }
    Ok(())
}
