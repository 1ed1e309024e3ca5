//! Rows of `series`: what each stage of each jurisdiction did in the tick.

use super::{Aggregates, Which};
use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_model::state::{Facts, MarketState, Now};
use coercivity_record::{Rows, SeriesRow};

/// Writes the tick's rows.
pub(super) fn write(
    aggregates: &Aggregates,
    world: &World,
    out: &mut dyn Rows,
    which: Which,
) -> Result<(), EngineError> {
    let (facts, now) = (world.resource::<Facts>(), world.resource::<Now>());
    let mut push = |row: SeriesRow| match which {
        Which::Scenario => out.series(&row),
        Which::Baseline => out.baseline_series(&row),
    };
    for ((&(stage, jurisdiction, good), sum), &made) in
        aggregates.keys.iter().zip(&aggregates.sums).zip(&aggregates.made)
    {
        let info = &facts.scenario.goods[good.index()];
        let (unit, weeks) = (info.unit.as_str(), facts.calendar.tick_weeks());
        let row = SeriesRow {
            date: now.date,
            stage: facts.stage_name(stage),
            jurisdiction: facts.code(jurisdiction),
            good: &info.name,
            metric: "",
            value: 0.0,
            unit,
        };
        let amount = |units: f64| units / info.base_units;
        let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { f64::NAN };
        let quantities: &[(&str, f64, &str)] = if made {
            &[
                ("output", amount(sum.output), unit),
                ("orders", amount(sum.orders), unit),
                ("shipments", amount(sum.shipped), unit),
                ("stock", amount(sum.stock), unit),
                ("fill_rate", ratio(sum.shipped, sum.orders), "share"),
                ("outlet", amount(sum.outlet), unit),
                ("firms", sum.firms, "firms"),
                ("firms_stopped", sum.stopped, "firms"),
                ("line_stops", sum.stops, "firms"),
                ("line_restarts", sum.restarts, "firms"),
            ]
        } else {
            &[
                ("input_stock", amount(sum.input_stock), unit),
                ("input_use", amount(sum.input_use), unit),
                ("input_orders", amount(sum.input_orders), unit),
                ("input_in_transit", amount(sum.input_on_way), unit),
                ("input_cover", ratio(sum.input_stock, sum.input_use) * weeks, "weeks"),
                ("firms_bound_by_input", sum.firms_bound, "firms"),
            ]
        };
        for &(metric, value, unit) in quantities {
            push(SeriesRow { metric, value, unit, ..row })?;
        }
    }
    final_markets(world, facts, &mut push)
}

/// What final markets wanted and got.
fn final_markets(
    world: &World,
    facts: &Facts,
    push: &mut impl FnMut(SeriesRow) -> Result<(), coercivity_record::RecordError>,
) -> Result<(), EngineError> {
    let (markets, now) = (world.resource::<MarketState>(), world.resource::<Now>());
    for (k, demand) in facts.scenario.demand.iter().enumerate() {
        let info = &facts.scenario.goods[demand.good.index()];
        for market in (0..facts.jurisdictions()).filter(|&market| demand.shares[market] > 0.0) {
            let sum = |table: &[f64]| -> f64 {
                let first = markets.pair(k, market, 0);
                table[first..first + markets.jurisdictions].iter().sum::<f64>() / info.base_units
            };
            let quantities = [
                ("demand", sum(&markets.demand)),
                ("sales", sum(&markets.received)),
                ("waiting", sum(&markets.waiting)),
                ("lost", sum(&markets.lost)),
            ];
            for (metric, value) in quantities {
                push(SeriesRow {
                    date: now.date,
                    stage: "final_market",
                    jurisdiction: &facts.scenario.jurisdictions[market].code,
                    good: &info.name,
                    metric,
                    value,
                    unit: &info.unit,
                })?;
            }
        }
    }
    Ok(())
}
