//! Flows when nothing disturbs, in whole base units, by the rules that ordering follows in a tick.
//!
//! # Equation
//! ```text
//! use_i = floor(a_i x),   q_j = floor(use C_j) - floor(use C_(j-1)),   x(seller) = sum q + its market's part
//! ```
//!
//! | symbol | field    | unit       | meaning                                         |
//! |--------|----------|------------|-------------------------------------------------|
//! | x      | normal   | base units | output of the driver per tick                   |
//! | a_i    | quantity | ratio      | input i per unit of the driver                  |
//! | C_j    | share    | share      | cumulative shares of the links of an input      |
//! From the final markets up, so that what buyers order and what sellers expect is the same whole number.

use super::economy::Economy;
use super::{BuildError, SHARE_ONE, SLOTS, Start, names::firm_name};
use coercivity_base::{GoodId, quantity};
use coercivity_scenario::checked::Scenario;

/// The smallest flow that a drawn link may have: base units per tick.
const LEAST: f64 = 1000.0;

/// Totals that the checks of a finished world look at, by good.
#[derive(Clone, Debug)]
pub(super) struct Totals {
    /// What firms use per tick.
    pub(super) used: Vec<f64>,
    /// Input stocks at their cover, and what is on the way.
    pub(super) held: Vec<f64>,
    /// Longest way among links in use, ticks.
    pub(super) transit: Vec<u32>,
    /// The smallest flow of a link: base units, seller row, buyer.
    smallest: Vec<(f64, u32, u32)>,
}

/// Fills `normal`, `capacity` and the sellers' `normal` of `start`.
pub(super) fn fill(scenario: &Scenario, economy: &Economy, start: &mut Start) -> Result<Totals, BuildError> {
    let goods = scenario.goods.len();
    let mut totals = Totals {
        used: vec![0.0; goods],
        held: vec![0.0; goods],
        transit: vec![0; goods],
        smallest: vec![(f64::INFINITY, 0, 0); goods],
    };
    start.normal = market_parts(scenario, economy, start);
    let ways = Ways::new(scenario);
    let row_of = driver_rows(start);
    for &recipe in &economy.order {
        let stage = scenario.recipes[recipe.index()].stage;
        for firm in start.of_stage[stage.index()].clone() {
            if start.cells[usize::from(start.cell[firm])].recipe == recipe {
                if row_of[firm] != u32::MAX {
                    start.normal[firm] += start.sellers.normal[row_of[firm] as usize];
                }
                order_inputs(scenario, start, firm, &ways, &mut totals);
            }
        }
    }
    refuse_small(scenario, start, &totals)?;
    refuse_idle(scenario, start)?;
    start.capacity = capacities(scenario, economy, start);
    Ok(totals)
}

/// What the final markets take from each firm per tick.
fn market_parts(scenario: &Scenario, economy: &Economy, start: &Start) -> Vec<f64> {
    let count = scenario.jurisdictions.len();
    let mut asked = vec![vec![0.0; count]; scenario.goods.len()];
    for (k, demand) in scenario.demand.iter().enumerate() {
        for (pair, share) in
            start.markets.profile[k * count * count..(k + 1) * count * count].iter().enumerate()
        {
            asked[demand.good.index()][pair % count] += economy.purchases[k][pair / count] * share;
        }
    }
    let part = |firm: usize| {
        let cell = &start.cells[usize::from(start.cell[firm])];
        let driver = scenario.recipes[cell.recipe.index()].driver();
        let total = asked[driver.index()][cell.jurisdiction.index()].floor();
        quantity::split(total, start.market_low[firm], start.market_high[firm])
    };
    (0..start.stable.len()).map(part).collect()
}

/// The row of each firm as a seller of its driver, or `u32::MAX`.
fn driver_rows(start: &Start) -> Vec<u32> {
    let mut rows = vec![u32::MAX; start.stable.len()];
    let products = start.sellers.firm.iter().zip(&start.sellers.output).enumerate();
    products.filter(|p| *p.1.1 == 0).for_each(|(row, (&firm, _))| rows[firm as usize] = row as u32);
    rows
}

/// Ticks on the way, by good and pair.
struct Ways {
    count: usize,
    ticks: Vec<Vec<u32>>,
}

