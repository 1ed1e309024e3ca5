//! What every other crate stands on: whole quantities, ids, the calendar, elementary functions that give the
//! same bits on every platform, and draws that are keyed by the event they decide.
//!
//! This crate knows nothing of scenarios, firms or files.

pub mod calendar;
pub mod chance;
pub mod ids;
pub mod math;
pub mod quantity;

pub use calendar::{Calendar, Month};
pub use chance::{Chance, Event};
pub use ids::{EndUse, GoodId, JurisdictionId, RecipeId, StableId, StageId};
pub use jiff::civil::Date;
pub use quantity::MAX_WHOLE;
