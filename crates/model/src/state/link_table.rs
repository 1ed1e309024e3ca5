//! Links by column. Rows that follow each other, are of one cell and have the same number of places for each input are a
//! run; the first places of an input of all its rows lie side by side, then the second ones, and so on:
//!
//! ```text
//! place of (row, input, k) = start of the run + (places of the inputs before + k) * rows + row in the run
//! ```
//!
//! So walks over links take whole columns, and meet places in their order: input by input, column by column, row by row.
//! Inputs are padded to a few numbers of places, so that runs are long; what is added is never used.

use super::RunBlock;
use super::runs::RUN;
use super::table_block::TableBlock;
use crate::world::{Links, NO_SELLER, SLOTS, place};
use coercivity_parallel::{BLOCK, Pool, Private};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Rows with the same places, at most 1,024 and within one block of the pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRun {
    /// First row.
    pub first: u32,
    /// Number of rows.
    pub rows: u32,
    /// First place.
    pub start: u32,
    /// Where the places of each input end, of those of a row.
    pub ends: [u32; SLOTS],
}

/// All links.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LinkTable {
    /// Runs in the order of rows and of places.
    pub runs: Vec<LinkRun>,
    /// The run of every [`STEP`]th row.
    of_row: Vec<u32>,
    pub(super) seller: Vec<u32>,
    /// Share of the input's orders, in 32768ths.
    pub share: Vec<u16>,
    /// Share without any disturbance, in 32768ths.
    pub anchor: Vec<u16>,
    pub(super) state: Vec<u8>,
    #[serde(skip)]
    pub(super) changed: Changed,
}

/// What changed of sellers and states.
#[derive(Clone, Debug, Default)]
pub(super) enum Changed {
    /// Anything, for all that is known.
    #[default]
    Anything,
    /// These places got a supplier that delivers, and had none before.
    Supplied(Vec<u32>),
}

/// Rows from one entry of the index of rows to the next.
const STEP: usize = 64;

/// Places that an input with `n` of them gets: three at least, and so that few numbers occur.
#[must_use]
pub fn padded(n: usize) -> usize {
    match n {
        0 => 0,
        1..=3 => 3,
        _ => n.next_multiple_of((n.next_power_of_two() / 4).max(1)),
    }
}

impl LinkRun {
    /// Places of a row before those of input `slot`.
    #[must_use]
    pub fn before(&self, slot: usize) -> usize {
        if slot == 0 { 0 } else { self.ends[slot - 1] as usize }
    }

    /// Number of places of input `slot` of a row.
    #[must_use]
    pub fn places(&self, slot: usize) -> usize {
        self.ends[slot] as usize - self.before(slot)
    }

    /// First place of column `k` of input `slot`.
    #[must_use]
    pub fn column(&self, slot: usize, k: usize) -> usize {
        self.start as usize + (self.before(slot) + k) * self.rows as usize
    }

    /// Which of a row's places lies at `place`, and in which row.
    #[must_use]
    pub fn at(&self, place: usize) -> (usize, usize) {
        let within = place - self.start as usize;
        (within / self.rows as usize, within % self.rows as usize)
    }

    /// The input that this one of a row's places belongs to.
    #[must_use]
    pub fn slot_of(&self, column: usize) -> usize {
        self.ends.partition_point(|&end| end as usize <= column)
    }

    /// Number of places of all rows.
    #[must_use]
    pub fn size(&self) -> usize {
        self.ends[SLOTS - 1] as usize * self.rows as usize
    }
}

impl LinkTable {
    /// The links of firms of the cells `cell`.
    #[must_use]
    pub fn new(links: &Links, cell: &[u16], pool: &Pool) -> Self {
        let runs = runs(links, cell);
        let places = runs.last().map_or(0, |run| run.start as usize + run.size());
        let mut table = Self {
            of_row: index(&runs, cell.len()),
            runs,
            seller: vec![NO_SELLER; places],
            share: vec![0; places],
            anchor: vec![0; places],
            state: vec![place::PADDING; places],
            changed: Changed::Anything,
        };
        let Self { runs, seller, share, anchor, state, .. } = &mut table;
        let block = TableBlock { of: RunBlock::new(runs), seller, share, anchor, state };
        pool.blocks(block, &Private::new(pool, || ()), |(), firm, mut block| block.lay(firm, links));
        table
    }

    /// Seller of each place, or [`NO_SELLER`].
    #[must_use]
    pub fn seller(&self) -> &[u32] {
        &self.seller
    }

    /// Class, verdict and marks of each place.
    #[must_use]
    pub fn state(&self) -> &[u8] {
        &self.state
    }

    /// From now on `seller` supplies the place `at`, which had none, in `state`.
    pub fn supply(&mut self, at: usize, seller: u32, state: u8) {
        debug_assert_eq!(self.seller[at], NO_SELLER, "a supplier is never replaced");
        (self.seller[at], self.state[at]) = (seller, state);
        if state & place::QUALIFYING == 0 {
            self.note_supplied(at);
        }
    }

    /// The supplier of the place `at` is qualified.
    pub fn qualify(&mut self, at: usize) {
        self.state[at] &= !place::QUALIFYING;
        self.note_supplied(at);
    }

    fn note_supplied(&mut self, at: usize) {
        if let Changed::Supplied(places) = &mut self.changed {
            places.push(at as u32);
        }
    }

    /// What changed since this was last asked.
    pub(super) fn changed(&mut self) -> Changed {
        std::mem::replace(&mut self.changed, Changed::Supplied(Vec::new()))
    }

