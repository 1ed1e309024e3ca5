//! Cells: the firms of one stage, jurisdiction, recipe and end use, what they make together, and which of them are
//! known by name.

use super::economy::{Economy, named_in_order};
use super::{BuildError, Cell};
use coercivity_base::{EndUse, JurisdictionId, RecipeId};
use coercivity_scenario::checked::{Project, Scenario};

/// Share of a cell's output that named firms may have when others are drawn beside them.
const NAMED_MOST: f64 = 0.95;

/// A cell before its firms are drawn.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The cell, without a number of firms.
    pub(super) cell: Cell,
    /// Named firms, as index and share of the cell's output, in the order of their stable ids.
    pub(super) named: Vec<(usize, f64)>,
    /// Share of the cell's output left to drawn firms; 0 if none are drawn.
    pub(super) drawn: f64,
    /// The cell's output at base prices, US dollars per tick.
    pub(super) value: f64,
}

/// All cells in order of stage, jurisdiction, recipe, end use.
pub(super) fn plan(
    scenario: &Scenario,
    economy: &Economy,
    notes: &mut Vec<String>,
) -> Result<Vec<Plan>, BuildError> {
    let mut named: Vec<Vec<usize>> = vec![Vec::new(); scenario.recipes.len() * scenario.jurisdictions.len()];
    for index in named_in_order(scenario) {
        let firm = &scenario.named[index];
        if economy.made(firm.recipe, firm.jurisdiction) <= 0.0 {
            return Err(BuildError::FirmWithoutOutput {
                firm: firm.name.clone(),
                recipe: scenario.recipes[firm.recipe.index()].name.clone(),
                jurisdiction: scenario.jurisdictions[firm.jurisdiction.index()].code.clone(),
            });
        }
        named[firm.recipe.index() * scenario.jurisdictions.len() + firm.jurisdiction.index()].push(index);
    }
    let mut plans = Vec::new();
    for (pair, named) in named.iter().enumerate() {
        let recipe = RecipeId::at(pair / scenario.jurisdictions.len());
        let jurisdiction = JurisdictionId::at(pair % scenario.jurisdictions.len());
        if economy.made(recipe, jurisdiction) > 0.0 {
            let shares = named_shares(scenario, economy, recipe, jurisdiction, named, notes)?;
            plans.extend(by_end_use(scenario, economy, recipe, jurisdiction, named, &shares));
        }
    }
    add_planned(scenario, &mut plans);
    plans.sort_by_key(|p| (p.cell.stage, p.cell.jurisdiction, p.cell.recipe, p.cell.end_use));
    if plans.len() > usize::from(u16::MAX) {
        return Err(BuildError::TooMany {
            what: "cells (stage, jurisdiction, recipe, end use)".into(),
            count: plans.len(),
            limit: usize::from(u16::MAX),
            remedy: "use fewer recipes or jurisdictions",
        });
    }
    Ok(plans)
}

/// Cells in which nothing is made in the base year, for projects.
fn add_planned(scenario: &Scenario, plans: &mut Vec<Plan>) {
    for project in &scenario.projects {
        if !plans.iter().any(|plan| houses(&plan.cell, project)) {
            let cell = Cell {
                stage: scenario.recipes[project.recipe.index()].stage,
                jurisdiction: project.jurisdiction,
                recipe: project.recipe,
                end_use: project.end_use,
                firms: 0,
                output: 0.0,
            };
            plans.push(Plan { cell, named: Vec::new(), drawn: 0.0, value: 0.0 });
        }
    }
}

/// Whether a project's plant belongs to a cell.
pub(super) fn houses(cell: &Cell, project: &Project) -> bool {
    (cell.jurisdiction, cell.recipe, cell.end_use) == (project.jurisdiction, project.recipe, project.end_use)
}

/// Shares of named firms in their recipe's output in a jurisdiction.
fn named_shares(
    scenario: &Scenario,
    economy: &Economy,
    recipe: RecipeId,
    jurisdiction: JurisdictionId,
    named: &[usize],
    notes: &mut Vec<String>,
) -> Result<Vec<f64>, BuildError> {
    let driver = scenario.recipes[recipe.index()].driver();
    let yearly = economy.made(recipe, jurisdiction) * economy.ticks_per_year;
    let units = scenario.goods[driver.index()].base_units;
    let mut shares: Vec<f64> =
        named.iter().map(|&i| scenario.named[i].output_per_year * units / yearly).collect();
    let sum: f64 = shares.iter().sum();
    let place =
        || (&scenario.recipes[recipe.index()].name, &scenario.jurisdictions[jurisdiction.index()].code);
    if !scenario.synthetic {
        if named.is_empty() {
            let (recipe, jurisdiction) = place();
            return Err(BuildError::NoFirm { recipe: recipe.clone(), jurisdiction: jurisdiction.clone() });
        }
        shares.iter_mut().for_each(|s| *s /= sum);
    } else if sum > NAMED_MOST {
        let (recipe, jurisdiction) = place();
        notes.push(format!(
            "Named firms of {recipe} in {jurisdiction} make {:.0}% of what the base year needs from there; they are \
             scaled to {:.0}%, so that firms drawn beside them have a part.",
            100.0 * sum,
            100.0 * NAMED_MOST
        ));
        shares.iter_mut().for_each(|s| *s *= NAMED_MOST / sum);
    }
    Ok(shares)
}

/// One cell per end use; firms are drawn for the recipe's own.
fn by_end_use(
    scenario: &Scenario,
    economy: &Economy,
    recipe: RecipeId,
    jurisdiction: JurisdictionId,
    named: &[usize],
    shares: &[f64],
) -> Vec<Plan> {
    let about = &scenario.recipes[recipe.index()];
    let good = &scenario.goods[about.driver().index()];
    let made = economy.made(recipe, jurisdiction);
    let others = if scenario.synthetic { 1.0 - shares.iter().sum::<f64>() } else { 0.0 };
    let mut plans = Vec::new();
    for end_use in EndUse::ALL {
        let here: Vec<(usize, f64)> = named
            .iter()
            .zip(shares)
            .filter(|n| scenario.named[*n.0].end_use == end_use)
            .map(|(&index, &share)| (index, share))
            .collect();
        let drawn = if end_use == about.end_use { others } else { 0.0 };
        let part = drawn + here.iter().map(|n| n.1).sum::<f64>();
        if part > 0.0 {
            let output = made * part;
            plans.push(Plan {
                cell: Cell { stage: about.stage, jurisdiction, recipe, end_use, firms: 0, output },
                named: here.into_iter().map(|(index, share)| (index, share / part)).collect(),
                drawn: drawn / part,
                value: good.price_usd * output / good.base_units,
            });
        }
    }
    plans
}
