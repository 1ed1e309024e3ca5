//! Checked measures: what they apply to, what they do, and the licence regimes that they put in force.

use super::JurisdictionSet;
use coercivity_base::{Date, EndUse, GoodId, JurisdictionId};

/// What a measure applies to.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// Goods.
    pub goods: Vec<GoodId>,
    /// Origins.
    pub origins: JurisdictionSet,
    /// Destinations.
    pub destinations: JurisdictionSet,
    /// By [`EndUse::index`].
    pub end_uses: [bool; 3],
}

impl Scope {
    /// Whether a shipment of `good` from `origin` to an importer of `end_use` in `destination` is meant.
    #[must_use]
    pub fn holds(
        &self,
        good: GoodId,
        origin: JurisdictionId,
        destination: JurisdictionId,
        end_use: EndUse,
    ) -> bool {
        origin != destination
            && self.end_uses[end_use.index()]
            && self.goods.contains(&good)
            && self.origins.contains(origin)
            && self.destinations.contains(destination)
    }
}

/// A number by destination and end use.
#[derive(Clone, Debug, PartialEq)]
pub struct ByBuyer {
    /// Values, destination-major, one per end use.
    pub values: Vec<[f64; 3]>,
}

impl ByBuyer {
    /// The value for an importer of `end_use` in `destination`.
    #[must_use]
    pub fn get(&self, destination: JurisdictionId, end_use: EndUse) -> f64 {
        self.values[destination.index()][end_use.index()]
    }
}

/// The hazard from a date on, factors worked in.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardStep {
    /// First day.
    pub from: Date,
    /// Hazard per week by destination and end use.
    pub per_week: ByBuyer,
}

/// General licences.
#[derive(Clone, Debug, PartialEq)]
pub struct GeneralLicences {
    /// First day.
    pub from: Date,
    /// Exporters, indices into the named firms.
    pub exporters: Vec<usize>,
    /// Destinations.
    pub destinations: JurisdictionSet,
    /// Validity, weeks.
    pub validity_weeks: f64,
}

/// A licence regime.
#[derive(Clone, Debug, PartialEq)]
pub struct Regime {
    /// Name.
    pub name: String,
    /// What needs a licence.
    pub scope: Scope,
    /// Spread of filings, weeks.
    pub filing_spread_weeks: f64,
    /// No decision sooner, weeks.
    pub floor_weeks: f64,
    /// Hazard by date, in order of dates.
    pub hazard: Vec<HazardStep>,
    /// Probability of refusal.
    pub refusal: ByBuyer,
    /// Weeks until a refused application may be filed again.
    pub refile_after_weeks: Option<f64>,
    /// Validity, weeks.
    pub validity_weeks: f64,
    /// Spread of validity.
    pub validity_jitter: f64,
    /// Volume cap in weeks of contract use.
    pub volume_cap_weeks: Option<f64>,
    /// Largest share of a destination's trade in one lot.
    pub lot_share: f64,
    /// General licences.
    pub general: Vec<GeneralLicences>,
}

/// What a measure does.
#[derive(Clone, Debug, PartialEq)]
pub enum Instrument {
    /// Licence regime, index into [`crate::Scenario::regimes`].
    Licence(usize),
    /// Inspection of shipments, of look-alikes or in general.
    Inspection {
        /// What is inspected.
        scope: Scope,
        /// Probability that a shipment is held.
        probability: f64,
        /// Shortest and longest hold, days.
        delay_days: (f64, f64),
    },
    /// Ban.
    Ban(Scope),
    /// Quota.
    Quota {
        /// What is limited; one good.
        scope: Scope,
        /// Base units per period.
        quantity: f64,
        /// Weeks per period.
        period_weeks: f64,
    },
    /// Tariff.
    Tariff {
        /// What pays.
        scope: Scope,
        /// Share of the base price.
        rate: f64,
    },
    /// Fee.
    Fee {
        /// What pays.
        scope: Scope,
        /// US dollars per unit.
        usd_per_unit: f64,
    },
    /// Entity list.
    EntityList {
        /// Whose exporters are bound.
        authority: JurisdictionId,
        /// Listed firms, affiliates worked out: one flag per named firm.
        listed: Vec<bool>,
        /// Goods; all if `None`.
        goods: Option<Vec<GoodId>>,
    },
    /// Foreign goods with much of a watched value.
    OriginShare(OriginShare),
    /// Suspension of measures, indices into [`crate::Scenario::schedule`].
    Suspension(Vec<usize>),
}

/// A rule for foreign goods by their share of a watched value.
#[derive(Clone, Debug, PartialEq)]
pub struct OriginShare {
    /// Index into [`crate::Scenario::watches`].
    pub watch: usize,
    /// Share of value from which goods are caught.
    pub threshold: f64,
    /// What is meant; origins and destinations without those of the watch.
    pub scope: Scope,
    /// Regime that decides on licences; a ban if `None`.
    pub regime: Option<usize>,
    /// Weeks between checks of who is caught.
    pub review_weeks: f64,
}

/// A dated measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Id.
    pub id: String,
    /// Known from.
    pub announced: Date,
    /// First day.
    pub from: Date,
    /// First day after it.
    pub until: Option<Date>,
    /// Grace for goods booked before, days.
    pub grace_days: f64,
    /// What it does.
    pub what: Instrument,
}
