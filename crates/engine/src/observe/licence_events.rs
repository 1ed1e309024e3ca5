//! Rows of `events` about licences: with many firms nearly all of the log, so they are put in order by numbers and
//! written without a text of their own.

use super::names::NameBook;
use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_base::Date;
use coercivity_model::state::{Facts, Licence, Licences, Now, Trade, Workers};
use coercivity_record::{EventRow, Rows};

/// What offices do, in the order of texts.
pub(super) const NAMES: [&str; 3] = ["licence_filed", "licence_granted", "licence_refused"];

/// Something that happened to a licence, with all that its row needs: records are far apart in memory.
#[derive(Clone, Copy)]
struct Found {
    /// Place in [`NAMES`].
    event: u8,
    /// [`NameBook::order`] of exporter and importer.
    order: [u64; 2],
    seller: u32,
    importer: u32,
    lot: u8,
    lots: u8,
}

/// Writes what happened to licences in the tick, in the order of texts: of firms that `book` watches, or of `all`.
pub(super) fn write(
    book: &NameBook,
    all: bool,
    world: &World,
    out: &mut dyn Rows,
) -> Result<(), EngineError> {
    let licences = world.resource::<Licences>();
    if licences.counts.iter().all(|count| count.filed + count.granted + count.refused == 0) {
        return Ok(());
    }
    let (facts, trade) = (world.resource::<Facts>(), world.resource::<Trade>());
    let now = world.resource::<Now>();
    let news = News { book, facts, trade, date: now.date };
    let pool = &world.resource::<Workers>().pool;
    let found = pool.collect(&licences.records[..], |_, block: &[Licence]| {
        let happened = block.iter().filter_map(|record| Some((event(record, now.tick)?, record)));
        happened.filter_map(|(event, record)| news.found(event, record, all)).collect::<Vec<_>>()
    });
    let mut found = found.concat();
    news.sort(&mut found);
    let mut buffers = [String::new(), String::new(), String::new()];
    for found in &found {
        out.event(&news.row(found, &mut buffers))?;
    }
    Ok(())
}

/// What happened to a licence in `tick`, as a place in [`NAMES`].
fn event(record: &Licence, tick: i64) -> Option<u8> {
    match () {
        () if record.decided.get() == tick => Some(if record.granted { 1 } else { 2 }),
        () if record.filed.get() == tick => Some(0),
        () => None,
    }
}

/// What rows are made from.
struct News<'a> {
    book: &'a NameBook,
    facts: &'a Facts,
    trade: &'a Trade,
    date: Date,
}

impl News<'_> {
    /// What happened to `record`, if it is told.
    fn found(&self, event: u8, record: &Licence, all: bool) -> Option<Found> {
        let exporter = self.trade.sellers.firm[record.seller as usize] as usize;
        let importer = record.buyer as usize;
        (all || self.book.watches(exporter) || self.book.watches(importer)).then(|| Found {
            event,
            order: [exporter, importer].map(|firm| self.book.order(self.facts, firm)),
            seller: record.seller,
            importer: record.buyer,
            lot: record.lot,
            lots: record.lots,
        })
    }

    /// Puts what happened in the order of its rows' texts.
    fn sort(&self, found: &mut [Found]) {
        if !self.book.exact() {
            return found.sort_by_cached_key(|found| self.texts(found));
        }
        found.sort_unstable_by_key(|found| (found.event, found.order));
        for alike in found.chunk_by_mut(|a, b| (a.event, a.order) == (b.event, b.order)) {
            if alike.len() > 1 {
                alike.sort_by_cached_key(|found| self.texts(found));
            }
        }
    }

    /// The texts of a row, in the order in which they count.
    fn texts(&self, found: &Found) -> [String; 6] {
        let mut buffers = [String::new(), String::new(), String::new()];
        let row = self.row(found, &mut buffers);
        [row.event, row.firm, row.partner, row.good, row.jurisdiction, row.detail].map(str::to_owned)
    }

    fn row<'a>(&'a self, found: &Found, buffers: &'a mut [String; 3]) -> EventRow<'a> {
        let [firm, partner, detail] = buffers;
        let (sellers, seller) = (&self.trade.sellers, found.seller as usize);
        EventRow {
            date: self.date,
            event: NAMES[usize::from(found.event)],
            firm: self.book.show(self.facts, sellers.firm[seller] as usize, firm),
            partner: self.book.show(self.facts, found.importer as usize, partner),
            good: self.facts.good_name(sellers.good[seller]),
            jurisdiction: self.facts.code(sellers.jurisdiction[seller]),
            detail: lots(found, detail),
        }
    }
}

/// Which lot of how many, written to `buffer` if need be.
fn lots<'a>(found: &Found, buffer: &'a mut String) -> &'a str {
    match (found.lot, found.lots) {
        (0, 1) => "lot=1 of 1",
        (lot, lots) => {
            *buffer = format!("lot={} of {lots}", lot + 1);
            buffer
        }
    }
}
