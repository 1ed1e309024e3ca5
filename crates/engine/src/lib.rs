//! The engine: the order of a tick, and a run from a checked scenario to rows.
//!
//! `tick` reads like a contents page; `run` builds the world, burns it in, runs it and its paired baseline; `observe`
//! turns the books of a tick into rows. The engine opens no file (the record does) and knows no plugin.

mod clock;
mod error;
mod observe;
mod options;
mod run;
mod simulation;
mod tick;

pub use coercivity_record::SummaryRow;
pub use error::EngineError;
pub use options::{Control, Outcome, Progress, RunOptions, Stage, Summary};
pub use run::run;
pub use simulation::Simulation;
pub use tick::Phase;
