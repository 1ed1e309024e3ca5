//! Policies that many runs share.

use coercivity_engine::policies::PolicyUse;
use std::sync::Arc;

/// Policies for many runs: each run makes instances of its own.
#[derive(Clone, Default)]
pub struct Policies(Vec<Arc<PolicyUse>>);

impl Policies {
    /// These policies, in the order in which they are in force.
    #[must_use]
    pub fn new(uses: Vec<PolicyUse>) -> Self {
        Self(uses.into_iter().map(Arc::new).collect())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These, then `others`.
    #[must_use]
    pub fn and(&self, others: &Self) -> Self {
        Self(self.0.iter().chain(&others.0).cloned().collect())
    }

    /// The uses for one run.
    #[must_use]
    pub fn lend(&self) -> Vec<PolicyUse> {
        self.0.iter().map(lend).collect()
    }
}

fn lend(used: &Arc<PolicyUse>) -> PolicyUse {
    let shared = Arc::clone(used);
    PolicyUse {
        id: used.id.clone(),
        make: Box::new(move |names, tick_days, services| (shared.make)(names, tick_days, services)),
        hold_days: used.hold_days,
        on_error: used.on_error,
        warn_ms: used.warn_ms,
        limit_ms: used.limit_ms,
        on_stuck: used.on_stuck.clone(),
    }
}
