//! What licences allow, in the few bytes that the walks over links read.

use super::bundles::{ON_SHEET, SHEET};
use super::runs::RUN;
use super::{LinkRun, NEVER};
use coercivity_parallel::Columns;
use serde::{Deserialize, Serialize};
use std::ops::{Deref, Range};

/// What a relation's lots allow in a tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allowance {
    /// Share of the orders that is licensed.
    pub share: f64,
    /// Volume left over all lots.
    pub left: f64,
}

/// A licence: until when it holds, and for how much.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grant {
    /// The link, index among all places; [`super::NO_LINK`] of a licence towards a final market.
    pub place: u32,
    /// First tick in which it no longer holds; the least number where nothing was granted yet.
    until: i32,
    /// Volume left. Unit: base units; infinite without a cap.
    pub left: f64,
}

impl Grant {
    /// Nothing granted yet.
    #[must_use]
    pub fn none(place: u32) -> Self {
        Self { place, until: i32::MIN, left: 0.0 }
    }

    /// From now on a licence until the tick `until`, for a volume of `left`.
    pub fn give(&mut self, until: i64, left: f64) {
        (self.until, self.left) = (i32::try_from(until).unwrap_or(i32::MAX), left);
    }

    /// First tick in which it no longer holds, or [`NEVER`].
    #[must_use]
    pub fn until(&self) -> i64 {
        if self.until == i32::MIN { NEVER } else { i64::from(self.until) }
    }

    /// Whether something may be shipped under it in `tick`.
    #[inline(always)]
    #[must_use]
    pub fn holds(&self, tick: i64) -> bool {
        // Without a branch: where many are asked, none waits for the one before.
        (i64::from(self.until) > tick) & (self.left >= 1.0)
    }

    /// What the lots of a link allow together in `tick`.
    #[inline(always)]
    #[must_use]
    pub fn allowance(lots: &[Self], tick: i64) -> Allowance {
        if let [one] = lots
            && one.holds(tick)
        {
            return Allowance { share: 1.0, left: one.left };
        }
        let (mut granted, mut left) = (0_u32, 0.0);
        for lot in lots.iter().filter(|lot| lot.holds(tick)) {
            granted += 1;
            left += lot.left;
        }
        let share = if lots.is_empty() { 0.0 } else { f64::from(granted) / lots.len() as f64 };
        Allowance { share, left }
    }
}

/// What licences allow on the links of a block of buyers, for reading or, with `&mut`, for using up their volumes.
#[derive(Clone, Copy, Default)]
pub struct Lots<G> {
    grants: G,
    /// Index of the first of them among all.
    first: usize,
    next: usize,
}

impl<G: Columns + Deref<Target = [Grant]>> Lots<G> {
    /// All of a tick.
    #[must_use]
    pub fn new(grants: G) -> Self {
        Self { grants, first: 0, next: 0 }
    }

    /// Indices among all of the licences of a place; places must be asked for in order.
    pub fn of_place(&mut self, place: usize) -> Range<usize> {
        while self.grants.get(self.next).is_some_and(|grant| (grant.place as usize) < place) {
            self.next += 1;
        }
        let first = self.first + self.next;
        while self.grants.get(self.next).is_some_and(|grant| grant.place as usize == place) {
            self.next += 1;
        }
        first..self.first + self.next
    }

    /// Writes down where the first licence of each place of a sheet lies, by number on the sheet; numbers without one keep what
    /// they have. Sheets must be asked for in the order of places.
    pub(crate) fn lay_out(
        &mut self,
        run: &LinkRun,
        slot: usize,
        first: usize,
        on_sheet: &mut [u32; ON_SHEET],
    ) {
        let start = run.column(slot, first);
        let end = run.column(slot, run.places(slot).min(first + SHEET));
        let rest = &self.grants[self.next..];
        self.next += rest.partition_point(|grant| (grant.place as usize) < start);
        let (mut column, mut number, mut before) = (start, 0, usize::MAX);
        while let Some(grant) = self.grants.get(self.next) {
            let place = grant.place as usize;
            if place >= end {
                break;
            }
            while place >= column + run.rows as usize {
                (column, number) = (column + run.rows as usize, number + RUN);
            }
            if place != before {
                on_sheet[number + place - column] = self.next as u32;
            }
            (before, self.next) = (place, self.next + 1);
        }
    }

