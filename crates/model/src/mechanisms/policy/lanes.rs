//! Rules by lane: what the schedule's measures and the directives in force amount to, worked out anew.

use super::directed;
use crate::state::{
    Directives, Facts, Hold, LaneRule, Measures, PairRule, Pairs, Party, QuotaState, QuotaTerm, Verdict,
};
use coercivity_base::EndUse;
use coercivity_scenario::checked::{Instrument, Measure, Scope};

/// Works out verdicts, costs, holds and the schedule's quotas anew.
pub(super) fn rebuild(measures: &mut Measures, facts: &Facts, directives: &Directives, tick: i64) {
    measures.changed = true;
    measures.lanes.fill(LaneRule::default());
    measures.tariff.fill(0.0);
    measures.fee.fill(0.0);
    measures.quota_ratio.fill(1.0);
    measures.holds.clear();
    let mut fold = Fold { kept: std::mem::take(&mut measures.quotas), measures, facts, pairs: Vec::new() };
    for (i, measure) in facts.scenario.schedule.iter().enumerate() {
        if fold.measures.active[i] {
            fold.measure(i, measure, tick);
        }
    }
    directed::fold(&mut fold, directives);
    measures.pairs = Pairs::new(fold.pairs);
    measures.duties = measures.tariff.iter().chain(&measures.fee).any(|&duty| duty != 0.0);
}

/// Rules under work.
pub(super) struct Fold<'a> {
    pub(super) measures: &'a mut Measures,
    pub(super) facts: &'a Facts,
    /// Rules for single firms.
    pub(super) pairs: Vec<PairRule>,
    /// Quotas of before, whose periods go on.
    kept: Vec<QuotaState>,
}

impl Fold<'_> {
    /// Folds a measure of the schedule in.
    fn measure(&mut self, i: usize, measure: &Measure, tick: i64) {
        let facts = self.facts;
        let grace = self.measures.grace[i];
        let or_grace = |verdict| if grace { Verdict::Grace } else { verdict };
        match &measure.what {
            Instrument::Licence(regime) => {
                let verdict = or_grace(Verdict::Licensed);
                self.restrict(&facts.scenario.regimes[*regime].scope, verdict, Some(*regime as u8));
            }
            Instrument::Ban(scope) => {
                let verdict = or_grace(Verdict::Blocked);
                self.restrict(scope, verdict, None);
            }
            Instrument::Inspection { scope, probability, delay_days } => {
                let hold = self.hold(Hold {
                    probability: *probability,
                    shortest_days: delay_days.0,
                    longest_days: delay_days.1,
                });
                lanes_of(facts, scope).for_each(|lane| self.inspect(lane, hold));
            }
            Instrument::Quota { scope, quantity, period_weeks } => {
                self.quota(i, scope, *quantity, *period_weeks, tick);
            }
            Instrument::Tariff { scope, rate } => {
                lanes_of(facts, scope).for_each(|lane| self.measures.tariff[lane] += rate);
            }
            Instrument::Fee { scope, usd_per_unit } => {
                for lane in lanes_of(facts, scope) {
                    self.measures.fee[lane] += fee_share(facts, lane, *usd_per_unit);
                }
            }
            Instrument::EntityList { authority, listed, goods } => {
                let status = or_grace(Verdict::Blocked);
                let exporter = Party::Jurisdiction(*authority);
                for (firm, _) in facts.named.iter().zip(listed).filter(|(_, listed)| **listed) {
                    let importer = Party::Firm(*firm);
                    let rule = |good| PairRule { exporter, importer, good, status, regime: None };
                    match goods {
                        None => self.pairs.push(rule(None)),
                        Some(goods) => self.pairs.extend(goods.iter().map(|&good| rule(Some(good)))),
                    }
                }
            }
            // Goods are caught seller by seller, not on a lane.
            Instrument::OriginShare(_) | Instrument::Suspension(_) => {}
        }
    }

    /// A quota of the schedule: its period goes on if it stood before.
    fn quota(&mut self, measure: usize, scope: &Scope, quantity: f64, period_weeks: f64, tick: i64) {
        let of_measure = |quota: &&QuotaState| match quota.term {
            QuotaTerm::Periods { measure: other, .. } => other == measure,
            QuotaTerm::Tick => false,
        };
        let old = self.kept.iter().find(of_measure).cloned();
        let per_period = quantity.floor();
        let ticks = self.facts.calendar.ticks(period_weeks).round().max(1.0) as i64;
        self.measures.quotas.push(old.unwrap_or_else(|| QuotaState {
            term: QuotaTerm::Periods { measure, per_period, ticks, start: tick },
            lanes: lanes_of(self.facts, scope).collect(),
            left: per_period,
        }));
    }

    fn restrict(&mut self, scope: &Scope, verdict: Verdict, regime: Option<u8>) {
        for lane in lanes_of(self.facts, scope) {
            for end_use in EndUse::ALL.iter().filter(|end_use| scope.end_uses[end_use.index()]) {
                self.restrict_use(lane, end_use.index(), verdict, regime);
            }
        }
    }

    /// The strictest verdict counts, and the regime of the first that names one.
    pub(super) fn restrict_use(&mut self, lane: usize, end_use: usize, verdict: Verdict, regime: Option<u8>) {
        let rule = &mut self.measures.lanes[lane];
        rule.verdict[end_use] = rule.verdict[end_use].strictest(verdict);
        rule.regime[end_use] = rule.regime[end_use].or(regime);
    }

    /// The index of a customs hold.
    pub(super) fn hold(&mut self, hold: Hold) -> u32 {
        let holds = &mut self.measures.holds;
        if holds.last() != Some(&hold) {
            holds.push(hold);
        }
        holds.len() as u32 - 1
    }

    /// The longest expected hold counts.
    pub(super) fn inspect(&mut self, lane: usize, hold: u32) {
        let holds = &self.measures.holds;
        let weight = |hold: u32| {
            let Hold { probability, shortest_days, longest_days } = holds[hold as usize];
            probability * (shortest_days + longest_days)
        };
        let stronger = self.measures.lanes[lane].hold.is_none_or(|old| weight(old) < weight(hold));
        if stronger {
            self.measures.lanes[lane].hold = Some(hold);
        }
    }
}

/// A fee per unit as a share of the base price.
pub(super) fn fee_share(facts: &Facts, lane: usize, usd_per_unit: f64) -> f64 {
    let price = facts.scenario.goods[facts.of_lane(lane).0.index()].price_usd;
    if price > 0.0 { usd_per_unit / price } else { 0.0 }
}

/// Lanes that a scope means for any end use.
fn lanes_of<'a>(facts: &'a Facts, scope: &'a Scope) -> impl Iterator<Item = usize> + 'a {
    scope.goods.iter().flat_map(move |&good| {
        scope.origins.iter().flat_map(move |origin| {
            scope
                .destinations
                .iter()
                .filter(move |&destination| destination != origin)
                .map(move |destination| facts.lane(good, origin, destination))
        })
    })
}
