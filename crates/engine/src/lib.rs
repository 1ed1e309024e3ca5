//! The engine: the order of a tick, and a run from a checked scenario to rows.
//!
//! `tick` reads like a contents page; `course` builds a world, burns it in and runs it, `run`
//! pairs it with its baseline, from its first tick or from a `checkpoint`; `observe`
//! turns the books of a tick into rows. `policies` asks rules from outside for measures; where these come from, a
//! loaded plugin or a type of this process, the engine does not know. It opens no file (the record does).

mod branch;
mod checkpoint;
mod clock;
mod course;
mod error;
mod observe;
mod options;
pub mod policies;
mod run;
mod simulation;
mod tick;
mod trial;

pub use branch::{Cast, branch};
pub use checkpoint::state_layout;
pub use clock::Clock;
pub use coercivity_record::SummaryRow;
pub use course::{Course, Done, course};
pub use error::EngineError;
pub use observe::{
    Fall, Glance, Observer, Point, Queue, Recovery, View, Which, fall, healed, recovery, write_dictionary,
};
pub use options::{Control, Failure, Outcome, Progress, RunOptions, Stage, Summary};
pub use run::{audition, resume, run};
pub use simulation::Simulation;
pub use tick::Phase;
pub use trial::{Trial, trial, watched_trial};
