//! The desk: what a walk over links has at hand of the firms of a run ([`super::runs`]), column by column, in the
//! nearest cache.
//!
//! Nearly all firms have at most [`WIDE`] places for an input. Their first, second and third places are laid out as
//! columns over the firms, so that what a walk works out for them are vector instructions and only what is looked up of
//! sellers, or added to them, goes link by link. Firms with more places are `odd` and go one by one.

use super::runs::RUN;
use super::{Even, LinkBlock};
use crate::mechanisms::ordering::fraction;
use crate::world::{EVEN_PLACES, place};
use std::ops::Range;

/// Places of an input that have columns of their own.
pub(crate) const WIDE: usize = EVEN_PLACES;
/// Ticks ahead for which dispatches are gathered on the desk before they go into the planes.
pub(crate) const NEAR: usize = 16;

/// Length of columns: a line of the cache more than a run, or rows of all columns would fall on the same few places of the
/// cache.
const LENGTH: usize = RUN + 8;

/// One number a firm.
pub(crate) type Column = [f64; LENGTH];

/// What lies on the desk; `[k]` is by place.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Use part, restock part and declared use of the orders of an input. Unit: whole base units.
    pub(crate) asked: [Column; 3],
    /// Of these, what the links at hand get.
    pub(crate) part: [Column; 3],
    before: [Column; 3],
    cumulative: [u32; LENGTH],
    /// Shares in 32768ths; 0 where there is no link.
    pub(crate) share: [[u16; LENGTH]; WIDE],
    /// Sellers; the first one where there is no link. Columns without any link hold anything.
    pub(crate) seller: [[u32; LENGTH]; WIDE],
    /// Class, verdict and marks; 0 where there is no link.
    pub(crate) state: [[u8; LENGTH]; WIDE],
    /// First place of each firm.
    pub(crate) first: [u32; LENGTH],
    /// Firms with more places, as rows of the run.
    pub(crate) odd: Vec<usize>,
    /// Shares of use parts and restock parts that sellers fill.
    pub(crate) fill: [Column; 2],
    /// Unit prices. Unit: micro-dollars per base unit.
    pub(crate) price: Column,
    /// Shipped. Unit: whole base units.
    pub(crate) units: Column,
    /// Its value. Unit: micro-dollars.
    pub(crate) value: [i64; LENGTH],
    /// Row of the seller among those of its good.
    pub(crate) row: [u32; LENGTH],
    /// Ticks until its shipment arrives.
    pub(crate) ahead: [u8; LENGTH],
    /// Dispatched to arrive in so many ticks; zero between runs.
    pub(crate) due: [Column; NEAR],
}

/// Copies every `stride`th entry.
#[inline(always)]
fn pick<T: Copy>(from: &[T], stride: usize, to: &mut [T]) {
    // Known strides take no check an entry.
    match stride / WIDE {
        _ if !stride.is_multiple_of(WIDE) => pick_any(from, stride, to),
        1 => pick_each::<T, WIDE>(from, to),
        2 => pick_each::<T, { 2 * WIDE }>(from, to),
        3 => pick_each::<T, { 3 * WIDE }>(from, to),
        4 => pick_each::<T, { 4 * WIDE }>(from, to),
        _ => pick_any(from, stride, to),
    }
}

#[inline(always)]
fn pick_each<T: Copy, const STRIDE: usize>(from: &[T], to: &mut [T]) {
    let (rows, rest) = from.as_chunks::<STRIDE>();
    for (to, row) in to.iter_mut().zip(rows) {
        *to = row[0];
    }
    // After the last entry its row may end.
    if let (Some(to), Some(&last)) = (to.get_mut(rows.len()), rest.first()) {
        *to = last;
    }
}

#[inline(never)]
fn pick_any<T: Copy>(from: &[T], stride: usize, to: &mut [T]) {
    to.iter_mut().zip(from.iter().step_by(stride)).for_each(|(to, &entry)| *to = entry);
}

impl Default for Desk {
    fn default() -> Self {
        const ZERO: Column = [0.0; LENGTH];
        Self {
            asked: [ZERO; 3],
            part: [ZERO; 3],
            before: [ZERO; 3],
            cumulative: [0; LENGTH],
            share: [[0; LENGTH]; WIDE],
            seller: [[0; LENGTH]; WIDE],
            state: [[0; LENGTH]; WIDE],
            first: [0; LENGTH],
            odd: Vec::new(),
            fill: [ZERO; 2],
            price: ZERO,
            units: ZERO,
            value: [0; LENGTH],
            row: [0; LENGTH],
            ahead: [0; LENGTH],
            due: [ZERO; NEAR],
        }
    }
}

