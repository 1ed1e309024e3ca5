//! Who acts and who is acted upon: as the results section says, or as the schedule implies.

use super::checker::Checker;
use super::firms::Named;
use crate::checked::{JurisdictionSet, Measure, Regime, Sides, Watch};
use coercivity_base::JurisdictionId;

/// The sides of the scenario.
pub(super) fn resolve(
    check: &mut Checker<'_>,
    schedule: &[Measure],
    regimes: &[Regime],
    named: &[Named],
    watches: &[Watch],
) -> Sides {
    let count = check.count();
    let Some(given) = &check.sections.results.sides else {
        let firms: Vec<_> = named.iter().map(|named| named.firm.clone()).collect();
        return Sides::of_schedule(schedule, regimes, &firms, watches, count);
    };
    let senders = members(check, "results.sides.senders", &given.senders);
    let targets = members(check, "results.sides.targets", &given.targets);
    if given.senders.is_empty() {
        check.error("results.sides.senders", "nobody acts", Some("name a jurisdiction, or take `sides` out"));
    }
    Sides {
        senders: JurisdictionSet::of(count, |place| senders.contains(&place)),
        targets: JurisdictionSet::of(count, |place| targets.contains(&place) && !senders.contains(&place)),
    }
}

fn members(check: &mut Checker<'_>, at: &str, names: &[String]) -> Vec<JurisdictionId> {
    names.iter().enumerate().flat_map(|(n, name)| check.members(&format!("{at}[{n}]"), name)).collect()
}
