//! Rows of `series` on capacity: what plants can make, what is being built, and how many stand idle. Only where the
//! scenario has projects or rules for idling, and for goods that firms buy.

use super::Which;
use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_base::{GoodId, JurisdictionId, StageId};
use coercivity_model::mechanisms::investment::per_tick;
use coercivity_model::state::components::{Capacity, CellOf};
use coercivity_model::state::{Facts, Investment, Mode, Now, Standing};
use coercivity_record::{Rows, SeriesRow};
use std::collections::BTreeMap;

/// Sums of one stage, jurisdiction and driver.
#[derive(Clone, Copy, Default)]
struct Sum {
    capacity: f64,
    building: f64,
    idle: f64,
}

type Key = (StageId, JurisdictionId, GoodId);

/// Writes the tick's rows.
pub(super) fn write(world: &mut World, out: &mut dyn Rows, which: Which) -> Result<(), EngineError> {
    if !world.resource::<Investment>().in_use() {
        return Ok(());
    }
    let mut by_cell = vec![0.0; world.resource::<Facts>().cells.len()];
    let mut query = world.query::<(&CellOf, &Capacity)>();
    for (cells, capacities) in query.contiguous_iter(world).into_iter().flatten() {
        // Firms of a cell mostly lie together.
        let mut firms = cells.iter().zip(capacities);
        for of_cell in cells.chunk_by(|a, b| a.0 == b.0) {
            let sum = &mut by_cell[of_cell[0].0 as usize];
            *sum = firms.by_ref().take(of_cell.len()).fold(*sum, |sum, (_, capacity)| sum + capacity.0);
        }
    }
    let (facts, now) = (world.resource::<Facts>(), world.resource::<Now>());
    for ((stage, jurisdiction, good), sum) in sums(facts, world.resource::<Investment>(), &by_cell) {
        let info = &facts.scenario.goods[good.index()];
        let row = SeriesRow {
            date: now.date,
            stage: facts.stage_name(stage),
            jurisdiction: facts.code(jurisdiction),
            good: &info.name,
            metric: "capacity",
            value: sum.capacity / info.base_units,
            unit: &info.unit,
        };
        let building =
            SeriesRow { metric: "capacity_building", value: sum.building / info.base_units, ..row };
        let idle = SeriesRow { metric: "firms_idle", value: sum.idle, unit: "firms", ..row };
        for row in [&row, &building, &idle] {
            match which {
                Which::Scenario => out.series(row)?,
                Which::Baseline => out.baseline_series(row)?,
            }
        }
    }
    Ok(())
}

fn sums(facts: &Facts, investment: &Investment, by_cell: &[f64]) -> BTreeMap<Key, Sum> {
    let key = |cell: usize| {
        let of_cell = &facts.cells[cell];
        (of_cell.stage, of_cell.jurisdiction, facts.recipe(cell).output_good[0])
    };
    let mut sums: BTreeMap<Key, Sum> = BTreeMap::new();
    for (cell, capacity) in by_cell.iter().enumerate().filter(|of| facts.recipe(of.0).final_good.is_none()) {
        sums.entry(key(cell)).or_default().capacity += capacity;
    }
    for plant in investment.plants.iter().filter(|plant| plant.mode == Mode::Idle) {
        sums.entry(key(plant.cell as usize)).or_default().idle += 1.0;
    }
    let projects = facts.scenario.projects.iter().zip(&investment.projects).zip(&investment.plant_of);
    for ((project, own), &plant) in projects {
        if own.standing == Standing::Building {
            let cell = investment.plants[plant].cell as usize;
            sums.entry(key(cell)).or_default().building += per_tick(facts, project);
        }
    }
    sums
}
