//! A firm's state as components.
//!
//! All firms have the same components, so that they lie in one table, in the order in which they were spawned:
//! a firm's dense index is its row, and each column is one slice. What never changes of it, and what it holds by input and by
//! product, lies in tables of the same rows ([`super::Traits`], [`super::Inputs`], [`super::Products`]).

use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;

macro_rules! column {
    ($($(#[$doc:meta])* $name:ident: $type:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Component, Clone, Copy, Debug, Default, PartialEq, TransparentWrapper)]
        #[repr(transparent)]
        pub struct $name(pub $type);
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
    /// Expected sales of the driver per tick. Unit: base units.
    Expectation: f64;
    /// Output of the driver in the last tick. Unit: base units.
    Made: f64;
    /// 1 while output is under half of normal, else 0.
    Stopped: u8;
}
