//! Links in the ECS world, cut into blocks of buyers for the two walks.

use super::desk::WIDE;
use super::{Allowance, Grant};
use crate::world::{Links, SLOTS, place};
use bevy_ecs::prelude::Resource;
use coercivity_parallel::Columns;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// All links, and the qualifications under way.
#[derive(Resource, Clone, Debug, Serialize, Deserialize)]
pub struct Network {
    /// Links in buyer order.
    pub links: Links,
    /// Places whose supplier becomes qualified, by tick.
    pub qualifying: BTreeMap<i64, Vec<u32>>,
    /// Places that got another supplier since licence records were last made.
    pub rewired: Vec<u32>,
    /// Whether any share was ever moved off its anchor.
    pub moved: bool,
    /// Places whose supplier was qualified in this tick, for the event log.
    pub switched: Vec<u32>,
    /// In which tick of a review period each firm reviews its suppliers: its stable id modulo the period.
    pub turn: Vec<u16>,
}

/// What the measures of this tick say of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Nothing stands in the way.
    Open,
    /// Only the use part passes.
    Grace,
    /// Nothing passes.
    Blocked,
    /// What the licence allows passes.
    Licensed,
}

impl Verdict {
    /// The verdict that a directive's status names: 0 open, 1 grace, 2 licence, 3 and over ban.
    #[must_use]
    pub fn of_status(status: u8) -> Self {
        match status {
            0 => Self::Open,
            1 => Self::Grace,
            2 => Self::Licensed,
            _ => Self::Blocked,
        }
    }

    /// The status that a directive would give it, from 0 for open to 3 for blocked.
    #[must_use]
    pub fn status(self) -> u8 {
        match self {
            Self::Open => 0,
            Self::Grace => 1,
            Self::Licensed => 2,
            Self::Blocked => 3,
        }
    }

    /// The stricter of two verdicts.
    #[must_use]
    pub fn strictest(self, other: Self) -> Self {
        if other.status() > self.status() { other } else { self }
    }

    /// Reads the verdict from the state of a place.
    #[must_use]
    pub fn of(state: u8) -> Self {
        match state & place::VERDICT {
            place::OPEN => Self::Open,
            place::GRACE => Self::Grace,
            place::BLOCKED => Self::Blocked,
            _ => Self::Licensed,
        }
    }

    /// The bits of this verdict.
    #[must_use]
    pub fn bits(self) -> u8 {
        match self {
            Self::Open => place::OPEN,
            Self::Grace => place::GRACE,
            Self::Blocked => place::BLOCKED,
            Self::Licensed => place::LICENSED,
        }
    }
}

/// Places in the list of licences that a walk keeps: it meets the columns of an input one after the other
/// ([`super::desk`]), each in the order of places.
pub(crate) const CURSORS: usize = SLOTS * (WIDE + 1);

/// That of column `k` of an input; firms with more places come last.
#[must_use]
pub(crate) fn cursor(slot: usize, k: usize) -> usize {
    slot * (WIDE + 1) + k.min(WIDE)
}

/// The links of a block of buyers, and what licences allow on them.
#[derive(Clone, Copy)]
pub struct LinkBlock<'a> {
    first: &'a [u32],
    base: usize,
    seller: &'a [u32],
    share: &'a [u16],
    anchor: &'a [u16],
    state: &'a [u8],
    grants: &'a [Grant],
    next: [usize; CURSORS],
}

/// The places of one (buyer, input).
pub struct Places<'a> {
    /// Index of the first place among all links.
    pub start: usize,
    /// Sellers.
    pub seller: &'a [u32],
    /// Shares in 32768ths.
    pub share: &'a [u16],
    /// Undisturbed shares.
    pub anchor: &'a [u16],
    /// Class, verdict, marks.
    pub state: &'a [u8],
}

/// Places of an input of several rows at even distances.
pub(crate) struct Even<'a> {
    /// The first place among all.
    pub(crate) start: usize,
    /// Places from row to row.
    pub(crate) stride: usize,
    /// Places of the input in each row.
    pub(crate) places: usize,
    /// Sellers, shares and states from the first place on.
    pub(crate) seller: &'a [u32],
    pub(crate) share: &'a [u16],
    pub(crate) state: &'a [u8],
}

