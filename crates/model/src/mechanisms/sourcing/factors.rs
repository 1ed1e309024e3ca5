//! The parts of weights that many links share, worked out once a tick: those of costs by lane and of records by seller.

use crate::mechanisms::prices::follow_costs;
use crate::state::{Facts, Measures, Prices, Trade};
use crate::world::class;
use coercivity_base::{GoodId, JurisdictionId, math};
use coercivity_scenario::sections::Sourcing;

/// Factors of weights; kept from tick to tick, since most stay as they are and powers are dear.
#[derive(Default)]
pub struct Factors {
    /// Delivered cost of each lane over the base price, and its factor. Lanes that no links go over are left at 1.
    pub(super) cost: Vec<(f64, f64)>,
    /// Of each seller.
    pub(super) standing: Vec<Standing>,
    /// Where each seller is, and [`BLEMISHED`] if it has not always delivered: what of most sellers is all there is to know, in so
    /// few bytes that those of all lie in the nearer caches.
    brief: Vec<Brief>,
    /// Factor of the least record that counts.
    pub(super) least: f64,
}

/// What reviews look up of each seller: where it is, and whether some record of it is not 1.
pub(crate) type Brief = u16;

/// The bit of a seller of which some record is not 1.
const BLEMISHED: Brief = 1 << 15;

/// What reviews look up of these sellers besides.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    /// Record by class, and the factor of what counts of it, at least 10^-6.
    pub(super) record: [(f64, f64); class::COUNT],
    /// Where it is.
    pub(super) origin: JurisdictionId,
}

impl Factors {
    /// Brings the factors up to this tick's costs and records.
    pub(super) fn update(&mut self, facts: &Facts, measures: &Measures, prices: &Prices, trade: &Trade) {
        let rules = &facts.scenario.behaviour.sourcing;
        self.cost.resize(facts.lanes(), (1.0, 1.0));
        let bought = |good: GoodId| facts.recipes.iter().any(|r| r.input_good[..r.inputs].contains(&good));
        // Most lanes of a good into a bloc cost the same.
        let mut last = vec![(1.0, 1.0); prices.blocs];
        for export in facts.exports.iter().filter(|export| export.made && bought(export.good)) {
            let finally = facts.sold_finally(export.good);
            for (lane, destination) in export.each() {
                let gate = prices.gate(finally, export.good, export.origin, destination);
                let now = follow_costs(gate, measures.tariff[lane], measures.fee[lane]);
                if now == self.cost[lane].0 {
                    continue;
                }
                let last = &mut last[prices.bloc(destination)];
                if now != last.0 {
                    *last = (now, math::pow(now, -rules.cost_elasticity));
                }
                self.cost[lane] = *last;
            }
        }
        let unknown = |&origin: &JurisdictionId| Standing { record: [(1.0, 1.0); class::COUNT], origin };
        let origins = &trade.sellers.jurisdiction;
        let mut standing = std::mem::take(&mut self.standing);
        standing.extend(origins[standing.len()..].iter().map(unknown));
        for (standing, records) in standing.iter_mut().zip(&trade.record) {
            for (factor, &record) in standing.record.iter_mut().zip(records) {
                if record != factor.0 {
                    *factor = (record, self.of_record(rules, record).1);
                }
            }
        }
        self.brief.clear();
        self.brief.extend(standing.iter().map(|standing| {
            let spotless = standing.record.iter().all(|record| *record == (1.0, 1.0));
            standing.origin.index() as Brief | if spotless { 0 } else { BLEMISHED }
        }));
        (self.standing, self.least) = (standing, self.of_record(rules, 0.0).1);
    }

    /// Where a seller is, and its record with links in `state` and the factor of that.
    #[inline(always)]
    pub(super) fn standing(&self, seller: u32, state: u8) -> (usize, (f64, f64)) {
        let brief = self.brief[seller as usize];
        let record = if brief & BLEMISHED == 0 {
            (1.0, 1.0)
        } else {
            self.standing[seller as usize].record[usize::from(state & class::MASK)]
        };
        (usize::from(brief & !BLEMISHED), record)
    }

    /// What counts of a record, and its factor.
    pub(super) fn of_record(&self, rules: &Sourcing, record: f64) -> (f64, f64) {
        let counts = record.max(LEAST_RECORD);
        (counts, math::pow(counts, rules.reliability_elasticity))
    }
}

/// The least record that counts: powers of nothing are nothing.
pub(super) const LEAST_RECORD: f64 = 1e-6;
