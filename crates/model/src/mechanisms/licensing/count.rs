//! Counts of a tick by office and good. Records that the phase leaves as they are are counted as they are met; those whose
//! review was done once offices have decided.

use crate::state::{Facts, Grant, Licence, LicenceCount, Trade};

/// Counts records of links.
pub(super) struct Counter<'a> {
    pub(super) facts: &'a Facts,
    pub(super) trade: &'a Trade,
    pub(super) tick: i64,
}

impl Counter<'_> {
    /// The place of a record's counts.
    pub(super) fn at(&self, record: &Licence) -> usize {
        let good = self.trade.sellers.good[record.seller as usize];
        record.office.index() * self.facts.goods() + good.index()
    }

    /// Counts a record.
    pub(super) fn count(&self, counts: &mut [LicenceCount], record: &Licence, grant: &Grant) {
        counts[self.at(record)].add(record, grant.holds(self.tick), self.tick);
    }
}
