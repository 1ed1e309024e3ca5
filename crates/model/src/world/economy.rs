//! The base year: how much of each good is made and needed where, per tick, in expectation.
//!
//! # Equation
//! ```text
//! sum_d (Y_gd - Q_gd) x_d = F_g    for every good g that drives a recipe
//! ```
//!
//! | symbol | unit         | meaning                                                                    |
//! |--------|--------------|----------------------------------------------------------------------------|
//! | x_d    | units a tick | world output of driver d                                                   |
//! | Y_gd   | ratio        | g sold per unit of d: 1 for d itself, `co_product_use` x yield if it comes along |
//! | Q_gd   | ratio        | g used per unit of d, over the recipes with driver d by their weight       |
//! | F_g    | units a tick | purchases of final markets                                                 |
//! Goods that only come along must cover their need; what comes along beyond a need is surplus. Source: joint
//! production in input-output form, Miller and Blair (2009), Input-Output Analysis, ch. 5.

use super::{BuildError, linear};
use coercivity_base::{GoodId, JurisdictionId, RecipeId, StableId};
use coercivity_scenario::checked::{Recipe, Scenario};

/// Expected flows of the base year.
#[derive(Clone, Debug)]
pub(super) struct Economy {
    /// Ticks in a year.
    pub(super) ticks_per_year: f64,
    /// Recipes, buyers before the makers of what they buy.
    pub(super) order: Vec<RecipeId>,
    /// Output of the driver per tick, `[recipe][jurisdiction]`.
    pub(super) output: Vec<Vec<f64>>,
    /// Purchases per tick, `[final good][jurisdiction]`, final goods in the order of `Scenario::demand`.
    pub(super) purchases: Vec<Vec<f64>>,
    /// Needs of firms per tick, `[good][jurisdiction]`.
    pub(super) need: Vec<Vec<f64>>,
    /// Expected sales to firms per unit of the driver, `[recipe][product]`.
    pub(super) sales_rate: Vec<Vec<f64>>,
}

/// Works out the base year.
pub(super) fn base_year(scenario: &Scenario) -> Result<Economy, BuildError> {
    let year = 365.25 / f64::from(scenario.run.tick_days);
    let purchases = purchases(scenario, year)?;
    refuse_unmade(scenario, &purchases)?;
    let order = buyers_first(scenario)?;
    let place = shares(scenario);
    let weight = weights(scenario, &place);
    let bought = by_good(scenario, &purchases);
    let world = activities(scenario, &weight, &bought)?;
    let output = output(scenario, &place, &weight, &world)?;
    let need = needs(scenario, &output);
    let sales_rate = sales_rates(scenario, &output, &need, &bought)?;
    Ok(Economy { ticks_per_year: year, order, output, purchases, need, sales_rate })
}

/// Indices of the named firms in the order of their stable ids, so that file order moves no bit.
pub(super) fn named_in_order(scenario: &Scenario) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scenario.named.len()).collect();
    order.sort_by_key(|&i| StableId::of(&scenario.named[i].name));
    order
}

fn purchases(scenario: &Scenario, year: f64) -> Result<Vec<Vec<f64>>, BuildError> {
    let per_tick = |d: &coercivity_scenario::checked::Demand| -> Vec<f64> {
        let world = d.per_year * scenario.goods[d.good.index()].base_units / year;
        d.shares.iter().map(|s| world * s).collect()
    };
    let purchases: Vec<Vec<f64>> = scenario.demand.iter().map(per_tick).collect();
    if purchases.iter().flatten().all(|&p| p <= 0.0) { Err(BuildError::NoDemand) } else { Ok(purchases) }
}

fn by_good(scenario: &Scenario, purchases: &[Vec<f64>]) -> Vec<f64> {
    let mut bought = vec![0.0; scenario.goods.len()];
    for (demand, by_market) in scenario.demand.iter().zip(purchases) {
        bought[demand.good.index()] += by_market.iter().sum::<f64>();
    }
    bought
}

fn refuse_unmade(scenario: &Scenario, purchases: &[Vec<f64>]) -> Result<(), BuildError> {
    let name = |good: GoodId| scenario.goods[good.index()].name.clone();
    let drives = |good: GoodId| scenario.recipes.iter().any(|r| r.driver() == good);
    let comes_along =
        |good: GoodId| scenario.recipes.iter().find(|r| r.outputs.iter().skip(1).any(|o| o.good == good));
    for (demand, _) in scenario.demand.iter().zip(purchases).filter(|d| d.1.iter().any(|&p| p > 0.0)) {
        if let Some(recipe) = comes_along(demand.good) {
            return Err(BuildError::FinalCoProduct { good: name(demand.good), recipe: recipe.name.clone() });
        }
        if !drives(demand.good) {
            return Err(BuildError::NobodyMakes { good: name(demand.good), user: "a final market".into() });
        }
    }
    for recipe in &scenario.recipes {
        for input in &recipe.inputs {
            if !drives(input.good) && comes_along(input.good).is_none() {
                let user = format!("recipes.{}", recipe.name);
                return Err(BuildError::NobodyMakes { good: name(input.good), user });
            }
        }
    }
    Ok(())
}

