//! The economic mechanisms, one file each, in the order of the phases of a tick.

pub mod policy;
pub mod arrivals;
pub mod demand;
pub mod sourcing;
pub mod licensing;
pub mod ordering;
pub mod production;
pub mod allocation;
pub mod shipping;
pub mod accounts;
