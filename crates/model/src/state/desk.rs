//! The desk: what a walk over links works out for the firms of a run ([`super::LinkRun`]), column by column, in the nearest
//! cache, so that it is vector instructions and only what is looked up of sellers, or added to them, goes link by link.

use super::runs::RUN;
use crate::mechanisms::ordering::fraction;

/// Ticks ahead for which dispatches are gathered on the desk before they go into the planes.
pub(crate) const NEAR: usize = 16;

/// Length of columns: a line of the cache more than a run, or rows of all columns would fall on the same few places of the
/// cache.
const LENGTH: usize = RUN + 8;

/// One number a firm.
pub(crate) type Column = [f64; LENGTH];

/// What lies on the desk.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Use part, restock part and declared use of the orders of an input. Unit: whole base units.
    pub(crate) asked: [Column; 3],
    /// Of these, what the links at hand get.
    pub(crate) part: [Column; 3],
    before: [Column; 3],
    cumulative: [u32; LENGTH],
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

impl Default for Desk {
    fn default() -> Self {
        const ZERO: Column = [0.0; LENGTH];
        Self {
            asked: [ZERO; 3],
            part: [ZERO; 3],
            before: [ZERO; 3],
            cumulative: [0; LENGTH],
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

impl Desk {
    /// Begins with the first column of an input of `rows` firms.
    #[inline(always)]
    pub(crate) fn begin(&mut self, rows: usize) {
        self.cumulative[..rows].fill(0);
        self.before.iter_mut().for_each(|before| before[..rows].fill(0.0));
    }

    /// Works out what the links of a column with these shares get of the first `N` quantities asked for: what lies between
    /// their cumulative shares. Columns of an input must be asked for in order.
    #[inline(always)]
    pub(crate) fn split<const N: usize>(&mut self, share: &[u16]) {
        let rows = share.len();
        let cumulative = &mut self.cumulative[..rows];
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
    fn columns_get_what_lies_between_their_cumulative_shares() {
        let mut desk = Desk::default();
        desk.asked[0][..2].copy_from_slice(&[10.0, 7.0]);
        desk.begin(2);
        // A quarter and a half of an order of 10 and of 7, then the rest.
        let mut got = Vec::new();
        for share in [[8192, 16384], [0, 8192], [24576, 8192]] {
            desk.split::<1>(&share);
            got.push([desk.part[0][0], desk.part[0][1]]);
        }
        assert_eq!(got, [[2.0, 3.0], [0.0, 2.0], [8.0, 2.0]]);
    }
}
