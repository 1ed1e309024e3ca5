//! Licences towards final markets: a record exists only where a rule by origin share catches makers' goods.
//!
//! A market that asks for goods of caught makers of a jurisdiction applies in equal lots, `ceil(its share of base-year
//! purchases from there / lot share)`, to the office of the watch's origin. Of the demand on caught makers the granted
//! share of lots passes, from the tick after the decision on.

use super::relations::lots;
use crate::state::{Caught, Facts, Grant, Licence, MarketLicence, NO_LINK, Tick32};
use coercivity_base::{EndUse, Event, JurisdictionId, StableId};
use coercivity_scenario::checked::{Instrument, OriginShare};

/// Adds the records that are not there yet; those there are stay.
pub(super) fn record_markets(facts: &Facts, caught: &Caught, tick: i64, old: &mut Vec<MarketLicence>) {
    let before = old.len();
    for (bit, rule) in caught.rules_in(caught.holding) {
        let Instrument::OriginShare(share) = &facts.scenario.schedule[rule].what else { continue };
        let Some(regime) = share.regime else { continue };
        for (k, demand) in facts.scenario.demand.iter().enumerate() {
            for origin in (0..facts.jurisdictions()).map(JurisdictionId::at) {
                let cell = k * facts.jurisdictions() + origin.index();
                if !catches(caught, bit, cell) {
                    continue;
                }
                for market in (0..facts.jurisdictions()).map(JurisdictionId::at) {
                    let meant = share.scope.holds(demand.good, origin, market, EndUse::Civil);
                    let flow = facts.base_flow[facts.lane(demand.good, origin, market)];
                    let key = |one: &MarketLicence| (one.rule, one.good, one.origin, one.market);
                    let there = |one: &MarketLicence| key(one) == (rule, demand.good, origin, market);
                    if meant && flow > 0.0 && !old[..before].iter().any(there) {
                        let place = (rule, demand.good, origin, market);
                        open(facts, share, regime, place, flow, tick, old);
                    }
                }
            }
        }
    }
    if old.len() > before {
        old.sort_by_key(|one| (one.rule, one.good, one.origin, one.market, one.record.lot));
    }
}

/// Whether a rule catches makers of a (final good, jurisdiction).
fn catches(caught: &Caught, bit: u8, cell: usize) -> bool {
    caught.classes.iter().zip(&caught.part).any(|(class, part)| class & bit != 0 && part[cell] > 0.0)
}

fn open(
    facts: &Facts,
    share: &OriginShare,
    regime: usize,
    (rule, good, origin, market): (usize, coercivity_base::GoodId, JurisdictionId, JurisdictionId),
    flow: f64,
    tick: i64,
    records: &mut Vec<MarketLicence>,
) {
    let rules = &facts.scenario.regimes[regime];
    let bought = (0..facts.jurisdictions()).map(JurisdictionId::at);
    let bought: f64 = bought.map(|from| facts.base_flow[facts.lane(good, from, market)]).sum();
    let lots = lots(flow / bought, rules.lot_share);
    let words =
        [&facts.scenario.schedule[rule].id, facts.good_name(good), facts.code(origin), facts.code(market)];
    let relation = words.iter().fold(StableId::of("final market"), |id, word| id.join(StableId::of(word)));
    for lot in 0..lots {
        let id = relation.join(StableId(u64::from(lot)));
        let spread = facts.calendar.ticks(rules.filing_spread_weeks);
        let wait = (facts.chance.uniform(Event::FilingDelay, id, 0, 0) * spread) as i64;
        let record = Licence {
            buyer: NO_LINK,
            slot: 0,
            lot,
            lots,
            regime: regime as u8,
            seller: NO_LINK,
            office: facts.scenario.watches[share.watch].office,
            id,
            contract: (flow / f64::from(lots)).max(1.0),
            since: tick.into(),
            filed: Tick32::NEVER,
            hazard: 0.0,
            enough: 0.0,
            ripe: Tick32::NEVER,
            decided: Tick32::NEVER,
            granted: false,
            ordinal: 0,
            refile: (tick + wait).into(),
        };
        records.push(MarketLicence { record, grant: Grant::none(NO_LINK), rule, good, origin, market });
    }
}

/// Share of its lots that a market holds a licence for.
#[must_use]
pub(in crate::mechanisms) fn granted(
    licences: &[MarketLicence],
    (rule, good, origin, market): (usize, coercivity_base::GoodId, JurisdictionId, JurisdictionId),
    tick: i64,
) -> f64 {
    let first = licences
        .partition_point(|one| (one.rule, one.good, one.origin, one.market) < (rule, good, origin, market));
    let lots = licences[first..].iter();
    let lots =
        lots.take_while(|one| (one.rule, one.good, one.origin, one.market) == (rule, good, origin, market));
    let (mut held, mut all) = (0_u32, 0_u32);
    for one in lots {
        all += 1;
        held += u32::from(one.grant.holds(tick));
    }
    if all > 0 { f64::from(held) / f64::from(all) } else { 0.0 }
}
