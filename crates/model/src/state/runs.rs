//! Runs: rows of one cell that follow each other. Kernels go over a block run by run, so that recipe and rates are the
//! same for all rows of a loop and the loops over columns become vector instructions.

use std::ops::Range;

/// Most rows of a run: few enough for a run's columns to stay in the nearer caches between a kernel's loops, many enough for
/// long bundles of links ([`super::Bundle`]); docs/BENCHMARKS.md has what other numbers gave.
pub(crate) const RUN: usize = 1024;

/// The runs of a block, in order: the cell and the rows.
#[inline(always)]
pub(crate) fn runs(cell: &[u16]) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
    let mut first = 0;
    std::iter::from_fn(move || {
        let of = *cell.get(first)?;
        let rest = &cell[first..cell.len().min(first + RUN)];
        // Most often all are of one cell; telling that takes no branch per row.
        let same = rest.iter().fold(true, |same, &other| same & (other == of));
        let rows = if same { rest.len() } else { rest.iter().take_while(|&&other| other == of).count() };
        let run = first..first + rows;
        first += rows;
        Some((usize::from(of), run))
    })
}

/// The places of the bits that are set, from the lowest.
#[inline(always)]
pub(crate) fn set_bits(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros() as usize;
        let any = bits != 0;
        bits &= bits.wrapping_sub(1);
        any.then_some(place)
    })
}

/// Sum of whole numbers, in as many parts as a vector has lanes: exact, so in any order the same.
#[inline(always)]
pub(crate) fn whole_sum(column: &[f64]) -> f64 {
    let mut parts = [0.0; 8];
    let chunks = column.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().sum();
    for chunk in chunks {
        for (part, value) in parts.iter_mut().zip(chunk) {
            *part += value;
        }
    }
    parts.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_cover_a_block_and_end_where_the_cell_changes_or_a_run_is_full() {
        let mut cell = vec![3_u16; 2];
        cell.extend(vec![5; RUN + 1]);
        cell.push(3);
        let found: Vec<_> = runs(&cell).collect();
        assert_eq!(found, [(3, 0..2), (5, 2..RUN + 2), (5, RUN + 2..RUN + 3), (3, RUN + 3..RUN + 4)]);
        assert_eq!(runs(&[]).count(), 0);
    }

    #[test]
    fn set_bits_are_found_from_the_lowest() {
        assert_eq!(set_bits(0b1000_0000_0000_0101).collect::<Vec<_>>(), [0, 2, 15]);
        assert_eq!(set_bits(u32::MAX).count(), 32);
        assert_eq!(set_bits(0).count(), 0);
    }

    #[test]
    fn a_whole_sum_misses_nothing() {
        let column: Vec<f64> = (0..37).map(f64::from).collect();
        assert_eq!(whole_sum(&column), 36.0 * 37.0 / 2.0);
        assert_eq!(whole_sum(&[]), 0.0);
    }
}
