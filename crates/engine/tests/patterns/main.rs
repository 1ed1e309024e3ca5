//! Patterns that the model must show, on the scenarios of `configs/`: tests of the model, not of the code.
//!
//! Each check prints a line `pattern N | target | result | distance | pass` (or `FAIL`), where the distance says how
//! far the result lies outside the band; `cargo test --test patterns -- --nocapture` shows them all. Bands say what is
//! asked of a model that nobody has calibrated: order, shape and order of magnitude.

mod capacity;
mod news;
mod quiet;
mod quotes;
mod report;
mod restart;
mod rush;
mod scale;
mod spring;
mod stocks;
mod tiers;
mod trace;
