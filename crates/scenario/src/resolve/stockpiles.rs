//! Opening stocks of the authorities.

use super::checker::Checker;
use crate::read::child;
use crate::sections::Stockpile;
use std::collections::BTreeSet;

/// Largest opening stock, base units: 2^52, half of what sums may reach.
const LARGEST: f64 = (1_u64 << 52) as f64;

/// Whole base units by jurisdiction and good.
pub(super) fn resolve(check: &mut Checker<'_>) -> Vec<f64> {
    let sections = check.sections;
    let goods = sections.goods.len();
    let mut stocks = vec![0.0; check.count() * goods];
    for (code, list) in &sections.stockpiles {
        let at = child("stockpiles", code);
        let place = check.jurisdiction_key(&at, code);
        let mut seen = BTreeSet::new();
        for (n, stockpile) in list.iter().enumerate() {
            let path = format!("{at}[{n}]");
            if !seen.insert(&stockpile.good) {
                let message = format!("the stockpile of `{}` is given twice", stockpile.good);
                check.error(&child(&path, "good"), message, Some("add the quantities up"));
            }
            if let (Some((good, quantity)), Some(place)) = (one(check, &path, stockpile), place) {
                stocks[place.index() * goods + good] = quantity;
            }
        }
    }
    stocks
}

/// Good and whole base units of a stockpile.
fn one(check: &mut Checker<'_>, path: &str, stockpile: &Stockpile) -> Option<(usize, f64)> {
    let sections = check.sections;
    let name = &stockpile.good;
    let good = check.good(&child(path, "good"), name)?;
    let used = sections.recipes.values().flat_map(|recipe| &recipe.inputs).any(|input| input.good == *name);
    if !used && !check.is_spoilt("recipes") {
        let message = format!("no recipe uses `{name}`: nobody can ever be given any of it");
        check.warn(&child(path, "good"), message, None);
    }
    let quantity = (stockpile.quantity * sections.goods[name].base_units).floor();
    if quantity > LARGEST {
        let message = format!("{} of `{name}` are {quantity:e} base units, over 2^52", stockpile.quantity);
        let help = format!("lower goods.{name}.base_units or the quantity");
        check.error(&child(path, "quantity"), message, Some(&help));
    }
    Some((good.index(), quantity))
}
