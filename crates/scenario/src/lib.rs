//! Scenario files: documented sections, layers, diagnostics, and the checked scenario that the model reads.
//!
//! This crate opens no file: it asks a [`Source`] for the text behind a path, so that tests, embedded presets and
//! the command line all come in through one door. It knows nothing of firms as agents or of ticks.

pub mod checked;
mod file;
pub mod sections;

pub use checked::Scenario;
pub use file::Sections;
