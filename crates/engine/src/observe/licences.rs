//! Rows of `series` about licence offices, by the office's jurisdiction and the good.

use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_model::state::{Facts, Licences, Now, mean_age, p90_age};
use coercivity_record::{Rows, SeriesRow};

/// Writes the tick's rows for every office that has anything to do.
pub(super) fn write(world: &World, out: &mut dyn Rows) -> Result<(), EngineError> {
    let (facts, licences, now) =
        (world.resource::<Facts>(), world.resource::<Licences>(), world.resource::<Now>());
    if licences.is_empty() {
        return Ok(());
    }
    let weeks = facts.calendar.tick_weeks();
    for (at, count) in licences.counts.iter().enumerate() {
        if count.filed + count.granted + count.refused + count.pending + count.holding == 0 {
            continue;
        }
        let metrics = [
            ("licences_filed", count.filed as f64, "applications"),
            ("licences_granted", count.granted as f64, "applications"),
            ("licences_refused", count.refused as f64, "applications"),
            ("licences_pending", count.pending as f64, "applications"),
            ("licences_held", count.holding as f64, "licences"),
            ("licence_age_mean", mean_age(&count.ages).map_or(f64::NAN, |age| age * weeks), "weeks"),
            ("licence_age_p90", p90_age(&count.ages).map_or(f64::NAN, |age| age * weeks), "weeks"),
        ];
        for (metric, value, unit) in metrics {
            out.series(&SeriesRow {
                date: now.date,
                stage: "licence_office",
                jurisdiction: &facts.scenario.jurisdictions[at / facts.goods()].code,
                good: &facts.scenario.goods[at % facts.goods()].name,
                metric,
                value,
                unit,
            })?;
        }
    }
    Ok(())
}
