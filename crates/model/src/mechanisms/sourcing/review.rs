//! Reviews: each firm, every few weeks, staggered by its stable id.

use super::search::{Search, lead_of, look_for_supplier, normalise};
use crate::mechanisms::prices::follow_costs;
use crate::state::components::{CellOf, Lead, Normal, Stable, slots, write_slots};
use crate::state::{
    Facts, LicenceBlock, Licences, LinkBlock, Measures, Network, Now, Places, Prices, Trade, Verdict, Workers,
};
use crate::world::{SHARE_ONE, class, place};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::math;

type Firms = (slots!(mut Lead), &'static Stable, &'static Normal, &'static CellOf);

/// What a review of one (buyer, input) came to.
struct Finding {
    firm: u32,
    slot: u8,
    /// New shares of its places, if they move.
    shares: Option<Vec<u16>>,
    /// Whether it looks for another supplier.
    search: bool,
}

struct Review<'a> {
    facts: &'a Facts,
    measures: &'a Measures,
    prices: &'a Prices,
    trade: &'a Trade,
    licences: &'a Licences,
    tick: i64,
}

/// Firms whose turn it is review their suppliers.
#[expect(clippy::too_many_arguments, reason = "a system's arguments are the state it declares to touch")]
pub fn review_suppliers(
    mut firms: Query<Firms>,
    facts: Res<Facts>,
    (measures, prices): (Res<Measures>, Res<Prices>),
    mut trade: ResMut<Trade>,
    licences: Res<Licences>,
    mut network: ResMut<Network>,
    workers: Res<Workers>,
    now: Res<Now>,
) {
    if calm(&trade, &measures, &prices, &network) {
        return;
    }
    for ((mut l0, mut l1, mut l2, mut l3), stable, normal, cell) in
        firms.contiguous_iter_mut().into_iter().flatten()
    {
        let lead = write_slots!(Lead, l0, l1, l2, l3);
        let (stable, cell) = (Stable::peel_slice(stable), CellOf::peel_slice(cell));
        let review = Review {
            facts: &facts,
            measures: &measures,
            prices: &prices,
            trade: &trade,
            licences: &licences,
            tick: now.tick,
        };
        let columns = (
            stable,
            cell,
            LinkBlock::new(&network.links),
            LicenceBlock::read(&licences.records, facts.firms),
        );
        let turn = now.tick.rem_euclid(facts.pace.review_ticks as i64) as u64;
        let findings = workers.pool.collect(columns, |first, (stable, cell, links, mut licences)| {
            let mut findings = Vec::new();
            for row in 0..cell.len() {
                if stable[row] % facts.pace.review_ticks != turn {
                    continue;
                }
                for slot in 0..facts.recipe(cell[row] as usize).inputs {
                    let places = links.places(row, slot);
                    let found = review.slot(&places, cell[row], slot, &mut licences);
                    if found.0.is_some() || found.1 {
                        let firm = (first + row) as u32;
                        findings.push(Finding { firm, slot: slot as u8, shares: found.0, search: found.1 });
                    }
                }
            }
            findings
        });
        let normal = Normal::peel_slice(normal);
        let mut search = Search::new(&facts, &measures, now.tick);
        for finding in findings.into_iter().flatten() {
            let (firm, slot) = (finding.firm as usize, finding.slot as usize);
            if let Some(shares) = finding.shares {
                let range = network.links.places(firm, slot);
                network.links.share[range].copy_from_slice(&shares);
                network.moved = true;
                lead[slot][firm] = lead_of(&facts, &network.links, &trade, cell[firm], firm, slot);
            }
            if finding.search {
                let need = facts.recipe(cell[firm] as usize).quantity[slot] * normal[firm];
                // A plant that is not open needs nothing yet.
                if need > 0.0 {
                    search.requests.push((stable[firm], finding.firm, finding.slot, need));
                }
            }
        }
        look_for_supplier(search, &mut trade, &mut network, cell);
    }
}

/// Whether nothing could make a review change anything.
pub(crate) fn calm(trade: &Trade, measures: &Measures, prices: &Prices, network: &Network) -> bool {
    !network.moved
        && prices.at_base()
        && !measures.active.iter().any(|&on| on)
        && !measures.directed
        && trade.record.iter().flatten().all(|&record| record > 0.999)
}

