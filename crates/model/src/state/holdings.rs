//! What firms are born with, and what they have of each input and each product: tables with a number a firm, in the order of
//! dense indices.
//!
//! They are no components. Of those bevy keeps eight bytes of change ticks for every firm, which nothing that is set once needs;
//! and few recipes use all slots, while a component takes memory whether or not a firm uses it. Slots here that no recipe of
//! some firms has are never written for them, so that their memory is never asked of the system.

use crate::world::SLOTS;
use bevy_ecs::prelude::Resource;
use coercivity_scenario::checked::MAX_OUTPUTS;
use serde::{Deserialize, Serialize};

/// What firms are born with, `[firm]`.
#[derive(Resource, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Traits {
    /// Lower end of a maker's part of its cell's final demand, 0..=1.
    pub market_low: Vec<f64>,
    /// Upper end of it.
    pub market_high: Vec<f64>,
    /// How strongly a firm reacts to perceived risk. Unit: ratio.
    pub caution: Vec<f32>,
}

/// Of each input, `[slot][firm]`. Slots that a recipe lacks stay at zero.
#[derive(Resource, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// Weeks of cover wanted, as ticks. Set once.
    pub cover: [Vec<f32>; SLOTS],
    /// Transit, weighted by the shares of links. Unit: ticks.
    pub lead: [Vec<f32>; SLOTS],
    /// Held. Unit: base units.
    pub stock: [Vec<f64>; SLOTS],
    /// On its way. Unit: base units.
    pub in_transit: [Vec<f64>; SLOTS],
    /// Part of a base unit used but not yet counted, 0..1.
    pub carry: [Vec<f32>; SLOTS],
    /// Order of this tick, use part and restock part. Unit: base units.
    pub order: [Vec<f64>; SLOTS],
}

/// Of each product, `[product][firm]`; the first one is the driver.
#[derive(Resource, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Products {
    /// Finished stock. Unit: base units.
    pub stock: [Vec<f64>; MAX_OUTPUTS],
    /// Part of a base unit of a co-product made but not yet counted, 0..1.
    pub carry: [Vec<f32>; MAX_OUTPUTS],
}

impl Inputs {
    /// Nothing held by so many firms.
    #[must_use]
    pub fn none(firms: usize) -> Self {
        let (whole, small) = (|| zeros(firms, 0.0_f64), || zeros(firms, 0.0_f32));
        Self {
            cover: small(),
            lead: small(),
            stock: whole(),
            in_transit: whole(),
            carry: small(),
            order: whole(),
        }
    }
}

impl Products {
    /// Nothing held by so many firms.
    #[must_use]
    pub fn none(firms: usize) -> Self {
        Self { stock: zeros(firms, 0.0), carry: zeros(firms, 0.0) }
    }
}

fn zeros<T: Clone, const N: usize>(firms: usize, zero: T) -> [Vec<T>; N] {
    std::array::from_fn(|_| vec![zero.clone(); firms])
}

/// The columns of all slots, for reading.
#[must_use]
pub fn read<T, const N: usize>(slots: &[Vec<T>; N]) -> [&[T]; N] {
    slots.each_ref().map(Vec::as_slice)
}

/// The columns of all slots, for writing.
pub fn write<T, const N: usize>(slots: &mut [Vec<T>; N]) -> [&mut [T]; N] {
    slots.each_mut().map(Vec::as_mut_slice)
}