impl Ways {
    fn new(scenario: &Scenario) -> Self {
        let calendar = scenario.calendar();
        let of = |good: &coercivity_scenario::checked::Good| {
            let days = match good.mode {
                coercivity_scenario::sections::Mode::Sea => &scenario.transit.sea,
                coercivity_scenario::sections::Mode::Air => &scenario.transit.air,
            };
            days.iter().map(|&d| calendar.ticks_for_transit(d)).collect()
        };
        Self { count: scenario.jurisdictions.len(), ticks: scenario.goods.iter().map(of).collect() }
    }

    fn get(&self, good: GoodId, origin: usize, destination: usize) -> u32 {
        self.ticks[good.index()][origin * self.count + destination]
    }
}

/// Adds what `firm` orders in a normal tick to its sellers.
fn order_inputs(scenario: &Scenario, start: &mut Start, firm: usize, ways: &Ways, totals: &mut Totals) {
    let cell = &start.cells[usize::from(start.cell[firm])];
    let (recipe, destination) = (&scenario.recipes[cell.recipe.index()], cell.jurisdiction.index());
    for (slot, input) in recipe.inputs.iter().enumerate() {
        let good = input.good.index();
        let used = (input.quantity * start.normal[firm]).floor();
        totals.used[good] += used;
        totals.held[good] += used * f64::from(start.cover[slot][firm]);
        let mut low = 0.0;
        for place in start.links.places(firm, slot) {
            if start.links.share[place] == 0 {
                continue;
            }
            let high = low + f64::from(start.links.share[place]) / f64::from(SHARE_ONE);
            let flow = quantity::split(used, low, high);
            low = high;
            let row = start.links.seller[place] as usize;
            start.sellers.normal[row] += flow;
            let way = ways.get(input.good, start.sellers.jurisdiction[row].index(), destination);
            totals.held[good] += flow * f64::from(way);
            totals.transit[good] = totals.transit[good].max(way);
            // A buyer that makes nothing is refused on its own account.
            if flow < totals.smallest[good].0 && start.normal[firm] > 0.0 {
                totals.smallest[good] = (flow, row as u32, firm as u32);
            }
        }
    }
    debug_assert!(recipe.inputs.len() <= SLOTS);
}

fn refuse_small(scenario: &Scenario, start: &Start, totals: &Totals) -> Result<(), BuildError> {
    let least = if scenario.synthetic { LEAST } else { 1.0 };
    for (good, &(flow, row, buyer)) in scenario.goods.iter().zip(&totals.smallest) {
        if flow < least {
            // The next power of ten, so that the file stays readable; a flow of 0 may be anything under 1.
            let steps = coercivity_base::math::log10(least / flow.max(0.1)).ceil();
            return Err(BuildError::LinkTooSmall {
                good: good.name.clone(),
                seller: firm_name(scenario, start, start.sellers.firm[row as usize] as usize),
                buyer: firm_name(scenario, start, buyer as usize),
                flow,
                least,
                base_units: good.base_units,
                suggestion: good.base_units * coercivity_base::math::pow(10.0, steps).round(),
            });
        }
    }
    Ok(())
}

fn refuse_idle(scenario: &Scenario, start: &Start) -> Result<(), BuildError> {
    let planned = |firm: usize| start.projects.contains(&(firm as u32));
    match (0..start.normal.len()).find(|&firm| start.normal[firm] <= 0.0 && !planned(firm)) {
        None => Ok(()),
        Some(firm) => {
            let recipe = start.cells[usize::from(start.cell[firm])].recipe;
            let driver = scenario.recipes[recipe.index()].driver();
            let good = scenario.goods[driver.index()].name.clone();
            Err(BuildError::ZeroCapacity { firm: firm_name(scenario, start, firm), good })
        }
    }
}

fn capacities(scenario: &Scenario, economy: &Economy, start: &Start) -> Vec<f64> {
    let recipe = |firm: usize| &scenario.recipes[start.cells[usize::from(start.cell[firm])].recipe.index()];
    let of = |(firm, normal): (usize, &f64)| (normal / recipe(firm).utilisation).ceil();
    let mut capacity: Vec<f64> = start.normal.iter().enumerate().map(of).collect();
    for (named, &firm) in scenario.named.iter().zip(&start.named) {
        let firm = firm as usize;
        let units = scenario.goods[recipe(firm).driver().index()].base_units;
        let known = named.capacity_per_year.unwrap_or(0.0) * units / economy.ticks_per_year;
        capacity[firm] = capacity[firm].max(known.floor());
    }
    capacity
}
