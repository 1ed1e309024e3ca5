//! Prices: quotes follow scarcity and return to costs, traders close gaps between blocs, contracts follow quotes, and
//! retail prices follow costs.
//!
//! # Equations
//! ```text
//! ln q' = ln q + g dt m(i - i_0) - (1 - exp(-r dt)) (ln q - ln anchor),   then arbitrage,  lowest <= q' <= highest
//! m(x)  = sign(x) max(0, min(|x|, 1) - band)
//! c'    = c + (1 - exp(-dt / T_c)) (q - c)
//! paid  = value / (volume x base price) of what was dispatched into the bloc
//! b     = mean over what was dispatched into the bloc of k (c_o (1 + t) + f) + (1 - k) q
//! r'    = r + (1 - exp(-dt / T_r)) (1 + phi (sum_o s_o (c_o (1 + t_o) + f_o) - 1) - r)
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | q | `Prices::quoted` | ratio | quote of a good in a bloc, duties paid |
//! | i, i_0 | [`balance::imbalance`], `Prices::base_imbalance` | share of normal trade | unmet wants less surplus stock, now and in the base year |
//! | g, r, band | section `prices` | 1/week, 1/week, share | gain, reversion, dead band |
//! | anchor | [`anchor`] | ratio | what the good costs to make or to bring in |
//! | c, T_c | `Prices::contract`, `contract_lag_weeks` | ratio, weeks | contract price of makers in the bloc, its lag |
//! | b, k | `Prices::delivered`, `network.contract_share` | ratio, share | what goods cost buyers, share under contract |
//! | r, s_o | `Prices::retail`, `MarketState::share` | ratio, share | retail price, share of purchases by origin |
//! | t, f | `Measures::tariff`, `fee` | share | duties on the lane |
//!
//! The base year's balance is by definition a price of 1: what the burn-in shows of imbalance in its second half is
//! taken off, and during the burn-in prices rest. Everything is made from sums by cell, seller and lane.
//! Goods of final markets are priced at cost: scarcity moves no quote of theirs, and the unmet wait or go. So are most
//! finished goods (Blinder et al. 1998, Asking About Prices).
//! Source: excess demand with mean reversion, Schwartz (1997), J. Finance 52, 923; docs/MODEL.md#prices. Phase: Prices,
//! after the sums of the tick. Writes `Prices`.
//! Invariants: without disturbance every price is 1; prices do not depend on the unit of account; between blocs whose
//! lanes are open no price exceeds the other's by more than duties and freight.

pub mod anchor;
pub mod arbitrage;
pub mod balance;
mod retail;

pub use retail::{follow_costs, retail_price};

use crate::state::{Facts, Ledger, MarketState, Measures, Money, Now, Prices, Stockpiles, Trade};
use bevy_ecs::prelude::*;
use coercivity_base::{GoodId, math};

/// Share of a gap that is closed in a tick at `rate` a week.
#[must_use]
pub fn closed(rate_per_week: f64, weeks: f64) -> f64 {
    1.0 - math::exp(-rate_per_week * weeks)
}

/// The push of an imbalance: nothing inside the dead band, at most that of one whole normal trade.
#[must_use]
pub fn push(imbalance: f64, band: f64) -> f64 {
    (imbalance.abs().min(1.0) - band).max(0.0).copysign(imbalance)
}

/// The logarithm of a quote after a tick in which it was pushed by `push` and drawn to `anchor`.
#[must_use]
pub fn quote(log: f64, rise: f64, push: f64, back: f64, log_anchor: f64) -> f64 {
    log + rise * push - back * (log - log_anchor)
}

/// Moves all prices.
pub fn move_prices(
    (facts, trade, markets): (Res<Facts>, Res<Trade>, Res<MarketState>),
    (ledger, stockpiles, measures): (Res<Ledger>, Res<Stockpiles>, Res<Measures>),
    (money, now): (Res<Money>, Res<Now>),
    mut prices: ResMut<Prices>,
) {
    let imbalances = balance::imbalances(&facts, &trade, &markets, &ledger, &stockpiles, &prices);
    if now.tick < 0 {
        if now.tick >= prices.reference_from {
            prices.reference.iter_mut().zip(&imbalances).for_each(|(sum, of_tick)| *sum += of_tick);
            prices.reference_ticks += 1.0;
        }
        return;
    }
    let rules = &facts.scenario.prices;
    let weeks = facts.calendar.tick_weeks();
    let pushes: Vec<f64> = imbalances
        .iter()
        .enumerate()
        .map(|(at, imbalance)| {
            let at_cost = facts.sold_finally(GoodId::at(at / prices.blocs));
            if at_cost { 0.0 } else { push(imbalance - prices.base_imbalance(at), rules.dead_band) }
        })
        .collect();
    if prices.at_base() && pushes.iter().all(|&push| push == 0.0) && !measures.duties {
        return;
    }
    let between = arbitrage::between_blocs(&facts, &measures, &ledger);
    let anchors = anchor::anchors(&facts, &between, &prices);
    let back = closed(rules.reversion_per_week, weeks);
    let mut logs: Vec<f64> = (0..pushes.len())
        .map(|at| {
            let anchor = math::ln(anchors[at]);
            quote(math::ln(prices.quoted[at]), rules.gain_per_week * weeks, pushes[at], back, anchor)
        })
        .collect();
    arbitrage::close_gaps(&facts, &between, &mut logs);
    let (lowest, highest) = (rules.lowest, rules.highest);
    for (quoted, log) in prices.quoted.iter_mut().zip(&logs) {
        // Rounding must not keep a price away from where it rests.
        *quoted = if log.abs() < 1e-12 { 1.0 } else { math::exp(*log).clamp(lowest, highest) };
    }
    let follow = closed(1.0 / rules.contract_lag_weeks, weeks);
    let prices = &mut *prices;
    for (contract, quoted) in prices.contract.iter_mut().zip(&prices.quoted) {
        *contract = settle(*contract, *quoted, follow);
    }
    weigh(&facts, &ledger, &money, prices);
    deliver(&facts, &ledger, &measures, prices);
    retail::follow(&facts, &markets, &measures, prices);
}

