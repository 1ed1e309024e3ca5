//! Rules by origin share: whose goods reach the threshold, and what that means for a link or a market.
//!
//! Goods are checked by seller, by the share in the finished stock, when a rule becomes known or comes into force and
//! every `review_weeks` after its first day: makers declare what they sell, not each parcel. Links are marked anew only
//! if a mark changed.

use crate::mechanisms::licensing::granted;
use crate::mechanisms::provenance::reaches;
use crate::state::{Caught, Ends, Facts, Licences, Measures, Provenance, Trade, Verdict};
use coercivity_base::{EndUse, JurisdictionId};
use coercivity_scenario::checked::{Instrument, Measure, OriginShare};

/// What a rule's marks are made from.
pub(super) struct Makers<'a> {
    pub(super) facts: &'a Facts,
    pub(super) trade: &'a Trade,
    pub(super) provenance: &'a Provenance,
    /// Columns `CellOf`, and `market_low` and `market_high` of `Traits`.
    pub(super) cell: &'a [u16],
    pub(super) low: &'a [f64],
    pub(super) high: &'a [f64],
}

/// A rule of the schedule by origin share.
fn rule(facts: &Facts, measure: usize) -> Option<(&Measure, &OriginShare)> {
    let measure = &facts.scenario.schedule[measure];
    match &measure.what {
        Instrument::OriginShare(rule) => Some((measure, rule)),
        _ => None,
    }
}

/// Checks who is caught where a check is due; says whether marks of rules in force changed.
pub(super) fn check(measures: &mut Measures, makers: &Makers, tick: i64) -> bool {
    if measures.caught.rules.is_empty() {
        return false;
    }
    let mut caught = std::mem::take(&mut measures.caught);
    let changed = turn(&mut caught, measures, makers, tick);
    measures.caught = caught;
    changed
}

fn turn(caught: &mut Caught, measures: &Measures, makers: &Makers, tick: i64) -> bool {
    let facts = makers.facts;
    caught.moved = false;
    let (mut holding, mut graced, mut known, mut due) = (0_u8, 0_u8, 0_u8, 0_u8);
    for (i, &measure) in caught.rules.iter().enumerate() {
        let (Some((dates, share)), bit) = (rule(facts, measure), 1_u8 << i) else { continue };
        let over = dates.until.is_some_and(|until| facts.calendar.tick_of(until) <= tick);
        if facts.calendar.tick_of(dates.announced) > tick || over {
            continue;
        }
        known |= bit;
        let on = measures.active[measure];
        holding |= if on { bit } else { 0 };
        graced |= if on && measures.grace[measure] { bit } else { 0 };
        let begins = (caught.known & bit == 0) || (on && caught.holding & bit == 0);
        let every = facts.calendar.ticks(share.review_weeks).round().max(1.0) as i64;
        let since = tick - facts.calendar.tick_of(dates.from);
        if begins || since.rem_euclid(every) == 0 {
            due |= bit;
        }
    }
    let mut changed = holding != caught.holding || graced != caught.graced;
    (caught.holding, caught.graced, caught.known) = (holding, graced, known);
    if due != 0 {
        changed |= mark(caught, makers, due) & holding != 0;
    }
    if changed {
        classify(caught, makers);
    }
    changed
}

/// Marks sellers and makers by the rules in `due`; gives the rules of which a mark changed.
fn mark(caught: &mut Caught, makers: &Makers, due: u8) -> u8 {
    let Makers { facts, trade, provenance, cell, .. } = *makers;
    caught.sellers.resize(trade.sellers.firm.len(), 0);
    caught.makers.resize(cell.len(), 0);
    let rules: Vec<(u8, &OriginShare)> =
        caught.rules_in(due).filter_map(|(bit, measure)| Some((bit, rule(facts, measure)?.1))).collect();
    let is_caught = |share: &OriginShare, output: usize, firm: usize, good, place| {
        share.scope.goods.contains(&good)
            && share.scope.origins.contains(place)
            && reaches(provenance.finished[share.watch][output][firm], share.threshold)
    };
    let mut moved = 0;
    for (seller, marks) in caught.sellers.iter_mut().enumerate() {
        let sellers = &trade.sellers;
        let (firm, output) = (sellers.firm[seller] as usize, sellers.output[seller] as usize);
        let mut set = *marks & !due;
        for (bit, share) in &rules {
            if is_caught(share, output, firm, sellers.good[seller], sellers.jurisdiction[seller]) {
                set |= bit;
            }
        }
        moved |= set ^ *marks;
        *marks = set;
    }
    let finals: Vec<bool> = (0..facts.cells.len()).map(|i| facts.recipe(i).final_good.is_some()).collect();
    for (firm, marks) in caught.makers.iter_mut().enumerate().filter(|(firm, _)| finals[cell[*firm] as usize])
    {
        let of_cell = cell[firm] as usize;
        let mut set = *marks & !due;
        for (bit, share) in &rules {
            let good = facts.recipe(of_cell).output_good[0];
            if is_caught(share, 0, firm, good, facts.cells[of_cell].jurisdiction) {
                set |= bit;
            }
        }
        moved |= set ^ *marks;
        *marks = set;
    }
    caught.moved = moved != 0;
    moved
}

