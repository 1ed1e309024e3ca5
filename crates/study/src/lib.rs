//! Studies: what takes many runs. Runs are single-threaded worlds side by side, under paired draws: replicate `r` of
//! every variant has the same luck, so that differences between variants are differences of their rules.
//!
//! [`ensemble`] runs the scenarios of a plan at the points of its [`design`] and gathers bands; [`game`] plays every pair of two players' strategies; [`stock`] looks for the stock that carries a stage through a
//! restriction. Neither knows where a policy comes from, nor writes a file.

pub mod answers;
pub mod design;
pub mod ensemble;
pub mod game;
pub mod history;
mod lend;
pub mod stats;
pub mod stock;

pub use lend::Policies;

/// A study ended early.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// A world cannot be built, or a policy refuses its parameters.
    #[error(transparent)]
    Engine(#[from] coercivity_engine::EngineError),
    /// A run that everything else is compared with failed.
    #[error("the quiet run of replicate {replicate} failed: {reason}")]
    Quiet {
        /// Its replicate.
        replicate: u32,
        /// Why.
        reason: String,
    },
    /// The question makes no sense in this scenario.
    #[error("{0}")]
    Question(String),
    /// Whoever started it wants it to end.
    #[error("it was interrupted")]
    Interrupted,
}
