//! Policies at work: each is shown the end of the last tick and sets this tick's measures, beside the schedule.
//!
//! # Who is asked when
//! ```text
//! before phase Policy     on_tick   columns of the end of the last tick in, effects and restrictions out
//! in phase Licensing      decide    pending applications in, decisions out
//! after phase Accounts    settle    columns of the end of this tick in, metrics and events out
//! ```
//! During the burn-in and in the paired baseline nobody is asked.
//!
//! # How several policies compose
//! Each writes columns of its own, preset to neutral; nobody sees what another wrote in the same tick. The columns
//! are checked and folded in the order of the scenario by each effect's own rule ([`coercivity_policy::Rule`]):
//! tariffs add up, of verdicts the strictest counts, of quotas the smallest, and so on. Only `First` looks at the
//! order. The result is laid over the schedule's measures by the same rules.

mod applications;
mod ballot;
mod board;
mod desk;
mod firms;
mod hooks;
mod memory;
mod names;
mod team;
mod uses;
mod versions;
mod watch;

pub(crate) use hooks::{decide, on_tick, settle};
pub(crate) use memory::MemberState;
pub use names::names;
pub(crate) use team::Team;
pub use uses::{Fate, Make, OnError, PolicyFailure, PolicyUse, Report};
pub use watch::OnStuck;
