//! From a start to an ECS world: firms as entities in dense order, tables as resources.

use super::components::*;
use super::opening::{base_flow, fill_inputs, fill_products};
use super::{
    Bundles, Directives, Equity, Facts, Fault, Inputs, Investment, Ledger, Licences, LinkTable, MarketState,
    Measures, Money, Network, Now, Pipeline, Prices, Products, Provenance, Stockpiles, Technology, Trade,
    Traits, Workers,
};
use crate::world::Start;
use bevy_ecs::prelude::*;
use coercivity_parallel::Pool;
use coercivity_scenario::Scenario;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a world is set up.
pub struct WorldOptions {
    /// Workers.
    pub pool: Pool,
    /// First tick; negative for a burn-in.
    pub first_tick: i64,
    /// Longest customs hold that directives may ask for, days; 0 where there are none.
    pub longest_hold_days: f64,
}

/// Puts `start` into a new ECS world.
///
/// Tables come before firms: bevy keeps an index by entity for each of them that is as long as the table's own number.
#[must_use]
pub fn spawn(scenario: &Arc<Scenario>, mut start: Start, options: WorldOptions) -> World {
    let WorldOptions { pool, first_tick, longest_hold_days } = options;
    let mut facts = Facts::new(scenario, &start, longest_hold_days);
    facts.set_base_flow(base_flow(&facts, &start, &pool));
    let mut pipeline = Pipeline::new(facts.firms, facts.lanes(), facts.longest_transit, facts.longest_hold);
    let (mut inputs, mut products) = (Inputs::none(facts.firms), Products::none(facts.firms));
    inputs.cover = std::mem::take(&mut start.cover);
    fill_inputs(&facts, &start, &pool, first_tick, (&mut inputs, &mut pipeline));
    fill_products(&facts, &start, &mut products);
    let mut world = World::new();
    world.insert_resource(Traits {
        market_low: std::mem::take(&mut start.market_low),
        market_high: std::mem::take(&mut start.market_high),
        caution: std::mem::take(&mut start.caution),
    });
    world.insert_resource(Provenance::new(&facts, &start));
    world.insert_resource(Network {
        links: LinkTable::new(&std::mem::take(&mut start.links), &start.cell, &pool),
        bundles: Bundles::default(),
        qualifying: BTreeMap::new(),
        rewired: Vec::new(),
        moved: false,
        switched: Vec::new(),
        turn: start.stable.iter().map(|id| (id.0 % facts.pace.review_ticks) as u16).collect(),
    });
    world.insert_resource(Workers::new(pool, &facts, start.sellers.firm.len()));
    world.insert_resource(Now { tick: first_tick, date: facts.calendar.date(first_tick) });
    world.insert_resource(Investment::new(&facts, &start.stable, &start.cell, &start.capacity));
    world.insert_resource(MarketState::new(&start.markets, scenario.demand.len()));
    world.insert_resource(Trade::new(std::mem::take(&mut start.sellers)));
    world.insert_resource(Measures::none(&facts));
    world.insert_resource(Licences::new(&facts));
    world.insert_resource(Directives::none(&facts));
    world.insert_resource(Ledger::new(&facts));
    world.insert_resource(Stockpiles::new(&facts, pipeline.due.len()));
    world.insert_resource(Prices::new(&facts, first_tick));
    world.insert_resource(Technology::new(&facts));
    world.insert_resource(Money::new(&facts));
    world.insert_resource(Equity::new(&facts, first_tick));
    world.insert_resource(crate::mechanisms::money::UnitPrices::default());
    world.insert_resource(pipeline);
    world.insert_resource(inputs);
    world.insert_resource(products);
    world.insert_resource(Fault::default());
    world.insert_resource(facts);
    world.spawn_batch((0..start.stable.len()).map(|firm| components(&start, firm)));
    drop(start);
    crate::mechanisms::accounts::open_books(&mut world);
    crate::mechanisms::equity::open(&mut world);
    world
}

type Firm = (Stable, CellOf, Normal, Capacity, Expectation, Made, Stopped);

/// All components of a firm.
fn components(start: &Start, firm: usize) -> Firm {
    let normal = start.normal[firm];
    (
        Stable(start.stable[firm].0),
        CellOf(start.cell[firm]),
        Normal(normal),
        Capacity(start.capacity[firm]),
        Expectation(normal),
        Made(normal),
        Stopped(0),
    )
}