/// Recipes in an order in which every buyer of a driver comes before its makers.
fn buyers_first(scenario: &Scenario) -> Result<Vec<RecipeId>, BuildError> {
    let recipes = &scenario.recipes;
    let buys = |buyer: &Recipe, maker: &Recipe| buyer.inputs.iter().any(|i| i.good == maker.driver());
    let mut waiting: Vec<usize> = (0..recipes.len()).collect();
    let mut order = Vec::with_capacity(recipes.len());
    while !waiting.is_empty() {
        let free = |&r: &usize| !waiting.iter().any(|&b| buys(&recipes[b], &recipes[r]));
        match waiting.iter().position(free) {
            Some(at) => order.push(RecipeId::at(waiting.remove(at))),
            None => return Err(BuildError::Loop { goods: name_loop(scenario, &waiting, buys) }),
        }
    }
    Ok(order)
}

/// Goods along a loop among `waiting`, where every recipe has a buyer in `waiting`.
fn name_loop(scenario: &Scenario, waiting: &[usize], buys: impl Fn(&Recipe, &Recipe) -> bool) -> String {
    let mut path = vec![waiting[0]];
    loop {
        let here = &scenario.recipes[path[path.len() - 1]];
        let Some(&buyer) = waiting.iter().find(|&&b| buys(&scenario.recipes[b], here)) else { break };
        if let Some(first) = path.iter().position(|&r| r == buyer) {
            path.drain(..first);
            path.push(buyer);
            break;
        }
        path.push(buyer);
    }
    let name = |&r: &usize| scenario.goods[scenario.recipes[r].driver().index()].name.as_str();
    path.iter().map(name).collect::<Vec<_>>().join(" -> ")
}

/// Unnormalised shares by jurisdiction: those of the recipe, or the named firms' output where it gives none.
fn shares(scenario: &Scenario) -> Vec<Vec<f64>> {
    let mut shares: Vec<Vec<f64>> = scenario.recipes.iter().map(|r| r.shares.clone()).collect();
    if !scenario.synthetic {
        let open: Vec<bool> = shares.iter().map(|s| s.iter().all(|&v| v <= 0.0)).collect();
        shares
            .iter_mut()
            .zip(&open)
            .filter(|s| *s.1)
            .for_each(|s| *s.0 = vec![0.0; scenario.jurisdictions.len()]);
        for index in named_in_order(scenario) {
            let firm = &scenario.named[index];
            if open[firm.recipe.index()] {
                shares[firm.recipe.index()][firm.jurisdiction.index()] += firm.output_per_year;
            }
        }
    }
    shares
}

/// Weight of each recipe among those with the same driver: the sum of its shares over that of all of them.
fn weights(scenario: &Scenario, shares: &[Vec<f64>]) -> Vec<f64> {
    let sum: Vec<f64> = shares.iter().map(|s| s.iter().sum()).collect();
    let driver = |r: usize| scenario.recipes[r].driver();
    let alike = |r: usize| (0..sum.len()).filter(move |&other| driver(other) == driver(r));
    (0..sum.len())
        .map(|r| {
            let total: f64 = alike(r).map(|o| sum[o]).sum();
            if total > 0.0 { sum[r] / total } else { 1.0 / alike(r).count() as f64 }
        })
        .collect()
}

