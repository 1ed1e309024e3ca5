//! The conformance suite: named cases that a plugin must pass, each in a process of its own, since a bad plugin may
//! crash, hang or end the process that calls it.
//!
//! The processes are started by [`check`] with a command of the caller's, and do their part with [`run_here`]. What
//! a case does depends on the file and a seed alone, so a failure can be repeated.
//!
//! A plugin that passes all cases is not proven right: the suite sees one made-up world and a few hundred calls. It
//! knows nothing of what a policy is meant to do, and native code can do anything where nobody looks.

mod cases;
mod child;
mod choices;
mod luck;
mod message;
mod rig;
mod scene;
mod suite;
mod track;
mod values;
pub(crate) mod watch;

pub use cases::{CASES, Case, case_named};
pub use message::Verdict;
pub use suite::{Finding, check};

use crate::Carrier;
use std::path::Path;

/// Does a case here, with the plugin in the hands of `carrier`, and tells the verdict on standard output. A native plugin
/// can end this process, or never let it end.
pub fn run_here(file: &Path, case: &Case, seed: u64, carrier: &Carrier) {
    message::verdict(&case.run(file, seed, carrier));
}
