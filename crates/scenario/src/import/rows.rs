//! Rows as firms and links.

use super::table::{Row, Table};
use crate::file::Sections;
use crate::sections::{Link, NamedFirm, Owner};
use coercivity_base::EndUse;
use std::collections::{BTreeMap, BTreeSet};

/// Columns of a table.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub(super) needed: &'static [&'static str],
    pub(super) optional: &'static [&'static str],
    /// Of these exactly one, if there are any.
    pub(super) one_of: &'static [&'static str],
}

/// Columns of a table of firms.
pub(super) const FIRM_COLUMNS: Columns = Columns {
    needed: &["name", "recipe", "jurisdiction", "output_per_year"],
    optional: &["capacity_per_year", "end_use", "cover_weeks", "owner", "owner_share", "source"],
    one_of: &[],
};

/// Columns of a table of links.
pub(super) const LINK_COLUMNS: Columns = Columns {
    needed: &["supplier", "buyer", "good"],
    optional: &["share", "quantity_per_year", "source"],
    one_of: &["share", "quantity_per_year"],
};

/// Names that rows may use.
pub(super) struct Known {
    /// Recipes with what they make and use.
    recipes: BTreeMap<String, (Vec<String>, Vec<String>)>,
    jurisdictions: BTreeSet<String>,
    /// Recipe by firm.
    firms: BTreeMap<String, String>,
    /// (firm, good) with links in the scenario file.
    linked: BTreeSet<(String, String)>,
}

impl Known {
    pub(super) fn of(sections: &Sections) -> Self {
        let recipes = sections.recipes.iter().map(|(name, recipe)| {
            let made =
                recipe.co_products.iter().map(|product| product.good.clone()).chain([recipe.driver.clone()]);
            let used = recipe.inputs.iter().map(|input| input.good.clone());
            (name.clone(), (made.collect(), used.collect()))
        });
        Self {
            recipes: recipes.collect(),
            jurisdictions: sections.jurisdictions.list.keys().cloned().collect(),
            firms: sections.firms.named.iter().map(|firm| (firm.name.clone(), firm.recipe.clone())).collect(),
            linked: sections.firms.links.iter().map(|link| (link.buyer.clone(), link.good.clone())).collect(),
        }
    }
}

/// The firm of a row.
pub(super) fn firm_of(
    row: &Row,
    known: &Known,
    unmatched: &mut BTreeSet<String>,
) -> Result<NamedFirm, String> {
    let (name, recipe) = (row.needed("name")?, row.needed("recipe")?);
    let jurisdiction = row.needed("jurisdiction")?;
    let mut unknown = |what: &str, name: &str| {
        unmatched.insert(format!("{what} `{name}`"));
        format!("unknown {what} `{name}`")
    };
    if !known.recipes.contains_key(recipe) {
        return Err(unknown("recipe", recipe));
    }
    if !known.jurisdictions.contains(jurisdiction) {
        return Err(unknown("jurisdiction", jurisdiction));
    }
    let output_per_year = row.positive("output_per_year")?.ok_or("output_per_year is empty")?;
    let capacity_per_year = row.positive("capacity_per_year")?;
    if let Some(capacity) = capacity_per_year.filter(|capacity| *capacity < output_per_year) {
        return Err(format!("the capacity, {capacity}, is below the output, {output_per_year}"));
    }
    let cover_weeks = row.positive("cover_weeks")?;
    if cover_weeks.is_some_and(|weeks| !(1.0..=208.0).contains(&weeks)) {
        return Err(String::from("cover_weeks is not within 1 to 208"));
    }
    Ok(NamedFirm {
        name: name.to_owned(),
        recipe: recipe.to_owned(),
        jurisdiction: jurisdiction.to_owned(),
        output_per_year,
        capacity_per_year,
        end_use: row.text("end_use").map(end_use).transpose()?,
        cover_weeks,
        owners: owner(row)?.into_iter().collect(),
        source: row.text("source").unwrap_or("").to_owned(),
    })
}

fn end_use(text: &str) -> Result<EndUse, String> {
    let found = EndUse::ALL.into_iter().find(|end_use| end_use.name().eq_ignore_ascii_case(text));
    found.ok_or_else(|| format!("end_use \"{text}\" is none of civil, dual, military"))
}

