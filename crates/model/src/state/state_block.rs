//! Links cut into blocks of buyers for the walk that marks them.

use crate::world::{Links, SLOTS};
use coercivity_parallel::Columns;

/// The links of a block of buyers with states to be written.
pub struct StateBlock<'a> {
    first: &'a [u32],
    base: usize,
    seller: &'a [u32],
    state: &'a mut [u8],
}

impl<'a> StateBlock<'a> {
    /// All links as one block.
    #[must_use]
    pub fn new(links: &'a mut Links) -> Self {
        Self { first: &links.first, base: 0, seller: &links.seller, state: &mut links.state }
    }

    /// Sellers of the places of an input, and their states for writing.
    #[inline(always)]
    pub fn places(&mut self, row: usize, slot: usize) -> (&[u32], &mut [u8]) {
        let at = row * SLOTS + slot;
        let range = self.first[at] as usize - self.base..self.first[at + 1] as usize - self.base;
        (&self.seller[range.clone()], &mut self.state[range])
    }
}

impl Columns for StateBlock<'_> {
    fn rows(&self) -> usize {
        self.first.len() / SLOTS
    }

    fn split(self, at: usize) -> (Self, Self) {
        let cut = self.first[at * SLOTS] as usize - self.base;
        let (seller, seller_right) = self.seller.split_at(cut);
        let (state, state_right) = self.state.split_at_mut(cut);
        let left = Self { first: &self.first[..=at * SLOTS], base: self.base, seller, state };
        let (first, base) = (&self.first[at * SLOTS..], self.base + cut);
        (left, Self { first, base, seller: seller_right, state: state_right })
    }
}
