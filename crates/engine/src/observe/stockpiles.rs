//! Rows of `series` about the stockpiles of authorities, by jurisdiction and good.

use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_model::state::{Facts, Now, Stockpiles};
use coercivity_record::{Rows, SeriesRow};

/// Writes the tick's rows for every store that holds, awaits, bought or paid anything.
pub(super) fn write(world: &World, out: &mut dyn Rows) -> Result<(), EngineError> {
    let (facts, stores, now) =
        (world.resource::<Facts>(), world.resource::<Stockpiles>(), world.resource::<Now>());
    for store in 0..facts.stores() {
        let (jurisdiction, good) = facts.of_store(store);
        let info = &facts.scenario.goods[good.index()];
        let units = |table: &[f64]| table[store] / info.base_units;
        let unit = info.unit.as_str();
        let metrics = [
            ("stockpile", units(&stores.stock), unit),
            ("stockpile_in_transit", units(&stores.in_transit), unit),
            ("stockpile_bought", units(&stores.bought), unit),
            ("stockpile_released", units(&stores.released), unit),
            ("stockpile_spent", stores.spent_usd[store], "usd"),
            ("floor_price_paid", stores.floor_usd_paid[store], "usd"),
            ("subsidy_paid", stores.subsidy_usd_paid[store], "usd"),
        ];
        if metrics.iter().all(|metric| metric.1 == 0.0) {
            continue;
        }
        for (metric, value, unit) in metrics {
            out.series(&SeriesRow {
                date: now.date,
                stage: "authority",
                jurisdiction: facts.code(jurisdiction),
                good: &info.name,
                metric,
                value,
                unit,
            })?;
        }
    }
    Ok(())
}
