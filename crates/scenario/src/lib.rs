//! Scenario files: documented sections, layers, diagnostics, and the checked scenario that the model reads.
//!
//! This crate opens no file: it asks a [`Source`] for the text behind a path, so that tests, embedded presets and
//! the command line all come in through one door. It knows nothing of firms as agents or of ticks.
//!
//! [`load`] goes in four steps: texts become trees in which every value knows its place (`syntax`), trees are laid
//! over each other (`layers`), forms are checked against the section structs (`read`, `schema`), and names become
//! ids while meaning is checked (`resolve`).

pub mod checked;
mod diagnostic;
mod diff;
mod file;
pub mod game;
pub mod history;
mod import;
mod kinds;
mod layers;
mod load;
mod origins;
pub mod plan;
mod read;
mod report;
mod resolve;
mod schema;
mod second_file;
pub mod sections;
mod source;
mod suggest;
mod syntax;

pub use checked::Scenario;
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use diff::{Change, diff};
pub use file::Sections;
pub use game::{LoadedGame, is_game, load_game};
pub use history::{LoadedHistory, is_history, load_calibrated, load_history};
pub use import::ImportReport;
pub use load::{Loaded, load, load_text};
pub use origins::Origins;
pub use plan::{LoadedPlan, is_plan, load_plan};
pub use resolve::{plugin_hash_mistake, plugin_mistake, settle_parameters};
pub use schema::{default_ron, explain, parameter_reference, schema};
pub use source::{Source, join};