/// What the links of a column have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Laid {
    /// Whether there are any.
    pub(crate) any: bool,
    /// Whether nothing stands in the way of any of them.
    pub(crate) open: bool,
    /// Whether customs may hold shipments of some.
    pub(crate) inspected: bool,
}

impl Desk {
    /// Lays out the links of an input of the firms in `run`.
    #[inline(always)]
    pub(crate) fn lay_out(&mut self, links: &LinkBlock, slot: usize, run: Range<usize>) -> [Laid; WIDE] {
        let rows = run.len();
        self.odd.clear();
        match links.evenly(run.clone(), slot) {
            Some(even) if even.places == WIDE => self.lay_evenly(&even, rows),
            _ => self.lay_row_by_row(links, slot, run),
        }
        self.cumulative[..rows].fill(0);
        self.before.iter_mut().for_each(|before| before[..rows].fill(0.0));
        std::array::from_fn(|k| self.common(k, rows))
    }

    /// Lays out the links of firms that all have [`WIDE`] places. Most have a place to spare: its column has no link.
    #[inline(never)]
    fn lay_evenly(&mut self, even: &Even, rows: usize) {
        for (i, first) in self.first[..rows].iter_mut().enumerate() {
            *first = (even.start + i * even.stride) as u32;
        }
        for k in 0..WIDE {
            let share = &mut self.share[k][..rows];
            pick(&even.share[k..], even.stride, share);
            let links = share.iter().filter(|&&share| share != 0).count();
            if links == 0 {
                continue;
            }
            let (seller, state) = (&mut self.seller[k][..rows], &mut self.state[k][..rows]);
            pick(&even.seller[k..], even.stride, seller);
            pick(&even.state[k..], even.stride, state);
            if links < rows {
                for i in 0..rows {
                    seller[i] = if share[i] != 0 { seller[i] } else { 0 };
                    state[i] = if share[i] != 0 { state[i] } else { 0 };
                }
            }
        }
    }

    /// The same of firms that differ; a row with more places than columns is odd.
    #[inline(never)]
    fn lay_row_by_row(&mut self, links: &LinkBlock, slot: usize, run: Range<usize>) {
        for (i, row) in run.enumerate() {
            let places = links.places(row, slot);
            self.first[i] = places.start as u32;
            let odd = places.share.len() > WIDE;
            if odd {
                self.odd.push(i);
            }
            for k in 0..WIDE {
                let share = if odd { 0 } else { places.share.get(k).copied().unwrap_or(0) };
                self.share[k][i] = share;
                self.seller[k][i] = if share != 0 { places.seller[k] } else { 0 };
                self.state[k][i] = if share != 0 { places.state[k] } else { 0 };
            }
        }
    }

    #[inline(always)]
    fn common(&self, k: usize, rows: usize) -> Laid {
        let shares = self.share[k][..rows].iter().fold(0, |all, &share| all | share);
        if shares == 0 {
            return Laid::default();
        }
        let states = self.state[k][..rows].iter().fold(0, |all, &state| all | state);
        Laid {
            any: true,
            open: states & place::VERDICT == place::OPEN,
            inspected: states & place::INSPECTED != 0,
        }
    }

    /// Works out what the links of column `k` get of the first `N` quantities asked for: what lies between their
    /// cumulative shares. Columns must be asked for in order.
    #[inline(always)]
    pub(crate) fn split<const N: usize>(&mut self, k: usize, rows: usize) {
        let (share, cumulative) = (&self.share[k][..rows], &mut self.cumulative[..rows]);
        for i in 0..rows {
            cumulative[i] += u32::from(share[i]);
        }
        for quantity in 0..N {
            let asked = &self.asked[quantity][..rows];
            let (part, before) = (&mut self.part[quantity][..rows], &mut self.before[quantity][..rows]);
            for i in 0..rows {
                let upto = (asked[i] * fraction(cumulative[i])).floor();
                part[i] = upto - before[i];
                before[i] = upto;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_at_a_distance_are_picked_though_the_last_row_is_short() {
        // Three rows of 1 to 5 inputs with three places each, seen from the second place of the last input on.
        for stride in [3, 4, 6, 9, 12, 15] {
            let from: Vec<u32> = (0..2 * stride as u32 + 2).collect();
            let mut to = [0; 3];
            pick(&from, stride, &mut to);
            assert_eq!(to, [0, stride as u32, 2 * stride as u32], "{stride}");
        }
    }
}
