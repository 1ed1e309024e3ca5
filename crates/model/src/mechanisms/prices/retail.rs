//! Retail prices: what final markets pay follows the delivered cost of what they buy, in part and with a lag.

use super::{closed, settle};
use crate::state::{Facts, MarketState, Measures, Prices};
use coercivity_base::JurisdictionId;

/// The retail price that delivered costs, by share of purchases, come to.
#[must_use]
pub fn retail_price(pass_through: f64, delivered: impl Iterator<Item = (f64, f64)>) -> f64 {
    let mean: f64 = delivered.map(|(share, cost)| share * (cost - 1.0)).sum();
    1.0 + pass_through * mean
}

/// Delivered cost of a good: price at the maker's gate with duties.
#[must_use]
pub fn follow_costs(gate: f64, tariff: f64, fee: f64) -> f64 {
    gate * (1.0 + tariff) + fee
}

/// Moves retail prices of all final goods and markets.
pub(super) fn follow(facts: &Facts, markets: &MarketState, measures: &Measures, prices: &mut Prices) {
    let rules = &facts.scenario.prices;
    let part = closed(1.0 / rules.retail_lag_weeks, facts.calendar.tick_weeks());
    let n = facts.jurisdictions();
    for (k, demand) in facts.scenario.demand.iter().enumerate() {
        for market in 0..n {
            let delivered = facts.final_origins(k).iter().map(|&origin| {
                let maker = JurisdictionId::at(origin);
                let lane = facts.lane(demand.good, maker, JurisdictionId::at(market));
                let gate = prices.contract[prices.at(demand.good, maker)];
                let cost = follow_costs(gate, measures.tariff[lane], measures.fee[lane]);
                (markets.share[markets.pair(k, market, origin)], cost)
            });
            let target = retail_price(rules.pass_through, delivered).max(rules.lowest);
            let at = k * n + market;
            prices.retail[at] = settle(prices.retail[at], target, part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tariff_on_a_quarter_of_purchases_is_passed_on_in_part() {
        // A quarter comes at 1.2 x (1 + 0.5) + 0.1 = 1.9, the rest at 1; 80% of the mean rise of 0.225 reaches the shop.
        let dear = follow_costs(1.2, 0.5, 0.1);
        assert!((dear - 1.9).abs() < 1e-15);
        assert!((retail_price(0.8, [(0.25, dear), (0.75, 1.0)].into_iter()) - 1.18).abs() < 1e-15);
    }
}
