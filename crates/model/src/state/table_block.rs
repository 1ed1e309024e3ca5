//! Places of the table of links cut into blocks of buyers, to be laid out.

use super::RunBlock;
use crate::world::{Links, SLOTS};
use coercivity_parallel::Columns;

/// The places of a block of buyers.
pub(super) struct TableBlock<'a> {
    pub(super) of: RunBlock<'a>,
    pub(super) seller: &'a mut [u32],
    pub(super) share: &'a mut [u16],
    pub(super) anchor: &'a mut [u16],
    pub(super) state: &'a mut [u8],
}

impl TableBlock<'_> {
    /// Lays the links of the block's firms, of which the first is `firm`, into their places.
    pub(super) fn lay(&mut self, firm: usize, links: &Links) {
        for (run, rows) in self.of.runs() {
            for row in 0..rows.len() {
                for slot in 0..SLOTS {
                    let from = links.places(firm + rows.start + row, slot);
                    for (k, from) in from.enumerate() {
                        let to = self.of.column(run, slot, k).start + row;
                        self.seller[to] = links.seller[from];
                        self.share[to] = links.share[from];
                        self.anchor[to] = links.anchor[from];
                        self.state[to] = links.state[from];
                    }
                }
            }
        }
    }
}

impl Columns for TableBlock<'_> {
    fn rows(&self) -> usize {
        self.of.rows()
    }

    fn split(self, at: usize) -> (Self, Self) {
        let (of, of_right, cut) = self.of.split(at);
        let (seller, seller_right) = self.seller.split_at_mut(cut);
        let (share, share_right) = self.share.split_at_mut(cut);
        let (anchor, anchor_right) = self.anchor.split_at_mut(cut);
        let (state, state_right) = self.state.split_at_mut(cut);
        let left = Self { of, seller, share, anchor, state };
        let (of, seller, share) = (of_right, seller_right, share_right);
        (left, Self { of, seller, share, anchor: anchor_right, state: state_right })
    }
}