/// Moved towards `target`, or there if no farther than rounding.
fn settle(price: f64, target: f64, follow: f64) -> f64 {
    if (target - price).abs() < 1e-12 { target } else { price + follow * (target - price) }
}

/// Mean price paid in each bloc, by volume.
fn weigh(facts: &Facts, ledger: &Ledger, money: &Money, prices: &mut Prices) {
    let mut value = vec![0.0; prices.paid.len()];
    let mut volume = vec![0.0; prices.paid.len()];
    for export in &facts.exports {
        let info = &facts.scenario.goods[export.good.index()];
        let unit = info.price_usd / info.base_units;
        let of_lane =
            money.lane_usd[export.lanes.clone()].iter().zip(&ledger.dispatched[export.lanes.clone()]);
        let first = export.good.index() * prices.blocs;
        for (&bloc, (usd, dispatched)) in prices.bloc_of[export.destinations.clone()].iter().zip(of_lane) {
            value[first + usize::from(bloc)] += usd;
            volume[first + usize::from(bloc)] += dispatched * unit;
        }
    }
    for (paid, (value, volume)) in prices.paid.iter_mut().zip(value.iter().zip(&volume)) {
        if *volume > 0.0 && *value > 0.0 {
            *paid = value / volume;
        }
    }
}

/// What goods cost a buyer: its contract with a maker, duties on top, or the quote.
#[must_use]
pub fn delivered(contract_share: f64, contract: f64, tariff: f64, fee: f64, quoted: f64) -> f64 {
    let contracted = follow_costs(contract, tariff, fee);
    if contracted == quoted { quoted } else { contract_share * contracted + (1.0 - contract_share) * quoted }
}

/// What goods cost buyers of each bloc, by what was dispatched. Made from quantities and ratios, not from payments, so
/// that no rounding of money moves a price.
fn deliver(facts: &Facts, ledger: &Ledger, measures: &Measures, prices: &mut Prices) {
    let (mut cost, mut volume) = (vec![0.0; prices.paid.len()], vec![0.0; prices.paid.len()]);
    for export in &facts.exports {
        let contract = prices.contract[prices.at(export.good, export.origin)];
        let share = facts.scenario.contract_share[export.good.index()];
        for (lane, destination) in export.each().filter(|(lane, _)| ledger.dispatched[*lane] > 0.0) {
            let (to, dispatched) = (prices.at(export.good, destination), ledger.dispatched[lane]);
            let (tariff, fee) = (measures.tariff[lane], measures.fee[lane]);
            cost[to] += dispatched * delivered(share, contract, tariff, fee, prices.quoted[to]);
            volume[to] += dispatched;
        }
    }
    for (delivered, (cost, volume)) in prices.delivered.iter_mut().zip(cost.iter().zip(&volume)) {
        if *volume > 0.0 {
            *delivered = cost / volume;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_good_costs_is_its_contract_with_duties_and_the_quote_by_their_shares() {
        // 70% at 1.2 x 1.5 + 0.1 = 1.9, 30% at 3: 1.33 + 0.9.
        assert!((delivered(0.7, 1.2, 0.5, 0.1, 3.0) - 2.23).abs() < 1e-12);
        assert_eq!(delivered(0.7, 1.0, 0.0, 0.0, 1.0), 1.0);
    }

    #[test]
    fn an_imbalance_inside_the_band_pushes_nothing_and_beyond_one_trade_no_more() {
        assert_eq!(push(0.01, 0.02), 0.0);
        assert!((push(-0.12, 0.02) - -0.1).abs() < 1e-15);
        assert_eq!(push(7.0, 0.02), 0.98);
    }

    #[test]
    fn a_quote_rises_by_the_push_and_returns_by_its_share_of_the_gap() {
        // ln q = 0.5, rise 0.3 at full push, a tenth of the gap of 0.5 to the anchor back: 0.5 + 0.3 - 0.05.
        assert!((quote(0.5, 0.3, 1.0, 0.1, 0.0) - 0.75).abs() < 1e-15);
        // At full push it comes to rest where rise = back x gap: 0.3 / 0.1 = 3.
        assert!((quote(3.0, 0.3, 1.0, 0.1, 0.0) - 3.0).abs() < 1e-15);
    }
}
