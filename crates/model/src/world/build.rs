//! Building a world from a scenario, step by step.

use super::population::{self, Population};
use super::{BuildError, Start, cells, checks, economy, initial, network, parties, trade};
use coercivity_base::{GoodId, JurisdictionId, StableId};
use coercivity_parallel::Pool;
use coercivity_scenario::checked::Scenario;
use std::collections::BTreeMap;

/// The dense order of firms: memory layout only, no result depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Stage by stage, cell by cell, named firms first, then by size; once the links are drawn, firms that sell to no other
    /// by whom they buy from ([`Start::near`]).
    #[default]
    Natural,
    /// Firms of a stage in a random order under this seed: a device of tests that look for results which depend
    /// on the layout.
    Shuffled(u64),
}

/// Builds the world of `scenario` on `pool`; no result depends on its number of threads.
///
/// # Errors
/// If the scenario describes an economy that cannot work; the error says what, where, and what to do.
pub fn build(scenario: &Scenario, layout: Layout, pool: &Pool) -> Result<Start, BuildError> {
    let mut notes = Vec::new();
    let economy = economy::base_year(scenario)?;
    let plans = cells::plan(scenario, &economy, &mut notes)?;
    let markets = trade::markets(scenario, &economy, &mut notes)?;
    let population = population::draw(scenario, &plans, layout, pool, &mut notes)?;
    let (sellers, expected) = parties::sellers(scenario, &economy, &population);
    let ground =
        network::Ground { scenario, population: &population, sellers: &sellers, expected: &expected, pool };
    let links = network::links(ground, &mut notes)?;
    let (market_low, market_high) = market_ranges(scenario, &population, pool);
    let mut start = Start {
        cells: population.cells,
        stable: population.stable,
        cell: population.cell,
        of_stage: population.of_stage,
        named: population.named,
        projects: population.projects,
        ordinal: population.ordinal,
        normal: Vec::new(),
        capacity: Vec::new(),
        market_low,
        market_high,
        cover: population.cover,
        caution: population.caution,
        links,
        sellers,
        markets,
        notes,
    };
    let totals = initial::fill(scenario, &economy, &mut start, pool)?;
    checks::refuse_too_fine(scenario, &start, &totals, economy.ticks_per_year)?;
    checks::refuse_starved_loops(scenario, &totals)?;
    checks::note_short_co_products(scenario, &mut start);
    Ok(start)
}

/// The part of each maker in what the markets ask of its jurisdiction: cumulative shares of size in stable-id
/// order, from exactly 0 to exactly 1. Firms that sell to no market have the empty part 0 to 0.
fn market_ranges(scenario: &Scenario, population: &Population, pool: &Pool) -> (Vec<f64>, Vec<f64>) {
    let mut groups: BTreeMap<(GoodId, JurisdictionId), Vec<u32>> = BTreeMap::new();
    for stage in &population.of_stage {
        // Firms of a cell mostly lie together.
        let mut firm = stage.start as u32;
        for of_cell in population.cell[stage.clone()].chunk_by(|a, b| a == b) {
            let cell = &population.cells[usize::from(of_cell[0])];
            let driver = scenario.recipes[cell.recipe.index()].driver();
            let end = firm + of_cell.len() as u32;
            if scenario.demand.iter().any(|d| d.good == driver) {
                groups.entry((driver, cell.jurisdiction)).or_default().extend(firm..end);
            }
            firm = end;
        }
    }
    let groups: Vec<Vec<u32>> = groups.into_values().collect();
    let (mut low, mut high) = (vec![0.0; population.cell.len()], vec![0.0; population.cell.len()]);
    for part in pool.map(groups.len(), |group| parts(population, &groups[group])) {
        let mut edge = 0.0;
        for (firm, upper) in part {
            low[firm as usize] = std::mem::replace(&mut edge, upper);
            high[firm as usize] = upper;
        }
    }
    (low, high)
}

/// The upper ends of the parts of `makers` in their stable-id order.
fn parts(population: &Population, makers: &[u32]) -> Vec<(u32, f64)> {
    let mut order: Vec<(StableId, u32)> =
        makers.iter().map(|&firm| (population.stable[firm as usize], firm)).collect();
    order.sort_unstable();
    let size = |firm: u32| population.size[firm as usize];
    let total: f64 = order.iter().map(|maker| size(maker.1)).sum();
    let mut sum = 0.0;
    let mut parts: Vec<(u32, f64)> = Vec::with_capacity(order.len());
    parts.extend(order.iter().map(|&(_, firm)| {
        sum += size(firm);
        (firm, f64::min(sum / total, 1.0))
    }));
    if let Some(last) = parts.last_mut() {
        last.1 = 1.0;
    }
    parts
}
