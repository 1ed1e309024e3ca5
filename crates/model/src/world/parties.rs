//! Who sells and who buys a good, and how much of it they expect to.

use super::economy::Economy;
use super::laying::Party;
use super::population::Population;
use super::{SLOTS, Sellers};
use coercivity_base::{GoodId, StableId};
use coercivity_scenario::checked::Scenario;

/// Rows of sellers, without their normal sales, and what each expects to sell per tick.
pub(super) fn sellers(
    scenario: &Scenario,
    economy: &Economy,
    population: &Population,
) -> (Sellers, Vec<f64>) {
    let mut sellers = Sellers::default();
    let mut expected = Vec::new();
    for (g, need) in economy.need.iter().enumerate() {
        let first = sellers.firm.len() as u32;
        if need.iter().any(|&n| n > 0.0) {
            let mut makers = makers(scenario, population, GoodId::at(g));
            makers.sort_unstable();
            for (stable, firm, output) in makers {
                let cell = &population.cells[usize::from(population.cell[firm as usize])];
                sellers.firm.push(firm);
                sellers.output.push(output);
                sellers.good.push(GoodId::at(g));
                sellers.jurisdiction.push(cell.jurisdiction);
                sellers.stable.push(stable);
                let rate = economy.sales_rate[cell.recipe.index()][usize::from(output)];
                expected.push(population.size[firm as usize] * rate);
            }
        }
        sellers.of_good.push(first..sellers.firm.len() as u32);
    }
    sellers.normal = vec![0.0; sellers.firm.len()];
    (sellers, expected)
}

/// Firms that make `good`, with the number of the product.
fn makers(scenario: &Scenario, population: &Population, good: GoodId) -> Vec<(StableId, u32, u8)> {
    let output = |cell: &super::Cell| {
        scenario.recipes[cell.recipe.index()].outputs.iter().position(|o| o.good == good).map(|k| k as u8)
    };
    let outputs: Vec<Option<u8>> = population.cells.iter().map(output).collect();
    let firms = population.cell.iter().enumerate();
    firms
        .filter_map(|(f, &cell)| outputs[usize::from(cell)].map(|k| (population.stable[f], f as u32, k)))
        .collect()
}

/// Inputs of firms that take `good`, with their expected need, by jurisdiction; in the order of their places.
pub(super) fn buyers(scenario: &Scenario, population: &Population, good: GoodId) -> Vec<Vec<Party>> {
    let inputs = |cell: &super::Cell| {
        let inputs = scenario.recipes[cell.recipe.index()].inputs.iter().enumerate();
        inputs.filter(|i| i.1.good == good).map(|(slot, i)| (slot, i.quantity)).collect::<Vec<_>>()
    };
    let inputs: Vec<Vec<(usize, f64)>> = population.cells.iter().map(inputs).collect();
    let buys = |stage: usize| {
        let cells = population.cells.iter().zip(&inputs);
        cells.into_iter().any(|(cell, inputs)| cell.stage.index() == stage && !inputs.is_empty())
    };
    let mut buyers = vec![Vec::new(); scenario.jurisdictions.len()];
    for firm in population.of_stage.iter().enumerate().filter(|s| buys(s.0)).flat_map(|s| s.1.clone()) {
        let cell = usize::from(population.cell[firm]);
        for &(slot, quantity) in &inputs[cell] {
            let jurisdiction = population.cells[cell].jurisdiction;
            buyers[jurisdiction.index()].push(Party {
                index: (firm * SLOTS + slot) as u32,
                jurisdiction,
                stable: population.stable[firm],
                volume: quantity * population.size[firm],
            });
        }
    }
    buyers
}
