//! Thrift and substitution: designs take less of a dear input, or another in its place, slowly and within bounds.
//!
//! # Equations
//! ```text
//! m*  = max(lowest, c^-eta) while c > 1, else 1           m' = m + (1 - exp(-dt / T)) (m* - m)
//! s*  = min(most, eta_s ln(c_from / c_to)), at least 0       s' = s + (1 - exp(-dt / T_s)) (s* - s)
//! a_i = a_i0 m_i (1 - sum of s away from i) + sum over j of rate s_ji a_j0
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | c | `Prices::contract` | ratio | contract price of the input in the cell's bloc |
//! | m, eta, lowest, T | `Technology::thrift`, `recipes.*.inputs[].thrift` | share, none, share, weeks | use left, elasticity, bound, lag |
//! | s, rate, most | `Technology::moved`, `recipes.*.substitutes[]` | share, ratio, share | share of `from` that `to` replaces |
//! | a, a_0 | `Technology::quantity`, `RecipeFacts::quantity` | ratio | input per driver, now and in the base year |
//!
//! Cheap inputs are not wasted: use never rises over that of the base year. The rule is an assumption; that users save
//! and substitute dear rare earths within years: docs/DATA.md. Phase: Prices, after prices moved. Writes `Technology`.

use crate::mechanisms::prices::closed;
use crate::state::{Facts, Now, Prices, Technology};
use crate::world::SLOTS;
use bevy_ecs::prelude::*;
use coercivity_base::math;
use coercivity_scenario::checked::Recipe;
use coercivity_scenario::sections::Thrift;

/// Use wanted of an input at contract price `price`, over that of the base year.
#[must_use]
pub fn thrift_wanted(thrift: &Thrift, price: f64) -> f64 {
    if price <= 1.0 { 1.0 } else { math::pow(price, -thrift.elasticity).max(thrift.lowest) }
}

/// Share of an input that another replaces at these contract prices.
#[must_use]
pub fn moved_wanted(elasticity: f64, most: f64, from: f64, to: f64) -> f64 {
    (elasticity * math::ln(from / to)).clamp(0.0, most)
}

/// Requirements of a recipe after thrift and substitution.
#[must_use]
pub fn requirements(recipe: &Recipe, thrift: &[f64; SLOTS], moved: &[f64]) -> [f64; SLOTS] {
    let mut quantity = [0.0; SLOTS];
    for (slot, input) in recipe.inputs.iter().enumerate() {
        let away: f64 = recipe
            .substitutes
            .iter()
            .zip(moved)
            .filter(|(s, _)| s.from == slot)
            .map(|(_, moved)| moved)
            .sum();
        quantity[slot] = input.quantity * thrift[slot] * (1.0 - away.min(1.0));
    }
    for (substitute, moved) in recipe.substitutes.iter().zip(moved) {
        quantity[substitute.to] += substitute.rate * moved * recipe.inputs[substitute.from].quantity;
    }
    quantity
}

/// Designs move a step.
pub fn redesign(facts: Res<Facts>, prices: Res<Prices>, now: Res<Now>, mut technology: ResMut<Technology>) {
    if now.tick < 0 {
        return;
    }
    let technology = &mut *technology;
    let weeks = facts.calendar.tick_weeks();
    for (i, cell) in facts.cells.iter().enumerate() {
        let recipe = &facts.scenario.recipes[cell.recipe.index()];
        let price = |slot: usize| prices.contract[prices.at(recipe.inputs[slot].good, cell.jurisdiction)];
        let mut changed = false;
        for (slot, input) in recipe.inputs.iter().enumerate() {
            if let Some(thrift) = &input.thrift {
                let wanted = thrift_wanted(thrift, price(slot));
                changed |= step(&mut technology.thrift[i][slot], wanted, thrift.lag_weeks, weeks);
            }
        }
        for (substitute, moved) in recipe.substitutes.iter().zip(&mut technology.moved[i]) {
            let (from, to) = (price(substitute.from), price(substitute.to));
            let wanted = moved_wanted(substitute.elasticity, substitute.most, from, to);
            changed |= step(moved, wanted, substitute.lag_weeks, weeks);
        }
        if changed {
            technology.quantity[i] = requirements(recipe, &technology.thrift[i], &technology.moved[i]);
        }
    }
}

/// Closes the part of a gap that `weeks` of `lag` close; whether anything moved.
fn step(value: &mut f64, wanted: f64, lag: f64, weeks: f64) -> bool {
    let gap = wanted - *value;
    if gap == 0.0 {
        return false;
    }
    // Designs that have come back to within a billionth are back.
    *value = if gap.abs() < 1e-9 { wanted } else { *value + closed(1.0 / lag, weeks) * gap };
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_base::{EndUse, GoodId, StageId};
    use coercivity_scenario::checked::{Input, Output, Substitute};
    use coercivity_scenario::sections::Criticality;

    #[test]
    fn users_save_on_a_dear_input_down_to_a_bound_and_waste_nothing_when_it_is_cheap() {
        let thrift = Thrift { elasticity: 0.5, lowest: 0.6, lag_weeks: 52.0 };
        // 4^-0.5 is a half, under the bound; 1.44^-0.5 = 1/1.2.
        assert_eq!(thrift_wanted(&thrift, 4.0), 0.6);
        assert!((thrift_wanted(&thrift, 1.44) - 1.0 / 1.2).abs() < 1e-12);
        assert_eq!(thrift_wanted(&thrift, 0.5), 1.0);
    }

    #[test]
    fn substitution_follows_the_relative_price_up_to_a_bound() {
        let e = std::f64::consts::E;
        assert!((moved_wanted(0.1, 0.3, e, 1.0) - 0.1).abs() < 1e-12);
        assert_eq!(moved_wanted(1.0, 0.3, 10.0, 1.0), 0.3);
        assert_eq!(moved_wanted(1.0, 0.3, 1.0, 2.0), 0.0);
    }

    #[test]
    fn what_is_replaced_is_used_less_and_its_substitute_more() {
        let input = |good, quantity| Input {
            good: GoodId(good),
            quantity,
            criticality: Criticality::Critical,
            cover_weeks: 4.0,
            thrift: None,
        };
        let substitute =
            Substitute { from: 0, to: 1, rate: 1.5, elasticity: 1.0, most: 0.5, lag_weeks: 52.0 };
        let recipe = Recipe {
            name: "motor".to_owned(),
            stage: StageId(0),
            inputs: vec![input(0, 2.0), input(1, 0.5)],
            outputs: vec![Output { good: GoodId(2), quantity: 1.0 }],
            substitutes: vec![substitute],
            shares: vec![1.0],
            end_use: EndUse::Civil,
            lot: 1,
            planned: false,
            utilisation: 0.75,
            margin: 0.3,
            adjustment_weeks: 8.0,
        };
        // Thrift leaves 90% of the first; 20% of its base use of 2 is replaced by 1.5 each: 2 x 0.9 x 0.8 = 1.44 and
        // 0.5 + 1.5 x 0.2 x 2 = 1.1.
        let quantity = requirements(&recipe, &[0.9, 1.0, 1.0, 1.0], &[0.2]);
        assert!((quantity[0] - 1.44).abs() < 1e-12 && (quantity[1] - 1.1).abs() < 1e-12, "{quantity:?}");
    }
}
