//! Directives, folded into the rules by lane after the schedule and by the same rules.

use super::lanes::{Fold, fee_share};
use crate::state::{
    Directives, Facts, Hold, Measures, PairRule, Party, QuotaState, QuotaTerm, Verdict, limit, row,
};
use coercivity_base::{EndUse, JurisdictionId};

/// Folds in what directives ask of lanes, uses and links.
pub(super) fn fold(fold: &mut Fold, directives: &Directives) {
    fold.measures.directed = !directives.pairs.is_empty();
    fold.measures.directed_regimes.fill(false);
    if !directives.is_none() {
        for lane in abroad(fold.facts) {
            fold_lane(fold, directives, lane);
        }
    }
    for rule in &directives.pairs {
        note_regime(fold.measures, rule.status, rule.regime);
        if rule.names_a_firm() {
            fold.pairs.push(PairRule { regime: known(fold.measures, rule.regime), ..*rule });
        } else {
            fold_jurisdictions(fold, rule);
        }
    }
}

fn fold_lane(fold: &mut Fold, directives: &Directives, lane: usize) {
    let tariff = row(&directives.tariff, lane, 0.0);
    let fee = fee_share(fold.facts, lane, row(&directives.fee_usd, lane, 0.0));
    if tariff != 0.0 || fee != 0.0 {
        fold.measures.tariff[lane] += tariff;
        fold.measures.fee[lane] += fee;
        fold.measures.directed = true;
    }
    let probability = row(&directives.hold_probability, lane, 0.0);
    if probability > 0.0 {
        let hold = fold.hold(Hold {
            probability,
            shortest_days: row(&directives.hold_days_min, lane, 0.0),
            longest_days: row(&directives.hold_days_max, lane, 0.0),
        });
        fold.inspect(lane, hold);
        fold.measures.directed = true;
    }
    for end_use in EndUse::ALL {
        let of = fold.facts.use_of(lane, end_use);
        let verdict = Verdict::of_status(row(&directives.status, of, 0));
        if verdict == Verdict::Open {
            continue;
        }
        let regime = directives.regime.get(of).copied();
        note_regime(fold.measures, verdict, regime);
        let regime = known(fold.measures, regime);
        fold.restrict_use(lane, end_use.index(), verdict, regime);
        fold.measures.directed = true;
    }
}

/// A rule between whole jurisdictions is one for their lanes.
fn fold_jurisdictions(fold: &mut Fold, rule: &PairRule) {
    let regime = known(fold.measures, rule.regime);
    for lane in abroad(fold.facts).filter(|&lane| means_lane(fold.facts, rule, lane)) {
        for end_use in EndUse::ALL {
            fold.restrict_use(lane, end_use.index(), rule.status, regime);
        }
    }
}

/// Whether a rule between jurisdictions means a lane abroad.
pub(super) fn means_lane(facts: &Facts, rule: &PairRule, lane: usize) -> bool {
    let (good, origin, destination) = facts.of_lane(lane);
    let side = |party: Party, place: JurisdictionId| match party {
        Party::Any => true,
        Party::Jurisdiction(jurisdiction) => jurisdiction == place,
        Party::Firm(_) => false,
    };
    rule.good.is_none_or(|only| only == good)
        && side(rule.exporter, origin)
        && side(rule.importer, destination)
}

/// Lanes between jurisdictions.
pub(super) fn abroad(facts: &Facts) -> impl Iterator<Item = usize> + use<> {
    let n = facts.jurisdictions();
    (0..facts.lanes()).filter(move |lane| lane / n % n != lane % n)
}

/// A regime that the scenario has.
fn known(measures: &Measures, regime: Option<u8>) -> Option<u8> {
    regime.filter(|&regime| usize::from(regime) < measures.directed_regimes.len())
}

/// Applications under a regime that is asked for go on.
fn note_regime(measures: &mut Measures, status: Verdict, regime: Option<u8>) {
    if let Some(regime) = known(measures, regime).filter(|_| status != Verdict::Open) {
        measures.directed_regimes[usize::from(regime)] = true;
    }
}

/// Quotas of directives, which stand for one tick, beside those of the schedule.
pub(super) fn set_quotas(measures: &mut Measures, facts: &Facts, directives: &Directives) {
    measures.quotas.retain(|quota| quota.term != QuotaTerm::Tick);
    if directives.quota.is_empty() && directives.export_quota.is_empty() {
        return;
    }
    let mut push = |lanes, left| measures.quotas.push(QuotaState { term: QuotaTerm::Tick, lanes, left });
    for lane in abroad(facts) {
        let (good, origin, _) = facts.of_lane(lane);
        let (of_lane, of_export) = quotas_of(facts, directives, lane);
        debug_assert!(
            !facts.sold_finally(good) || of_lane.is_none() && of_export.is_none(),
            "quotas on goods that are sold to final markets are refused"
        );
        if let Some(left) = of_lane {
            push(vec![lane], left);
        }
        // The first lane abroad of an origin stands for all of them.
        let n = facts.jurisdictions();
        let lanes =
            facts.lane(good, origin, JurisdictionId(0))..facts.lane(good, origin, JurisdictionId(0)) + n;
        let mut abroad = lanes.filter(|other| other % n != origin.index());
        if let Some(left) = of_export
            && abroad.clone().next() == Some(lane)
        {
            push(abroad.by_ref().collect(), left);
        }
    }
}

/// What the quotas of a lane and of its origin let pass in this tick, base units.
fn quotas_of(facts: &Facts, directives: &Directives, lane: usize) -> (Option<f64>, Option<f64>) {
    let (good, origin, _) = facts.of_lane(lane);
    let base_units = facts.scenario.goods[good.index()].base_units;
    let left = |column: &[f64], at| limit(row(column, at, f64::INFINITY), base_units);
    (left(&directives.quota, lane), left(&directives.export_quota, facts.export(good, origin)))
}

/// Uses that directives restrict, or announce a restriction of; empty if none.
pub(super) fn threatened(facts: &Facts, directives: &Directives) -> Vec<bool> {
    let columns =
        [directives.status.is_empty(), directives.announced.is_empty(), directives.pairs.is_empty()];
    let quotas = [directives.quota.is_empty(), directives.export_quota.is_empty()];
    if columns.iter().chain(&quotas).all(|&absent| absent) {
        return Vec::new();
    }
    let mut threatened = vec![false; facts.lanes() * EndUse::ALL.len()];
    let wide: Vec<&PairRule> = directives.pairs.iter().filter(|rule| !rule.names_a_firm()).collect();
    for lane in abroad(facts) {
        let quotas = quotas_of(facts, directives, lane);
        let whole = quotas != (None, None)
            || wide.iter().any(|rule| rule.status != Verdict::Open && means_lane(facts, rule, lane));
        for end_use in EndUse::ALL {
            let of = facts.use_of(lane, end_use);
            let restricted = row(&directives.status, of, 0) != 0 || row(&directives.announced, of, 0) != 0;
            threatened[of] = whole || restricted;
        }
    }
    if threatened.contains(&true) { threatened } else { Vec::new() }
}
