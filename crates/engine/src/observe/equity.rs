//! Rows of `series` for equity: value and index by stage and jurisdiction.

use super::Which;
use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_model::mechanisms::equity::discount_per_week;
use coercivity_model::state::{Equity, Facts, Now};
use coercivity_record::{Rows, SeriesRow};
use std::collections::BTreeMap;

/// Writes the tick's values.
pub(super) fn write(world: &World, out: &mut dyn Rows, which: Which) -> Result<(), EngineError> {
    let (facts, equity, now) =
        (world.resource::<Facts>(), world.resource::<Equity>(), world.resource::<Now>());
    let discount = discount_per_week(facts.scenario.equity.discount_per_year);
    let mut sums: BTreeMap<_, (f64, f64)> = BTreeMap::new();
    for (i, cell) in facts.cells.iter().enumerate() {
        let sum = sums.entry((cell.stage, cell.jurisdiction)).or_default();
        sum.0 += equity.value[i];
        sum.1 += equity.normal_value(i, discount);
    }
    for (&(stage, jurisdiction), &(value, normal)) in &sums {
        let index = if normal > 0.0 { value / normal } else { f64::NAN };
        for (metric, value, unit) in [("equity_value", value, "usd"), ("equity_index", index, "ratio")] {
            let row = SeriesRow {
                date: now.date,
                stage: facts.stage_name(stage),
                jurisdiction: facts.code(jurisdiction),
                good: "",
                metric,
                value,
                unit,
            };
            match which {
                Which::Scenario => out.series(&row)?,
                Which::Baseline => out.baseline_series(&row)?,
            }
        }
    }
    Ok(())
}
