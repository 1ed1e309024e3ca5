//! Building a world from a scenario, step by step.

use super::population::{self, Population};
use super::{BuildError, Start, cells, checks, economy, initial, network, parties, trade};
use coercivity_base::{GoodId, JurisdictionId, StableId};
use coercivity_scenario::checked::Scenario;

/// The dense order of firms: memory layout only, no result depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Stage by stage, cell by cell, named firms first, then by size.
    #[default]
    Natural,
    /// Firms of a stage in a random order under this seed: a device of tests that look for results which depend
    /// on the layout.
    Shuffled(u64),
}

/// Builds the world of `scenario`.
///
/// # Errors
/// If the scenario describes an economy that cannot work; the error says what, where, and what to do.
pub fn build(scenario: &Scenario, layout: Layout) -> Result<Start, BuildError> {
    let mut notes = Vec::new();
    let economy = economy::base_year(scenario)?;
    let plans = cells::plan(scenario, &economy, &mut notes)?;
    let markets = trade::markets(scenario, &economy, &mut notes)?;
    let population = population::draw(scenario, &plans, layout, &mut notes)?;
    let (sellers, expected) = parties::sellers(scenario, &economy, &population);
    let links = network::links(scenario, &population, &sellers, &expected, &mut notes)?;
    let (market_low, market_high) = market_ranges(scenario, &population);
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
    let totals = initial::fill(scenario, &economy, &mut start)?;
    checks::refuse_too_fine(scenario, &start, &totals, economy.ticks_per_year)?;
    checks::refuse_starved_loops(scenario, &totals)?;
    checks::note_short_co_products(scenario, &mut start);
    Ok(start)
}

/// The part of each maker in what the markets ask of its jurisdiction: cumulative shares of size in stable-id
/// order, from exactly 0 to exactly 1. Firms that sell to no market have the empty part 0 to 0.
fn market_ranges(scenario: &Scenario, population: &Population) -> (Vec<f64>, Vec<f64>) {
    let mut makers: Vec<(GoodId, JurisdictionId, StableId, u32)> = Vec::new();
    for (firm, &cell) in population.cell.iter().enumerate() {
        let cell = &population.cells[usize::from(cell)];
        let driver = scenario.recipes[cell.recipe.index()].driver();
        if scenario.demand.iter().any(|d| d.good == driver) {
            makers.push((driver, cell.jurisdiction, population.stable[firm], firm as u32));
        }
    }
    makers.sort_unstable();
    let (mut low, mut high) = (vec![0.0; population.cell.len()], vec![0.0; population.cell.len()]);
    for group in makers.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let size = |firm: u32| population.size[firm as usize];
        let total: f64 = group.iter().map(|m| size(m.3)).sum();
        let mut sum = 0.0;
        let mut edge = 0.0;
        for (k, &(.., firm)) in group.iter().enumerate() {
            sum += size(firm);
            low[firm as usize] = edge;
            edge = if k + 1 == group.len() { 1.0 } else { f64::min(sum / total, 1.0) };
            high[firm as usize] = edge;
        }
    }
    (low, high)
}
