//! What licences allow, in the few bytes that the walks over links read, and the records of a block of buyers, whose volumes
//! the walks use up.

use super::Licence;
use coercivity_parallel::Columns;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What a relation's lots allow in a tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allowance {
    /// Share of the orders that is licensed.
    pub share: f64,
    /// Volume left over all lots.
    pub left: f64,
}

/// What a record allows, in the few bytes that the walks over links read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grant {
    /// The link, index among all places.
    pub place: u32,
    /// Lots of the relation.
    pub lots: u8,
    /// Whether the licence of this one holds.
    pub holds: bool,
    /// Volume left. Unit: base units.
    pub left: f64,
}

impl Grant {
    /// What a record allows in `tick`.
    #[must_use]
    pub fn of(record: &Licence, tick: i64) -> Self {
        let holds = record.holds(tick);
        Self { place: record.place, lots: record.lots, holds, left: record.left }
    }

    /// What the lots of a link allow together.
    #[must_use]
    pub fn allowance(lots: impl Iterator<Item = Self>) -> Allowance {
        let (mut granted, mut all, mut left) = (0_u32, 0_u32, 0.0);
        for lot in lots {
            all = u32::from(lot.lots);
            if lot.holds {
                granted += 1;
                left += lot.left;
            }
        }
        let share = if all == 0 { 0.0 } else { f64::from(granted) / f64::from(all) };
        Allowance { share, left }
    }
}

/// What licences allow on the links of a block of buyers, met in the order of places.
#[derive(Clone, Copy, Default)]
pub struct Lots<'a> {
    grants: &'a [Grant],
    /// Index of the first of them among all.
    first: usize,
    next: usize,
}

impl<'a> Lots<'a> {
    /// All of a tick.
    #[must_use]
    pub fn new(grants: &'a [Grant]) -> Self {
        Self { grants, first: 0, next: 0 }
    }

    /// What the licence of a place allows; places must be asked for in order.
    pub fn allowance(&mut self, place: usize) -> Allowance {
        Grant::allowance(self.grants[self.within(place)].iter().copied())
    }

    /// The licence records of a place, and of how many lots its relation is; places must be asked for in order.
    pub fn records(&mut self, place: usize) -> (Range<usize>, u8) {
        let within = self.within(place);
        let lots = self.grants.get(within.start).map_or(0, |grant| grant.lots);
        (self.first + within.start..self.first + within.end, lots)
    }

    fn within(&mut self, place: usize) -> Range<usize> {
        while self.grants.get(self.next).is_some_and(|grant| (grant.place as usize) < place) {
            self.next += 1;
        }
        let first = self.next;
        while self.grants.get(self.next).is_some_and(|grant| grant.place as usize == place) {
            self.next += 1;
        }
        first..self.next
    }

    /// Those of places before `place`, and the others.
    #[must_use]
    pub fn split(self, place: usize) -> (Self, Self) {
        let cut = self.grants.partition_point(|grant| (grant.place as usize) < place);
        let (left, right) = self.grants.split_at(cut);
        let right = Self { grants: right, first: self.first + cut, next: 0 };
        (Self { grants: left, first: self.first, next: 0 }, right)
    }
}

/// The records of a block of buyers, met in the order of places.
pub struct LicenceBlock<'a> {
    first_row: usize,
    rows: usize,
    records: &'a mut [Licence],
    next: usize,
}

impl<'a> LicenceBlock<'a> {
    /// All records.
    #[must_use]
    pub fn new(records: &'a mut [Licence], rows: usize) -> Self {
        Self { first_row: 0, rows, records, next: 0 }
    }

    /// Takes `shipped` off the volumes of the lots of a place that hold; places must be asked for in order.
    pub fn spend(&mut self, place: usize, tick: i64, mut shipped: f64) {
        while self.records.get(self.next).is_some_and(|record| record.place as usize <= place) {
            self.next += 1;
        }
        for record in self.records[..self.next].iter_mut().rev().take_while(|r| r.place as usize == place) {
            if record.holds(tick) {
                let taken = shipped.min(record.left);
                record.left -= taken;
                shipped -= taken;
            }
        }
    }
}

fn cut(records: &[Licence], row: usize) -> usize {
    records.partition_point(|record| (record.buyer as usize) < row)
}

impl Columns for LicenceBlock<'_> {
    fn rows(&self) -> usize {
        self.rows
    }

    fn split(self, at: usize) -> (Self, Self) {
        let row = self.first_row + at;
        let cut = cut(self.records, row);
        let (left, right) = self.records.split_at_mut(cut);
        let left = Self { first_row: self.first_row, rows: at, records: left, next: 0 };
        (left, Self { first_row: row, rows: self.rows - at, records: right, next: 0 })
    }
}
