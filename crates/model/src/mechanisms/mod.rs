//! The economic mechanisms, one file each, in the order of the phases of a tick.

pub mod accounts;
pub mod allocation;
pub mod arrivals;
pub mod demand;
pub mod equity;
pub mod investment;
pub mod licensing;
pub mod money;
pub mod ordering;
pub mod policy;
pub mod prices;
pub mod production;
pub mod provenance;
pub mod sales;
pub mod shipping;
pub mod sourcing;
pub mod stockpiles;
pub mod technology;