/// World output of each recipe.
fn activities(scenario: &Scenario, weight: &[f64], bought: &[f64]) -> Result<Vec<f64>, BuildError> {
    let mut drivers: Vec<GoodId> = scenario.recipes.iter().map(Recipe::driver).collect();
    drivers.sort_unstable();
    drivers.dedup();
    let row_of = |good: GoodId| drivers.binary_search(&good).ok();
    let mut matrix = vec![vec![0.0; drivers.len()]; drivers.len()];
    for (recipe, weight) in scenario.recipes.iter().zip(weight) {
        let Some(column) = row_of(recipe.driver()) else { continue };
        for (k, product) in recipe.outputs.iter().enumerate() {
            let claimed = if k == 0 { 1.0 } else { scenario.network.co_product_use };
            if let Some(row) = row_of(product.good) {
                matrix[row][column] += weight * claimed * product.quantity;
            }
        }
        for input in &recipe.inputs {
            if let Some(row) = row_of(input.good) {
                matrix[row][column] -= weight * input.quantity;
            }
        }
    }
    let name = |row: usize| scenario.goods[drivers[row].index()].name.clone();
    let wanted = drivers.iter().map(|d| bought[d.index()]).collect();
    let solved = linear::solve(matrix, wanted).map_err(|row| BuildError::Undetermined { good: name(row) })?;
    let largest = solved.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
    let backwards = |row: &usize| solved[*row] < -1e-9 * largest;
    let comes_along = |row: &usize| {
        scenario.recipes.iter().any(|r| r.outputs.iter().skip(1).any(|o| o.good == drivers[*row]))
    };
    // The cause is a driver that also comes along; what it is made from runs backwards with it.
    let mut rows = (0..solved.len()).filter(backwards);
    if let Some(row) = rows.clone().find(comes_along).or_else(|| rows.next()) {
        return Err(BuildError::NegativeActivity { good: name(row), activity: solved[row] });
    }
    let of = |r: &Recipe| row_of(r.driver()).map_or(0.0, |row| solved[row].max(0.0));
    Ok(scenario.recipes.iter().zip(weight).map(|(r, w)| w * of(r)).collect())
}

fn output(
    scenario: &Scenario,
    shares: &[Vec<f64>],
    weight: &[f64],
    world: &[f64],
) -> Result<Vec<Vec<f64>>, BuildError> {
    let mut output = Vec::with_capacity(world.len());
    for (r, recipe) in scenario.recipes.iter().enumerate() {
        let sum: f64 = shares[r].iter().sum();
        if world[r] > 0.0 && sum <= 0.0 && weight[r] > 0.0 {
            let named = if scenario.synthetic { "" } else { ", or add named firms that use it" };
            return Err(BuildError::NoShares { recipe: recipe.name.clone(), named });
        }
        output.push(shares[r].iter().map(|s| if sum > 0.0 { world[r] * s / sum } else { 0.0 }).collect());
    }
    Ok(output)
}

fn needs(scenario: &Scenario, output: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut need = vec![vec![0.0; scenario.jurisdictions.len()]; scenario.goods.len()];
    for (recipe, output) in scenario.recipes.iter().zip(output) {
        for input in &recipe.inputs {
            for (need, made) in need[input.good.index()].iter_mut().zip(output) {
                *need += input.quantity * made;
            }
        }
    }
    need
}

/// What firms of each recipe expect to sell to other firms, per unit of their driver. Makers that produce for a
/// need sell what is left after the markets; of what comes along, links claim `co_product_use`, or less where a
/// good that only comes along is needed less.
fn sales_rates(
    scenario: &Scenario,
    output: &[Vec<f64>],
    need: &[Vec<f64>],
    bought: &[f64],
) -> Result<Vec<Vec<f64>>, BuildError> {
    let goods = scenario.goods.len();
    let (mut driven, mut along) = (vec![0.0; goods], vec![0.0; goods]);
    for (recipe, output) in scenario.recipes.iter().zip(output) {
        let world: f64 = output.iter().sum();
        for (k, product) in recipe.outputs.iter().enumerate() {
            let made = if k == 0 { &mut driven } else { &mut along };
            made[product.good.index()] += world * product.quantity;
        }
    }
    let rate = |k: usize, good: usize, quantity: f64| {
        let needed: f64 = need[good].iter().sum();
        match k {
            0 if driven[good] > 0.0 && needed > 0.0 => (1.0 - bought[good] / driven[good]).max(0.0),
            0 => 0.0,
            _ if driven[good] > 0.0 => quantity * scenario.network.co_product_use,
            _ if along[good] > 0.0 => quantity * needed / along[good],
            _ => 0.0,
        }
    };
    for (g, good) in scenario.goods.iter().enumerate() {
        let needed: f64 = need[g].iter().sum();
        let claim = along[g] * scenario.network.co_product_use;
        if driven[g] <= 0.0 && needed > claim * (1.0 + 1e-9) {
            return Err(BuildError::CoProductShort {
                good: good.name.clone(),
                made: along[g],
                claim,
                need: needed,
            });
        }
    }
    let of = |recipe: &Recipe| {
        let products = recipe.outputs.iter().enumerate();
        products.map(|(k, p)| rate(k, p.good.index(), p.quantity)).collect()
    };
    Ok(scenario.recipes.iter().map(of).collect())
}

impl Economy {
    /// What firms of `recipe` make in `jurisdiction`, driver units per tick.
    pub(super) fn made(&self, recipe: RecipeId, jurisdiction: JurisdictionId) -> f64 {
        self.output[recipe.index()][jurisdiction.index()]
    }
}
