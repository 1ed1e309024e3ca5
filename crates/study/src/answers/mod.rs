//! Answers with ranges: times that may never come, thresholds that are looked for.

mod censored;
mod threshold;

pub use censored::{Times, quantile_of_times};
pub use threshold::{Crossing, crossing};
