//! What every other crate stands on: whole quantities, ids, the calendar, elementary functions that give the
//! same bits on every platform, draws that are keyed by the event they decide, and what parameters may be.
//!
//! This crate knows nothing of scenarios, firms or files.

pub mod calendar;
pub mod chance;
pub mod ids;
pub mod math;
pub mod parameter;
pub mod quantity;

pub use calendar::{Calendar, Month, epoch_day};
pub use chance::{Chance, Event};
pub use ids::{EndUse, GoodId, JurisdictionId, RecipeId, StableId, StageId};
pub use jiff::civil::Date;
pub use parameter::{ParameterKind, ParameterSpec, Setting};
pub use quantity::MAX_WHOLE;
