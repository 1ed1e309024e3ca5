//! The desk: what a walk over links has at hand of the firms of a run ([`super::runs`]), column by column, in the
//! nearest cache.
//!
//! Nearly all firms have at most [`WIDE`] places for an input. Their first, second and third places are laid out as
//! columns over the firms, so that what a walk works out for them are vector instructions and only what is looked up of
//! sellers, or added to them, goes link by link. Firms with more places are `odd` and go one by one.

use super::runs::RUN;
use super::{LinkBlock, Places};
use crate::mechanisms::ordering::fraction;
use crate::world::place;
use std::ops::Range;

/// Places of an input that have columns of their own.
pub(crate) const WIDE: usize = 3;
/// Ticks ahead for which dispatches are gathered on the desk before they go into the planes.
pub(crate) const NEAR: usize = 16;

/// One number a firm.
pub(crate) type Column = [f64; RUN];

/// What lies on the desk; `[k]` is by place.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Use part, restock part and declared use of the orders of an input. Unit: whole base units.
    pub(crate) asked: [Column; 3],
    /// Of these, what the links at hand get.
    pub(crate) part: [Column; 3],
    before: [Column; 3],
    cumulative: [u32; RUN],
    /// Shares in 32768ths; 0 where there is no link.
    pub(crate) share: [[u16; RUN]; WIDE],
    /// Sellers; the first one where there is no link.
    pub(crate) seller: [[u32; RUN]; WIDE],
    /// Class, verdict and marks; 0 where there is no link.
    pub(crate) state: [[u8; RUN]; WIDE],
    /// First place of each firm.
    pub(crate) first: [u32; RUN],
    /// Firms with more places, as rows of the run.
    pub(crate) odd: Vec<usize>,
    /// Shares of use parts and restock parts that sellers fill.
    pub(crate) fill: [Column; 2],
    /// Unit prices. Unit: micro-dollars per base unit.
    pub(crate) price: Column,
    /// Shipped. Unit: whole base units.
    pub(crate) units: Column,
    /// Its value. Unit: micro-dollars.
    pub(crate) value: [i64; RUN],
    /// Jurisdiction of the seller.
    pub(crate) origin: [u8; RUN],
    /// Dispatched to arrive in so many ticks; zero between runs.
    pub(crate) due: [Column; NEAR],
}

impl Default for Desk {
    fn default() -> Self {
        const ZERO: Column = [0.0; RUN];
        Self {
            asked: [ZERO; 3],
            part: [ZERO; 3],
            before: [ZERO; 3],
            cumulative: [0; RUN],
            share: [[0; RUN]; WIDE],
            seller: [[0; RUN]; WIDE],
            state: [[0; RUN]; WIDE],
            first: [0; RUN],
            odd: Vec::new(),
            fill: [ZERO; 2],
            price: ZERO,
            units: ZERO,
            value: [0; RUN],
            origin: [0; RUN],
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
        for (i, row) in run.enumerate() {
            let places = links.places(row, slot);
            self.first[i] = places.start as u32;
            let three =
                (places.share.first_chunk::<WIDE>(), places.seller.first_chunk(), places.state.first_chunk());
            if let (Some(share), Some(seller), Some(state)) = three
                && places.share.len() == WIDE
            {
                self.put(i, *share, *seller, *state);
            } else {
                self.put_other(i, &places);
            }
        }
        self.cumulative[..rows].fill(0);
        self.before.iter_mut().for_each(|before| before[..rows].fill(0.0));
        std::array::from_fn(|k| self.common(k, rows))
    }

    /// Lays out three places of row `i`.
    #[inline(always)]
    fn put(&mut self, i: usize, share: [u16; WIDE], seller: [u32; WIDE], state: [u8; WIDE]) {
        for k in 0..WIDE {
            let live = u32::from(share[k] != 0).wrapping_neg();
            self.share[k][i] = share[k];
            self.seller[k][i] = seller[k] & live;
            self.state[k][i] = state[k] & live as u8;
        }
    }

    /// The same where there are fewer places; a row with more is odd.
    #[inline(never)]
    fn put_other(&mut self, i: usize, places: &Places) {
        let (mut share, mut seller, mut state) = ([0; WIDE], [0; WIDE], [0; WIDE]);
        if places.share.len() > WIDE {
            self.odd.push(i);
        } else {
            let n = places.share.len();
            share[..n].copy_from_slice(places.share);
            seller[..n].copy_from_slice(places.seller);
            state[..n].copy_from_slice(places.state);
        }
        self.put(i, share, seller, state);
    }

    #[inline(always)]
    fn common(&self, k: usize, rows: usize) -> Laid {
        let shares = self.share[k][..rows].iter().fold(0, |all, &share| all | share);
        let states = self.state[k][..rows].iter().fold(0, |all, &state| all | state);
        Laid {
            any: shares != 0,
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
