//! Named firms and given links.

use super::checker::Checker;
use crate::checked::{GivenLink, NamedFirm};
use crate::read::child;
use crate::sections::{self, Recipe};
use std::collections::{BTreeMap, BTreeSet};

/// A named firm and where it is written.
pub(super) struct Named {
    pub(super) firm: NamedFirm,
    /// Name of its recipe.
    recipe: String,
}

/// Named firms in the order of their names; those with unknown recipe or jurisdiction are reported and left out.
pub(super) fn named(check: &mut Checker<'_>) -> Vec<Named> {
    let sections = check.sections;
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for (n, firm) in sections.firms.named.iter().enumerate() {
        let at = format!("firms.named[{n}]");
        let name = child(&at, "name");
        if firm.name.trim().is_empty() {
            check.error(&name, "the name is empty", None);
        }
        if first.insert(&firm.name, n).is_some() {
            check.error(
                &name,
                format!("there are two firms called `{}`", firm.name),
                Some("names are unique: add the place or the works"),
            );
        }
        capacity(check, &at, firm);
        owners(check, &at, firm);
        let recipe = check.recipe(&child(&at, "recipe"), &firm.recipe);
        let jurisdiction = check.jurisdiction(&child(&at, "jurisdiction"), &firm.jurisdiction);
        let (Some(recipe), Some(jurisdiction)) = (recipe, jurisdiction) else { continue };
        let Some(rules) = sections.recipes.get(&firm.recipe) else { continue };
        share_at_home(check, &at, firm, rules);
        rows.push(Named {
            recipe: firm.recipe.clone(),
            firm: NamedFirm {
                name: firm.name.clone(),
                recipe,
                jurisdiction,
                output_per_year: firm.output_per_year,
                capacity_per_year: firm.capacity_per_year,
                end_use: firm.end_use.unwrap_or(rules.end_use),
                cover_weeks: firm.cover_weeks,
                owners: firm.owners.iter().map(|owner| (owner.name.clone(), owner.share)).collect(),
            },
        });
    }
    if !sections.firms.synthetic && sections.firms.named.is_empty() {
        check.error_in(
            "firms",
            "there are no firms: none are named and none are drawn",
            Some("write synthetic: true, or name firms"),
        );
    }
    without_firms(check);
    rows.sort_by(|a, b| a.firm.name.cmp(&b.firm.name));
    rows
}

fn capacity(check: &mut Checker<'_>, at: &str, firm: &sections::NamedFirm) {
    let Some(capacity) = firm.capacity_per_year else { return };
    let path = child(at, "capacity_per_year");
    if capacity <= 0.0 {
        check.error(
            &path,
            format!("`{}` has a capacity of zero", firm.name),
            Some("leave it out for normal output over utilisation"),
        );
    } else if capacity < firm.output_per_year {
        let message = format!("the capacity, {capacity}, is below the output, {}", firm.output_per_year);
        check.error(&path, message, Some("raise the capacity or lower output_per_year"));
    }
}

fn owners(check: &mut Checker<'_>, at: &str, firm: &sections::NamedFirm) {
    let path = child(at, "owners");
    for (n, owner) in firm.owners.iter().enumerate() {
        if owner.name == firm.name {
            check.error(&format!("{path}[{n}].name"), format!("`{}` cannot own itself", firm.name), None);
        }
    }
    let sum: f64 = firm.owners.iter().map(|owner| owner.share).sum();
    if sum > 1.0 + super::checker::TOLERANCE {
        let message = format!(
            "the owners of `{}` hold {} in all, more than 1",
            firm.name,
            super::checker::rounded(sum)
        );
        check.error_at_key(&path, message, None);
    }
}

/// A firm stands where its recipe has a share.
fn share_at_home(check: &mut Checker<'_>, at: &str, firm: &sections::NamedFirm, recipe: &Recipe) {
    let share = recipe.shares.get(&firm.jurisdiction).copied().unwrap_or(0.0);
    let known = |code: &String| check.sections.jurisdictions.list.contains_key(code);
    // With an unknown code the share may be there under a wrong name.
    if !recipe.shares.is_empty()
        && recipe.shares.keys().all(known)
        && share <= 0.0
        && !check.is_spoilt(&format!("recipes.{}.shares", firm.recipe))
    {
        let message = format!(
            "recipe `{}` has no share in `{}`, so `{}` would make nothing",
            firm.recipe, firm.jurisdiction, firm.name
        );
        check.error(&child(at, "jurisdiction"), message, Some("give the jurisdiction a share in the recipe"));
    }
}

