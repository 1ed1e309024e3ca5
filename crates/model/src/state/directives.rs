//! Directives: what rules from outside the schedule ask of this tick. The mechanisms obey them beside the schedule.
//!
//! Whoever writes them fills this table before the phase Policy, anew in every tick. A column that nobody writes is
//! empty and means nothing; one that is written has an entry for every lane, use, export or store, and the neutral
//! value of its row says nothing. Trade within one jurisdiction is never meant.
//!
//! | table | index | columns |
//! |---|---|---|
//! | lanes | [`Facts::lane`] | tariff, fee, quota, customs hold |
//! | uses | [`Facts::use_of`]: lane x 3 + end use | status, regime, hazard factor, refusal, announced |
//! | exports | [`Facts::export`]: good x J + origin | export quota |
//! | schedule | position of the measure | suspended |
//! | stores | [`Facts::store`]: jurisdiction x G + good | buy, release, floor, subsidy, offtake |

use super::{Facts, Verdict};
use bevy_ecs::prelude::Resource;
use coercivity_base::{GoodId, JurisdictionId};
use serde::{Deserialize, Serialize};

/// A quota from here on is none. Unit: units of the good.
pub const NO_QUOTA: f64 = 1e18;

/// No regime in [`Directives::regime`].
pub const NO_REGIME: u8 = u8::MAX;

/// What rules ask of a tick, lane by lane, use by use, and down to single links.
#[derive(Resource, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Directives {
    /// By lane: tariff, added to the cost. Unit: share of the base price. Neutral: 0.
    pub tariff: Vec<f64>,
    /// By lane: fee, added to the cost. Unit: US dollars per unit of the good. Neutral: 0.
    pub fee_usd: Vec<f64>,
    /// By lane: most that may be dispatched in this tick. Unit: units of the good. Neutral: [`NO_QUOTA`] or more.
    pub quota: Vec<f64>,
    /// By lane: probability that customs hold a shipment. Neutral: 0.
    pub hold_probability: Vec<f64>,
    /// By lane: shortest hold, days.
    pub hold_days_min: Vec<f64>,
    /// By lane: longest hold, days; at most what the world was made for ([`Facts::longest_hold`]).
    pub hold_days_max: Vec<f64>,
    /// By use: 0 open, 1 grace, 2 licence, 3 ban. The strictest of schedule and directive counts.
    pub status: Vec<u8>,
    /// By use: regime whose rules decide where a licence is asked for, index into the scenario's regimes; the
    /// schedule's own regime wins. Neutral: [`NO_REGIME`]; a licence without a regime is one that nobody gives.
    pub regime: Vec<u8>,
    /// By use: factor on the hazard of a review. Neutral: 1.
    pub hazard_factor: Vec<f64>,
    /// By use: probability of refusal; the larger of it and the regime's counts. Neutral: 0.
    pub refusal: Vec<f64>,
    /// By use: 1 where a restriction is known to come. It frightens as an announced ban of the schedule does.
    pub announced: Vec<u8>,
    /// By export: most that may leave the origin in this tick, over all destinations. Unit: units of the good.
    /// Neutral: [`NO_QUOTA`] or more.
    pub export_quota: Vec<f64>,
    /// By measure of the schedule: 1 where it does not hold in this tick.
    pub suspended: Vec<u8>,
    /// By store: what the authority wants to buy in this tick. Unit: units of the good. Neutral: 0.
    pub buy: Vec<f64>,
    /// By store: what the authority wants to release in this tick. Unit: units of the good. Neutral: 0.
    pub release: Vec<f64>,
    /// By store: price that the authority guarantees makers of the good. Unit: US dollars per unit. Neutral: 0.
    pub floor_usd: Vec<f64>,
    /// By store: paid to makers of the good on each unit they ship. Unit: US dollars per unit. Neutral: 0.
    pub subsidy_usd: Vec<f64>,
    /// By store: what the authority undertakes to buy in each tick of the makers of its jurisdiction, whatever the
    /// price. Unit: units of the good. Neutral: 0.
    pub offtake: Vec<f64>,
    /// Rules for single firms and links.
    pub pairs: Vec<PairRule>,
    /// Rulings on single applications, by index of the licence record, in ascending order. They are written between
    /// filing and decision, and gone after it.
    pub rulings: Vec<(usize, Ruling)>,
    /// Whether tariffs, fees, holds, statuses, regimes, suspensions or pairs differ from the last tick. The walk over
    /// all links is made only then.
    pub changed: bool,
}

