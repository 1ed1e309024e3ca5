//! The chain of goods as a whole: what is used is made, what is bought is made, nothing waits for itself.

use super::checker::Checker;
use crate::read::child;
use crate::sections::{Criticality, Recipe};

/// Checks the chain.
pub(super) fn check(check: &mut Checker<'_>) {
    if check.is_spoilt("recipes") && check.sections.recipes.is_empty() {
        return;
    }
    needs(check);
    use_of_goods(check);
    stages_in_use(check);
    circles(check);
}

fn makes(recipe: &Recipe, good: &str) -> bool {
    recipe.driver == good || recipe.co_products.iter().any(|product| product.good == good)
}

fn is_made(check: &Checker<'_>, good: &str) -> bool {
    check.sections.recipes.values().any(|recipe| makes(recipe, good))
}

fn is_used(check: &Checker<'_>, good: &str) -> bool {
    check.sections.recipes.values().flat_map(|recipe| &recipe.inputs).any(|input| input.good == good)
}

/// Every input is made by some recipe.
fn needs(check: &mut Checker<'_>) {
    let sections = check.sections;
    for (name, recipe) in &sections.recipes {
        for (n, input) in recipe.inputs.iter().enumerate() {
            if sections.goods.contains_key(&input.good) && !is_made(check, &input.good) {
                let path = format!("{}.inputs[{n}].good", child("recipes", name));
                let message = format!("no recipe makes `{}`, so `{name}` has no supplier", input.good);
                check.error(&path, message, Some("add a recipe whose driver or co-product it is"));
            }
        }
    }
}

/// Final goods are made and not used up; other goods have a use.
fn use_of_goods(check: &mut Checker<'_>) {
    let sections = check.sections;
    for good in sections.demand.keys().filter(|good| sections.goods.contains_key(*good)) {
        let path = child("demand", good);
        if !is_made(check, good) {
            let help = "add a recipe whose driver it is, or take the demand out";
            check.error_at_key(
                &path,
                format!("there is demand for `{good}`, but no recipe makes it"),
                Some(help),
            );
        }
        if is_used(check, good) {
            let message = format!("`{good}` has final demand and is also an input of a recipe");
            check.error_at_key(&path, message, Some("split it into two goods, one for each"));
        }
    }
    for (name, recipe) in &sections.recipes {
        let driver = &recipe.driver;
        if sections.goods.contains_key(driver)
            && !is_used(check, driver)
            && !sections.demand.contains_key(driver)
        {
            let message = format!("nobody uses or buys `{driver}`, so `{name}` makes nothing");
            check.warn(&format!("{}.driver", child("recipes", name)), message, None);
        }
    }
    for good in sections.goods.keys() {
        if !is_made(check, good) && !is_used(check, good) && !sections.demand.contains_key(good) {
            check.warn_at_key(&child("goods", good), format!("good `{good}` occurs in no recipe"), None);
        }
    }
}

fn stages_in_use(check: &mut Checker<'_>) {
    let sections = check.sections;
    for (n, stage) in sections.stages.iter().enumerate() {
        if sections.firms.synthetic && !sections.recipes.values().any(|recipe| recipe.stage == stage.name) {
            let message =
                format!("no recipe belongs to stage `{}`, so none of its firms can be drawn", stage.name);
            check.error(
                &format!("stages[{n}].name"),
                message,
                Some("give it a recipe, or take the stage out"),
            );
        }
    }
}

/// A loop of critical inputs lives on its stocks while goods travel round: with less cover than the longest way
/// it would stop at the start and never begin again.
fn circles(check: &mut Checker<'_>) {
    let sections = check.sections;
    let cover = &sections.behaviour.cover;
    let longest = sections
        .jurisdictions
        .transit
        .iter()
        .map(|way| way.sea_days.max(way.air_days) / 7.0)
        .fold(0.0, f64::max);
    for name in sections.recipes.keys() {
        let Some(circle) = circle_from(check, name) else { continue };
        // Each circle is told once, at its first recipe in the alphabet.
        if circle.iter().any(|(other, _)| *other < name.as_str()) {
            continue;
        }
        let weeks = circle.iter().filter_map(|(name, n)| {
            let input = sections.recipes.get(*name)?.inputs.get(*n)?;
            Some(input.cover_weeks.unwrap_or(*cover.weeks_by_recipe.get(*name).unwrap_or(&cover.weeks)))
        });
        let shortest = weeks.fold(f64::INFINITY, f64::min);
        if shortest < longest {
            let round: Vec<&str> = circle.iter().map(|(name, _)| *name).collect();
            let message = format!(
                "recipes wait for each other in a circle ({}) with {shortest} weeks of cover, less than the longest way of {longest:.1} weeks",
                round.join(" -> ")
            );
            let path = format!("{}.inputs[{}].good", child("recipes", name), circle[0].1);
            check.error(
                &path,
                message,
                Some("raise cover_weeks, or make an input Important instead of Critical"),
            );
        }
    }
}

/// A way from `start` over critical inputs back to `start`: recipes, each with the number of the input it waits for.
fn circle_from<'a>(check: &Checker<'a>, start: &'a str) -> Option<Vec<(&'a str, usize)>> {
    let recipes = &check.sections.recipes;
    let mut ways: Vec<Vec<(&str, usize)>> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut heads = vec![(start, Vec::new())];
    while let Some((name, way)) = heads.pop() {
        for (n, input) in recipes.get(name)?.inputs.iter().enumerate() {
            if input.criticality != Criticality::Critical {
                continue;
            }
            let mut longer: Vec<(&str, usize)> = way.clone();
            longer.push((name, n));
            for (maker, _) in recipes.iter().filter(|(_, recipe)| makes(recipe, &input.good)) {
                if maker == start {
                    ways.push(longer.clone());
                } else if !seen.contains(&maker.as_str()) {
                    seen.push(maker);
                    heads.push((maker, longer.clone()));
                }
            }
        }
    }
    ways.into_iter().min_by_key(Vec::len)
}
