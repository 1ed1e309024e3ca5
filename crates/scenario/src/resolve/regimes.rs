//! Scopes and licence regimes.

use super::checker::Checker;
use super::firms::{Named, firm};
use super::network::goods;
use crate::checked::{self, ByBuyer, GeneralLicences, HazardStep};
use crate::read::child;
use crate::sections::{Regime, Scope, ShareBy};
use coercivity_base::EndUse;

/// Regimes in alphabetical order.
pub(super) fn resolve(check: &mut Checker<'_>, named: &[Named]) -> Vec<checked::Regime> {
    let sections = check.sections;
    sections.regimes.iter().map(|(name, regime)| one(check, name, regime, named)).collect()
}

fn one(check: &mut Checker<'_>, name: &str, regime: &Regime, named: &[Named]) -> checked::Regime {
    let at = child("regimes", name);
    for (n, good) in regime.scope.goods.iter().enumerate() {
        if check.sections.demand.contains_key(good) {
            let message =
                format!("`{good}` is sold to final markets, and licences on such goods are not supported");
            let help = "name the goods that firms buy from each other, or catch these by what is inside with an `OriginShare`";
            check.error(&format!("{at}.scope.goods[{n}]"), message, Some(help));
        }
    }
    checked::Regime {
        name: name.to_owned(),
        scope: scope(check, &child(&at, "scope"), &regime.scope),
        filing_spread_weeks: regime.filing_spread_weeks,
        floor_weeks: regime.floor_weeks,
        hazard: hazard(check, &child(&at, "hazard"), regime),
        refusal: share_by(check, &child(&at, "refusal"), &regime.refusal),
        refile_after_weeks: regime.refile_after_weeks,
        validity_weeks: regime.validity_weeks,
        validity_jitter: regime.validity_jitter,
        volume_cap_weeks: regime.volume_cap_weeks,
        lot_share: regime.lot_share,
        general: general(check, &child(&at, "general"), regime, named),
    }
}

/// A scope with names as ids; one that can never match is an error.
pub(super) fn scope(check: &mut Checker<'_>, path: &str, scope: &Scope) -> checked::Scope {
    let goods_path = child(path, "goods");
    let goods = goods(check, &goods_path, &scope.goods);
    let origins = check.among(&child(path, "origins"), &scope.origins);
    let destinations = check.among(&child(path, "destinations"), &scope.destinations);
    let never = "this can never match anything";
    if scope.goods.is_empty() {
        check.error(&goods_path, format!("{never}: no good is named"), Some("name at least one good"));
    }
    for (field, set) in [("origins", &origins), ("destinations", &destinations)] {
        if set.iter().next().is_none() && check.count() > 0 {
            check.error(&child(path, field), format!("{never}: no jurisdiction is left in `{field}`"), None);
        }
    }
    let (from, to): (Vec<_>, Vec<_>) = (origins.iter().collect(), destinations.iter().collect());
    if from.len() == 1 && from == to {
        let message = format!("{never}: trade within one jurisdiction is not meant");
        check.error(path, message, Some("name another origin or destination"));
    }
    let end_uses = match &scope.end_uses {
        None => [true; 3],
        Some(uses) => {
            if uses.is_empty() {
                check.error(
                    &child(path, "end_uses"),
                    format!("{never}: no end use is named"),
                    Some("leave the field out for all"),
                );
            }
            EndUse::ALL.map(|end_use| uses.contains(&end_use))
        }
    };
    checked::Scope { goods, origins, destinations, end_uses }
}

/// A probability by destination and end use; the end use wins over the destination.
fn share_by(check: &mut Checker<'_>, path: &str, share: &ShareBy) -> ByBuyer {
    let by_destination = check.by_code(&child(path, "by_destination"), &share.by_destination);
    let value = |destination: &Option<f64>, end_use: EndUse| {
        share.by_end_use.get(&end_use).copied().or(*destination).unwrap_or(share.default)
    };
    ByBuyer {
        values: by_destination.iter().map(|one| EndUse::ALL.map(|end_use| value(one, end_use))).collect(),
    }
}

/// The hazard by date; factors by destination and end use multiply.
fn hazard(check: &mut Checker<'_>, path: &str, regime: &Regime) -> Vec<HazardStep> {
    if regime.hazard.is_empty() {
        let help = "add (from: \"2025-04-04\", per_week: 0.05)";
        check.error(path, "without a step no application is ever decided", Some(help));
    }
    for (n, pair) in regime.hazard.windows(2).enumerate() {
        if pair[1].from <= pair[0].from {
            let message = format!("{} does not come after {}", pair[1].from, pair[0].from);
            check.error(
                &format!("{path}[{}].from", n + 1),
                message,
                Some("steps stand in the order of their dates"),
            );
        }
    }
    let mut steps = Vec::new();
    for (n, step) in regime.hazard.iter().enumerate() {
        let factors = check.by_code(&format!("{path}[{n}].by_destination"), &step.by_destination);
        let factor = |end_use: EndUse| step.by_end_use.get(&end_use).copied().unwrap_or(1.0);
        let values = factors.iter().map(|destination| {
            EndUse::ALL.map(|end_use| step.per_week * destination.unwrap_or(1.0) * factor(end_use))
        });
        steps.push(HazardStep { from: step.from, per_week: ByBuyer { values: values.collect() } });
    }
    steps
}

fn general(check: &mut Checker<'_>, path: &str, regime: &Regime, named: &[Named]) -> Vec<GeneralLicences> {
    let mut rows = Vec::new();
    for (n, licences) in regime.general.iter().enumerate() {
        let at = format!("{path}[{n}]");
        let mut exporters = Vec::new();
        for (m, name) in licences.exporters.iter().enumerate() {
            exporters.extend(firm(check, &format!("{at}.exporters[{m}]"), name, named));
        }
        exporters.sort_unstable();
        exporters.dedup();
        rows.push(GeneralLicences {
            from: licences.from,
            exporters,
            destinations: check.among(&child(&at, "destinations"), &licences.destinations),
            validity_weeks: licences.validity_weeks,
        });
    }
    rows
}
