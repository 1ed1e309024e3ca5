//! Scenarios for tests: the project's own files under other values, scenarios given as text, and small economies
//! that can be followed by hand; and real plugin libraries, built from C and Rust.

mod fixtures;
mod plugins;
mod scenarios;

pub use fixtures::{MINIATURE, TWO_CHAINS};
pub use plugins::{build_rust, compile_c, include_folder, shipped_plugins};
pub use scenarios::{configs, layered, preset, text};
