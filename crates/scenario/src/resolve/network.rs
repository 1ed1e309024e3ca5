//! Affinities and contract shares.

use super::checker::Checker;
use crate::checked::{Affinity, JurisdictionSet};
use crate::read::child;
use coercivity_base::GoodId;

/// Affinities with goods as ids and groups as members.
pub(super) fn affinities(check: &mut Checker<'_>) -> Vec<Affinity> {
    let sections = check.sections;
    let mut rows = Vec::new();
    for (n, affinity) in sections.network.affinities.iter().enumerate() {
        let at = format!("network.affinities[{n}]");
        let goods = affinity.goods.as_deref().map(|names| goods(check, &child(&at, "goods"), names));
        let origins = check.members(&child(&at, "origin"), &affinity.origin);
        let destinations = check.members(&child(&at, "destination"), &affinity.destination);
        let count = check.count();
        rows.push(Affinity {
            goods,
            origins: JurisdictionSet::of(count, |one| origins.contains(&one)),
            destinations: JurisdictionSet::of(count, |one| destinations.contains(&one)),
            factor: affinity.factor,
        });
    }
    rows
}

/// A list of goods as ids; none twice.
pub(super) fn goods(check: &mut Checker<'_>, path: &str, names: &[String]) -> Vec<GoodId> {
    let mut ids = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let at = format!("{path}[{n}]");
        let Some(good) = check.good(&at, name) else { continue };
        if ids.contains(&good) {
            check.error(&at, format!("good `{name}` is listed twice"), Some("take one out"));
        } else {
            ids.push(good);
        }
    }
    ids
}

/// Contract share of every good.
pub(super) fn contract_shares(check: &mut Checker<'_>) -> Vec<f64> {
    let network = &check.sections.network;
    let mut shares = vec![network.contract_share; check.sections.goods.len()];
    for (name, share) in &network.contract_share_by_good {
        if let Some(good) = check.good_key(&child("network.contract_share_by_good", name), name) {
            shares[good.index()] = *share;
        }
    }
    shares
}
