//! Measures: how long the ticks of a world take, and how long they must take on this machine at least.
//!
//! [`machine`] measures the memory, [`ticks`] a world, and [`bench_run`] sets the two beside each other. Nothing here
//! depends on where a scenario or a policy comes from.

mod bound;
pub mod machine;
mod ticks;

pub use bound::{bench_run, bound_ms, median};
pub use ticks::{Ticks, Times, ticks};
