//! The world at the start: who there is, who deals with whom, and what each holds. Plain columns, made from a
//! checked scenario by pure functions; `crate::state` moves them into the ECS.

mod layout;

pub use layout::{Cell, Links, Markets, NO_SELLER, SHARE_ONE, SLOTS, Sellers, Start, class, place};
