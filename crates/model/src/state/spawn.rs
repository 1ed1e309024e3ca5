//! From a start to an ECS world: firms as entities in dense order, tables as resources, stocks and pipelines filled
//! with the flows of the base year.

use super::components::*;
use super::{
    Bundles, Directives, Equity, Facts, Fault, Investment, Ledger, Licences, LinkTable, MarketState,
    Measures, Money, Network, Now, Pipeline, Prices, Provenance, Stockpiles, Technology, Trade, Workers,
};
use crate::world::{SHARE_ONE, SLOTS, Start};
use bevy_ecs::prelude::*;
use coercivity_base::JurisdictionId;
use coercivity_base::quantity::split;
use coercivity_parallel::Pool;
use coercivity_scenario::Scenario;
use coercivity_scenario::checked::MAX_OUTPUTS;
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
#[must_use]
pub fn spawn(scenario: &Arc<Scenario>, start: Start, options: WorldOptions) -> World {
    let mut facts = Facts::new(scenario, &start, options.longest_hold_days);
    facts.set_base_flow(base_flow(&facts, &start));
    let mut pipeline = Pipeline::new(facts.firms, facts.lanes(), facts.longest_transit, facts.longest_hold);
    let holdings = fill_pipeline(&facts, &start, &mut pipeline, options.first_tick);
    let turn = start.stable.iter().map(|id| (id.0 % facts.pace.review_ticks) as u16).collect();
    let mut world = World::new();
    let sales = normal_sales(&facts, &start);
    world.spawn_batch((0..facts.firms).map(|firm| bundle(&facts, &start, &holdings, &sales, firm)));
    drop((holdings, sales));
    world.insert_resource(Provenance::new(&facts, &start));
    world.insert_resource(Workers::new(options.pool, &facts, start.sellers.firm.len()));
    world.insert_resource(Now { tick: options.first_tick, date: facts.calendar.date(options.first_tick) });
    world.insert_resource(Investment::new(&facts, &start.stable, &start.cell, &start.capacity));
    world.insert_resource(MarketState::new(&start.markets, scenario.demand.len()));
    world.insert_resource(Trade::new(start.sellers));
    world.insert_resource(Network {
        links: LinkTable::new(&start.links, &start.cell),
        bundles: Bundles::default(),
        qualifying: BTreeMap::new(),
        rewired: Vec::new(),
        moved: false,
        switched: Vec::new(),
        turn,
    });
    world.insert_resource(Measures::none(&facts));
    world.insert_resource(Licences::new(&facts));
    world.insert_resource(Directives::none(&facts));
    world.insert_resource(Ledger::new(&facts));
    world.insert_resource(Stockpiles::new(&facts, pipeline.due.len()));
    world.insert_resource(Prices::new(&facts, options.first_tick));
    world.insert_resource(Technology::new(&facts));
    world.insert_resource(Money::new(&facts));
    world.insert_resource(Equity::new(&facts, options.first_tick));
    world.insert_resource(crate::mechanisms::money::UnitPrices::default());
    world.insert_resource(pipeline);
    world.insert_resource(Fault::default());
    world.insert_resource(facts);
    crate::mechanisms::accounts::open_books(&mut world);
    crate::mechanisms::equity::open(&mut world);
    world
}

/// Trade by lane in the base year, base units per tick: what links carry, and what final markets buy.
fn base_flow(facts: &Facts, start: &Start) -> Vec<f64> {
    let mut flow = vec![0.0; facts.lanes()];
    for firm in 0..facts.firms {
        let cell = &facts.cells[start.cell[firm] as usize];
        let recipe = facts.recipe(start.cell[firm] as usize);
        for slot in 0..recipe.inputs {
            let usage = (recipe.quantity[slot] * start.normal[firm]).floor();
            for place in start.links.places(firm, slot).filter(|&place| start.links.share[place] > 0) {
                let origin = start.sellers.jurisdiction[start.links.seller[place] as usize];
                let lane = facts.lane(recipe.input_good[slot], origin, cell.jurisdiction);
                flow[lane] += (usage * share_of(start.links.share[place])).floor();
            }
        }
    }
    let n = facts.jurisdictions();
    for (k, demand) in facts.scenario.demand.iter().enumerate() {
        for market in 0..n {
            let bought = crate::mechanisms::demand::demand_per_tick(facts, k, market);
            for origin in 0..n {
                let lane = facts.lane(demand.good, JurisdictionId::at(origin), JurisdictionId::at(market));
                flow[lane] += (bought * start.markets.profile[(k * n + market) * n + origin]).floor();
            }
        }
    }
    flow
}

/// What each firm holds of each input, has on the way, and how long its inputs travel.
struct Holdings {
    stock: [Vec<f64>; SLOTS],
    in_transit: [Vec<f64>; SLOTS],
    lead: [Vec<f32>; SLOTS],
}

