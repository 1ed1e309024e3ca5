//! Rows of `series` for prices: quoted, contract and paid by good and bloc, retail by final good and market. Written
//! for the start of the run and from then on for each good whose prices are not all the base price.

use super::Which;
use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_model::state::{Facts, Now, Prices};
use coercivity_record::{Rows, SeriesRow};

/// Writes the tick's prices; the column `jurisdiction` holds the name of the bloc.
pub(super) fn write(world: &World, out: &mut dyn Rows, which: Which) -> Result<(), EngineError> {
    let (facts, prices, now) =
        (world.resource::<Facts>(), world.resource::<Prices>(), world.resource::<Now>());
    let mut push = |row: SeriesRow| match which {
        Which::Scenario => out.series(&row),
        Which::Baseline => out.baseline_series(&row),
    };
    let units: Vec<String> =
        facts.scenario.goods.iter().map(|good| format!("usd per {}", good.unit)).collect();
    for (g, good) in facts.scenario.goods.iter().enumerate() {
        let of_good = g * prices.blocs..(g + 1) * prices.blocs;
        let columns = [&prices.quoted, &prices.contract, &prices.paid];
        if now.tick > 0
            && columns.iter().all(|column| column[of_good.clone()].iter().all(|&price| price == 1.0))
        {
            continue;
        }
        for (bloc, at) in of_good.enumerate() {
            for (metric, column) in ["price_quoted", "price_contract", "price_paid"].into_iter().zip(columns)
            {
                push(SeriesRow {
                    date: now.date,
                    stage: "market",
                    jurisdiction: &facts.scenario.blocs[bloc],
                    good: &good.name,
                    metric,
                    value: column[at] * good.price_usd,
                    unit: &units[g],
                })?;
            }
        }
    }
    for (k, demand) in facts.scenario.demand.iter().enumerate() {
        let (good, n) = (demand.good.index(), facts.jurisdictions());
        for market in (0..n).filter(|&market| demand.shares[market] > 0.0) {
            let retail = prices.retail[k * n + market];
            if retail == 1.0 && now.tick > 0 {
                continue;
            }
            push(SeriesRow {
                date: now.date,
                stage: "final_market",
                jurisdiction: &facts.scenario.jurisdictions[market].code,
                good: &facts.scenario.goods[good].name,
                metric: "retail_price",
                value: retail * facts.scenario.goods[good].price_usd,
                unit: &units[good],
            })?;
        }
    }
    Ok(())
}
