//! Links in the ECS world, cut into blocks of buyers for the two walks.

use super::{Grant, LinkRun, LinkTable, Lots, RunBlock};
use crate::world::place;
use bevy_ecs::prelude::Resource;
use coercivity_parallel::Columns;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// All links, and the qualifications under way.
#[derive(Resource, Clone, Debug, Serialize, Deserialize)]
pub struct Network {
    /// Links by column.
    pub links: LinkTable,
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
#[derive(Clone, Copy)]
pub struct LinkBlock<'a> {
    of: RunBlock<'a>,
    seller: &'a [u32],
    share: &'a [u16],
    state: &'a [u8],
    lots: Lots<'a>,
}

/// A column of places: the `k`th of an input of all rows of a run.
#[derive(Clone, Copy)]
pub struct LinkColumn<'a> {
    /// Index of the first place among all.
    pub start: usize,
    /// Sellers.
    pub seller: &'a [u32],
    /// Shares in 32768ths.
    pub share: &'a [u16],
    /// Class, verdict, marks.
    pub state: &'a [u8],
}

/// What the links of a column have in common.
#[derive(Clone, Copy, Debug, Default)]
pub struct Common {
    /// Whether there are any.
    pub any: bool,
    /// Whether nothing stands in the way of any of them.
    pub open: bool,
    /// Whether customs may hold shipments of some.
    pub inspected: bool,
}

impl LinkColumn<'_> {
    /// What the links with a share have in common.
    #[inline(always)]
    #[must_use]
    pub fn common(&self) -> Common {
        let shares = self.share.iter().fold(0, |all, &share| all | share);
        if shares == 0 {
            return Common::default();
        }
        let mut states = 0;
        for (&state, &share) in self.state.iter().zip(self.share) {
            states |= if share != 0 { state } else { 0 };
        }
        Common {
            any: true,
            open: states & place::VERDICT == place::OPEN,
            inspected: states & place::INSPECTED != 0,
        }
    }
}

impl<'a> LinkBlock<'a> {
    /// All links as one block.
    #[must_use]
    pub fn new(links: &'a LinkTable) -> Self {
        let LinkTable { runs, seller, share, state, .. } = links;
        Self { of: RunBlock::new(runs), seller, share, state, lots: Lots::default() }
    }

    /// The same with what licences allow in this tick, in the order of places.
    #[must_use]
    pub fn with_grants(self, grants: &'a [Grant]) -> Self {
        Self { lots: Lots::new(grants), ..self }
    }

    /// The runs, and the rows of each, counted from the block's first.
    #[inline(always)]
    pub fn runs(&self) -> impl Iterator<Item = (&'a LinkRun, Range<usize>)> + use<'a> {
        self.of.runs()
    }

    /// Column `k` of an input of `run`.
    #[inline(always)]
    #[must_use]
    pub fn column(&self, run: &LinkRun, slot: usize, k: usize) -> LinkColumn<'a> {
        let at = self.of.column(run, slot, k);
        LinkColumn {
            start: run.column(slot, k),
            seller: &self.seller[at.clone()],
            share: &self.share[at.clone()],
            state: &self.state[at],
        }
    }

    /// What licences allow on them.
    pub fn lots(&mut self) -> &mut Lots<'a> {
        &mut self.lots
    }
}

impl Columns for LinkBlock<'_> {
    fn rows(&self) -> usize {
        self.of.rows()
    }

    fn split(self, at: usize) -> (Self, Self) {
        let (of, of_right, cut) = self.of.split(at);
        let (seller, seller_right) = self.seller.split_at(cut);
        let (share, share_right) = self.share.split_at(cut);
        let (state, state_right) = self.state.split_at(cut);
        let (lots, lots_right) = self.lots.split(of_right.place());
        let left = Self { of, seller, share, state, lots };
        let (of, seller, share, state) = (of_right, seller_right, share_right, state_right);
        (left, Self { of, seller, share, state, lots: lots_right })
    }
}