/// One side of a [`PairRule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Party {
    /// Everybody.
    Any,
    /// Firms of a jurisdiction.
    Jurisdiction(JurisdictionId),
    /// A firm, by dense index.
    Firm(u32),
}

/// A rule for what certain exporters may ship to certain importers abroad.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairRule {
    /// Who ships.
    pub exporter: Party,
    /// Who receives.
    pub importer: Party,
    /// The good; all if `None`.
    pub good: Option<GoodId>,
    /// What holds; the strictest of all rules counts.
    pub status: Verdict,
    /// Regime whose rules decide where a licence is asked for.
    pub regime: Option<u8>,
}

/// What a rule decides about one application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ruling {
    /// It is granted at once.
    Grant,
    /// It is refused at once.
    Refuse,
    /// It stays in line in this tick.
    Defer,
}

impl Directives {
    /// No directives.
    #[must_use]
    pub fn none(_facts: &Facts) -> Self {
        Self::default()
    }

    /// Whether nothing is asked for: every column is absent.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Hazard factor and least probability of refusal of a use.
    #[must_use]
    pub fn review(&self, use_of: usize) -> (f64, f64) {
        (row(&self.hazard_factor, use_of, 1.0), row(&self.refusal, use_of, 0.0))
    }

    /// The ruling on a licence record.
    #[must_use]
    pub fn ruling(&self, record: usize) -> Option<Ruling> {
        let found = self.rulings.binary_search_by_key(&record, |&(index, _)| index);
        found.ok().map(|at| self.rulings[at].1)
    }
}

/// A row of a column, or its neutral value where the column is absent.
#[must_use]
pub(crate) fn row<T: Copy>(column: &[T], index: usize, neutral: T) -> T {
    column.get(index).copied().unwrap_or(neutral)
}

/// Whole base units of `units` of a good, unless that is no limit.
#[must_use]
pub(crate) fn limit(units: f64, base_units: f64) -> Option<f64> {
    (units < NO_QUOTA).then(|| (units * base_units).floor().max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_column_is_neutral_everywhere() {
        let none = Directives::default();
        assert!(none.is_none());
        assert_eq!(none.review(7), (1.0, 0.0));
        let some = Directives { hazard_factor: vec![1.0, 0.5], refusal: vec![0.25], ..Directives::default() };
        assert_eq!((some.review(0), some.review(1)), ((1.0, 0.25), (0.5, 0.0)));
    }

    #[test]
    fn a_quota_is_cut_to_whole_base_units_and_from_1e18_on_is_none() {
        // 2.5 t of 3 base units each are 7.5, so 7 whole ones.
        assert_eq!(limit(2.5, 3.0), Some(7.0));
        assert_eq!(limit(0.0, 3.0), Some(0.0));
        assert_eq!((limit(1e18, 3.0), limit(f64::INFINITY, 3.0)), (None, None));
    }

    #[test]
    fn a_ruling_is_found_by_the_index_of_its_record() {
        let rulings = vec![(2, Ruling::Grant), (5, Ruling::Defer)];
        let directives = Directives { rulings, ..Directives::default() };
        let found = [1, 2, 5, 6].map(|record| directives.ruling(record));
        assert_eq!(found, [None, Some(Ruling::Grant), Some(Ruling::Defer), None]);
    }
}
