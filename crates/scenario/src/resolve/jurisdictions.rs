//! Groups and transit times.

use super::checker::Checker;
use crate::checked::TransitDays;
use crate::read::child;
use std::collections::{BTreeMap, BTreeSet};

/// Groups: known members, codes that are no jurisdiction's.
pub(super) fn groups(check: &mut Checker<'_>) {
    let jurisdictions = &check.sections.jurisdictions;
    for (code, members) in &jurisdictions.groups {
        let at = child("jurisdictions.groups", code);
        if jurisdictions.list.contains_key(code) {
            let message = format!("`{code}` is both a jurisdiction and a group");
            check.error_at_key(&at, message, Some("give the group another code"));
        }
        if code.len() < 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
            let message = format!("`{code}` is no code of a group");
            check.error_at_key(&at, message, Some("write capital letters and digits, such as `EU` or `G7`"));
        }
        if members.is_empty() {
            check.error(&at, format!("group `{code}` has no members"), None);
        }
        let mut seen = BTreeSet::new();
        for (n, member) in members.iter().enumerate() {
            let path = format!("{at}[{n}]");
            check.jurisdiction(&path, member);
            if !seen.insert(member) {
                check.error(&path, format!("`{member}` is listed twice in `{code}`"), Some("take one out"));
            }
        }
    }
}

/// Days by mode between all jurisdictions; every pair of regions in use needs an entry.
pub(super) fn transit(check: &mut Checker<'_>) -> TransitDays {
    let table = table(check);
    let jurisdictions = &check.sections.jurisdictions;
    let regions: Vec<&str> = jurisdictions.list.values().map(|one| one.region.as_str()).collect();
    let count = regions.len();
    let mut days = TransitDays { count, sea: Vec::new(), air: Vec::new() };
    let mut missing = BTreeSet::new();
    for (origin, from) in regions.iter().enumerate() {
        for (destination, to) in regions.iter().enumerate() {
            let found = table.get(&pair(from, to));
            if origin != destination && found.is_none() {
                missing.insert(pair(from, to));
            }
            let home = jurisdictions.domestic_days;
            let (sea, air) =
                if origin == destination { (home, home) } else { found.copied().unwrap_or((0.0, 0.0)) };
            days.sea.push(sea);
            days.air.push(air);
        }
    }
    for (a, b) in missing {
        let help = format!("add (between: (\"{a}\", \"{b}\"), sea_days: .., air_days: ..)");
        let message = format!("the transit time between the regions `{a}` and `{b}` is missing");
        if jurisdictions.transit.is_empty() {
            check.error_in("jurisdictions", message, Some(&help));
        } else {
            check.error_at_key("jurisdictions.transit", message, Some(&help));
        }
    }
    days
}

fn pair<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if a <= b { (a, b) } else { (b, a) }
}

/// Sea and air days by pair of regions.
fn table<'a>(check: &mut Checker<'a>) -> BTreeMap<(&'a str, &'a str), (f64, f64)> {
    let jurisdictions = &check.sections.jurisdictions;
    let known: BTreeSet<&str> = jurisdictions.list.values().map(|one| one.region.as_str()).collect();
    let mut table = BTreeMap::new();
    for (n, way) in jurisdictions.transit.iter().enumerate() {
        let at = format!("jurisdictions.transit[{n}].between");
        for (end, region) in [&way.between.0, &way.between.1].into_iter().enumerate() {
            if !known.contains(region.as_str()) && !check.is_spoilt("jurisdictions.list") {
                check.unknown_at(&format!("{at}[{end}]"), "region", region, known.iter().copied());
            }
        }
        let key = pair(&way.between.0, &way.between.1);
        if table.insert(key, (way.sea_days, way.air_days)).is_some() {
            let message = format!("the way between `{}` and `{}` is given twice", key.0, key.1);
            check.error(&at, message, Some("an entry holds for both directions"));
        }
    }
    table
}
