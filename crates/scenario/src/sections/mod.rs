//! The sections of a scenario file, one file each. A section is one documented struct; the reference page, the
//! schema and `coercivity config explain` are made from these comments.
//!
//! Conventions: quantities are in the good's own unit (tonnes, vehicles, wafers, ...), rates per week, delays in
//! weeks or days as the name says, dates `"2025-04-04"`, shares in 0..1.

mod behaviour;
mod demand;
mod equity;
mod firms;
mod goods;
mod investment;
mod jurisdictions;
mod literal;
mod network;
mod offices;
mod plugins;
mod prices;
mod projects;
mod provenance;
mod recipes;
mod run;
mod schedule;
mod stages;
mod stockpiles;
mod uncertain;

pub use behaviour::{Behaviour, Cover, Precaution, Production, Sourcing};
pub use demand::Demand;
pub use equity::Equity;
pub use firms::{Firms, Link, NamedFirm, OwnData, Owner};
pub use goods::{Good, Mode};
pub use investment::{Idling, Investment};
pub use jurisdictions::{Jurisdiction, Jurisdictions, Transit};
pub use literal::Literal;
pub use network::{Affinity, Network};
pub use offices::{Office, Service};
pub use plugins::{Carrier, OnError, Plugin};
pub use prices::Prices;
pub use projects::{Incentive, Project};
pub use provenance::{Counted, Provenance, Watch};
pub use recipes::{CoProduct, Criticality, Input, Recipe, Substitute, Thrift};
pub use run::{Results, Run, Sides};
pub use schedule::{Among, GeneralLicences, HazardStep, Instrument, Measure, Regime, Scope, ShareBy, Then};
pub use stages::{Size, Stage};
pub use stockpiles::Stockpile;
pub use uncertain::Uncertain;
