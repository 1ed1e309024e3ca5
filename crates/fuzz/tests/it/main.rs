//! Tests of what strangers hand over.
#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

/// Every input of the corpus, and thousands of mutations of them.
mod inputs;
/// Quantities, dates and sizes at their limits.
mod limits;
/// Random measures for many ticks.
mod soak;
