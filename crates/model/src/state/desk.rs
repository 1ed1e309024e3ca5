//! The desk: what a walk over links works out for the firms of a run ([`super::LinkRun`]) in the nearest caches. Orders are
//! split column by column in vector instructions; what is looked up of sellers, or added to them, then goes by bundle.

use super::bundles::{ON_SHEET, Sheet};
use super::runs::RUN;
use crate::mechanisms::ordering::fraction;

/// Ticks ahead for which dispatches are gathered on the desk before they go into the planes.
pub(crate) const NEAR: usize = 16;

/// Length of columns: a line of the cache more than a run, or rows of all columns would fall on the same few places of the
/// cache.
const LENGTH: usize = RUN + 8;

/// One number a firm.
pub(crate) type Column = [f64; LENGTH];

/// One number a link of a sheet.
pub(crate) type OnSheet = [f64; ON_SHEET];

/// What lies on the desk.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Use part, restock part and declared use of the orders of an input. Unit: whole base units.
    pub(crate) asked: [Column; 3],
    /// Of these, what the links of the sheet at hand get.
    pub(crate) part: [OnSheet; 3],
    before: [Column; 3],
    cumulative: [u32; LENGTH],
    /// What limits, and what comes of it: for walks over firms alone.
    pub(crate) limit: Column,
    pub(crate) units: Column,
    /// Where the licences of the sheet's links are, as [`super::Lots::lay_out`] writes them.
    pub(crate) lots: [u32; ON_SHEET],
    /// What each link was sent, where the origin of goods is watched. Unit: whole base units.
    pub(crate) sent: OnSheet,
    /// Dispatched to arrive in so many ticks; zero between runs.
    pub(crate) due: [Column; NEAR],
}

impl Default for Desk {
    fn default() -> Self {
        const ZERO: Column = [0.0; LENGTH];
        Self {
            asked: [ZERO; 3],
            part: [[0.0; ON_SHEET]; 3],
            before: [ZERO; 3],
            cumulative: [0; LENGTH],
            limit: ZERO,
            units: ZERO,
            lots: [0; ON_SHEET],
            sent: [0.0; ON_SHEET],
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

    /// Works out what the links of a sheet get of the first `N` quantities asked for: what lies between their cumulative shares.
    /// `share` gives the shares of a column. The sheets of an input must be asked for in order.
    #[inline(always)]
    pub(crate) fn split<'a, const N: usize>(&mut self, sheet: &Sheet, share: impl Fn(usize) -> &'a [u16]) {
        for k in sheet.columns() {
            self.split_column::<N>(k, share(sheet.first() + k));
        }
    }

    #[inline(always)]
    fn split_column<const N: usize>(&mut self, k: usize, share: &[u16]) {
        let rows = share.len();
        let cumulative = &mut self.cumulative[..rows];
        for i in 0..rows {
            cumulative[i] += u32::from(share[i]);
        }
        for quantity in 0..N {
            let asked = &self.asked[quantity][..rows];
            let part = &mut self.part[quantity][k * RUN..][..rows];
            let before = &mut self.before[quantity][..rows];
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
            desk.split_column::<1>(2, &share);
            got.push([desk.part[0][2 * RUN], desk.part[0][2 * RUN + 1]]);
        }
        assert_eq!(got, [[2.0, 3.0], [0.0, 2.0], [8.0, 2.0]]);
    }
}
