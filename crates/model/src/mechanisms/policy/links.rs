//! Verdicts of links: the rule of the lane, made stricter by rules for single firms.

use super::caught;
use crate::state::{Ends, Facts, Measures, Network, StateBlock, Trade, Workers};
use crate::world::{NO_SELLER, place};
use coercivity_base::JurisdictionId;

/// Tells what the measures of the tick say of a link.
#[derive(Clone, Copy)]
pub struct Marker<'a> {
    facts: &'a Facts,
    measures: &'a Measures,
    trade: &'a Trade,
}

impl<'a> Marker<'a> {
    /// For the measures of this tick.
    #[must_use]
    pub fn new(facts: &'a Facts, measures: &'a Measures, trade: &'a Trade) -> Self {
        Self { facts, measures, trade }
    }

    /// Writes verdict and inspection bits into every link.
    pub(super) fn mark(&self, network: &mut Network, cell: &[u16], workers: &Workers) {
        let columns = (cell, StateBlock::new(&mut network.links));
        workers.pool.blocks(columns, &workers.tables, |_, first, (cell, mut links)| {
            for (run, rows) in links.runs() {
                let cell = cell[rows.start];
                for slot in 0..self.facts.recipe(cell as usize).inputs {
                    for k in 0..run.places(slot) {
                        let (sellers, states) = links.column(run, slot, k);
                        let links = sellers.iter().zip(states).enumerate();
                        for (row, (&seller, state)) in links.filter(|(_, link)| *link.0 != NO_SELLER) {
                            let bits = self.bits(first + rows.start + row, cell, slot, seller);
                            *state = *state & !(place::VERDICT | place::INSPECTED) | bits;
                        }
                    }
                }
            }
        });
    }

    /// Verdict and inspection bits of the link from `seller` to input `slot` of `firm`.
    #[must_use]
    pub fn bits(&self, firm: usize, cell: u16, slot: usize, seller: u32) -> u8 {
        let ends = self.ends(firm, cell, slot, seller);
        let rule = &self.measures.lanes[self.facts.lane(ends.good, ends.origin, ends.destination)];
        let mut verdict = rule.verdict[self.facts.cells[cell as usize].end_use.index()];
        if !self.measures.pairs.is_empty() {
            verdict = verdict.strictest(self.measures.pairs.verdict(&ends).0);
        }
        if self.measures.caught.holding != 0 {
            let end_use = self.facts.cells[cell as usize].end_use;
            let of_share =
                caught::verdict(self.facts, &self.measures.caught, seller as usize, &ends, end_use);
            verdict = verdict.strictest(of_share.0);
        }
        verdict.bits() | if rule.hold.is_some() { place::INSPECTED } else { 0 }
    }

    /// The regime that decides on the link's licence, if one does, and whose office: the lane's before those of rules for
    /// firms, and both before those of rules by origin share.
    #[must_use]
    pub fn regime(&self, firm: usize, cell: u16, slot: usize, seller: u32) -> Option<(u8, JurisdictionId)> {
        let ends = self.ends(firm, cell, slot, seller);
        let rule = &self.measures.lanes[self.facts.lane(ends.good, ends.origin, ends.destination)];
        let end_use = self.facts.cells[cell as usize].end_use;
        let of_exporter = rule.regime[end_use.index()].or_else(|| self.measures.pairs.verdict(&ends).1);
        let of_share =
            || caught::verdict(self.facts, &self.measures.caught, seller as usize, &ends, end_use).1;
        of_exporter.map(|regime| (regime, ends.origin)).or_else(of_share)
    }

    /// Whether any regime may decide on a link.
    #[must_use]
    pub fn any_regime(&self) -> bool {
        let of_lanes = self.measures.lanes.iter().any(|lane| lane.regime.iter().any(Option::is_some));
        of_lanes || self.measures.pairs.any_regime() || self.measures.caught.holding != 0
    }

    fn ends(&self, firm: usize, cell: u16, slot: usize, seller: u32) -> Ends {
        let sellers = &self.trade.sellers;
        Ends {
            exporter: sellers.firm[seller as usize],
            importer: firm as u32,
            good: self.facts.recipe(cell as usize).input_good[slot],
            origin: sellers.jurisdiction[seller as usize],
            destination: self.facts.cells[cell as usize].jurisdiction,
        }
    }
}