/// Parts of final demand are summed in whole 2^-40ths.
const GRAIN: f64 = (1_u64 << 40) as f64;

/// Makers by the set of rules in force that catch them.
fn classify(caught: &mut Caught, makers: &Makers) {
    let facts = makers.facts;
    let market_cell = facts.market_cells();
    let cells = facts.scenario.demand.len() * facts.jurisdictions();
    let mut sums = std::collections::BTreeMap::from([(0_u8, vec![0_i64; cells])]);
    for (firm, marks) in caught.makers.iter().enumerate() {
        let Some(market) = market_cell[makers.cell[firm] as usize] else { continue };
        let part = ((makers.high[firm] - makers.low[firm]) * GRAIN) as i64;
        let of_set = sums.entry(marks & caught.holding).or_insert_with(|| vec![0; cells]);
        of_set[market] += part;
    }
    caught.classes.clear();
    caught.part.clear();
    if sums.len() == 1 {
        return;
    }
    let all: Vec<i64> = (0..cells).map(|cell| sums.values().map(|of_set| of_set[cell]).sum()).collect();
    caught.class_of = vec![0; 256];
    for (class, (&set, of_set)) in sums.iter().enumerate() {
        caught.classes.push(set);
        caught.class_of[usize::from(set)] = class as u8;
        let share = |(part, all): (&i64, &i64)| if *all > 0 { *part as f64 / *all as f64 } else { 0.0 };
        caught.part.push(of_set.iter().zip(&all).map(share).collect());
    }
}

/// What rules by origin share say of a link from `seller`, and which regime and office decide where they ask for a
/// licence: those of the first.
pub(super) fn verdict(
    facts: &Facts,
    caught: &Caught,
    seller: usize,
    ends: &Ends,
    end_use: EndUse,
) -> (Verdict, Option<(u8, JurisdictionId)>) {
    let (mut verdict, mut decides) = (Verdict::Open, None);
    let set = caught.sellers.get(seller).copied().unwrap_or(0) & caught.holding;
    for (bit, measure) in caught.rules_in(set) {
        let Some((_, share)) = rule(facts, measure) else { continue };
        if !share.scope.holds(ends.good, ends.origin, ends.destination, end_use) {
            continue;
        }
        let full = if share.regime.is_some() { Verdict::Licensed } else { Verdict::Blocked };
        verdict = verdict.strictest(if caught.graced & bit != 0 { Verdict::Grace } else { full });
        let office = facts.scenario.watches[share.watch].office;
        decides = decides.or(share.regime.map(|regime| (regime as u8, office)));
    }
    (verdict, decides)
}

/// Share of a market's demand on makers of a class that rules by origin share let pass. In a grace all of it does.
#[must_use]
pub fn market_pass(
    facts: &Facts,
    caught: &Caught,
    licences: &Licences,
    class: usize,
    (k, origin, market): (usize, JurisdictionId, JurisdictionId),
    tick: i64,
) -> f64 {
    let good = facts.scenario.demand[k].good;
    let mut pass: f64 = 1.0;
    for (bit, measure) in caught.rules_in(caught.classes[class] & !caught.graced) {
        debug_assert!(caught.holding & bit != 0, "classes are of rules in force");
        let Some((_, share)) = rule(facts, measure) else { continue };
        if share.scope.holds(good, origin, market, EndUse::Civil) {
            pass = pass.min(match share.regime {
                None => 0.0,
                Some(_) => granted(&licences.markets, (measure, good, origin, market), tick),
            });
        }
    }
    pass
}

/// What rules by origin share say of a seller's deliveries to civil buyers or the authority of `place`.
#[must_use]
pub fn share_verdict(
    facts: &Facts,
    measures: &Measures,
    trade: &Trade,
    seller: usize,
    place: JurisdictionId,
) -> Verdict {
    let sellers = &trade.sellers;
    let ends = Ends {
        exporter: sellers.firm[seller],
        importer: u32::MAX,
        good: sellers.good[seller],
        origin: sellers.jurisdiction[seller],
        destination: place,
    };
    verdict(facts, &measures.caught, seller, &ends, EndUse::Civil).0
}
