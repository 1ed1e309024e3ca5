//! Scenarios for tests: the project's own files under other values, scenarios given as text, and small economies
//! that can be followed by hand.

mod fixtures;
mod scenarios;

pub use fixtures::{MINIATURE, TWO_CHAINS};
pub use scenarios::{configs, layered, preset, text};
