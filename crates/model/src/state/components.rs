//! The state of a firm: one component per quantity and slot.
//!
//! All firms have the same components, so that they lie in one table, in the order in which they were spawned:
//! a firm's dense index is its row, and each column is one slice. Slots that a recipe lacks stay at zero.

use crate::world::SLOTS;
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_scenario::checked::MAX_OUTPUTS;

macro_rules! column {
    ($($(#[$doc:meta])* $name:ident: $type:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Component, Clone, Copy, Debug, Default, PartialEq, TransparentWrapper)]
        #[repr(transparent)]
        pub struct $name(pub $type);
    )*};
}

macro_rules! slot_column {
    ($($(#[$doc:meta])* $name:ident: $type:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Component, Clone, Copy, Debug, Default, PartialEq, TransparentWrapper)]
        #[repr(transparent)]
        pub struct $name<const SLOT: usize>(pub $type);
    )*};
}

column! {
    /// Stable id. Set once.
    Stable: u64;
    /// Cell: stage, jurisdiction, recipe and end use. Set once.
    CellOf: u16;
    /// Output of the driver per tick when nothing disturbs. Unit: base units. Set once.
    Normal: f64;
    /// Most output of the driver per tick. Unit: base units. Set once.
    Capacity: f64;
    /// Lower end of a maker's part of its cell's final demand, 0..=1. Set once.
    MarketLow: f64;
    /// Upper end of it. Set once.
    MarketHigh: f64;
    /// How strongly the firm reacts to perceived risk. Unit: ratio. Set once.
    Caution: f32;
    /// Expected sales of the driver per tick. Unit: base units.
    Expectation: f64;
    /// Output of the driver in the last tick. Unit: base units.
    Made: f64;
    /// 1 while output is under half of normal, else 0.
    Stopped: u8;
}

slot_column! {
    /// Weeks of cover wanted of an input, as ticks. Set once.
    Cover: f32;
    /// Transit of an input, weighted by the shares of its links. Unit: ticks.
    Lead: f32;
    /// Input held. Unit: base units.
    InputStock: f64;
    /// Input on its way. Unit: base units.
    InTransit: f64;
    /// Part of a base unit of input used but not yet counted, 0..1.
    InputCarry: f32;
    /// Order of this tick, use part and restock part. Unit: base units.
    Order: f64;
    /// Products held; slot 0 is the driver. Unit: base units.
    OutputStock: f64;
    /// Part of a base unit of a co-product made but not yet counted, 0..1.
    OutputCarry: f32;
}

/// All slots of an input column, for reading: `slots!(InputStock)`; for writing: `slots!(mut InputStock)`.
macro_rules! slots {
    ($name:ident) => { (&'static $name<0>, &'static $name<1>, &'static $name<2>, &'static $name<3>) };
    (mut $name:ident) => {
        (&'static mut $name<0>, &'static mut $name<1>, &'static mut $name<2>, &'static mut $name<3>)
    };
}

/// All slots of a product column, for writing.
macro_rules! products {
    ($name:ident) => { (&'static mut $name<0>, &'static mut $name<1>, &'static mut $name<2>) };
}

const _: () = assert!(SLOTS == 4 && MAX_OUTPUTS == 3, "the queries below name each slot");

/// Takes the four slots of an input column out of a contiguous query item as an array of slices.
macro_rules! read_slots {
    ($wrapper:ident, $item:expr) => {{
        let (a, b, c, d) = $item;
        [$wrapper::peel_slice(a), $wrapper::peel_slice(b), $wrapper::peel_slice(c), $wrapper::peel_slice(d)]
    }};
}

/// The same for writing, past change detection, which nobody reads.
macro_rules! write_slots {
    ($wrapper:ident, $($slot:ident),*) => {
        [$($wrapper::peel_slice_mut($slot.bypass_change_detection())),*]
    };
}

pub(crate) use {products, read_slots, slots, write_slots};
