//! The model: firms, the network between them, and the economic mechanisms that move them.
//!
//! `world` draws a world from a scenario, `state` holds it in the ECS, `mechanisms` move it, one file per mechanism,
//! `registry` lists every persistent column for the state hash and for saved states, and `traffic` counts what a tick moves. The crate knows
//! nothing of files, clocks or policies as plugins; the order of the phases is the engine's.

pub mod error;
pub mod mechanisms;
pub mod registry;
pub mod state;
pub mod traffic;
pub mod world;

pub use error::ModelError;
