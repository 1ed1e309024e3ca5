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

/// One entry a link of a sheet.
pub(crate) type OnSheet<T> = Box<[T; ON_SHEET]>;

/// Numbers of a link that walks take together: side by side they are one look-up.
pub(crate) type Part<const N: usize> = [f64; N];

/// What lies on the desk.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Use part, restock part and declared use of the orders of an input. Unit: whole base units.
    pub(crate) asked: [Column; 3],
    /// Of these, what the links of the sheet at hand get while orders are placed; the fourth number is nothing.
    pub(crate) asks: OnSheet<Part<4>>,
    /// Use part and restock part of what they get while orders are dispatched.
    pub(crate) pairs: OnSheet<Part<2>>,
    /// What the columns so far got of what was asked.
    before: [Column; 3],
    /// Cumulative shares of the columns so far, as fractions.
    cumulative: Column,
    /// Whether no column of the input has been split yet.
    fresh: bool,
    /// What limits, and what comes of it: for walks over firms alone.
    pub(crate) limit: Column,
    pub(crate) units: Column,
    /// Where the licences of the sheet's links are, as [`super::Lots::lay_out`] writes them.
    pub(crate) lots: OnSheet<u32>,
    /// What each link was sent, where the origin of goods is watched. Unit: whole base units.
    pub(crate) sent: OnSheet<f64>,
    /// Dispatched to arrive in so many ticks; zero between runs.
    pub(crate) due: [Column; NEAR],
}

impl Default for Desk {
    fn default() -> Self {
        const ZERO: Column = [0.0; LENGTH];
        Self {
            asked: [ZERO; 3],
            asks: on_sheet(),
            pairs: on_sheet(),
            before: [ZERO; 3],
            cumulative: ZERO,
            fresh: true,
            limit: ZERO,
            units: ZERO,
            lots: on_sheet(),
            sent: on_sheet(),
            due: [ZERO; NEAR],
        }
    }
}

/// Made where it stays: sheets are too large for the stacks of small threads.
fn on_sheet<T: Clone + Default + std::fmt::Debug>() -> OnSheet<T> {
    vec![T::default(); ON_SHEET].into_boxed_slice().try_into().expect("as long as a sheet")
}

impl Desk {
    /// Begins with the first column of an input.
    #[inline(always)]
    pub(crate) fn begin(&mut self) {
        self.fresh = true;
    }

    /// Works out what the links of a sheet get of what is asked for, declared use included. `share` gives the shares of a column.
    /// The sheets of an input must be asked for in order.
    #[inline(always)]
    pub(crate) fn split_asks<'a>(&mut self, sheet: &Sheet, share: impl Fn(usize) -> &'a [u16]) {
        for k in sheet.columns() {
            let share = share(sheet.first() + k);
            let part = &mut self.asks[k * RUN..][..share.len()];
            let so_far = (&mut self.before, &mut self.cumulative);
            split::<3, 4>(std::mem::take(&mut self.fresh), share, &self.asked, so_far, part);
        }
    }

    /// The same without declared use.
    #[inline(always)]
    pub(crate) fn split_pairs<'a>(&mut self, sheet: &Sheet, share: impl Fn(usize) -> &'a [u16]) {
        for k in sheet.columns() {
            let share = share(sheet.first() + k);
            let part = &mut self.pairs[k * RUN..][..share.len()];
            let so_far = (&mut self.before, &mut self.cumulative);
            split::<2, 2>(std::mem::take(&mut self.fresh), share, &self.asked, so_far, part);
        }
    }
}

/// Splits the first `N` quantities over a column of links: they get what lies between their cumulative shares. `fresh` for the
/// first column of an input, before which nothing was split.
#[inline(always)]
fn split<const N: usize, const WIDTH: usize>(
    fresh: bool,
    share: &[u16],
    asked: &[Column; 3],
    (before, cumulative): (&mut [Column; 3], &mut Column),
    part: &mut [Part<WIDTH>],
) {
    let rows = share.len();
    if fresh {
        cumulative[..rows].fill(0.0);
        before[..N].iter_mut().for_each(|before| before[..rows].fill(0.0));
    }
    let (cumulative, part) = (&mut cumulative[..rows], &mut part[..rows]);
    let asked: [&[f64]; N] = std::array::from_fn(|n| &asked[n][..rows]);
    let mut before = before.iter_mut();
    let before: [&mut [f64]; N] = std::array::from_fn(|_| &mut before.next().expect("one each")[..rows]);
    for i in 0..rows {
        cumulative[i] += fraction(share[i].into());
        let mut of = [0.0; WIDTH];
        for n in 0..N {
            let upto = (asked[n][i] * cumulative[i]).floor();
            of[n] = upto - before[n][i];
            before[n][i] = upto;
        }
        part[i] = of;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_get_what_lies_between_their_cumulative_shares() {
        // A quarter and a half of an order of 10 and of 7, then the rest.
        let shares = [[8192, 16384], [0, 8192], [24576, 8192]];
        let mut desk = Desk::default();
        desk.asked[0][..2].copy_from_slice(&[10.0, 7.0]);
        desk.asked[1][..2].copy_from_slice(&[3.0, 100.0]);
        let Desk { asked, before, cumulative, .. } = &mut desk;
        // Twice: nothing of an input is left for the next one.
        for _ in 0..2 {
            let mut fresh = true;
            let got = shares.map(|share| {
                let mut part = [[0.0; 4]; 2];
                split::<2, 4>(std::mem::take(&mut fresh), &share, asked, (before, cumulative), &mut part);
                part
            });
            assert_eq!(got.map(|part| [part[0][0], part[1][0]]), [[2.0, 3.0], [0.0, 2.0], [8.0, 2.0]]);
            assert_eq!(got.map(|part| [part[0][1], part[1][1]]), [[0.0, 50.0], [0.0, 25.0], [3.0, 25.0]]);
            assert!(got.iter().flatten().all(|part| part[2..] == [0.0; 2]));
        }
    }
}
