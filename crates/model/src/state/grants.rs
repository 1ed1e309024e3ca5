//! What licences allow, in the few bytes that the walks over links read, and the records of a block of buyers, whose volumes
//! the walks use up.

use super::{CURSORS, Licence};
use coercivity_parallel::Columns;
use serde::{Deserialize, Serialize};

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

/// The records of a block of buyers, met in the order of places.
pub struct LicenceBlock<'a> {
    first_row: usize,
    rows: usize,
    records: &'a mut [Licence],
    spent: [usize; CURSORS],
}

impl<'a> LicenceBlock<'a> {
    /// All records.
    #[must_use]
    pub fn new(records: &'a mut [Licence], rows: usize) -> Self {
        Self { first_row: 0, rows, records, spent: [0; CURSORS] }
    }

    /// Takes `shipped` off the volumes of the lots of a place that hold; places of a cursor must be asked for in order.
    pub fn spend(&mut self, cursor: usize, place: usize, tick: i64, mut shipped: f64) {
        let next = &mut self.spent[cursor];
        while self.records.get(*next).is_some_and(|record| record.place as usize <= place) {
            *next += 1;
        }
        for record in self.records[..*next].iter_mut().rev().take_while(|r| r.place as usize == place) {
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
        let left = Self { first_row: self.first_row, rows: at, records: left, spent: [0; CURSORS] };
        (left, Self { first_row: row, rows: self.rows - at, records: right, spent: [0; CURSORS] })
    }
}
