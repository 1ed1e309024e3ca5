//! Links cut into blocks of buyers for the walk that marks them.

use super::link_table::Changed;
use super::{LinkRun, LinkTable, RunBlock};
use coercivity_parallel::Columns;
use std::ops::Range;

/// The links of a block of buyers with states to be written.
pub struct StateBlock<'a> {
    of: RunBlock<'a>,
    seller: &'a [u32],
    state: &'a mut [u8],
}

impl<'a> StateBlock<'a> {
    /// All links as one block.
    #[must_use]
    pub fn new(links: &'a mut LinkTable) -> Self {
        let LinkTable { runs, seller, state, changed, .. } = links;
        *changed = Changed::Anything;
        Self { of: RunBlock::new(runs), seller, state }
    }

    /// The runs, and the rows of each, counted from the block's first.
    #[inline(always)]
    pub fn runs(&self) -> impl Iterator<Item = (&'a LinkRun, Range<usize>)> + use<'a> {
        self.of.runs()
    }

    /// Sellers of column `k` of an input of `run`, and their states for writing.
    #[inline(always)]
    pub fn column(&mut self, run: &LinkRun, slot: usize, k: usize) -> (&[u32], &mut [u8]) {
        let at = self.of.column(run, slot, k);
        (&self.seller[at.clone()], &mut self.state[at])
    }
}

impl Columns for StateBlock<'_> {
    fn rows(&self) -> usize {
        self.of.rows()
    }

    fn split(self, at: usize) -> (Self, Self) {
        let (of, of_right, cut) = self.of.split(at);
        let (seller, seller_right) = self.seller.split_at(cut);
        let (state, state_right) = self.state.split_at_mut(cut);
        (Self { of, seller, state }, Self { of: of_right, seller: seller_right, state: state_right })
    }
}
