//! Which relations are controlled: records follow the verdicts of links.

use super::file::regimes_in_force;
use super::markets::record_markets;
use crate::mechanisms::policy::Marker;
use crate::state::components::{CellOf, Normal, Stable};
use crate::state::{Facts, Grant, Licence, Licences, Measures, Network, Now, Tick32, Trade, Workers};
use crate::world::{NO_SELLER, SHARE_ONE, place};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::quantity::whole;
use coercivity_base::{Event, StableId};
use coercivity_parallel::Pool;
use std::ops::Range;

/// What tells a link's record.
struct Census<'a> {
    facts: &'a Facts,
    /// Whose word it is that a link needs a licence, and under which regime.
    marker: Marker<'a>,
    /// Regimes in force.
    on: Vec<bool>,
    network: &'a Network,
    trade: &'a Trade,
    stable: &'a [u64],
    normal: &'a [f64],
    cell: &'a [u16],
    /// Need of a destination by `[good][destination]`, base units per tick.
    need: Vec<f64>,
    tick: i64,
}

/// Makes a record for every link that a licence regime catches and that has none yet, keeping those there are.
pub fn record_relations(
    firms: Query<(&'static Stable, &'static Normal, &'static CellOf)>,
    facts: Res<Facts>,
    measures: Res<Measures>,
    mut network: ResMut<Network>,
    trade: Res<Trade>,
    mut licences: ResMut<Licences>,
    (workers, now): (Res<Workers>, Res<Now>),
) {
    let rewired = std::mem::take(&mut network.rewired);
    if !measures.changed && rewired.is_empty() {
        return;
    }
    let marker = Marker::new(&facts, &measures, &trade);
    if licences.is_empty() && !marker.any_regime() {
        return;
    }
    for (stable, normal, cell) in firms.contiguous_iter().into_iter().flatten() {
        let (normal, cell) = (Normal::peel_slice(normal), CellOf::peel_slice(cell));
        let mut census = Census {
            facts: &facts,
            marker,
            on: regimes_in_force(&facts, &measures),
            network: &network,
            trade: &trade,
            stable: Stable::peel_slice(stable),
            normal,
            cell,
            need: Vec::new(),
            tick: now.tick,
        };
        if measures.changed {
            census.need = needs(&facts, &workers.pool, normal, cell);
            census.take(&workers.pool, &mut licences);
        } else {
            census.add(&workers.pool, rewired.clone(), &mut licences);
        }
    }
    if measures.changed {
        record_markets(&facts, &measures.caught, now.tick, &mut licences.markets);
    }
}

/// Inserts each of `more` before the one that was at the index `before` says, in order.
fn insert_all<T: Copy>(into: &mut Vec<T>, before: &[usize], more: &[T]) {
    let mut end = into.len();
    into.extend_from_slice(more);
    for (n, (&at, &one)) in before.iter().zip(more).enumerate().rev() {
        // Those from there on move behind all that come before them.
        into.copy_within(at..end, at + n + 1);
        into[at + n] = one;
        end = at;
    }
}

/// Number of equal lots for a relation with `share` of its destination's trade.
#[must_use]
pub(super) fn lots(share: f64, lot_share: f64) -> u8 {
    if lot_share >= 1.0 || !share.is_finite() {
        1
    } else {
        (share / lot_share).ceil().clamp(1.0, 250.0) as u8
    }
}

/// Need of each destination, `[good][destination]`: sums of whole numbers, block by block.
fn needs(facts: &Facts, pool: &Pool, normal: &[f64], cell: &[u16]) -> Vec<f64> {
    let mut need = vec![0.0; facts.goods() * facts.jurisdictions()];
    let of_blocks = pool.collect((normal, cell), |_, (normal, cell)| {
        let mut need = vec![0.0; facts.goods() * facts.jurisdictions()];
        for (&normal, &cell) in normal.iter().zip(cell) {
            let recipe = facts.recipe(cell as usize);
            for slot in 0..recipe.inputs {
                let at = facts.export(recipe.input_good[slot], facts.cells[cell as usize].jurisdiction);
                need[at] += whole(recipe.quantity[slot] * normal);
            }
        }
        need
    });
    for of_block in of_blocks {
        need.iter_mut().zip(of_block).for_each(|(sum, of_block)| *sum += of_block);
    }
    need
}

impl Census<'_> {
    /// Takes the records of today's links, in order of places.
    fn take(&self, pool: &Pool, licences: &mut Licences) {
        let Licences { records, grants, .. } = licences;
        let old = (records.as_slice(), grants.as_slice());
        let of_blocks =
            pool.collect(self.cell, |first, cell| self.take_block(first..first + cell.len(), old));
        // No more than two of old ones, blocks and new ones are held at a time, and each block goes as it is taken over.
        (*records, *grants) = (Vec::new(), Vec::new());
        records.reserve_exact(of_blocks.iter().map(|(block, _)| block.len()).sum());
        grants.reserve_exact(records.capacity());
        for (of_records, of_grants) in of_blocks {
            records.extend(of_records);
            grants.extend(of_grants);
        }
    }

    /// The records of the links of some firms, a block of them, in the order of places.
    fn take_block(
        &self,
        firms: Range<usize>,
        (records, grants): (&[Licence], &[Grant]),
    ) -> (Vec<Licence>, Vec<Grant>) {
        let mut taken = (Vec::new(), Vec::new());
        let links = &self.network.links;
        let runs = links.runs_of(firms);
        let mut next =
            grants.partition_point(|grant| runs.first().is_some_and(|run| grant.place < run.start));
        for run in runs {
            let first = run.first as usize;
            for slot in 0..self.facts.recipe(self.cell[first] as usize).inputs {
                let places = run.column(slot, 0)..run.column(slot, run.places(slot));
                for (at, firm) in places.zip((first..first + run.rows as usize).cycle()) {
                    let before = taken.0.len();
                    while let Some(grant) = grants.get(next).filter(|grant| grant.place as usize <= at) {
                        let record = &records[next];
                        if grant.place as usize == at && record.seller == links.seller()[at] {
                            taken.0.push(self.keep(record));
                            taken.1.push(*grant);
                        }
                        next += 1;
                    }
                    if taken.0.len() == before {
                        self.open(firm, slot, at, &mut taken.0);
                        taken.1.resize(taken.0.len(), Grant::none(at as u32));
                    }
                }
            }
        }
        // All blocks are held until the last is made.
        taken.0.shrink_to_fit();
        taken.1.shrink_to_fit();
        taken
    }

    /// Adds records for those of `places` that got another supplier under a regime.
    fn add(&mut self, pool: &Pool, mut places: Vec<u32>, licences: &mut Licences) {
        let links = &self.network.links;
        places.sort_unstable();
        places.dedup();
        places.retain(|&at| {
            let verdict = links.state()[at as usize] & place::VERDICT;
            verdict == place::LICENSED || verdict == place::GRACE
        });
        if places.is_empty() {
            return;
        }
        self.need = needs(self.facts, pool, self.normal, self.cell);
        let Licences { records, grants, .. } = licences;
        let mut more = (Vec::new(), Vec::new());
        for at in places.into_iter().map(|at| at as usize) {
            let known = grants.partition_point(|grant| (grant.place as usize) < at);
            let is_known = grants.get(known).is_some_and(|grant| grant.place as usize == at);
            if !is_known || records[known].seller != links.seller()[at] {
                let (firm, slot) = links.owner(at);
                self.open(firm, slot, at, &mut more.0);
                more.1.resize(more.0.len(), (known, Grant::none(at as u32)));
            }
        }
        let before: Vec<usize> = more.1.iter().map(|(known, _)| *known).collect();
        insert_all(records, &before, &more.0);
        insert_all(grants, &before, &more.1.into_iter().map(|(_, grant)| grant).collect::<Vec<_>>());
    }

    /// A record that stays. If its regime no longer holds and another one asks, that one decides from here on.
    fn keep(&self, record: &Licence) -> Licence {
        let (firm, slot) = (record.buyer as usize, record.slot as usize);
        if self.on[record.regime as usize] {
            return *record;
        }
        let now = self.marker.regime(firm, self.cell[firm], slot, record.seller);
        let (regime, office) = now.unwrap_or((record.regime, record.office));
        Licence { regime, office, ..*record }
    }

    /// New records for a link, if a regime catches it.
    fn open(&self, firm: usize, slot: usize, at: usize, records: &mut Vec<Licence>) {
        let (facts, links) = (self.facts, &self.network.links);
        let (seller, verdict) = (links.seller()[at], links.state()[at] & place::VERDICT);
        let asked = verdict == place::LICENSED || verdict == place::GRACE;
        if seller == NO_SELLER || !asked || links.share[at] == 0 {
            return;
        }
        let buyer = &facts.cells[self.cell[firm] as usize];
        let recipe = facts.recipe(self.cell[firm] as usize);
        let good = recipe.input_good[slot];
        let Some((regime, office)) = self.marker.regime(firm, self.cell[firm], slot, seller) else { return };
        let rules = &facts.scenario.regimes[regime as usize];
        let stable = self.trade.sellers.stable[seller as usize];
        let relation = facts.relation(stable, StableId(self.stable[firm]), good);
        let share = f64::from(links.anchor[at].max(1)) / f64::from(SHARE_ONE);
        let quantity = (recipe.quantity[slot] * self.normal[firm]).floor() * share;
        let whole = self.need[good.index() * facts.jurisdictions() + buyer.jurisdiction.index()];
        let lots = lots(quantity / whole, rules.lot_share);
        for lot in 0..lots {
            let id = relation.join(StableId(u64::from(lot)));
            let spread = facts.calendar.ticks(rules.filing_spread_weeks);
            let wait = (facts.chance.uniform(Event::FilingDelay, id, 0, 0) * spread) as i64;
            records.push(Licence {
                buyer: firm as u32,
                slot: slot as u8,
                lot,
                lots,
                regime,
                seller,
                office,
                id,
                contract: (quantity / f64::from(lots)).max(1.0),
                since: self.tick.into(),
                filed: Tick32::NEVER,
                hazard: 0.0,
                enough: 0.0,
                ripe: Tick32::NEVER,
                decided: Tick32::NEVER,
                granted: false,
                ordinal: 0,
                refile: (self.tick + wait).into(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inserted_keeps_all_in_order() {
        let mut numbers = vec![10, 20, 30];
        insert_all(&mut numbers, &[0, 1, 1, 3], &[5, 11, 12, 40]);
        assert_eq!(numbers, [5, 10, 11, 12, 20, 30, 40]);
        insert_all(&mut numbers, &[], &[]);
        assert_eq!(numbers.len(), 7);
    }
}
