//! The anchor of a price: what a good costs its makers in a bloc, or costs to bring in.
//!
//! # Equation
//! ```text
//! cost_b   = mean over makers of b of 1 + phi sum_i w_i (b_i - 1),   w_i = a_i p_i / sum_k y_k p_k
//! anchor_b = s_bb cost_b + sum over a other than b of s_ab ( c_a (1 + t_ab) + f_ab )
//! ```
//!
//! with what input i cost buyers of the bloc on the mean of the last tick, b_i (`Prices::delivered`), and the base-year
//! shares s of what the bloc buys by bloc of origin; makers are weighted by base-year output. A mine has no inputs: its cost is 1. The anchor of
//! a good of final markets is its cost: each origin is paid its own price there. Base prices p cancel against the unit of
//! account.

use super::arbitrage::Between;
use crate::state::{Facts, Prices};

/// Cost of a product over its base price when its inputs cost `prices`, with cost shares `weights`.
#[must_use]
pub fn cost(pass_through: f64, inputs: impl Iterator<Item = (f64, f64)>) -> f64 {
    1.0 + pass_through * inputs.map(|(weight, price)| weight * (price - 1.0)).sum::<f64>()
}

/// Anchors of all prices, `[good][bloc]`.
#[must_use]
pub(super) fn anchors(facts: &Facts, between: &[Between], prices: &Prices) -> Vec<f64> {
    let costs = costs(facts, prices);
    let flows = &facts.blocs.flows;
    let blocs = prices.blocs;
    let lowest = facts.scenario.prices.lowest;
    let mut anchors = costs.clone();
    for good in (0..facts.goods()).filter(|&good| !facts.sold_finally(coercivity_base::GoodId::at(good))) {
        for to in 0..blocs {
            let of = |from: usize| flows[(good * blocs + from) * blocs + to];
            let all: f64 = (0..blocs).map(of).sum();
            if all <= 0.0 {
                continue;
            }
            let from_bloc = |from: usize| {
                if from == to {
                    return costs[good * blocs + to];
                }
                let (tariff, fee) = between[good].duties(from * blocs + to);
                prices.contract[good * blocs + from] * (1.0 + tariff) + fee
            };
            let traded = (0..blocs).filter(|&from| of(from) > 0.0);
            let mean: f64 = traded.map(|from| of(from) / all * from_bloc(from)).sum();
            anchors[good * blocs + to] = if (mean - 1.0).abs() < 1e-12 { 1.0 } else { mean.max(lowest) };
        }
    }
    anchors
}

/// What each good costs its makers in each bloc; 1 where nobody makes it.
fn costs(facts: &Facts, prices: &Prices) -> Vec<f64> {
    let (mut sum, mut weight) = (vec![0.0; prices.quoted.len()], vec![0.0; prices.quoted.len()]);
    for (i, cell) in facts.cells.iter().enumerate() {
        let recipe = facts.recipe(i);
        let usd = |good: coercivity_base::GoodId| {
            let info = &facts.scenario.goods[good.index()];
            info.price_usd / info.base_units
        };
        let value: f64 = (0..recipe.outputs).map(|k| recipe.made[k] * usd(recipe.output_good[k])).sum();
        if value <= 0.0 {
            continue;
        }
        let inputs = (0..recipe.inputs).map(|slot| {
            let good = recipe.input_good[slot];
            (recipe.quantity[slot] * usd(good) / value, prices.delivered[prices.at(good, cell.jurisdiction)])
        });
        let cost = cost(facts.scenario.prices.pass_through, inputs);
        for product in 0..recipe.outputs {
            let at = prices.at(recipe.output_good[product], cell.jurisdiction);
            let made = cell.output * recipe.made[product];
            sum[at] += made * cost;
            weight[at] += made;
        }
    }
    sum.iter().zip(&weight).map(|(sum, weight)| if *weight > 0.0 { sum / weight } else { 1.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dear_input_is_passed_on_by_its_share_of_the_cost() {
        // Half of the value is an input at twice its base price, a tenth one at its base price; 80% is passed on.
        assert!((cost(0.8, [(0.5, 2.0), (0.1, 1.0)].into_iter()) - 1.4).abs() < 1e-15);
        assert_eq!(cost(0.8, std::iter::empty()), 1.0);
    }
}
