//! Who may be drawn as a new supplier, and who has room: the part of a search that no other search of the tick changes, but
//! for room, which only shrinks. So all buyers draw at once, and who had no room before anybody was promised anything
//! is out of the question already.

use crate::state::{Facts, Measures, Trade, Verdict};
use crate::world::NO_SELLER;
use coercivity_base::{EndUse, Event, GoodId, JurisdictionId, StableId};
use std::sync::OnceLock;

/// Draws among all sellers, and as many among newcomers.
const TRIES: usize = 3;

/// What a search goes by.
#[derive(Clone, Copy)]
pub(crate) struct Search<'a> {
    pub(super) facts: &'a Facts,
    pub(super) measures: &'a Measures,
    pub(super) tick: i64,
}

/// Sellers drawn for a buyer, in the order in which it asks them; [`NO_SELLER`] where one was out of the question.
pub(super) type Drawn = [u32; 2 * TRIES];

/// Sellers that may ship to a buyer, with the running sums of their weights.
#[derive(Debug, Default)]
struct Pool {
    sellers: Vec<(f64, u32)>,
    /// The most that one of them had room for.
    room: f64,
}

/// All that may ship to the buyers of a (good, destination, end use).
#[derive(Debug, Default)]
pub(super) struct Candidates {
    all: Pool,
    /// Those whose capacity has come since the base year.
    newcomers: Pool,
}

/// Candidates by good, destination and end use, made when first asked for.
pub(super) struct Pools<'a> {
    search: Search<'a>,
    trade: &'a Trade,
    made: Vec<OnceLock<Candidates>>,
}

impl<'a> Search<'a> {
    pub(crate) fn new(facts: &'a Facts, measures: &'a Measures, tick: i64) -> Self {
        Self { facts, measures, tick }
    }

    /// What sellers keep for new customers, as a share of normal sales.
    fn spare(&self) -> f64 {
        1.0 / self.facts.scenario.behaviour.production.utilisation - 1.0
    }

    /// Whether a seller still has room for `asked`.
    pub(super) fn has_room(&self, trade: &Trade, seller: u32, asked: f64) -> bool {
        asked <= trade.room(seller as usize, self.spare())
    }

    pub(super) fn candidates(
        &self,
        trade: &Trade,
        good: GoodId,
        destination: JurisdictionId,
        end_use: EndUse,
    ) -> Candidates {
        let (facts, spare) = (self.facts, self.spare());
        let mut found = Candidates::default();
        for seller in trade.sellers.of_good[good.index()].clone() {
            let at = seller as usize;
            let lane = facts.lane(good, trade.sellers.jurisdiction[at], destination);
            let weight = trade.weight(at);
            if weight > 0.0 && self.measures.lanes[lane].verdict[end_use.index()] == Verdict::Open {
                let room = trade.room(at, spare);
                found.all.push(weight, seller, room);
                if trade.added[at] > 0.0 {
                    found.newcomers.push(weight, seller, room);
                }
            }
        }
        found
    }

    /// Draws by capacity: three among all, then three among those whose capacity is new, since they look for customers;
    /// `index` is that of the first draw. None if none of them has room for `asked`.
    pub(super) fn draw(
        &self,
        trade: &Trade,
        candidates: &Candidates,
        id: StableId,
        asked: f64,
        index: u32,
    ) -> Option<Drawn> {
        let mut drawn = [NO_SELLER; 2 * TRIES];
        for (n, drawn) in drawn.iter_mut().enumerate() {
            let pool = if n < TRIES { &candidates.all } else { &candidates.newcomers };
            if asked <= pool.room {
                let chance = &self.facts.chance;
                let u = chance.uniform(Event::NewSupplier, id, self.tick as u32, index + n as u32);
                *drawn =
                    pool.at(u).filter(|&seller| self.has_room(trade, seller, asked)).unwrap_or(NO_SELLER);
            }
        }
        drawn.iter().any(|&seller| seller != NO_SELLER).then_some(drawn)
    }

    /// The first of those drawn that still has room for `asked`; else the buyer tries at its next review.
    pub(super) fn first_with_room(&self, trade: &Trade, drawn: &Drawn, asked: f64) -> Option<u32> {
        drawn.iter().copied().find(|&seller| seller != NO_SELLER && self.has_room(trade, seller, asked))
    }
}

impl Pool {
    fn push(&mut self, weight: f64, seller: u32, room: f64) {
        self.sellers.push((self.sellers.last().map_or(0.0, |last| last.0) + weight, seller));
        self.room = self.room.max(room);
    }

    /// The seller at `u` of 0..1 of the weights.
    fn at(&self, u: f64) -> Option<u32> {
        let total = self.sellers.last()?.0;
        let at = self.sellers.partition_point(|&(sum, _)| sum <= u * total);
        Some(self.sellers[at.min(self.sellers.len() - 1)].1)
    }
}

impl<'a> Pools<'a> {
    pub(super) fn new(search: Search<'a>, trade: &'a Trade) -> Self {
        let keys = search.facts.goods() * search.facts.jurisdictions() * EndUse::ALL.len();
        Self { search, trade, made: (0..keys).map(|_| OnceLock::new()).collect() }
    }

    pub(super) fn of(&self, good: GoodId, destination: JurisdictionId, end_use: EndUse) -> &Candidates {
        let place = self.search.facts.export(good, destination);
        self.made[place * EndUse::ALL.len() + end_use.index()]
            .get_or_init(|| self.search.candidates(self.trade, good, destination, end_use))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sellers_are_drawn_in_proportion_to_their_weights() {
        let mut pool = Pool::default();
        assert_eq!(pool.at(0.5), None);
        for (weight, seller, room) in [(1.0, 7, 0.0), (2.0, 8, 5.0), (1.0, 9, 3.0)] {
            pool.push(weight, seller, room);
        }
        assert_eq!([0.0, 0.24, 0.25, 0.74, 0.75, 0.999].map(|u| pool.at(u)), [7, 7, 8, 8, 9, 9].map(Some));
        assert_eq!(pool.room, 5.0);
    }
}
