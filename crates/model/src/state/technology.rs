//! Technology: what of each input a product takes, by cell, as designs follow prices.

use super::Facts;
use crate::world::SLOTS;
use bevy_ecs::prelude::Resource;
use serde::{Deserialize, Serialize};

/// Requirements of inputs, by cell.
#[derive(Resource, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Technology {
    /// Base units of the input per base unit of the driver.
    pub quantity: Vec<[f64; SLOTS]>,
    /// Use left by thrift, over that of the base year.
    pub thrift: Vec<[f64; SLOTS]>,
    /// Share moved by each substitute of the cell's recipe, in order.
    pub moved: Vec<Vec<f64>>,
}

impl Technology {
    /// That of the base year.
    #[must_use]
    pub fn new(facts: &Facts) -> Self {
        let cells = || 0..facts.cells.len();
        let substitutes =
            |cell: usize| facts.scenario.recipes[facts.cells[cell].recipe.index()].substitutes.len();
        Self {
            quantity: cells().map(|cell| facts.recipe(cell).quantity).collect(),
            thrift: vec![[1.0; SLOTS]; facts.cells.len()],
            moved: cells().map(|cell| vec![0.0; substitutes(cell)]).collect(),
        }
    }
}
