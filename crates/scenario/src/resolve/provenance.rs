//! Watches of provenance, and rules by origin share.

use super::checker::{Checker, is_snake_case};
use super::network::goods;
use super::regimes::scope;
use crate::checked::{self, JurisdictionSet, MAX_WATCHES};
use crate::read::child;
use crate::sections::{Scope, Then, Watch};
use coercivity_base::JurisdictionId;

/// Most thresholds of the curve.
const MAX_THRESHOLDS: usize = 32;

/// Watches in alphabetical order.
pub(super) fn resolve(check: &mut Checker<'_>) -> Vec<checked::Watch> {
    let section = &check.sections.provenance;
    if section.watches.len() > MAX_WATCHES {
        let message = format!("{} watches are more than {MAX_WATCHES}", section.watches.len());
        check.error_in("provenance.watches", message, Some("take some out"));
    }
    let path = "provenance.thresholds";
    if section.thresholds.len() > MAX_THRESHOLDS {
        let message = format!("{} thresholds are more than {MAX_THRESHOLDS}", section.thresholds.len());
        check.error_in(path, message, None);
    }
    for (n, pair) in section.thresholds.windows(2).enumerate() {
        if pair[1] <= pair[0] {
            let message = format!("{} does not come after {}", pair[1], pair[0]);
            check.error(&format!("{path}[{}]", n + 1), message, Some("thresholds rise"));
        }
    }
    section.watches.iter().take(MAX_WATCHES).map(|(name, watch)| one(check, name, watch)).collect()
}

fn one(check: &mut Checker<'_>, name: &str, watch: &Watch) -> checked::Watch {
    let at = child("provenance.watches", name);
    if !is_snake_case(name) {
        check.error_at_key(&at, format!("`{name}` is not lower snake case"), None);
    }
    let never = "this watch can never see anything";
    if watch.origins.is_empty() {
        check.error(&child(&at, "origins"), format!("{never}: no origin is named"), None);
    }
    if watch.goods.is_empty() {
        check.error(&child(&at, "goods"), format!("{never}: no good is named"), None);
    }
    let mut members = Vec::new();
    for (n, origin) in watch.origins.iter().enumerate() {
        members.extend(check.members(&format!("{at}.origins[{n}]"), origin));
    }
    let named = goods(check, &child(&at, "goods"), &watch.goods);
    let mut set = vec![false; check.sections.goods.len()];
    named.iter().for_each(|good| set[good.index()] = true);
    checked::Watch {
        name: name.to_owned(),
        office: members.first().copied().unwrap_or(JurisdictionId(0)),
        origins: JurisdictionSet::of(check.count(), |one| members.contains(&one)),
        goods: set,
        counted: watch.counted,
    }
}

/// An origin-share rule as the schedule writes it at `at`.
pub(super) fn rule(
    check: &mut Checker<'_>,
    at: &str,
    (watches, watch): (&[checked::Watch], &str),
    (threshold, review_weeks): (f64, f64),
    (meant, then): (&Scope, &Then),
) -> checked::OriginShare {
    let mut scope = scope(check, &child(at, "scope"), meant);
    let found = watches.iter().position(|known| known.name == *watch);
    match found.map(|index| &watches[index].origins) {
        Some(origins) => {
            outside(check, &child(at, "scope"), "origins", &mut scope.origins, origins);
            outside(check, &child(at, "scope"), "destinations", &mut scope.destinations, origins);
        }
        None if check.is_spoilt("provenance") || check.is_spoilt("provenance.watches") => {}
        None => {
            let names = check.sections.provenance.watches.keys();
            check.unknown_at(&child(at, "watch"), "watch", watch, names.map(String::as_str));
        }
    }
    let regime = match then {
        Then::Ban => None,
        Then::Licence { regime } => Some(licence(check, &child(&child(at, "then"), "regime"), regime, meant)),
    };
    checked::OriginShare { watch: found.unwrap_or(0), threshold, scope, regime, review_weeks }
}

/// Takes the watch's own jurisdictions out of one side of a scope.
fn outside(
    check: &mut Checker<'_>,
    path: &str,
    side: &str,
    set: &mut JurisdictionSet,
    own: &JurisdictionSet,
) {
    let meant = !set.is_empty();
    *set = JurisdictionSet::of(check.count(), |one| set.contains(one) && !own.contains(one));
    if meant && set.is_empty() {
        let message = format!("this can never match anything: all `{side}` are origins of the watch");
        check.error(
            &child(path, side),
            message,
            Some("a rule by origin share is about foreign goods and buyers"),
        );
    }
}

/// The regime of a licence; towards final markets licences have no volume.
fn licence(check: &mut Checker<'_>, path: &str, name: &str, meant: &Scope) -> usize {
    let regimes = &check.sections.regimes;
    let found = regimes.keys().position(|known| known == name);
    if found.is_none() && !check.is_spoilt("regimes") {
        check.unknown_at(path, "regime", name, regimes.keys().map(String::as_str));
    }
    let capped = regimes.get(name).is_some_and(|regime| regime.volume_cap_weeks.is_some());
    if capped && let Some(good) = meant.goods.iter().find(|good| check.sections.demand.contains_key(*good)) {
        let message =
            format!("`{name}` caps volumes, but licences for `{good}` go to final markets and have none");
        check.error(path, message, Some("name a regime without `volume_cap_weeks`, or goods that firms buy"));
    }
    found.unwrap_or(0)
}
