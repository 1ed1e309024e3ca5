//! Names of firms for people.

use super::{Cell, Start};
use coercivity_scenario::checked::Scenario;

/// The name of a firm: its own, its project's, or `stage/JJ/recipe/ordinal` for a drawn one, with the end use before the
/// ordinal where firms of several end uses share the recipe there.
///
/// # Panics
/// If `firm` is not a dense index of `start`.
#[must_use]
pub fn firm_name(scenario: &Scenario, start: &Start, firm: usize) -> String {
    if let Some(index) = start.named.iter().position(|&named| named as usize == firm) {
        return scenario.named[index].name.clone();
    }
    if let Some(index) = start.projects.iter().position(|&planned| planned as usize == firm) {
        return scenario.projects[index].name.clone();
    }
    drawn_name(scenario, &start.cells, usize::from(start.cell[firm]), start.ordinal[firm])
}

/// The name of the drawn firm `ordinal` of `cells[cell]`.
///
/// # Panics
/// If `cell` is not a cell of the world.
#[must_use]
pub fn drawn_name(scenario: &Scenario, cells: &[Cell], cell: usize, ordinal: u32) -> String {
    format!("{}{ordinal}", drawn_stem(scenario, cells, cell))
}

/// What the names of all drawn firms of `cells[cell]` begin with, up to the ordinal.
///
/// # Panics
/// If `cell` is not a cell of the world.
#[must_use]
pub fn drawn_stem(scenario: &Scenario, cells: &[Cell], cell: usize) -> String {
    let cell = &cells[cell];
    let alike = cells
        .iter()
        .filter(|c| (c.stage, c.jurisdiction, c.recipe) == (cell.stage, cell.jurisdiction, cell.recipe));
    let end_use = if alike.count() > 1 { format!("{}/", cell.end_use.name()) } else { String::new() };
    format!(
        "{}/{}/{}/{end_use}",
        scenario.stages[cell.stage.index()].name,
        scenario.jurisdictions[cell.jurisdiction.index()].code,
        scenario.recipes[cell.recipe.index()].name,
    )
}
