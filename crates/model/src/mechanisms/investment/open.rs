//! Opening: plants of projects come due, sign up suppliers and ramp up; or are given up.

use super::Columns;
use crate::mechanisms::sourcing::{Search, lead_of, sign_suppliers};
use crate::state::{Facts, Happening, Investment, Measures, Network, Standing, Trade};
use coercivity_scenario::checked::Project;

/// Share of its capacity that a plant has in a tick, `since` ticks after it opened.
#[must_use]
pub(super) fn ramped(since: i64, ramp_ticks: f64) -> f64 {
    if ramp_ticks <= 1.0 { 1.0 } else { ((since + 1) as f64 / ramp_ticks).min(1.0) }
}

/// Capacity of a project in whole base units of its driver per tick.
#[must_use]
pub fn per_tick(facts: &Facts, project: &Project) -> f64 {
    let driver = facts.scenario.recipes[project.recipe.index()].driver();
    let ticks_per_year = 365.25 / f64::from(facts.calendar.tick_days());
    (project.capacity_per_year * facts.scenario.goods[driver.index()].base_units / ticks_per_year).floor()
}

/// Projects that are due open or are given up; plants that are open ramp up.
pub(super) fn come_due(
    (facts, measures): (&Facts, &Measures),
    investment: &mut Investment,
    (trade, network): (&mut Trade, &mut Network),
    columns: &mut Columns,
    tick: i64,
) {
    for (i, project) in facts.scenario.projects.iter().enumerate() {
        let own = &mut investment.projects[i];
        let opens = own.standing == Standing::Building && own.due <= tick;
        if opens && own.fails {
            (own.standing, own.offtake) = (Standing::Failed, 0.0);
            investment.happened.push(Happening::Fails(i));
            continue;
        }
        if opens {
            own.standing = Standing::Operating;
            investment.happened.push(Happening::Opens(i));
        }
        if own.standing != Standing::Operating {
            continue;
        }
        let plant = &mut investment.plants[investment.plant_of[i]];
        let share = ramped(tick - own.due, facts.calendar.ticks(project.ramp_weeks));
        let utilisation = facts.scenario.recipes[project.recipe.index()].utilisation;
        plant.full = (per_tick(facts, project) * share).floor();
        columns.normal[plant.firm as usize] = (plant.full * utilisation).floor();
        if opens {
            let identity = (plant.firm as usize, plant.stable, plant.cell);
            let normal = (per_tick(facts, project) * utilisation).floor();
            let search = Search::new(facts, measures, tick);
            sign(&search, facts, (trade, network), identity, normal, columns);
        }
    }
}

/// Signs up suppliers of every input for `normal` output.
fn sign(
    search: &Search,
    facts: &Facts,
    (trade, network): (&mut Trade, &mut Network),
    (firm, stable, cell): (usize, coercivity_base::StableId, u16),
    normal: f64,
    columns: &mut Columns,
) {
    let recipe = facts.recipe(cell as usize);
    let count = u32::from(facts.scenario.investment.suppliers);
    for slot in 0..recipe.inputs {
        let need = recipe.quantity[slot] * normal;
        sign_suppliers(search, (trade, network), (firm, stable, cell), slot, need, count);
        columns.lead[slot][firm] = lead_of(facts, &network.links, trade, cell, firm, slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plant_has_its_capacity_after_its_ramp() {
        // 52 weeks: a 52nd in the first, half in the 26th, all from the 52nd on.
        assert_eq!(ramped(0, 52.0), 1.0 / 52.0);
        assert_eq!(ramped(25, 52.0), 0.5);
        assert_eq!(ramped(51, 52.0), 1.0);
        assert_eq!(ramped(400, 52.0), 1.0);
        assert_eq!(ramped(0, 0.0), 1.0);
    }
}
