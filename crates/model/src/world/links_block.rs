//! Links in buyer order cut into blocks of buyers, to be filled.

use super::{Links, SLOTS};
use coercivity_parallel::Columns;
use std::ops::Range;

/// The places of a block of firms.
pub(super) struct LinksBlock<'a> {
    /// First place of each (firm, slot) of the block, and the end.
    first: &'a [u32],
    pub(super) seller: &'a mut [u32],
    pub(super) share: &'a mut [u16],
    pub(super) anchor: &'a mut [u16],
    pub(super) state: &'a mut [u8],
}

impl<'a> LinksBlock<'a> {
    /// All firms as one block.
    pub(super) fn new(links: &'a mut Links) -> Self {
        let Links { first, seller, share, anchor, state } = links;
        Self { first, seller, share, anchor, state }
    }

    /// Where the places of the `slot`th input of the block, counted over all its firms, are in its columns.
    pub(super) fn places(&self, slot: usize) -> Range<usize> {
        let place = |slot: usize| (self.first[slot] - self.first[0]) as usize;
        place(slot)..place(slot + 1)
    }
}

impl Columns for LinksBlock<'_> {
    fn rows(&self) -> usize {
        self.first.len() / SLOTS
    }

    fn split(self, at: usize) -> (Self, Self) {
        let cut = self.places(at * SLOTS).start;
        let (seller, seller_right) = self.seller.split_at_mut(cut);
        let (share, share_right) = self.share.split_at_mut(cut);
        let (anchor, anchor_right) = self.anchor.split_at_mut(cut);
        let (state, state_right) = self.state.split_at_mut(cut);
        let left = Self { first: &self.first[..=at * SLOTS], seller, share, anchor, state };
        let (seller, share, anchor, state) = (seller_right, share_right, anchor_right, state_right);
        (left, Self { first: &self.first[at * SLOTS..], seller, share, anchor, state })
    }
}
