//! The parts of weights that many links share, worked out once a tick: those of costs by lane and of records by seller.

use crate::mechanisms::prices::follow_costs;
use crate::state::{Facts, Measures, Prices, Trade};
use crate::world::class;
use coercivity_base::{GoodId, JurisdictionId, math};

/// Factors of weights.
pub(super) struct Factors {
    /// Delivered cost of each lane over the base price, and its factor. Lanes of goods that no recipe uses are left at 1.
    pub(super) cost: Vec<(f64, f64)>,
    /// Record of each seller and class that counts, at least 10^-6, and its factor.
    pub(super) reliability: Vec<[(f64, f64); class::COUNT]>,
}

impl Factors {
    pub(super) fn new(facts: &Facts, measures: &Measures, prices: &Prices, trade: &Trade) -> Self {
        let rules = &facts.scenario.behaviour.sourcing;
        let mut cost = vec![(1.0, 1.0); facts.lanes()];
        let places = || (0..facts.jurisdictions()).map(JurisdictionId::at);
        let bought = |good: &GoodId| facts.recipes.iter().any(|r| r.input_good[..r.inputs].contains(good));
        for good in (0..facts.goods()).map(GoodId::at).filter(bought) {
            // Most lanes of a good into a bloc cost the same.
            let mut last = (1.0, 1.0);
            for destination in places() {
                for origin in places() {
                    let lane = facts.lane(good, origin, destination);
                    let gate = prices.gate(facts, good, origin, destination);
                    let now = follow_costs(gate, measures.tariff[lane], measures.fee[lane]);
                    if now != last.0 {
                        last = (now, math::pow(now, -rules.cost_elasticity));
                    }
                    cost[lane] = last;
                }
            }
        }
        let factor = |record: f64| {
            let record = record.max(1e-6);
            (record, if record == 1.0 { 1.0 } else { math::pow(record, rules.reliability_elasticity) })
        };
        let reliability = trade.record.iter().map(|record| record.map(factor)).collect();
        Self { cost, reliability }
    }
}