    /// What the licences of a place allow in `tick`, of which the first was laid out at `first`.
    #[inline(always)]
    #[must_use]
    pub(crate) fn allowance(&self, place: usize, first: u32, tick: i64) -> Allowance {
        Grant::allowance(self.grants.get(self.laid_out(place, first)).unwrap_or_default(), tick)
    }

    /// The licences of a place, of which the first was laid out at `first`; none where another place's lies there.
    #[inline(always)]
    fn laid_out(&self, place: usize, first: u32) -> Range<usize> {
        let first = first as usize;
        let mut end = first;
        while self.grants.get(end).is_some_and(|grant| grant.place as usize == place) {
            end += 1;
        }
        first..end
    }

    /// Those of places before `place`, and the others.
    #[must_use]
    pub fn split(self, place: usize) -> (Self, Self) {
        let cut = self.grants.partition_point(|grant| (grant.place as usize) < place);
        let (left, right) = self.grants.split(cut);
        let right = Self { grants: right, first: self.first + cut, next: 0 };
        (Self { grants: left, first: self.first, next: 0 }, right)
    }
}

impl Lots<&mut [Grant]> {
    /// Takes `shipped` off the volumes of those licences of a place that hold; the first was laid out at `first`.
    #[inline(always)]
    pub(crate) fn spend(&mut self, place: usize, first: u32, tick: i64, mut shipped: f64) {
        let of = self.laid_out(place, first);
        for grant in self.grants.get_mut(of).unwrap_or_default().iter_mut().rev() {
            if grant.holds(tick) {
                let taken = shipped.min(grant.left);
                grant.left -= taken;
                shipped -= taken;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(place: u32, until: i64, left: f64) -> Grant {
        let mut grant = Grant::none(place);
        grant.give(until, left);
        grant
    }

    #[test]
    fn a_licence_holds_until_its_tick_while_a_unit_is_left() {
        assert_eq!((Grant::none(3).until(), Grant::none(3).holds(-1000)), (NEVER, false));
        let grant = grant(3, 7, 2.0);
        assert_eq!([6, 7].map(|tick| grant.holds(tick)), [true, false]);
        assert!(!super::tests::grant(3, 7, 0.5).holds(6));
    }

    #[test]
    fn lots_allow_their_part_of_orders_and_what_is_left_of_all() {
        let lots = [grant(3, 7, 2.0), grant(3, 5, 9.0), grant(3, 9, 4.0), Grant::none(3)];
        assert_eq!(Grant::allowance(&lots, 6), Allowance { share: 0.5, left: 6.0 });
        assert_eq!(Grant::allowance(&lots[..1], 6), Allowance { share: 1.0, left: 2.0 });
        assert_eq!(Grant::allowance(&[], 6), Allowance { share: 0.0, left: 0.0 });
    }

    #[test]
    fn a_shipment_uses_up_the_last_lots_that_hold_first() {
        let mut grants = [grant(2, 9, 5.0), grant(3, 9, 5.0), grant(3, 9, 4.0), grant(3, 1, 8.0)];
        let mut lots = Lots::new(&mut grants[..]);
        // One row with one input of four places, of which the sheet's fourth is place 3.
        let run = LinkRun { first: 0, rows: 1, start: 0, ends: [4; 4] };
        let mut on_sheet = [0; ON_SHEET];
        lots.lay_out(&run, 0, 0, &mut on_sheet);
        assert_eq!([on_sheet[2 * RUN], on_sheet[3 * RUN]], [0, 1]);
        lots.spend(3, on_sheet[3 * RUN], 6, 6.0);
        // Place 1 has no licence, wherever an old number points.
        assert_eq!(lots.allowance(1, on_sheet[RUN], 6).share, 0.0);
        assert_eq!(grants.map(|grant| grant.left), [5.0, 3.0, 0.0, 8.0]);
    }

    #[test]
    fn blocks_of_buyers_know_their_licences_among_all() {
        let grants = [grant(2, 9, 5.0), grant(5, 9, 5.0), grant(5, 9, 4.0), grant(8, 1, 8.0)];
        let (mut left, mut right) = Lots::new(&grants[..]).split(5);
        assert_eq!([left.of_place(1), left.of_place(2)], [0..0, 0..1]);
        assert_eq!([right.of_place(5), right.of_place(6), right.of_place(8)], [1..3, 3..3, 3..4]);
    }
}
