//! Planes cut into blocks of buyers, to write dispatches into. An entry has four bytes, half of what its sums could need:
//! what would pass them is not added, and lies beside the planes ([`super::Late`]).

use crate::world::SLOTS;
use coercivity_parallel::Columns;
use std::ops::Range;

/// A block of rows of all planes.
pub struct PlaneBlock<'a>(Vec<[&'a mut [u32]; SLOTS]>);

/// Most of an entry. Unit: base units.
const MOST: f64 = u32::MAX as f64;

impl<'a> PlaneBlock<'a> {
    /// All rows as one block.
    pub(super) fn new(planes: &'a mut [[Vec<u32>; SLOTS]]) -> Self {
        Self(planes.iter_mut().map(super::write).collect())
    }

    /// Adds a dispatch; false if it is too much for the entry, which stays as it was.
    #[inline(always)]
    #[must_use]
    pub fn add(&mut self, plane: usize, slot: usize, row: usize, quantity: f64) -> bool {
        let entry = &mut self.0[plane][slot][row];
        let sum = f64::from(*entry) + quantity;
        if sum <= MOST {
            *entry = low_bits(sum);
        }
        sum <= MOST
    }

    /// Moves the sums of some rows into one slot of a plane; false if some are too much for their entries: these stay where they
    /// are, and the others are zero.
    #[inline(always)]
    #[must_use]
    pub fn pour(&mut self, plane: usize, slot: usize, rows: Range<usize>, sums: &mut [f64]) -> bool {
        let entries = &mut self.0[plane][slot][rows];
        let sums = &mut sums[..entries.len()];
        let mut all = true;
        for (entry, sum) in entries.iter_mut().zip(sums) {
            let before = f64::from(*entry);
            let fits = before + *sum <= MOST;
            let added = if fits { *sum } else { 0.0 };
            *entry = low_bits(before + added);
            *sum -= added;
            all &= fits;
        }
        all
    }
}

/// A whole number from 0 to 2^32 - 1 as an integer: beside 2^52 it lies in the lowest bits, which takes no instruction that
/// vectors lack.
#[inline(always)]
fn low_bits(whole: f64) -> u32 {
    const BESIDE: f64 = (1_u64 << 52) as f64;
    (whole + BESIDE).to_bits() as u32
}

impl Columns for PlaneBlock<'_> {
    fn rows(&self) -> usize {
        self.0.rows()
    }

    fn split(self, at: usize) -> (Self, Self) {
        let (left, right) = self.0.split(at);
        (Self(left), Self(right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_those_of_whole_numbers() {
        for whole in [0, 1, 2, 4_095, 1 << 31, u32::MAX - 1, u32::MAX] {
            assert_eq!(low_bits(f64::from(whole)), whole);
        }
    }

    #[test]
    fn what_an_entry_cannot_hold_stays_outside_as_a_whole() {
        let mut planes = vec![std::array::from_fn(|_| vec![0_u32; 3])];
        let mut block = PlaneBlock::new(&mut planes);
        assert!(block.add(0, 1, 0, MOST));
        assert!(!block.add(0, 1, 0, 1.0));
        // The first entry is full, the second becomes so, the third is far from it.
        let mut sums = [5.0, MOST, 7.0];
        assert!(!block.pour(0, 1, 0..3, &mut sums));
        assert_eq!(sums, [5.0, 0.0, 0.0]);
        assert!(block.pour(0, 1, 1..3, &mut [0.0, 2.0]));
        assert_eq!(planes[0][1], [u32::MAX, u32::MAX, 9]);
    }
}
