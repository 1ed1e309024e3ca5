//! The imbalance of a market: what buyers of a bloc want and do not get, less what its makers hold too much of.
//!
//! # Equation
//! ```text
//! i = (D - w S / tau_o) / N
//! D = orders of the bloc's firms less what was dispatched to them, at least 0, + demand of its final markets that was not met
//! S = finished stock of its makers less finished_ticks x what is declared of them
//! N = half of what comes into the bloc and what its makers send, in the base year
//! ```
//!
//! with w the `surplus_weight`: who can store waits for a better price. Orders count whether or not a measure blocks them. What is declared counts as in expectations: blocked use by
//! `blocked_weight`. Purchases of authorities are no deliveries to firms; releases are.

use crate::state::{Facts, Ledger, MarketState, Prices, Stockpiles, Trade};
use coercivity_base::{GoodId, JurisdictionId};

/// Imbalance of one market; 0 without normal trade.
#[must_use]
pub fn imbalance(unmet: f64, surplus: f64, weight: f64, adjustment: f64, normal: f64) -> f64 {
    if normal > 0.0 { (unmet - weight * surplus / adjustment) / normal } else { 0.0 }
}

/// Imbalances of all markets, `[good][bloc]`.
#[must_use]
pub(super) fn imbalances(
    facts: &Facts,
    trade: &Trade,
    markets: &MarketState,
    ledger: &Ledger,
    stockpiles: &Stockpiles,
    prices: &Prices,
) -> Vec<f64> {
    let len = prices.quoted.len();
    let (mut wanted, mut surplus) = (vec![0.0; len], vec![0.0; len]);
    for (i, (cell, tally)) in facts.cells.iter().zip(&ledger.cells).enumerate() {
        let recipe = facts.recipe(i);
        for slot in 0..recipe.inputs {
            wanted[prices.at(recipe.input_good[slot], cell.jurisdiction)] += tally.ordered[slot];
        }
        for product in 0..recipe.outputs {
            surplus[prices.at(recipe.output_good[product], cell.jurisdiction)] += tally.finished[product];
        }
    }
    let target = |declared: f64, blocked: f64| {
        facts.pace.finished_ticks * (declared + facts.pace.blocked_weight * blocked)
    };
    for (seller, of_seller) in trade.wanted.iter().enumerate() {
        let at = prices.at(trade.sellers.good[seller], trade.sellers.jurisdiction[seller]);
        surplus[at] -= target(of_seller.declared_open, of_seller.declared_blocked);
    }
    let delivered = deliveries(facts, ledger, stockpiles, prices);
    let normal = &facts.blocs.normal;
    let mut unmet: Vec<f64> = wanted.iter().zip(&delivered).map(|(wanted, got)| wanted - got).collect();
    add_final_markets(facts, markets, prices, &mut unmet, &mut surplus, &target);
    let weight = facts.scenario.prices.surplus_weight;
    (0..len)
        .map(|at| {
            imbalance(unmet[at].max(0.0), surplus[at], weight, facts.pace.output_adjustment, normal[at])
        })
        .collect()
}

/// What was dispatched to each bloc but to authorities.
fn deliveries(facts: &Facts, ledger: &Ledger, stockpiles: &Stockpiles, prices: &Prices) -> Vec<f64> {
    let mut delivered = vec![0.0; prices.quoted.len()];
    for export in &facts.exports {
        let blocs = prices.bloc_of[export.destinations.clone()].iter();
        let first = export.good.index() * prices.blocs;
        for (&bloc, dispatched) in blocs.zip(&ledger.dispatched[export.lanes.clone()]) {
            delivered[first + usize::from(bloc)] += dispatched;
        }
    }
    for store in 0..facts.stores() {
        let (jurisdiction, good) = facts.of_store(store);
        delivered[prices.at(good, jurisdiction)] -= stockpiles.bought[store];
    }
    delivered
}

/// Final markets: their purchases are no deliveries to firms, and what they do not get is unmet.
fn add_final_markets(
    facts: &Facts,
    markets: &MarketState,
    prices: &Prices,
    unmet: &mut [f64],
    surplus: &mut [f64],
    target: &impl Fn(f64, f64) -> f64,
) {
    let places = || (0..facts.jurisdictions()).map(JurisdictionId::at);
    for (k, demand) in facts.scenario.demand.iter().enumerate() {
        let good: GoodId = demand.good;
        for place in places() {
            let at = prices.at(good, place);
            for &origin in facts.final_origins(k) {
                let pair = markets.pair(k, place.index(), origin);
                unmet[at] += markets.received[pair] + markets.waiting[pair] + markets.lost[pair];
            }
            let cell = markets.cell(k, place.index());
            surplus[at] -= target(markets.new_open[cell], markets.new_blocked[cell]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unmet_wants_push_up_and_surplus_stock_pushes_down() {
        // 60 of 100 wanted in vain; 80 too many in stock, to be gone in 4 ticks, count by half: (60 - 10) / 100.
        assert!((imbalance(60.0, 80.0, 0.5, 4.0, 100.0) - 0.5).abs() < 1e-15);
        assert_eq!(imbalance(60.0, 0.0, 0.5, 4.0, 0.0), 0.0);
    }
}
