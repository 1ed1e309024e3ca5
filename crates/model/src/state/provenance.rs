//! Provenance: of every stock the share of its value that comes from each watched origin. A world without a watch keeps
//! nothing.

use super::Facts;
use crate::world::{SLOTS, Start};
use bevy_ecs::prelude::Resource;
use coercivity_scenario::checked::{MAX_OUTPUTS, MAX_WATCHES};
use coercivity_scenario::sections::Counted;
use serde::{Deserialize, Serialize};

/// What of a product counts as made in a watched origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Making {
    /// Nothing but what the inputs carry.
    #[default]
    Carried,
    /// That, and the value added.
    Added,
    /// All of it.
    Whole,
}

/// Values that the firms of a cell work with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CellValues {
    /// Base-year value of a base unit of each input. Unit: micro-dollars.
    pub input: [f64; SLOTS],
    /// Base-year value of a base unit of each product. Unit: micro-dollars.
    pub output: [f64; MAX_OUTPUTS],
    /// What counts of each product, by watch.
    pub making: [[Making; MAX_OUTPUTS]; MAX_WATCHES],
}

/// The curve over thresholds of one tick. Tables are `[watch][good][jurisdiction of the exporter]`, flattened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Dispatched or sold to other jurisdictions at base-year prices. Unit: whole micro-dollars.
    pub trade: Vec<i64>,
    /// Watched value in it. Unit: whole micro-dollars.
    pub watched: Vec<i64>,
    /// What of it reaches so many thresholds, `[..][0..=thresholds]`. Unit: whole micro-dollars.
    pub reached: Vec<i64>,
}

/// All shares, 0..=1. Outer vectors are by watch and empty without one.
#[derive(Resource, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Of input stocks, by slot and firm.
    pub input: Vec<[Vec<f32>; SLOTS]>,
    /// Of inputs on their way, by slot and firm.
    pub transit: Vec<[Vec<f32>; SLOTS]>,
    /// Of finished stocks, by product and firm.
    pub finished: Vec<[Vec<f32>; MAX_OUTPUTS]>,
    /// Of authorities' stores.
    pub store: Vec<Vec<f32>>,
    /// Of what is on its way to them.
    pub store_transit: Vec<Vec<f32>>,
    /// Of what sellers dispatch in this tick, `[seller][watch]`, flattened.
    pub selling: Vec<f32>,
    /// Values by cell.
    pub values: Vec<CellValues>,
    /// Dispatched to firms and authorities of other jurisdictions in this tick, by seller. Unit: whole base units.
    pub abroad: Vec<f64>,
    /// The tick's curve.
    pub curve: Curve,
}

impl Provenance {
    /// Shares of the base year.
    #[must_use]
    pub fn new(facts: &Facts, start: &Start) -> Self {
        let watches = facts.scenario.watches.len();
        if watches == 0 {
            return Self::default();
        }
        let firms = || vec![0.0; facts.firms];
        let stores = || vec![vec![0.0; facts.stores()]; watches];
        let sellers = start.sellers.firm.len();
        let cells = watches * facts.goods() * facts.jurisdictions();
        let curve = Curve {
            trade: vec![0; cells],
            watched: vec![0; cells],
            reached: vec![0; cells * (facts.scenario.thresholds.len() + 1)],
        };
        let mut made = Self {
            input: (0..watches).map(|_| std::array::from_fn(|_| firms())).collect(),
            transit: Vec::new(),
            finished: (0..watches).map(|_| std::array::from_fn(|_| firms())).collect(),
            store: stores(),
            store_transit: stores(),
            selling: vec![0.0; sellers * watches],
            values: (0..facts.cells.len()).map(|cell| values(facts, cell)).collect(),
            abroad: vec![0.0; sellers],
            curve,
        };
        crate::mechanisms::provenance::settle_base_year(facts, start, &mut made);
        made
    }

    /// Number of watches.
    #[must_use]
    pub fn watches(&self) -> usize {
        self.finished.len()
    }

    /// Shares of input stocks for writing, and of what is on the way, as columns of a walk.
    pub(crate) fn arriving(&mut self) -> (Vec<[&mut [f32]; SLOTS]>, Vec<[&[f32]; SLOTS]>) {
        let stock = self.input.iter_mut().map(|slots| slots.each_mut().map(Vec::as_mut_slice)).collect();
        (stock, self.transit.iter().map(|slots| slots.each_ref().map(Vec::as_slice)).collect())
    }

    /// Shares of finished stocks for writing, and of input stocks, as columns of a walk.
    pub(crate) fn making(&mut self) -> (Vec<[&mut [f32]; MAX_OUTPUTS]>, Vec<[&[f32]; SLOTS]>) {
        let made = self.finished.iter_mut().map(|all| all.each_mut().map(Vec::as_mut_slice)).collect();
        (made, self.input.iter().map(|slots| slots.each_ref().map(Vec::as_slice)).collect())
    }

    /// A seller's shares by watch in this tick.
    #[must_use]
    pub fn of_seller(&self, seller: usize) -> &[f32] {
        let watches = self.watches();
        &self.selling[seller * watches..(seller + 1) * watches]
    }

    /// Place of an exporter's good in the tables of the curve.
    #[must_use]
    pub fn curve_at(facts: &Facts, watch: usize, good: usize, jurisdiction: usize) -> usize {
        (watch * facts.goods() + good) * facts.jurisdictions() + jurisdiction
    }
}

fn values(facts: &Facts, cell: usize) -> CellValues {
    let recipe = facts.recipe(cell);
    let mut values = CellValues::default();
    for slot in 0..recipe.inputs {
        values.input[slot] = crate::mechanisms::money::base(facts, recipe.input_good[slot]);
    }
    for product in 0..recipe.outputs {
        let good = recipe.output_good[product];
        values.output[product] = crate::mechanisms::money::base(facts, good);
        for (watch, making) in facts.scenario.watches.iter().zip(&mut values.making) {
            if watch.goods[good.index()] && watch.origins.contains(facts.cells[cell].jurisdiction) {
                making[product] = match watch.counted {
                    Counted::ValueAdded => Making::Added,
                    Counted::WholeGood => Making::Whole,
                };
            }
        }
    }
    values
}