    /// The places of input slot `slot` of firm `firm`, in order.
    pub fn places(&self, firm: usize, slot: usize) -> impl Iterator<Item = usize> + Clone + use<> {
        let run = self.run(firm);
        let first = run.column(slot, 0) + firm - run.first as usize;
        let rows = run.rows as usize;
        (first..first + run.places(slot) * rows).step_by(rows)
    }

    /// Whether firms have the same places in `other`.
    #[must_use]
    pub fn has_places_of(&self, other: &Self) -> bool {
        self.runs == other.runs && self.of_row == other.of_row
    }

    /// The firm and the input slot that a place belongs to.
    #[must_use]
    pub fn owner(&self, place: usize) -> (usize, usize) {
        let run = &self.runs[self.run_of(place)];
        let (column, row) = run.at(place);
        (run.first as usize + row, run.slot_of(column))
    }

    /// Number of the run that a place belongs to.
    pub(super) fn run_of(&self, place: usize) -> usize {
        self.runs.partition_point(|run| run.start as usize <= place) - 1
    }

    /// The runs of the firms of a block, or of several.
    #[must_use]
    pub fn runs_of(&self, firms: Range<usize>) -> &[LinkRun] {
        let at = |firm| self.runs.partition_point(|run| (run.first as usize) < firm);
        &self.runs[at(firms.start)..at(firms.end)]
    }

    fn run(&self, firm: usize) -> &LinkRun {
        let mut at = self.of_row[firm / STEP] as usize;
        while self.runs.get(at + 1).is_some_and(|next| next.first as usize <= firm) {
            at += 1;
        }
        &self.runs[at]
    }
}

/// Cuts the rows into runs.
fn runs(links: &Links, cell: &[u16]) -> Vec<LinkRun> {
    let ends = |firm: usize| {
        let mut end = 0;
        std::array::from_fn(|slot| {
            end += padded(links.places(firm, slot).len()) as u32;
            end
        })
    };
    let mut runs: Vec<LinkRun> = Vec::new();
    for (firm, of) in cell.iter().enumerate() {
        let ends: [u32; SLOTS] = ends(firm);
        let like = |run: &&mut LinkRun| {
            run.ends == ends
                && cell[firm - 1] == *of
                && (run.rows as usize) < RUN
                && !firm.is_multiple_of(BLOCK)
        };
        if let Some(run) = runs.last_mut().filter(like) {
            run.rows += 1;
            continue;
        }
        let start = runs.last().map_or(0, |run| run.start + run.size() as u32);
        runs.push(LinkRun { first: firm as u32, rows: 1, start, ends });
    }
    runs
}

fn index(runs: &[LinkRun], rows: usize) -> Vec<u32> {
    let mut at = 0;
    (0..rows)
        .step_by(STEP)
        .map(|row| {
            while runs.get(at + 1).is_some_and(|next| next.first as usize <= row) {
                at += 1;
            }
            at as u32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three firms of two cells: with one and four places for their first and second inputs, with two and four, and with five
    /// for the first alone.
    fn links() -> (Links, Vec<u16>) {
        let places = 16;
        let links = Links {
            first: vec![0, 1, 5, 5, 5, 7, 11, 11, 11, 16, 16, 16, 16],
            seller: (0..places).collect(),
            share: (0..places as u16).map(|n| n + 100).collect(),
            anchor: (0..places as u16).map(|n| n + 200).collect(),
            state: (0..places as u8).collect(),
        };
        (links, vec![0, 0, 1])
    }

    #[test]
    fn few_numbers_of_places_occur() {
        let found = [0, 1, 3, 4, 5, 7, 9, 13, 17, 40].map(padded);
        assert_eq!(found, [0, 3, 3, 4, 6, 8, 12, 16, 24, 48]);
    }

    #[test]
    fn columns_of_a_run_lie_side_by_side_and_every_place_finds_its_owner() {
        let (links, cell) = links();
        let table = LinkTable::new(&links, &cell, &Pool::new(1).unwrap());
        let runs: Vec<_> = table.runs.iter().map(|run| (run.first, run.rows, run.start, run.ends)).collect();
        assert_eq!(runs, [(0, 2, 0, [3, 7, 7, 7]), (2, 1, 14, [6, 6, 6, 6])]);
        // First inputs: the first places of both firms, then the second ones.
        assert_eq!(table.seller[..6], [0, 5, NO_SELLER, 6, NO_SELLER, NO_SELLER]);
        assert_eq!(table.seller[6..14], [1, 7, 2, 8, 3, 9, 4, 10]);
        for firm in 0..3 {
            for slot in 0..SLOTS {
                let own: Vec<usize> = table.places(firm, slot).collect();
                assert!(own.iter().all(|&at| table.owner(at) == (firm, slot)));
                let used: Vec<usize> =
                    own.into_iter().filter(|&at| table.state[at] != place::PADDING).collect();
                let sellers: Vec<u32> = used.iter().map(|&at| table.seller[at]).collect();
                assert_eq!(sellers, links.seller[links.places(firm, slot)]);
                assert!(used.iter().all(|&at| u32::from(table.share[at]) == table.seller[at] + 100));
                assert!(used.iter().all(|&at| u32::from(table.anchor[at]) == table.seller[at] + 200));
            }
        }
    }

    #[test]
    fn a_run_ends_with_its_block() {
        let firms = BLOCK + 3;
        let links = Links { first: vec![0; firms * SLOTS + 1], ..Links::default() };
        let table = LinkTable::new(&links, &vec![0; firms], &Pool::new(2).unwrap());
        assert!(table.runs.iter().any(|run| run.first as usize == BLOCK));
        assert_eq!(table.runs.iter().map(|run| run.rows as usize).sum::<usize>(), firms);
        assert_eq!(table.places(BLOCK + 2, 1).count(), 0);
    }
}
