//! Sums of a tick by stage, jurisdiction and good.

use bevy_ecs::prelude::World;
use coercivity_base::{GoodId, JurisdictionId, StageId};
use coercivity_model::state::components::CellOf;
use coercivity_model::state::{Facts, Ledger, MarketState, Trade};

/// Stage, jurisdiction, good.
pub(crate) type Key = (StageId, JurisdictionId, GoodId);

/// Sums of one key. Unit: base units, or firms.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum {
    pub(crate) output: f64,
    pub(crate) orders: f64,
    pub(crate) shipped: f64,
    pub(crate) stock: f64,
    pub(crate) outlet: f64,
    pub(crate) firms: f64,
    pub(crate) stopped: f64,
    pub(crate) stops: f64,
    pub(crate) restarts: f64,
    pub(crate) input_stock: f64,
    pub(crate) input_use: f64,
    pub(crate) input_orders: f64,
    pub(crate) input_on_way: f64,
    pub(crate) firms_bound: f64,
}

/// All keys and their sums.
pub(crate) struct Aggregates {
    pub(crate) keys: Vec<Key>,
    pub(crate) sums: Vec<Sum>,
    /// Whether a key is made (else it is used) by its stage.
    pub(crate) made: Vec<bool>,
    products: Vec<Vec<usize>>,
    inputs: Vec<Vec<usize>>,
    sellers: Vec<usize>,
    makers: Vec<(usize, usize)>,
}

impl Aggregates {
    /// The keys of a world.
    pub(crate) fn new(world: &mut World) -> Self {
        let cell_of: Vec<u16> = world.query::<&CellOf>().iter(world).map(|cell| cell.0).collect();
        let (facts, trade) = (world.resource::<Facts>(), world.resource::<Trade>());
        let mut keys = Vec::new();
        for (i, cell) in facts.cells.iter().enumerate() {
            let recipe = facts.recipe(i);
            let goods =
                recipe.output_good[..recipe.outputs].iter().chain(&recipe.input_good[..recipe.inputs]);
            keys.extend(goods.map(|&good| (cell.stage, cell.jurisdiction, good)));
        }
        keys.sort_unstable();
        keys.dedup();
        let at = |key: Key| keys.binary_search(&key).unwrap_or(0);
        let of_cell = |i: usize, goods: &[GoodId]| -> Vec<usize> {
            let cell = &facts.cells[i];
            goods.iter().map(|&good| at((cell.stage, cell.jurisdiction, good))).collect()
        };
        let n = facts.cells.len();
        let products: Vec<_> =
            (0..n).map(|i| of_cell(i, &facts.recipe(i).output_good[..facts.recipe(i).outputs])).collect();
        let inputs =
            (0..n).map(|i| of_cell(i, &facts.recipe(i).input_good[..facts.recipe(i).inputs])).collect();
        let mut made = vec![false; keys.len()];
        products.iter().flatten().for_each(|&key| made[key] = true);
        let sellers = trade.sellers.firm.iter().zip(&trade.sellers.output);
        let sellers = sellers
            .map(|(&firm, &output)| products[cell_of[firm as usize] as usize][output as usize])
            .collect();
        let mut makers: Vec<(usize, usize)> = (0..n)
            .filter_map(|i| {
                let k = facts.recipe(i).final_good?;
                Some((products[i][0], k * facts.jurisdictions() + facts.cells[i].jurisdiction.index()))
            })
            .collect();
        makers.sort_unstable();
        makers.dedup();
        Self { sums: vec![Sum::default(); keys.len()], keys, made, products, inputs, sellers, makers }
    }

    /// The sums of the tick that has just been run.
    pub(crate) fn gather(&mut self, world: &World) {
        self.sums.fill(Sum::default());
        let (facts, ledger) = (world.resource::<Facts>(), world.resource::<Ledger>());
        for (i, tally) in ledger.cells.iter().enumerate() {
            for (k, &key) in self.products[i].iter().enumerate() {
                let sum = &mut self.sums[key];
                sum.output += tally.made[k];
                sum.stock += tally.finished[k];
                sum.outlet += tally.outlet[k];
                sum.firms += ledger.firms[i];
                sum.stopped += tally.stopped;
                sum.stops += tally.stops;
                sum.restarts += tally.restarts;
            }
            for (slot, &key) in self.inputs[i].iter().enumerate() {
                let sum = &mut self.sums[key];
                sum.input_stock += tally.stock[slot];
                sum.input_use += tally.used[slot];
                sum.input_orders += tally.ordered[slot];
                sum.input_on_way += tally.in_transit[slot];
                sum.firms_bound += tally.bound[slot];
            }
        }
        let trade = world.resource::<Trade>();
        for (seller, &key) in self.sellers.iter().enumerate() {
            let wanted = &trade.wanted[seller];
            self.sums[key].orders += wanted.shippable() + wanted.blocked;
            self.sums[key].shipped += trade.shipped[seller];
        }
        let markets = world.resource::<MarketState>();
        for &(key, cell) in &self.makers {
            let (k, origin) = (cell / facts.jurisdictions(), cell % facts.jurisdictions());
            let wanted = (0..facts.jurisdictions()).map(|market| {
                let pair = markets.pair(k, market, origin);
                markets.demand[pair] + (markets.received[pair] - markets.demand[pair]).max(0.0)
            });
            self.sums[key].orders += wanted.sum::<f64>();
            self.sums[key].shipped += markets.sold[cell];
        }
    }
}