/// Without drawn firms, every share of a recipe needs a named firm that makes it.
fn without_firms(check: &mut Checker<'_>) {
    let sections = check.sections;
    if sections.firms.synthetic || check.is_spoilt("firms.named") {
        return;
    }
    for (name, recipe) in &sections.recipes {
        for (code, _) in recipe.shares.iter().filter(|(_, share)| **share > 0.0) {
            let there = |firm: &&sections::NamedFirm| firm.recipe == *name && firm.jurisdiction == *code;
            if sections.jurisdictions.list.contains_key(code)
                && !sections.firms.named.iter().any(|firm| there(&firm))
            {
                let message = format!("no firm uses recipe `{name}` in `{code}`, and none are drawn");
                let path = format!("{}.shares.{code}", child("recipes", name));
                check.error_at_key(&path, message, Some("name a firm there, or write synthetic: true"));
            }
        }
    }
}

/// Given links; shares of a (buyer, good) sum to 1.
pub(super) fn links(check: &mut Checker<'_>, named: &[Named]) -> Vec<GivenLink> {
    let sections = check.sections;
    let mut sums: BTreeMap<(&str, &str), (usize, f64)> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for (n, link) in sections.firms.links.iter().enumerate() {
        let at = format!("firms.links[{n}]");
        let good = check.good(&child(&at, "good"), &link.good);
        let supplier = firm(check, &child(&at, "supplier"), &link.supplier, named);
        let buyer = firm(check, &child(&at, "buyer"), &link.buyer, named);
        if link.supplier == link.buyer {
            check.error(&child(&at, "buyer"), format!("`{}` cannot supply itself", link.buyer), None);
        }
        if !seen.insert((&link.supplier, &link.buyer, &link.good)) {
            check.error(&at, "this link is listed twice", Some("add the shares up"));
        }
        sums.entry((&link.buyer, &link.good)).or_insert((n, 0.0)).1 += link.share;
        let (Some(good), Some(supplier), Some(buyer)) = (good, supplier, buyer) else { continue };
        if let Some(recipe) = sections.recipes.get(&named[supplier].recipe)
            && recipe.driver != link.good
            && !recipe.co_products.iter().any(|product| product.good == link.good)
        {
            let message = format!("`{}` does not make `{}`", link.supplier, link.good);
            check.error(&child(&at, "supplier"), message, None);
        }
        if let Some(recipe) = sections.recipes.get(&named[buyer].recipe)
            && !recipe.inputs.iter().any(|input| input.good == link.good)
        {
            let message = format!("`{}` does not use `{}`", link.buyer, link.good);
            check.error(&child(&at, "buyer"), message, None);
        }
        rows.push(GivenLink { supplier, buyer, good, share: link.share });
    }
    for ((buyer, good), (first, sum)) in sums {
        if (sum - 1.0).abs() > super::checker::TOLERANCE && !check.is_spoilt("firms.links") {
            let message = format!(
                "the shares of `{buyer}` in `{good}` sum to {}, not to 1",
                super::checker::rounded(sum)
            );
            check.error(
                &format!("firms.links[{first}].share"),
                message,
                Some("a buyer's links for a good cover its whole need"),
            );
        }
    }
    rows
}

/// The position of a firm in the sorted list.
pub(super) fn firm(check: &mut Checker<'_>, path: &str, name: &str, named: &[Named]) -> Option<usize> {
    let found = named.iter().position(|known| known.firm.name == name);
    let listed = check.sections.firms.named.iter().any(|firm| firm.name == name);
    if found.is_none() && !listed && !check.is_spoilt("firms.named") {
        let names = check.sections.firms.named.iter().map(|firm| firm.name.as_str());
        check.unknown_at(path, "firm", name, names);
    }
    found
}
