//! Idling: plants that lose money stop, and come back when the margin does.

use crate::state::{Facts, Happening, Investment, Mode, Plant, Prices, Technology};
use coercivity_scenario::checked::Idling;

/// Whether a plant loses money: its products bring less over its inputs than wages and all other costs, which are the part
/// of base value added that owners do not keep. A plant that loses money at base prices, by the figures of the scenario,
/// loses more than that.
#[must_use]
pub fn loses(over_inputs: f64, base_value_added: f64, margin: f64) -> bool {
    over_inputs < base_value_added.min((1.0 - margin) * base_value_added.max(0.0))
}

/// A plant after a further look, `weeks` after the last; gives whether it was stopped (`true`) or started (`false`).
#[must_use]
pub fn step(plant: &mut Plant, losing: bool, rules: &Idling, weeks: f64) -> Option<bool> {
    match plant.mode {
        Mode::Running => {
            plant.weeks = if losing { plant.weeks + weeks } else { 0.0 };
            if plant.weeks <= rules.after_weeks {
                return None;
            }
            (plant.mode, plant.weeks) = (Mode::Idle, 0.0);
            Some(true)
        }
        Mode::Idle => {
            plant.weeks = if losing { 0.0 } else { plant.weeks + weeks };
            if plant.weeks <= rules.restart_after_weeks {
                return None;
            }
            (plant.mode, plant.weeks) = (Mode::Restarting, 0.0);
            Some(false)
        }
        Mode::Restarting => {
            plant.weeks += weeks;
            if plant.weeks >= rules.restart_weeks {
                (plant.mode, plant.weeks) = (Mode::Running, 0.0);
            }
            None
        }
    }
}

/// Looks at every plant that may idle.
pub(super) fn review(
    facts: &Facts,
    prices: &Prices,
    technology: &Technology,
    investment: &mut Investment,
    weeks: f64,
) {
    let Some(rules) = &facts.scenario.idling else { return };
    let margins: Vec<(f64, f64)> =
        (0..facts.cells.len()).map(|cell| value_added(facts, prices, technology, cell)).collect();
    let Investment { plants, happened, .. } = investment;
    // A plant that is not open has nothing to stop.
    for plant in plants.iter_mut().filter(|plant| plant.idles && plant.full > 0.0) {
        let (now, base) = margins[plant.cell as usize];
        match step(plant, loses(now, base, plant.margin), rules, weeks) {
            Some(true) => happened.push(Happening::Idles(plant.firm)),
            Some(false) => happened.push(Happening::Restarts(plant.firm)),
            None => {}
        }
    }
}

/// Value added per base unit of a cell's driver, at contract prices of its bloc and the designs of today, and at base
/// prices and designs. US dollars.
fn value_added(facts: &Facts, prices: &Prices, technology: &Technology, cell: usize) -> (f64, f64) {
    let (recipe, place) = (facts.recipe(cell), facts.cells[cell].jurisdiction);
    let usd = |good: coercivity_base::GoodId| {
        let info = &facts.scenario.goods[good.index()];
        let base = info.price_usd / info.base_units;
        (base * prices.contract[prices.at(good, place)], base)
    };
    let (mut now, mut base) = (0.0, 0.0);
    for product in 0..recipe.outputs {
        let price = usd(recipe.output_good[product]);
        now += recipe.made[product] * price.0;
        base += recipe.made[product] * price.1;
    }
    for slot in 0..recipe.inputs {
        let price = usd(recipe.input_good[slot]);
        now -= technology.quantity[cell][slot] * price.0;
        base -= recipe.quantity[slot] * price.1;
    }
    (now, base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_base::StableId;

    #[test]
    fn a_plant_loses_when_value_added_does_not_pay_its_other_costs() {
        // Value added 100 at base prices, of which owners keep 30: other costs are 70.
        assert!(!loses(100.0, 100.0, 0.3));
        assert!(!loses(70.0, 100.0, 0.3));
        assert!(loses(69.0, 100.0, 0.3));
        // By the scenario's figures it has always lost 10: only more than that counts.
        assert!(!loses(-10.0, -10.0, 0.3));
        assert!(loses(-11.0, -10.0, 0.3));
    }

    #[test]
    fn stopping_takes_its_weeks_and_coming_back_takes_more() {
        let rules = Idling {
            recipes: vec![true],
            after_weeks: 8.0,
            restart_after_weeks: 12.0,
            restart_weeks: 8.0,
            margin_spread: 0.0,
        };
        let mut plant = Plant {
            firm: 0,
            stable: StableId(1),
            cell: 0,
            idles: true,
            base: 10.0,
            full: 10.0,
            margin: 0.3,
            mode: Mode::Running,
            weeks: 0.0,
        };
        // Looks every four weeks: the third in a row finds it over eight weeks.
        let looks = [true, false, true, true, true].map(|losing| step(&mut plant, losing, &rules, 4.0));
        assert_eq!(looks, [None, None, None, None, Some(true)]);
        let looks = [false; 4].map(|losing| step(&mut plant, losing, &rules, 4.0));
        assert_eq!(looks, [None, None, None, Some(false)]);
        assert_eq!((step(&mut plant, false, &rules, 4.0), plant.mode), (None, Mode::Restarting));
        assert_eq!((step(&mut plant, false, &rules, 4.0), plant.mode), (None, Mode::Running));
    }
}