/// Fills the planes with the orders of the ticks before the first: each link's normal order is on its way once for
/// each tick of its transit.
fn fill_pipeline(facts: &Facts, start: &Start, pipeline: &mut Pipeline, first_tick: i64) -> Holdings {
    let empty = || std::array::from_fn(|_| vec![0.0; facts.firms]);
    let mut held = Holdings {
        stock: empty(),
        in_transit: empty(),
        lead: std::array::from_fn(|_| vec![0.0; facts.firms]),
    };
    for firm in 0..facts.firms {
        let cell = &facts.cells[start.cell[firm] as usize];
        let recipe = facts.recipe(start.cell[firm] as usize);
        for slot in 0..recipe.inputs {
            let usage = (recipe.quantity[slot] * start.normal[firm]).floor();
            let cover = f64::from(start.cover[slot][firm]);
            held.stock[slot][firm] = ((cover - 1.0).max(0.0) * usage).floor();
            let mut low = 0_u16;
            let mut weighted = 0.0;
            for place in start.links.places(firm, slot) {
                let share = start.links.share[place];
                if share == 0 {
                    continue;
                }
                let seller = start.links.seller[place] as usize;
                let lane = facts.lane(
                    recipe.input_good[slot],
                    start.sellers.jurisdiction[seller],
                    cell.jurisdiction,
                );
                let transit = usize::from(facts.transit[lane]);
                let high = low + share;
                let order = split(usage, share_of(low), share_of(high));
                for ahead in 0..transit as i64 {
                    pipeline.add(first_tick + ahead, slot, firm, lane, order);
                }
                held.in_transit[slot][firm] += order * transit as f64;
                weighted += f64::from(share) * transit as f64;
                low = high;
            }
            held.lead[slot][firm] = (weighted / f64::from(SHARE_ONE)) as f32;
        }
    }
    held
}

/// Sales of each product per tick when nothing disturbs: the driver's are what is made of it; of a co-product only
/// what links claim is sold, and one that nobody uses opens without stock.
fn normal_sales(facts: &Facts, start: &Start) -> [Vec<f64>; MAX_OUTPUTS] {
    let mut sales: [Vec<f64>; MAX_OUTPUTS] = std::array::from_fn(|_| vec![0.0; facts.firms]);
    sales[0].copy_from_slice(&start.normal);
    let sellers = &start.sellers;
    for ((&firm, &output), &normal) in sellers.firm.iter().zip(&sellers.output).zip(&sellers.normal) {
        if output > 0 {
            let made = facts.recipe(start.cell[firm as usize] as usize).made[output as usize];
            sales[output as usize][firm as usize] = normal.min(start.normal[firm as usize] * made);
        }
    }
    sales
}

/// A cumulative share as a fraction.
#[must_use]
pub(crate) fn share_of(cumulative: u16) -> f64 {
    f64::from(cumulative) / f64::from(SHARE_ONE)
}

type Once = (Stable, CellOf, Normal, Capacity, MarketLow, MarketHigh, Caution);
type Four<A, B, C, D> = (A, B, C, D);

/// All components of a firm.
#[derive(Bundle)]
struct Firm {
    once: (Once, Four<Cover<0>, Cover<1>, Cover<2>, Cover<3>>, Four<Lead<0>, Lead<1>, Lead<2>, Lead<3>>),
    inputs: (
        Four<InputStock<0>, InputStock<1>, InputStock<2>, InputStock<3>>,
        Four<InTransit<0>, InTransit<1>, InTransit<2>, InTransit<3>>,
        Four<InputCarry<0>, InputCarry<1>, InputCarry<2>, InputCarry<3>>,
        Four<Order<0>, Order<1>, Order<2>, Order<3>>,
    ),
    outputs:
        ((OutputStock<0>, OutputStock<1>, OutputStock<2>), (OutputCarry<0>, OutputCarry<1>, OutputCarry<2>)),
    moving: (Expectation, Made, Stopped),
}

fn bundle(
    facts: &Facts,
    start: &Start,
    held: &Holdings,
    sales: &[Vec<f64>; MAX_OUTPUTS],
    firm: usize,
) -> Firm {
    let normal = start.normal[firm];
    let finished: [f64; MAX_OUTPUTS] =
        std::array::from_fn(|product| (facts.pace.finished_ticks * sales[product][firm]).floor());
    let once = (
        (
            Stable(start.stable[firm].0),
            CellOf(start.cell[firm]),
            Normal(normal),
            Capacity(start.capacity[firm]),
            MarketLow(start.market_low[firm]),
            MarketHigh(start.market_high[firm]),
            Caution(start.caution[firm]),
        ),
        (
            Cover::<0>(start.cover[0][firm]),
            Cover::<1>(start.cover[1][firm]),
            Cover::<2>(start.cover[2][firm]),
            Cover::<3>(start.cover[3][firm]),
        ),
        (
            Lead::<0>(held.lead[0][firm]),
            Lead::<1>(held.lead[1][firm]),
            Lead::<2>(held.lead[2][firm]),
            Lead::<3>(held.lead[3][firm]),
        ),
    );
    let inputs = (
        (
            InputStock::<0>(held.stock[0][firm]),
            InputStock::<1>(held.stock[1][firm]),
            InputStock::<2>(held.stock[2][firm]),
            InputStock::<3>(held.stock[3][firm]),
        ),
        (
            InTransit::<0>(held.in_transit[0][firm]),
            InTransit::<1>(held.in_transit[1][firm]),
            InTransit::<2>(held.in_transit[2][firm]),
            InTransit::<3>(held.in_transit[3][firm]),
        ),
        (InputCarry::<0>(0.0), InputCarry::<1>(0.0), InputCarry::<2>(0.0), InputCarry::<3>(0.0)),
        (Order::<0>(0.0), Order::<1>(0.0), Order::<2>(0.0), Order::<3>(0.0)),
    );
    let outputs = (
        (OutputStock::<0>(finished[0]), OutputStock::<1>(finished[1]), OutputStock::<2>(finished[2])),
        (OutputCarry::<0>(0.0), OutputCarry::<1>(0.0), OutputCarry::<2>(0.0)),
    );
    Firm { once, inputs, outputs, moving: (Expectation(normal), Made(normal), Stopped(0)) }
}
