//! Why a run ends early.

use crate::policies::PolicyFailure;
use coercivity_model::{ModelError, world::BuildError};
use coercivity_parallel::PoolError;
use coercivity_record::RecordError;

/// A run cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A checkpoint's state cannot be taken over.
    #[error(
        "The state in the checkpoint cannot be taken over: {0}. It is of another scenario, or of a program that is not this one."
    )]
    State(String),
    /// The world cannot be built from the scenario.
    #[error("{0}.")]
    Build(#[from] BuildError),
    /// A balance did not close, or a total passed the exact range.
    #[error("{0}.")]
    Model(#[from] ModelError),
    /// A result could not be written.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A policy refused its parameters or failed.
    #[error("{0}.")]
    Policy(#[from] PolicyFailure),
    /// The worker threads could not be started.
    #[error("{0}.")]
    Pool(#[from] PoolError),
}
