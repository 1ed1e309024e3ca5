//! Precaution: the risk of an input at an importer's is the share of the world's base-year sales of it that
//! restrictions known of and not yet over may touch; it is perceived with a lag.
//!
//! # Equation
//! ```text
//! r' = r + (1 - exp(-dt/ramp)) (target - r)
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | r | `Measures::risk` | 0..=1 | perceived risk, by (good, destination, end use) |
//! | target | `Measures::risk_target` | 0..=1 | share of sales that may be touched |
//! | 1 - exp(-dt/ramp) | `Pace::risk_weight` | share | of the gap closed in a tick |
//!
//! Restrictions are licences, bans and quotas of the schedule from their announcement on, and of directives statuses,
//! quotas and announcements while they stand. A rule by origin share touches the sellers that reached its threshold at the
//! last check. Rules for single firms frighten nobody else.

use super::directed;
use super::schedule::{active, in_suspension};
use crate::state::{Caught, Directives, Facts, Measures, Trade, row};
use coercivity_base::{EndUse, GoodId, JurisdictionId};
use coercivity_scenario::checked::{Instrument, Measure, Scope};

/// Moves perceived risk towards what the known restrictions can touch.
pub(super) fn perceive(
    measures: &mut Measures,
    facts: &Facts,
    directives: &Directives,
    trade: &Trade,
    tick: i64,
) {
    let threats = threats(facts, &directives.suspended, tick);
    let threatened = directed::threatened(facts, directives);
    let same = threats == measures.threats && threatened == measures.threatened && !measures.caught.moved;
    if !same {
        set_targets(measures, facts, trade, &threats, &threatened);
        (measures.threats, measures.threatened) = (threats, threatened);
    }
    if measures.risk == measures.risk_target {
        return;
    }
    for (risk, target) in measures.risk.iter_mut().zip(&measures.risk_target) {
        let gap = target - *risk;
        *risk = if gap.abs() < 1e-9 { *target } else { *risk + facts.pace.risk_weight * gap };
    }
}

/// Works out what the known restrictions can touch.
fn set_targets(
    measures: &mut Measures,
    facts: &Facts,
    trade: &Trade,
    threats: &[usize],
    threatened: &[bool],
) {
    let caught = &measures.caught;
    let rules = caught.rules_in(u8::MAX);
    let known = Known {
        scopes: threats
            .iter()
            .filter(|i| !caught.rules.contains(i))
            .filter_map(|&i| scope_of(facts, i))
            .collect(),
        rules: rules
            .filter(|(_, i)| threats.contains(i))
            .filter_map(|(bit, i)| Some((bit, scope_of(facts, i)?)))
            .collect(),
        caught,
        threatened,
        facts,
    };
    for good in (0..facts.goods()).map(GoodId::at) {
        for destination in (0..facts.jurisdictions()).map(JurisdictionId::at) {
            for end_use in EndUse::ALL {
                let buyer = Measures::buyer(facts, good, destination, end_use);
                measures.risk_target[buyer] = known.share(trade, good, destination, end_use);
            }
        }
    }
}

/// Restrictions of the schedule that are known of and neither over nor suspended.
fn threats(facts: &Facts, by_directive: &[u8], tick: i64) -> Vec<usize> {
    let schedule = &facts.scenario.schedule;
    let on = active(schedule, &facts.calendar, tick, by_directive);
    let suspended = in_suspension(schedule, &on);
    let known = |measure: &Measure| facts.calendar.tick_of(measure.announced) <= tick;
    let over = |measure: &Measure| measure.until.is_some_and(|until| facts.calendar.tick_of(until) <= tick);
    let held_off = |i: usize| suspended.contains(&i) || row(by_directive, i, 0) != 0;
    let threat = |i: &usize| known(&schedule[*i]) && !over(&schedule[*i]) && !held_off(*i);
    (0..schedule.len()).filter(|i| threat(i) && scope_of(facts, *i).is_some()).collect()
}

/// What a restriction means; other measures do not threaten supply.
fn scope_of(facts: &Facts, measure: usize) -> Option<&Scope> {
    match &facts.scenario.schedule[measure].what {
        Instrument::Licence(regime) => Some(&facts.scenario.regimes[*regime].scope),
        Instrument::Ban(scope) | Instrument::Quota { scope, .. } => Some(scope),
        Instrument::OriginShare(rule) => Some(&rule.scope),
        _ => None,
    }
}

/// All restrictions known of.
struct Known<'a> {
    facts: &'a Facts,
    /// Of the schedule.
    scopes: Vec<&'a Scope>,
    /// Rules by origin share, by bit.
    rules: Vec<(u8, &'a Scope)>,
    caught: &'a Caught,
    /// Of directives, by use; empty if none.
    threatened: &'a [bool],
}

impl Known<'_> {
    /// Share of the world's sellers of a good, by normal sales, whose deliveries to the buyer may be touched.
    fn share(&self, trade: &Trade, good: GoodId, destination: JurisdictionId, end_use: EndUse) -> f64 {
        let mut scopes = self.scopes.iter().chain(self.rules.iter().map(|(_, scope)| scope));
        if self.threatened.is_empty() && !scopes.any(|scope| scope.goods.contains(&good)) {
            return 0.0;
        }
        let origins = (0..self.facts.jurisdictions()).map(JurisdictionId::at);
        let risky: Vec<bool> =
            origins.map(|origin| self.touches(good, origin, destination, end_use)).collect();
        let (mut touched, mut all) = (0.0, 0.0);
        for seller in trade.sellers.of_good[good.index()].clone() {
            let normal = trade.sellers.normal[seller as usize];
            all += normal;
            let origin = trade.sellers.jurisdiction[seller as usize];
            if risky[origin.index()] || self.caught(seller as usize, good, origin, (destination, end_use)) {
                touched += normal;
            }
        }
        if all > 0.0 { touched / all } else { 0.0 }
    }

    /// Whether a rule by origin share may touch what a seller sends to the buyer.
    fn caught(
        &self,
        seller: usize,
        good: GoodId,
        origin: JurisdictionId,
        (destination, end_use): (JurisdictionId, EndUse),
    ) -> bool {
        let marks = self.caught.sellers.get(seller).copied().unwrap_or(0);
        let means =
            |(bit, scope): &(u8, &Scope)| marks & bit != 0 && scope.holds(good, origin, destination, end_use);
        marks != 0 && self.rules.iter().any(means)
    }

    /// Whether a restriction may touch what goes from `origin` to the buyer.
    fn touches(
        &self,
        good: GoodId,
        origin: JurisdictionId,
        destination: JurisdictionId,
        end_use: EndUse,
    ) -> bool {
        let lane = self.facts.lane(good, origin, destination);
        row(self.threatened, self.facts.use_of(lane, end_use), false)
            || self.scopes.iter().any(|scope| scope.holds(good, origin, destination, end_use))
    }
}