impl Review<'_> {
    /// New shares, and whether to look for another supplier.
    fn slot(
        &self,
        places: &Places,
        cell: u16,
        slot: usize,
        licences: &mut LicenceBlock<&[crate::state::Licence]>,
    ) -> (Option<Vec<u16>>, bool) {
        let rules = &self.facts.scenario.behaviour.sourcing;
        let buyer = &self.facts.cells[cell as usize];
        let good = self.facts.recipe(cell as usize).input_good[slot];
        let mut weights = vec![0.0; places.share.len()];
        let (mut delivered, mut disturbed) = (0.0, false);
        for i in 0..places.share.len() {
            let (share, state) = (places.share[i], places.state[i]);
            let anchor = places.anchor[i];
            if anchor == 0 {
                continue;
            }
            let seller = places.seller[i] as usize;
            let record = self.trade.record[seller][usize::from(state & class::MASK)];
            let (passes, counts) = self.passage(state, places.start + i, licences);
            delivered += f64::from(share) / f64::from(SHARE_ONE) * record * passes;
            let origin = self.trade.sellers.jurisdiction[seller];
            let lane = self.facts.lane(good, origin, buyer.jurisdiction);
            let gate = self.prices.gate(self.facts, good, origin, buyer.jurisdiction);
            let cost = follow_costs(gate, self.measures.tariff[lane], self.measures.fee[lane]);
            let reliability = (record * counts).max(1e-6);
            disturbed |= cost != 1.0 || reliability < 0.999 || share != anchor;
            weights[i] = f64::from(anchor)
                * math::pow(cost, -rules.cost_elasticity)
                * math::pow(reliability, rules.reliability_elasticity);
        }
        let search = delivered < rules.search_below;
        if !disturbed {
            return (None, search);
        }
        (self.towards(places, &weights), search)
    }

    /// What share of a link's orders passes, and what share counts for its record.
    fn passage(
        &self,
        state: u8,
        at: usize,
        licences: &mut LicenceBlock<&[crate::state::Licence]>,
    ) -> (f64, f64) {
        match Verdict::of(state) {
            Verdict::Open | Verdict::Grace => (1.0, 1.0),
            Verdict::Blocked => (0.0, 0.0),
            Verdict::Licensed => {
                let allowance = licences.allowance(at, self.tick);
                let waited = self.patience_over(at);
                (allowance.share, if waited { allowance.share } else { 1.0 })
            }
        }
    }

    /// Whether a licence has been awaited for longer than buyers are patient.
    fn patience_over(&self, at: usize) -> bool {
        let records = &self.licences.records;
        let first = records.partition_point(|record| (record.place as usize) < at);
        let Some(record) = records.get(first) else { return false };
        let regime = &self.facts.scenario.regimes[record.regime as usize];
        let review = self.facts.calendar.ticks(regime.floor_weeks.max(1.0)) * 3.0;
        let patience = self.facts.scenario.behaviour.sourcing.patience_reviews * review;
        !record.holds(self.tick) && (self.tick - record.since.max(record.until)) as f64 > patience
    }

    /// Shares moved part of the way to `weights`; `None` if no share moves.
    fn towards(&self, places: &Places, weights: &[f64]) -> Option<Vec<u16>> {
        let rules = &self.facts.scenario.behaviour.sourcing;
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return None;
        }
        let one = f64::from(SHARE_ONE);
        let moved: Vec<f64> = (0..weights.len())
            .map(|i| {
                if weights[i] == 0.0 || places.state[i] & place::QUALIFYING != 0 {
                    return 0.0;
                }
                let share = f64::from(places.share[i]) / one;
                let wanted = weights[i] / total;
                // A qualified supplier keeps the smallest share, or what it had if that was less.
                let kept = rules.smallest_share.min(f64::from(places.anchor[i]) / one);
                (share + rules.adjustment * (wanted - share)).max(kept)
            })
            .collect();
        let shares = normalise(&moved);
        (shares != places.share).then_some(shares)
    }
}
