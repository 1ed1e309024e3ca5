//! Who acts, who is acted upon, and who stands by.

use super::{Instrument, JurisdictionSet, Measure, NamedFirm, Regime, Scope, Watch};
use coercivity_base::JurisdictionId;

/// The side of a jurisdiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Acts.
    Sender,
    /// Is acted upon.
    Target,
    /// Neither.
    Third,
}

impl Side {
    /// All sides.
    pub const ALL: [Side; 3] = [Side::Sender, Side::Target, Side::Third];

    /// Name, as in the results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sender => "sender",
            Self::Target => "target",
            Self::Third => "third",
        }
    }
}

/// Who stands on which side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// Who acts.
    pub senders: JurisdictionSet,
    /// Who is acted upon.
    pub targets: JurisdictionSet,
}

impl Sides {
    /// The side of a jurisdiction; who is on both acts.
    #[must_use]
    pub fn of(&self, jurisdiction: JurisdictionId) -> Side {
        match (self.senders.contains(jurisdiction), self.targets.contains(jurisdiction)) {
            (true, _) => Side::Sender,
            (_, true) => Side::Target,
            _ => Side::Third,
        }
    }

    /// Whether nobody acts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.senders.iter().next().is_none()
    }

    /// The sides of a schedule. Export measures are taken by the origins, tariffs and fees by the destinations, rules on
    /// foreign goods by the office of their watch, and meant are then the makers of those goods.
    #[must_use]
    pub fn of_schedule(
        schedule: &[Measure],
        regimes: &[Regime],
        named: &[NamedFirm],
        watches: &[Watch],
        count: usize,
    ) -> Self {
        let mut acts = vec![false; count];
        let mut meant = vec![false; count];
        for measure in schedule {
            let (scope, by_importer) = match &measure.what {
                Instrument::Tariff { scope, .. } | Instrument::Fee { scope, .. } => (scope, true),
                Instrument::EntityList { authority, listed, .. } => {
                    mark(&mut acts, std::iter::once(*authority));
                    let firms = named.iter().zip(listed).filter(|entry| *entry.1);
                    mark(&mut meant, firms.map(|entry| entry.0.jurisdiction));
                    continue;
                }
                Instrument::OriginShare(rule) => {
                    // A watch that is none is told elsewhere.
                    mark(&mut acts, watches.get(rule.watch).map(|watch| watch.office).into_iter());
                    mark(&mut meant, rule.scope.origins.iter());
                    continue;
                }
                other => match other.export_scope(regimes) {
                    Some(scope) => (scope, false),
                    None => continue,
                },
            };
            let (from, to) = (scope.origins.iter(), scope.destinations.iter());
            if by_importer {
                mark(&mut acts, to);
                mark(&mut meant, from);
            } else {
                mark(&mut acts, from);
                mark(&mut meant, to);
            }
        }
        Self {
            senders: JurisdictionSet::of(count, |place| acts[place.index()]),
            targets: JurisdictionSet::of(count, |place| meant[place.index()] && !acts[place.index()]),
        }
    }
}

/// Flags places; one that a scenario under check does not have is told elsewhere.
fn mark(flags: &mut [bool], places: impl Iterator<Item = JurisdictionId>) {
    for place in places {
        if let Some(flag) = flags.get_mut(place.index()) {
            *flag = true;
        }
    }
}

impl Instrument {
    /// What a measure of an exporter controls of its own goods; `None` for all others, and for a licence whose regime is none
    /// of `regimes`, which a scenario under check may have.
    #[must_use]
    pub fn export_scope<'a>(&'a self, regimes: &'a [Regime]) -> Option<&'a Scope> {
        match self {
            Self::Licence(regime) => regimes.get(*regime).map(|regime| &regime.scope),
            Self::Inspection { scope, .. } | Self::Ban(scope) | Self::Quota { scope, .. } => Some(scope),
            Self::Tariff { .. }
            | Self::Fee { .. }
            | Self::EntityList { .. }
            | Self::OriginShare(_)
            | Self::Suspension(_) => None,
        }
    }
}
