//! Links cut into blocks of buyers for reviews, which move their shares.

use super::{Grant, LinkRun, LinkTable, Lots, RunBlock};
use coercivity_parallel::Columns;
use std::ops::Range;

/// The links of a block of buyers with shares to be moved, and what licences allow on them.
pub struct ShareBlock<'a> {
    of: RunBlock<'a>,
    seller: &'a [u32],
    share: &'a mut [u16],
    anchor: &'a [u16],
    state: &'a [u8],
    lots: Lots<&'a [Grant]>,
}

/// A column of places: the `k`th of an input of all rows of a run, its shares for writing.
pub struct ShareColumn<'a> {
    /// Index of the first place among all.
    pub start: usize,
    /// Sellers.
    pub seller: &'a [u32],
    /// Shares in 32768ths.
    pub share: &'a mut [u16],
    /// Undisturbed shares.
    pub anchor: &'a [u16],
    /// Class, verdict, marks.
    pub state: &'a [u8],
}

/// The places of an input of one row, within the columns of a block.
pub struct ShareRow<'a> {
    /// Sellers.
    pub seller: &'a [u32],
    /// Shares in 32768ths.
    pub share: &'a mut [u16],
    /// Undisturbed shares.
    pub anchor: &'a [u16],
    /// Class, verdict, marks.
    pub state: &'a [u8],
    first: usize,
    step: usize,
    places: usize,
}

impl ShareRow<'_> {
    /// Number of places.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places == 0
    }

    /// Where place `k` lies in the columns.
    #[inline(always)]
    #[must_use]
    pub fn at(&self, k: usize) -> usize {
        self.first + k * self.step
    }
}

impl<'a> ShareBlock<'a> {
    /// All links as one block.
    #[must_use]
    pub fn new(links: &'a mut LinkTable, grants: &'a [Grant]) -> Self {
        let LinkTable { runs, seller, share, anchor, state, .. } = links;
        Self { of: RunBlock::new(runs), seller, share, anchor, state, lots: Lots::new(grants) }
    }

    /// The runs, and the rows of each, counted from the block's first.
    #[inline(always)]
    pub fn runs(&self) -> impl Iterator<Item = (&'a LinkRun, Range<usize>)> + use<'a> {
        self.of.runs()
    }

    /// Column `k` of an input of `run`, and what licences allow.
    #[inline(always)]
    pub fn column(
        &mut self,
        run: &LinkRun,
        slot: usize,
        k: usize,
    ) -> (ShareColumn<'_>, &mut Lots<&'a [Grant]>) {
        let at = self.of.column(run, slot, k);
        let column = ShareColumn {
            start: run.column(slot, k),
            seller: &self.seller[at.clone()],
            share: &mut self.share[at.clone()],
            anchor: &self.anchor[at.clone()],
            state: &self.state[at],
        };
        (column, &mut self.lots)
    }

    /// The places of an input of row `row` of `run`.
    #[inline(always)]
    pub fn row(&mut self, run: &LinkRun, slot: usize, row: usize) -> ShareRow<'_> {
        ShareRow {
            seller: self.seller,
            share: self.share,
            anchor: self.anchor,
            state: self.state,
            first: self.of.column(run, slot, 0).start + row,
            step: run.rows as usize,
            places: run.places(slot),
        }
    }
}

impl Columns for ShareBlock<'_> {
    fn rows(&self) -> usize {
        self.of.rows()
    }

    fn split(self, at: usize) -> (Self, Self) {
        let (of, of_right, cut) = self.of.split(at);
        let (seller, seller_right) = self.seller.split_at(cut);
        let (share, share_right) = self.share.split_at_mut(cut);
        let (anchor, anchor_right) = self.anchor.split_at(cut);
        let (state, state_right) = self.state.split_at(cut);
        let (lots, lots_right) = self.lots.split(of_right.place());
        let left = Self { of, seller, share, anchor, state, lots };
        let (of, seller, share) = (of_right, seller_right, share_right);
        (left, Self { of, seller, share, anchor: anchor_right, state: state_right, lots: lots_right })
    }
}
