//! How much of the economy the imported firms are.

use crate::file::Sections;
use std::collections::BTreeMap;

/// Recipe, jurisdiction, and imported output over what final demand asks of the recipe there. Where several recipes
/// make one driver, need is taken to be spread evenly over them.
pub(super) fn coverage(sections: &Sections, imported: &[String]) -> Vec<(String, String, f64)> {
    let needs = needs(sections);
    let mut made: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for firm in sections.firms.named.iter().filter(|firm| imported.contains(&firm.name)) {
        *made.entry((&firm.recipe, &firm.jurisdiction)).or_default() += firm.output_per_year;
    }
    let mut rows = Vec::new();
    for ((name, code), output) in made {
        let Some(recipe) = sections.recipes.get(name) else { continue };
        let makers = sections.recipes.values().filter(|other| other.driver == recipe.driver).count().max(1);
        let need = needs.get(recipe.driver.as_str()).copied().unwrap_or(0.0) / makers as f64;
        let expected = need * recipe.shares.get(code).copied().unwrap_or(0.0);
        if expected > 0.0 {
            rows.push((name.to_owned(), code.to_owned(), output / expected));
        }
    }
    rows
}

/// World need of every good per year: final demand, and what its makers use, tier by tier.
fn needs(sections: &Sections) -> BTreeMap<&str, f64> {
    let mut needs: BTreeMap<&str, f64> = BTreeMap::new();
    // A chain is at most as long as there are recipes.
    for _ in 0..=sections.recipes.len() {
        let mut next: BTreeMap<&str, f64> =
            sections.demand.iter().map(|(good, demand)| (good.as_str(), demand.per_year)).collect();
        for recipe in sections.recipes.values() {
            let makers =
                sections.recipes.values().filter(|other| other.driver == recipe.driver).count().max(1);
            let activity = needs.get(recipe.driver.as_str()).copied().unwrap_or(0.0) / makers as f64;
            for input in &recipe.inputs {
                *next.entry(&input.good).or_default() += activity * input.quantity;
            }
        }
        needs = next;
    }
    needs
}
