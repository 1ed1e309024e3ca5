//! Links in the ECS world, cut into blocks of buyers for the two walks.

use super::{BlockBundles, Bundles, Grant, LinkRun, LinkTable, Lots, RunBlock};
use crate::world::place;
use bevy_ecs::prelude::Resource;
use coercivity_parallel::{BLOCK, Columns};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::{Deref, Range};

/// All links, and the qualifications under way.
#[derive(Resource, Clone, Debug, Serialize, Deserialize)]
pub struct Network {
    /// Links by column.
    pub links: LinkTable,
    /// The same by seller, as of this tick's orders: made from the table, kept nowhere.
    #[serde(skip)]
    pub bundles: Bundles,
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

/// The links of a block of buyers, and what licences allow on them.
pub struct LinkBlock<'a, G> {
    of: RunBlock<'a>,
    bundles: &'a [BlockBundles],
    seller: &'a [u32],
    share: &'a [u16],
    lots: Lots<G>,
}

impl<'a, G: Columns + Deref<Target = [Grant]>> LinkBlock<'a, G> {
    /// All links as one block, with their licences in the order of places.
    #[must_use]
    pub fn new(links: &'a LinkTable, bundles: &'a Bundles, grants: G) -> Self {
        let LinkTable { runs, seller, share, .. } = links;
        Self { of: RunBlock::new(runs), bundles: bundles.blocks(), seller, share, lots: Lots::new(grants) }
    }

    /// The runs, and the rows of each, counted from the block's first.
    #[inline(always)]
    pub fn runs(&self) -> impl Iterator<Item = (&'a LinkRun, Range<usize>)> + use<'a, G> {
        self.of.runs()
    }

    /// The bundles, if it is one block of the pool.
    #[inline(always)]
    #[must_use]
    pub fn bundles(&self) -> &'a BlockBundles {
        &self.bundles[0]
    }

    /// Shares of column `k` of an input of `run`, in 32768ths.
    #[inline(always)]
    #[must_use]
    pub fn share(&self, run: &LinkRun, slot: usize, k: usize) -> &'a [u16] {
        &self.share[self.of.column(run, slot, k)]
    }

    /// Its sellers.
    #[must_use]
    pub fn seller(&self, run: &LinkRun, slot: usize, k: usize) -> &'a [u32] {
        &self.seller[self.of.column(run, slot, k)]
    }

    /// What licences allow on them.
    pub fn lots(&mut self) -> &mut Lots<G> {
        &mut self.lots
    }
}

impl<G: Columns + Deref<Target = [Grant]>> Columns for LinkBlock<'_, G> {
    fn rows(&self) -> usize {
        self.of.rows()
    }

    fn split(self, at: usize) -> (Self, Self) {
        let (of, of_right, cut) = self.of.split(at);
        let (bundles, bundles_right) = self.bundles.split_at(at / BLOCK);
        let (seller, seller_right) = self.seller.split_at(cut);
        let (share, share_right) = self.share.split_at(cut);
        let (lots, lots_right) = self.lots.split(of_right.place());
        let left = Self { of, bundles, seller, share, lots };
        let (of, bundles, seller, share) = (of_right, bundles_right, seller_right, share_right);
        (left, Self { of, bundles, seller, share, lots: lots_right })
    }
}
