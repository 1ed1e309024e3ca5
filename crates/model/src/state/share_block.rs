//! Links cut into blocks of buyers for reviews, which move their shares.

use super::{Grant, Places};
use crate::world::{Links, SLOTS};
use coercivity_parallel::Columns;
use std::ops::Range;

/// The links of a block of buyers with shares to be moved, and what licences allow on them.
pub struct ShareBlock<'a> {
    first: &'a [u32],
    base: usize,
    seller: &'a [u32],
    share: &'a mut [u16],
    anchor: &'a [u16],
    state: &'a [u8],
    grants: &'a [Grant],
    /// Index of the first of them among all.
    granted: usize,
    next: usize,
}

impl<'a> ShareBlock<'a> {
    /// All links as one block.
    #[must_use]
    pub fn new(links: &'a mut Links, grants: &'a [Grant]) -> Self {
        let Links { first, seller, share, anchor, state } = links;
        Self { first, base: 0, seller, share, anchor, state, grants, granted: 0, next: 0 }
    }

    /// The places of an input, and their shares for writing.
    #[inline(always)]
    pub fn places(&mut self, row: usize, slot: usize) -> (Places<'_>, &mut [u16]) {
        let start = self.first[row * SLOTS + slot] as usize;
        let end = self.first[row * SLOTS + slot + 1] as usize;
        let range = start - self.base..end - self.base;
        let places = Places {
            start,
            seller: &self.seller[range.clone()],
            share: &[],
            anchor: &self.anchor[range.clone()],
            state: &self.state[range.clone()],
        };
        (places, &mut self.share[range])
    }

    /// The licence records of an input; inputs must be asked for in order.
    pub fn records(&mut self, row: usize, slot: usize) -> Range<usize> {
        if self.grants.is_empty() {
            return 0..0;
        }
        let place = self.first[row * SLOTS + slot] as usize;
        let end = self.first[row * SLOTS + slot + 1] as usize;
        let skip = |next: &mut usize, upto: usize| {
            while self.grants.get(*next).is_some_and(|grant| (grant.place as usize) < upto) {
                *next += 1;
            }
        };
        skip(&mut self.next, place);
        let first = self.next;
        skip(&mut self.next, end);
        self.granted + first..self.granted + self.next
    }
}

impl Columns for ShareBlock<'_> {
    fn rows(&self) -> usize {
        self.first.len() / SLOTS
    }

    fn split(self, at: usize) -> (Self, Self) {
        let cut = self.first[at * SLOTS] as usize - self.base;
        let (seller, seller_right) = self.seller.split_at(cut);
        let (share, share_right) = self.share.split_at_mut(cut);
        let (anchor, anchor_right) = self.anchor.split_at(cut);
        let (state, state_right) = self.state.split_at(cut);
        let before = self.base + cut;
        let cut = self.grants.partition_point(|grant| (grant.place as usize) < before);
        let (grants, grants_right) = self.grants.split_at(cut);
        let (first, base, granted) = (&self.first[..=at * SLOTS], self.base, self.granted);
        let left = Self { first, base, seller, share, anchor, state, grants, granted, next: 0 };
        let right = Self {
            first: &self.first[at * SLOTS..],
            base: before,
            seller: seller_right,
            share: share_right,
            anchor: anchor_right,
            state: state_right,
            grants: grants_right,
            granted: granted + cut,
            next: 0,
        };
        (left, right)
    }
}