fn owner(row: &Row) -> Result<Option<Owner>, String> {
    match (row.text("owner"), row.positive("owner_share")?) {
        (None, None) => Ok(None),
        (Some(name), Some(share)) if share <= 1.0 => Ok(Some(Owner { name: name.to_owned(), share })),
        (Some(_), Some(share)) => Err(format!("owner_share {share} is over 1")),
        (Some(name), None) => Err(format!("the share of the owner `{name}` is empty")),
        (None, Some(_)) => Err(String::from("owner_share without an owner")),
    }
}

/// A further row of a firm that is the same but for its owner adds the owner. Whether it did.
pub(super) fn merge_owners(firms: &mut [NamedFirm], firm: &NamedFirm) -> bool {
    let Some(first) = firms.iter_mut().find(|first| first.name == firm.name) else { return false };
    let same = NamedFirm { owners: first.owners.clone(), ..firm.clone() } == *first;
    let new = firm.owners.iter().all(|owner| first.owners.iter().all(|known| known.name != owner.name));
    if same && new && !firm.owners.is_empty() {
        first.owners.extend(firm.owners.iter().cloned());
        return true;
    }
    false
}

/// Things with the lines on which they stand.
pub(super) type Lined<T> = Vec<(usize, T)>;

/// Links with their lines, and dropped rows with lines and reasons. Quantities become shares of a (buyer, good).
pub(super) fn links_of(
    table: &Table,
    known: &Known,
    unmatched: &mut BTreeSet<String>,
) -> (Lined<Link>, Lined<String>) {
    let (mut links, mut dropped): (Lined<Link>, Lined<String>) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for row in &table.rows {
        let line = row.as_ref().map_or_else(|bad| bad.line, |row| row.line);
        let link =
            row.as_ref().map_err(|bad| bad.reason.clone()).and_then(|row| link_of(row, known, unmatched));
        match link {
            Ok(link) if seen.insert((link.supplier.clone(), link.buyer.clone(), link.good.clone())) => {
                links.push((line, link));
            }
            Ok(_) => dropped.push((line, String::from("this link is there already"))),
            Err(reason) => dropped.push((line, reason)),
        }
    }
    let by_quantity = table.rows.iter().flatten().any(|row| row.text("quantity_per_year").is_some());
    let dropped_any = !dropped.is_empty();
    if by_quantity || dropped_any {
        to_shares(&mut links);
    }
    (links, dropped)
}

/// Scales the amounts of every (buyer, good) to sum to 1: quantities, and shares of which rows were dropped.
fn to_shares(links: &mut [(usize, Link)]) {
    let mut sums: BTreeMap<(String, String), f64> = BTreeMap::new();
    for (_, link) in links.iter() {
        *sums.entry((link.buyer.clone(), link.good.clone())).or_default() += link.share;
    }
    for (_, link) in links {
        link.share /= sums.get(&(link.buyer.clone(), link.good.clone())).copied().unwrap_or(1.0);
    }
}

/// The link of a row; its share is the row's amount.
fn link_of(row: &Row, known: &Known, unmatched: &mut BTreeSet<String>) -> Result<Link, String> {
    let (supplier, buyer, good) = (row.needed("supplier")?, row.needed("buyer")?, row.needed("good")?);
    let mut recipe_of = |name: &str| {
        let recipe = known.firms.get(name).and_then(|recipe| known.recipes.get(recipe));
        recipe.ok_or_else(|| {
            unmatched.insert(format!("firm `{name}`"));
            format!("unknown firm `{name}`")
        })
    };
    let (from, to) = (recipe_of(supplier)?, recipe_of(buyer)?);
    if supplier == buyer {
        return Err(format!("`{supplier}` cannot supply itself"));
    }
    if !from.0.iter().any(|made| made == good) {
        return Err(format!("`{supplier}` does not make `{good}`"));
    }
    if !to.1.iter().any(|used| used == good) {
        return Err(format!("`{buyer}` does not use `{good}`"));
    }
    if known.linked.contains(&(buyer.to_owned(), good.to_owned())) {
        return Err(format!("the scenario file gives the suppliers of `{buyer}` for `{good}`"));
    }
    let column = if row.text("share").is_some() { "share" } else { "quantity_per_year" };
    let share = row.positive(column)?.ok_or("the share or quantity is empty")?;
    if column == "share" && share > 1.0 {
        return Err(format!("share {share} is over 1"));
    }
    Ok(Link { supplier: supplier.to_owned(), buyer: buyer.to_owned(), good: good.to_owned(), share })
}
