//! The dictionary that policies are given.

use bevy_ecs::prelude::World;
use coercivity_model::state::Facts;
use coercivity_policy::{GoodName, Names};

/// What the indices of the columns mean in `world`.
#[must_use]
pub fn names(world: &World) -> Names {
    let facts = world.resource::<Facts>();
    let scenario = &facts.scenario;
    let good = |good: &coercivity_scenario::checked::Good| GoodName {
        name: good.name.clone(),
        unit: good.unit.clone(),
        base_units: good.base_units,
        price_usd: good.price_usd,
        is_final: scenario.demand.iter().any(|demand| scenario.goods[demand.good.index()].name == good.name),
    };
    let rows = facts.of_stage.iter().map(|stage| stage.start as u64).chain([facts.firms as u64]);
    Names {
        goods: scenario.goods.iter().map(good).collect(),
        jurisdictions: scenario.jurisdictions.iter().map(|one| one.code.clone()).collect(),
        stages: scenario.stages.iter().map(|stage| stage.name.clone()).collect(),
        stage_rows: rows.collect(),
        recipes: scenario.recipes.iter().map(|recipe| recipe.name.clone()).collect(),
        regimes: scenario.regimes.iter().map(|regime| regime.name.clone()).collect(),
        measures: scenario.schedule.iter().map(|measure| measure.id.clone()).collect(),
        firms: scenario
            .named
            .iter()
            .zip(&facts.named)
            .map(|(firm, &row)| (firm.name.clone(), u64::from(row)))
            .collect(),
    }
}
