//! Final markets move purchases between origins by the same rule as firms do between suppliers. Of an origin whose makers
//! are caught in part by a rule by origin share only the share that may serve the market counts.

use crate::mechanisms::prices::follow_costs;
use crate::state::{Facts, MarketState, Measures, Now, Prices};
use bevy_ecs::prelude::*;
use coercivity_base::{EndUse, JurisdictionId, math};

/// Every market reviews its origins once per review period.
pub fn review_markets(
    mut markets: ResMut<MarketState>,
    facts: Res<Facts>,
    (measures, prices): (Res<Measures>, Res<Prices>),
    now: Res<Now>,
) {
    if now.tick.rem_euclid(facts.pace.review_ticks as i64) != 0 {
        return;
    }
    let markets = &mut *markets;
    let rules = &facts.scenario.behaviour.sourcing;
    let n = facts.jurisdictions();
    for (k, demand) in facts.scenario.demand.iter().enumerate() {
        // Most markets see an origin alike: its powers for the market before.
        let mut powers = vec![[(1.0, 1.0); 2]; n];
        for market in 0..n {
            let range = markets.pair(k, market, 0)..markets.pair(k, market, 0) + n;
            let mut weight = |origin: usize| {
                let anchor = markets.anchor[range.start + origin];
                if anchor == 0.0 {
                    return 0.0;
                }
                let lane = facts.lane(demand.good, JurisdictionId::at(origin), JurisdictionId::at(market));
                let gate = prices.contract[prices.at(demand.good, JurisdictionId::at(origin))];
                let cost = follow_costs(gate, measures.tariff[lane], measures.fee[lane]);
                let barred =
                    measures.lanes[lane].verdict[EndUse::Civil.index()] == crate::state::Verdict::Blocked;
                let record = if barred { 1e-6 } else { markets.record[markets.cell(k, origin)].max(1e-6) };
                let record = if record > 0.999 { 1.0 } else { record };
                let record = if barred || markets.classes.is_empty() {
                    record
                } else {
                    let cell = markets.cell(k, origin);
                    (record * markets.reachable(range.start + origin, cell)).max(1e-6)
                };
                let [of_cost, of_record] = &mut powers[origin];
                anchor
                    * power(of_cost, cost, -rules.cost_elasticity)
                    * power(of_record, record, rules.reliability_elasticity)
            };
            let weights: Vec<f64> = (0..n).map(&mut weight).collect();
            let total: f64 = weights.iter().sum();
            if total <= 0.0 || weights[..] == markets.share[range.clone()] {
                continue;
            }
            for (share, weight) in markets.share[range].iter_mut().zip(&weights) {
                *share += rules.adjustment * (weight / total - *share);
            }
        }
    }
}

/// A power of `base`, where `last` is the one worked out before: base and power.
fn power(last: &mut (f64, f64), base: f64, exponent: f64) -> f64 {
    if base != last.0 {
        *last = (base, math::pow(base, exponent));
    }
    last.1
}
