//! Names of firms for people.

use super::Start;
use coercivity_scenario::checked::Scenario;

/// The name of a firm: its own, or `stage/JJ/recipe/ordinal` for a drawn one, with the end use before the ordinal
/// where firms of several end uses share the recipe there.
///
/// # Panics
/// If `firm` is not a dense index of `start`.
#[must_use]
pub fn firm_name(scenario: &Scenario, start: &Start, firm: usize) -> String {
    if let Some(index) = start.named.iter().position(|&named| named as usize == firm) {
        return scenario.named[index].name.clone();
    }
    let cell = &start.cells[usize::from(start.cell[firm])];
    let alike = start
        .cells
        .iter()
        .filter(|c| (c.stage, c.jurisdiction, c.recipe) == (cell.stage, cell.jurisdiction, cell.recipe));
    let end_use = if alike.count() > 1 { format!("{}/", cell.end_use.name()) } else { String::new() };
    format!(
        "{}/{}/{}/{end_use}{}",
        scenario.stages[cell.stage.index()].name,
        scenario.jurisdictions[cell.jurisdiction.index()].code,
        scenario.recipes[cell.recipe.index()].name,
        start.ordinal[firm]
    )
}
