//! The rules of a regime as pure functions of a tick.

use crate::state::Facts;
use coercivity_base::{EndUse, JurisdictionId};
use coercivity_scenario::checked::Regime;

/// Hazard that a review ends in `tick`, per tick.
#[must_use]
pub fn hazard_per_tick(
    facts: &Facts,
    regime: &Regime,
    tick: i64,
    destination: JurisdictionId,
    end_use: EndUse,
) -> f64 {
    let step = regime.hazard.iter().rev().find(|step| facts.calendar.tick_of(step.from) <= tick);
    step.map_or(0.0, |step| step.per_week.get(destination, end_use) * facts.calendar.tick_weeks())
}

/// Ticks without a decision after filing.
#[must_use]
pub(super) fn floor_ticks(facts: &Facts, regime: &Regime) -> i64 {
    facts.calendar.ticks(regime.floor_weeks).round() as i64
}

/// Ticks that a firm expects a review to take under a `hazard` per tick: floor plus mean of the hazard, at most half
/// a year.
#[must_use]
pub fn expected_review_ticks(facts: &Facts, regime: &Regime, hazard: f64) -> f64 {
    let longest = facts.calendar.ticks(26.0);
    let mean = if hazard > 0.0 { 1.0 / hazard } else { longest };
    (facts.calendar.ticks(regime.floor_weeks) + mean).min(longest)
}

/// Validity of a licence in ticks, spread by the draw `v`.
#[must_use]
pub fn validity_ticks(facts: &Facts, weeks: f64, jitter: f64, v: f64) -> i64 {
    (facts.calendar.ticks(weeks) * (1.0 + jitter * (2.0 * v - 1.0))).round().max(1.0) as i64
}
