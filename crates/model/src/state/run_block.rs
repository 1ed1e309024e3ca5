//! Runs of links cut into blocks of rows.

use super::LinkRun;
use std::ops::Range;

/// The runs of a block of rows, and where their places are.
#[derive(Clone, Copy)]
pub struct RunBlock<'a> {
    runs: &'a [LinkRun],
    /// First row and first place of the block.
    row: usize,
    place: usize,
    rows: usize,
}

impl<'a> RunBlock<'a> {
    /// All rows.
    #[must_use]
    pub fn new(runs: &'a [LinkRun]) -> Self {
        let rows = runs.last().map_or(0, |run| (run.first + run.rows) as usize);
        Self { runs, row: 0, place: 0, rows }
    }

    /// The runs, and the rows of each, counted from the block's first.
    #[inline(always)]
    pub fn runs(&self) -> impl Iterator<Item = (&'a LinkRun, Range<usize>)> + use<'a> {
        let row = self.row;
        self.runs.iter().map(move |run| {
            let first = run.first as usize - row;
            (run, first..first + run.rows as usize)
        })
    }

    /// Where column `k` of an input of `run` lies in the block's columns.
    #[inline(always)]
    #[must_use]
    pub fn column(&self, run: &LinkRun, slot: usize, k: usize) -> Range<usize> {
        let first = run.column(slot, k) - self.place;
        first..first + run.rows as usize
    }

    /// The rows before `at`, where a run must begin, those from there on, and the number of places of the former.
    #[must_use]
    pub fn split(self, at: usize) -> (Self, Self, usize) {
        let row = self.row + at;
        let cut = self.runs.partition_point(|run| (run.first as usize) < row);
        let (left, right) = self.runs.split_at(cut);
        let end = left.last().map_or(self.place, |run| run.start as usize + run.size());
        debug_assert!(right.first().is_none_or(|run| run.first as usize == row), "no run begins at {row}");
        let after = Self { runs: right, row, place: end, rows: self.rows - at };
        (Self { runs: left, rows: at, ..self }, after, end - self.place)
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// First place of the block.
    #[must_use]
    pub fn place(&self) -> usize {
        self.place
    }
}
