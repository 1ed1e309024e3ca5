//! Chance of the suite: repeated by its seed.

use coercivity_base::{StableId, chance::keyed_uniform};

/// A row of draws.
#[derive(Clone, Debug)]
pub(super) struct Luck {
    key: u64,
    id: StableId,
    drawn: u32,
}

impl Luck {
    /// The draws of a purpose under a seed.
    pub(super) fn new(seed: u64, purpose: &str, number: usize) -> Self {
        Self { key: seed, id: StableId::of(purpose).join(StableId(number as u64)), drawn: 0 }
    }

    /// Over 0 and below 1.
    pub(super) fn share(&mut self) -> f64 {
        self.drawn = self.drawn.wrapping_add(1);
        keyed_uniform(self.key, self.id, self.drawn, 0)
    }

    /// A whole number from 0 to `count - 1`; 0 if there is none.
    pub(super) fn below(&mut self, count: usize) -> usize {
        ((self.share() * count as f64) as usize).min(count.saturating_sub(1))
    }
}
