//! Rows of `firms_sample`: the named firms and a fixed sample of the others, in full.

use crate::error::EngineError;
use bevy_ecs::prelude::{Component, Entity, World};
use coercivity_base::{Event, StableId};
use coercivity_model::state::components::*;
use coercivity_model::state::{Facts, Inputs, Now, Products};
use coercivity_record::{Rows, SampleRow};

/// A sampled firm.
struct Sampled {
    firm: usize,
    entity: Entity,
    cell: usize,
    name: String,
}

/// The sample, in the order of names.
pub(crate) struct Sample(Vec<Sampled>);

impl Sample {
    /// The named firms, and from each stage the same number of others, those with the lowest draws.
    pub(crate) fn new(world: &mut World) -> Self {
        let ids: Vec<(u64, u16, Entity)> = world
            .query::<(&Stable, &CellOf, Entity)>()
            .iter(world)
            .map(|(id, cell, entity)| (id.0, cell.0, entity))
            .collect();
        let facts = world.resource::<Facts>();
        let mut firms: Vec<usize> = facts.named.iter().map(|&firm| firm as usize).collect();
        let per_stage = (facts.scenario.results.sample_firms as usize).div_ceil(facts.of_stage.len().max(1));
        for stage in &facts.of_stage {
            let mut drawn: Vec<(u64, usize)> = stage
                .clone()
                .map(|firm| (facts.chance.bits(Event::Sample, StableId(ids[firm].0), 0, 0), firm))
                .collect();
            drawn.sort_unstable();
            firms.extend(drawn.into_iter().take(per_stage).map(|(_, firm)| firm));
        }
        firms.sort_unstable();
        firms.dedup();
        let sampled = |firm: usize| {
            let cell = ids[firm].1 as usize;
            Sampled { firm, entity: ids[firm].2, cell, name: facts.firm_name(firm, cell) }
        };
        let mut sample: Vec<Sampled> = firms.into_iter().map(sampled).collect();
        sample.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        Self(sample)
    }

    /// Dense indices and names.
    pub(crate) fn firms(&self) -> Vec<(usize, String)> {
        self.0.iter().map(|sampled| (sampled.firm, sampled.name.clone())).collect()
    }

    /// Writes the tick's rows.
    pub(crate) fn write(&self, world: &World, out: &mut dyn Rows) -> Result<(), EngineError> {
        let (facts, now) = (world.resource::<Facts>(), world.resource::<Now>());
        let (inputs, products) = (world.resource::<Inputs>(), world.resource::<Products>());
        for sampled in &self.0 {
            let cell = &facts.cells[sampled.cell];
            let recipe = facts.recipe(sampled.cell);
            let row = SampleRow {
                date: now.date,
                firm: &sampled.name,
                stage: facts.stage_name(cell.stage),
                jurisdiction: facts.code(cell.jurisdiction),
                good: "",
                metric: "",
                value: 0.0,
                unit: "",
            };
            let mut push = |good: usize, metric: &str, value: f64| {
                let info = &facts.scenario.goods[good];
                let value = value / info.base_units;
                out.sample(&SampleRow { good: &info.name, metric, value, unit: &info.unit, ..row })
            };
            let driver = recipe.output_good[0].index();
            push(driver, "output", value(world, sampled, |made: &Made| made.0))?;
            push(driver, "capacity", value(world, sampled, |capacity: &Capacity| capacity.0))?;
            push(driver, "expectation", value(world, sampled, |expected: &Expectation| expected.0))?;
            push(driver, "stock", products.stock[0][sampled.firm])?;
            for slot in 0..recipe.inputs {
                let good = recipe.input_good[slot].index();
                push(good, "input_stock", inputs.stock[slot][sampled.firm])?;
                push(good, "input_in_transit", inputs.in_transit[slot][sampled.firm])?;
                push(good, "input_orders", inputs.order[slot][sampled.firm])?;
            }
        }
        Ok(())
    }
}

fn value<C: Component>(world: &World, sampled: &Sampled, read: impl Fn(&C) -> f64) -> f64 {
    world.get::<C>(sampled.entity).map_or(f64::NAN, read)
}