impl<'a> LinkBlock<'a> {
    /// All links as one block.
    #[must_use]
    pub fn new(links: &'a Links) -> Self {
        Self {
            first: &links.first,
            base: 0,
            seller: &links.seller,
            share: &links.share,
            anchor: &links.anchor,
            state: &links.state,
            grants: &[],
            next: [0; CURSORS],
        }
    }

    /// The same with what licences allow in this tick, in the order of places.
    #[must_use]
    pub fn with_grants(self, grants: &'a [Grant]) -> Self {
        Self { grants, ..self }
    }

    /// What the licence of a place allows; `cursor` is that of its input and column, and places of a cursor must
    /// be asked for in order.
    pub fn allowance(&mut self, cursor: usize, place: usize) -> Allowance {
        let next = &mut self.next[cursor];
        while self.grants.get(*next).is_some_and(|grant| (grant.place as usize) < place) {
            *next += 1;
        }
        let first = *next;
        while self.grants.get(*next).is_some_and(|grant| grant.place as usize == place) {
            *next += 1;
        }
        Grant::allowance(self.grants[first..*next].iter().copied())
    }

    /// The places of an input of `rows`, if all of them have as many and lie at even distances.
    #[inline(always)]
    pub(crate) fn evenly(&self, rows: Range<usize>, slot: usize) -> Option<Even<'a>> {
        let n = rows.len();
        let first = &self.first[rows.start * SLOTS..=rows.end * SLOTS];
        let (start, places) = (first[slot], first[slot + 1] - first[slot]);
        let stride = if n > 1 { first[SLOTS + slot] - start } else { places };
        let mut expected = start;
        let mut even = stride > 0;
        for row in first[..n * SLOTS].chunks_exact(SLOTS) {
            even &= row[slot] == expected;
            expected += stride;
        }
        // The input ends where the next one begins, in this row or in the one after it.
        let mut expected = start + places;
        for row in first[1..].chunks_exact(SLOTS) {
            even &= row[slot] == expected;
            expected += stride;
        }
        let from = start as usize - self.base;
        let (seller, share, state) = (&self.seller[from..], &self.share[from..], &self.state[from..]);
        let (start, stride, places) = (start as usize, stride as usize, places as usize);
        even.then_some(Even { start, stride, places, seller, share, state })
    }

    /// The places of input slot `slot` of the block's row `row`.
    #[inline(always)]
    #[must_use]
    pub fn places(&self, row: usize, slot: usize) -> Places<'a> {
        let start = self.first[row * SLOTS + slot] as usize;
        let end = self.first[row * SLOTS + slot + 1] as usize;
        let range = start - self.base..end - self.base;
        Places {
            start,
            seller: &self.seller[range.clone()],
            share: &self.share[range.clone()],
            anchor: &self.anchor[range.clone()],
            state: &self.state[range],
        }
    }
}

impl Columns for LinkBlock<'_> {
    fn rows(&self) -> usize {
        self.first.len() / SLOTS
    }

    fn split(self, at: usize) -> (Self, Self) {
        let cut = self.first[at * SLOTS] as usize - self.base;
        let (seller, seller_right) = self.seller.split_at(cut);
        let (share, share_right) = self.share.split_at(cut);
        let (anchor, anchor_right) = self.anchor.split_at(cut);
        let (state, state_right) = self.state.split_at(cut);
        let before = self.base + cut;
        let grants = self.grants.partition_point(|grant| (grant.place as usize) < before);
        let (grants, grants_right) = self.grants.split_at(grants);
        let first = &self.first[..=at * SLOTS];
        let left = Self { first, base: self.base, seller, share, anchor, state, grants, next: [0; CURSORS] };
        let right = Self {
            first: &self.first[at * SLOTS..],
            base: self.base + cut,
            seller: seller_right,
            share: share_right,
            anchor: anchor_right,
            state: state_right,
            grants: grants_right,
            next: [0; CURSORS],
        };
        (left, right)
    }
}
