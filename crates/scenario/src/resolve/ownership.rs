//! Affiliates: firms that listed ones own half of, alone or together, directly or through others.

use crate::checked::NamedFirm;
use std::collections::BTreeSet;

/// The share from which a firm counts as its owners'.
const HALF: f64 = 0.5;

/// One flag per named firm: listed by name, or with `affiliates` through its owners.
pub(super) fn listed(named: &[&NamedFirm], names: &BTreeSet<&str>, affiliates: bool) -> Vec<bool> {
    let mut listed: BTreeSet<&str> = names.clone();
    loop {
        let before = listed.len();
        for firm in named.iter().filter(|_| affiliates) {
            let owned: f64 = firm
                .owners
                .iter()
                .filter(|owner| listed.contains(owner.0.as_str()))
                .map(|owner| owner.1)
                .sum();
            // Shares written in decimals may sum to a hair under a half.
            if owned >= HALF - 1e-9 {
                listed.insert(&firm.name);
            }
        }
        if listed.len() == before {
            return named.iter().map(|firm| listed.contains(firm.name.as_str())).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_base::{EndUse, JurisdictionId, RecipeId};

    fn firm(name: &str, owners: &[(&str, f64)]) -> NamedFirm {
        NamedFirm {
            name: name.to_owned(),
            recipe: RecipeId(0),
            jurisdiction: JurisdictionId(0),
            output_per_year: 1.0,
            capacity_per_year: None,
            end_use: EndUse::Civil,
            cover_weeks: None,
            owners: owners.iter().map(|(name, share)| ((*name).to_owned(), *share)).collect(),
        }
    }

    fn flags(firms: &[NamedFirm], names: &[&str], affiliates: bool) -> Vec<bool> {
        listed(&firms.iter().collect::<Vec<_>>(), &names.iter().copied().collect(), affiliates)
    }

    #[test]
    fn half_is_enough_and_less_is_not() {
        let firms = [firm("a", &[("group", 0.5)]), firm("b", &[("group", 0.499)])];
        assert_eq!(flags(&firms, &["group"], true), [true, false]);
        assert_eq!(flags(&firms, &["group"], false), [false, false]);
    }

    #[test]
    fn stakes_of_several_listed_owners_add_up() {
        // 0.3 + 0.2 = 0.5 of listed owners; the 0.5 of an unlisted one does not matter.
        let firms = [firm("a", &[("x", 0.3), ("y", 0.2), ("z", 0.5)])];
        assert_eq!(flags(&firms, &["x", "y"], true), [true]);
        assert_eq!(flags(&firms, &["x"], true), [false]);
    }

    #[test]
    fn listing_passes_down_a_chain_whatever_its_order() {
        // c is owned by b, b by a, a by the listed group.
        let firms = [firm("c", &[("b", 0.6)]), firm("b", &[("a", 0.5)]), firm("a", &[("group", 1.0)])];
        assert_eq!(flags(&firms, &["group"], true), [true, true, true]);
    }
}
