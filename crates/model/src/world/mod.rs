//! The world at the start: who there is, who deals with whom, and what each holds. Plain columns, made from a
//! checked scenario by pure functions; `crate::state` moves them into the ECS.

mod build;
mod cells;
mod checks;
mod drafts;
mod economy;
mod error;
mod initial;
mod laying;
mod layout;
mod linear;
mod links_block;
mod names;
mod near;
mod network;
mod parties;
mod places;
mod population;
mod ras;
mod shares;
mod sizes;
#[cfg(test)]
mod tests;
mod trade;

pub use build::{Layout, build};
pub use error::BuildError;
pub use layout::{Cell, Links, Markets, NO_SELLER, SHARE_ONE, SLOTS, Sellers, Start, class, place};
pub use names::{drawn_name, drawn_stem, firm_name};
