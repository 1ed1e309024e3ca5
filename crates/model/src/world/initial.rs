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
use coercivity_base::{GoodId, RecipeId, quantity};
use coercivity_parallel::{Pool, Private};
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

impl Totals {
    fn new(goods: usize) -> Self {
        Self {
            used: vec![0.0; goods],
            held: vec![0.0; goods],
            transit: vec![0; goods],
            smallest: vec![(f64::INFINITY, 0, 0); goods],
        }
    }

    /// Adds those of a later recipe; of equal flows that of the earlier recipe counts.
    fn follow(&mut self, mut later: Self) {
        for (of_later, own) in later.smallest.iter_mut().zip(&self.smallest) {
            if of_later.0 >= own.0 {
                *of_later = *own;
            }
        }
        self.add(&mut later);
    }

    /// Adds another worker's and clears them. Sums are of whole numbers; of equal flows that of the earlier buyer counts.
    fn add(&mut self, other: &mut Self) {
        let Self { used, held, transit, smallest } = other;
        let take = |into: &mut Vec<f64>, from: &mut Vec<f64>| {
            into.iter_mut().zip(from).for_each(|(into, from)| *into += std::mem::take(from));
        };
        take(&mut self.used, used);
        take(&mut self.held, held);
        for (into, from) in self.transit.iter_mut().zip(transit) {
            *into = (*into).max(std::mem::take(from));
        }
        for (into, from) in self.smallest.iter_mut().zip(smallest) {
            if from.0 < into.0 || (from.0 == into.0 && from.2 < into.2) {
                *into = *from;
            }
            *from = (f64::INFINITY, 0, 0);
        }
    }
}

/// What a worker finds that firms order: totals, and orders by seller.
struct Orders {
    totals: Totals,
    sold: Vec<f64>,
}

/// Fills `normal`, `capacity` and the sellers' `normal` of `start`.
pub(super) fn fill(
    scenario: &Scenario,
    economy: &Economy,
    start: &mut Start,
    pool: &Pool,
) -> Result<Totals, BuildError> {
    let goods = scenario.goods.len();
    let mut totals = Totals::new(goods);
    start.normal = market_parts(scenario, economy, start, pool);
    let ways = Ways::new(scenario);
    let row_of = driver_rows(start);
    let sellers = start.sellers.firm.len();
    let mut tables = Private::new(pool, || Orders { totals: Totals::new(goods), sold: vec![0.0; sellers] });
    for &recipe in &economy.order {
        add_sales(start, scenario, recipe, &row_of);
        let firms = start.of_stage[scenario.recipes[recipe.index()].stage.index()].clone();
        pool.blocks(&start.cell[firms.clone()], &tables, |orders, first, cells: &[u16]| {
            for (firm, &cell) in (firms.start + first..).zip(cells) {
                if start.cells[usize::from(cell)].recipe == recipe {
                    order_inputs(scenario, start, firm, &ways, orders);
                }
            }
        });
        let mut of_recipe = Totals::new(goods);
        tables.drain(|orders| {
            of_recipe.add(&mut orders.totals);
            for input in &scenario.recipes[recipe.index()].inputs {
                for row in start.sellers.of_good[input.good.index()].clone() {
                    start.sellers.normal[row as usize] += std::mem::take(&mut orders.sold[row as usize]);
                }
            }
        });
        totals.follow(of_recipe);
    }
    refuse_small(scenario, start, &totals)?;
    refuse_idle(scenario, start)?;
    start.capacity = capacities(scenario, economy, start, pool);
    Ok(totals)
}

/// Adds what firms sell to firms to what the makers of `recipe` make.
fn add_sales(start: &mut Start, scenario: &Scenario, recipe: RecipeId, row_of: &[u32]) {
    for firm in start.of_stage[scenario.recipes[recipe.index()].stage.index()].clone() {
        let row = row_of[firm];
        if row != u32::MAX && start.cells[usize::from(start.cell[firm])].recipe == recipe {
            start.normal[firm] += start.sellers.normal[row as usize];
        }
    }
}

/// What the final markets take from each firm per tick.
fn market_parts(scenario: &Scenario, economy: &Economy, start: &Start, pool: &Pool) -> Vec<f64> {
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
        let total = quantity::whole(asked[driver.index()][cell.jurisdiction.index()]);
        quantity::split_plainly(total, start.market_low[firm], start.market_high[firm])
    };
    let mut parts = vec![0.0; start.stable.len()];
    pool.blocks(&mut parts[..], &Private::new(pool, || ()), |(), first, block: &mut [f64]| {
        block.iter_mut().zip(first..).for_each(|(of_firm, firm)| *of_firm = part(firm));
    });
    parts
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

/// Adds what `firm` orders in a normal tick to `orders`.
fn order_inputs(scenario: &Scenario, start: &Start, firm: usize, ways: &Ways, orders: &mut Orders) {
    let Orders { totals, sold } = orders;
    let cell = &start.cells[usize::from(start.cell[firm])];
    let (recipe, destination) = (&scenario.recipes[cell.recipe.index()], cell.jurisdiction.index());
    for (slot, input) in recipe.inputs.iter().enumerate() {
        let good = input.good.index();
        let used = quantity::whole(input.quantity * start.normal[firm]);
        totals.used[good] += used;
        totals.held[good] += quantity::whole(used * f64::from(start.cover[slot][firm]));
        let mut low = 0.0;
        for place in start.links.places(firm, slot) {
            if start.links.share[place] == 0 {
                continue;
            }
            let high = low + f64::from(start.links.share[place]) / f64::from(SHARE_ONE);
            let flow = quantity::split_plainly(used, low, high);
            low = high;
            let row = start.links.seller[place] as usize;
            sold[row] += flow;
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

fn capacities(scenario: &Scenario, economy: &Economy, start: &Start, pool: &Pool) -> Vec<f64> {
    let recipe = |firm: usize| &scenario.recipes[start.cells[usize::from(start.cell[firm])].recipe.index()];
    let mut capacity = start.normal.clone();
    pool.blocks(&mut capacity[..], &Private::new(pool, || ()), |(), first, block: &mut [f64]| {
        let of_firm = block.iter_mut().zip(first..);
        of_firm.for_each(|(own, firm)| *own = (*own / recipe(firm).utilisation).ceil());
    });
    for (named, &firm) in scenario.named.iter().zip(&start.named) {
        let firm = firm as usize;
        let units = scenario.goods[recipe(firm).driver().index()].base_units;
        let known = named.capacity_per_year.unwrap_or(0.0) * units / economy.ticks_per_year;
        capacity[firm] = capacity[firm].max(known.floor());
    }
    capacity
}
