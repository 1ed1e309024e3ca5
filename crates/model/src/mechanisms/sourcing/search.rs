//! New suppliers: chosen by capacity among those that may ship, delivering after their qualification.

use crate::mechanisms::policy::Marker;
use crate::state::components::{CellOf, Lead, slots, write_slots};
use crate::state::{Facts, Measures, Network, Now, Trade, Verdict};
use crate::world::{Links, NO_SELLER, SHARE_ONE, class, place};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::{Event, StableId};
use std::collections::BTreeMap;

/// Requests of a tick for new suppliers.
pub(crate) struct Search<'a> {
    facts: &'a Facts,
    measures: &'a Measures,
    tick: i64,
    /// Stable id, dense index, slot and need per tick of each buyer that looks.
    pub(super) requests: Vec<(u64, u32, u8, f64)>,
}

impl<'a> Search<'a> {
    pub(crate) fn new(facts: &'a Facts, measures: &'a Measures, tick: i64) -> Self {
        Self { facts, measures, tick, requests: Vec::new() }
    }
}

/// Sellers that may ship to a buyer, with the running sums of their weights.
#[derive(Default)]
struct Candidates {
    all: Vec<(f64, u32)>,
    /// Those whose capacity has come since the base year.
    newcomers: Vec<(f64, u32)>,
}

/// Each request picks a supplier and begins its qualification. Requests are met in the order of stable ids, since
/// free capacity is shared.
pub(super) fn look_for_supplier(search: &Search, trade: &mut Trade, network: &mut Network, cell: &[u16]) {
    let mut pools: BTreeMap<(u8, u8, u8), Candidates> = BTreeMap::new();
    for &(stable, firm, slot, need) in &search.requests {
        let (firm, slot) = (firm as usize, slot as usize);
        let facts = search.facts;
        let range = network.links.places(firm, slot);
        let waiting = range.clone().any(|at| network.links.state[at] & place::QUALIFYING != 0);
        let Some(free) = range.clone().find(|&at| is_free(&network.links, at)) else { continue };
        if waiting {
            continue;
        }
        let buyer = &facts.cells[cell[firm] as usize];
        let good = facts.recipe(cell[firm] as usize).input_good[slot];
        let key = (good.0, buyer.jurisdiction.0, buyer.end_use.index() as u8);
        let pool = pools.entry(key).or_insert_with(|| candidates(search, trade, key));
        let id = StableId(stable).join(StableId(good.index() as u64));
        let asked = need * facts.scenario.behaviour.sourcing.new_share;
        let Some(seller) = pick(facts, trade, pool, id, search.tick, asked, 0) else { continue };
        if range.clone().any(|at| network.links.seller[at] == seller) {
            continue;
        }
        let (low, high) = facts.scenario.goods[good.index()].qualification_weeks;
        let u = facts.chance.uniform(Event::Qualification, id, search.tick as u32, 0);
        let ready = search.tick + facts.calendar.ticks(low + u * (high - low)).round().max(1.0) as i64;
        let same = trade.sellers.jurisdiction[seller as usize] == buyer.jurisdiction;
        let bits = Marker::new(facts, search.measures, trade).bits(firm, cell[firm], slot, seller);
        if Verdict::of(bits) == Verdict::Blocked {
            continue;
        }
        trade.promised[seller as usize] += asked.ceil();
        network.links.seller[free] = seller;
        network.links.state[free] =
            if same { class::DOMESTIC } else { class::SPOT } | place::QUALIFYING | bits;
        network.qualifying.entry(ready).or_default().push(free as u32);
    }
}

fn is_free(links: &Links, at: usize) -> bool {
    Links::free(links.seller[at], links.state[at])
}

fn candidates(search: &Search, trade: &Trade, (good, destination, end_use): (u8, u8, u8)) -> Candidates {
    let facts = search.facts;
    let range = trade.sellers.of_good[good as usize].clone();
    let mut pool = Candidates::default();
    for seller in range {
        let origin = trade.sellers.jurisdiction[seller as usize];
        let lane =
            facts.lane(coercivity_base::GoodId(good), origin, coercivity_base::JurisdictionId(destination));
        let free = search.measures.lanes[lane].verdict[end_use as usize] == Verdict::Open;
        let weight = trade.weight(seller as usize);
        if free && weight > 0.0 {
            push(&mut pool.all, weight, seller);
            if trade.added[seller as usize] > 0.0 {
                push(&mut pool.newcomers, weight, seller);
            }
        }
    }
    pool
}

fn push(pool: &mut Vec<(f64, u32)>, weight: f64, seller: u32) {
    pool.push((pool.last().map_or(0.0, |last| last.0) + weight, seller));
}

/// A seller drawn by capacity that still has room for `asked`: three draws among all, then three among those whose
/// capacity is new, since they look for customers; else the buyer tries at its next review. `index` is that of the
/// first draw.
fn pick(
    facts: &Facts,
    trade: &Trade,
    pool: &Candidates,
    id: StableId,
    tick: i64,
    asked: f64,
    index: u32,
) -> Option<u32> {
    let spare = 1.0 / facts.scenario.behaviour.production.utilisation - 1.0;
    let draw = |pool: &[(f64, u32)], index: u32| {
        let total = pool.last()?.0;
        let u = facts.chance.uniform(Event::NewSupplier, id, tick as u32, index);
        let seller = pool[pool.partition_point(|&(sum, _)| sum <= u * total).min(pool.len() - 1)].1;
        (asked <= trade.room(seller as usize, spare)).then_some(seller)
    };
    (index..index + 3)
        .find_map(|index| draw(&pool.all, index))
        .or_else(|| (index + 3..index + 6).find_map(|index| draw(&pool.newcomers, index)))
}

/// A new plant's suppliers of an input, `count` at most, in equal parts of its `need` and under contract: those drawn by
/// capacity that have room for their part.
pub(crate) fn sign_suppliers(
    search: &Search,
    (trade, network): (&mut Trade, &mut Network),
    (firm, stable, cell): (usize, StableId, u16),
    slot: usize,
    need: f64,
    count: u32,
) {
    let facts = search.facts;
    let buyer = &facts.cells[cell as usize];
    let good = facts.recipe(cell as usize).input_good[slot];
    let pool = candidates(search, trade, (good.0, buyer.jurisdiction.0, buyer.end_use.index() as u8));
    let id = stable.join(StableId(good.index() as u64));
    let places = network.links.places(firm, slot);
    let asked = need / f64::from(count);
    let mut signed: Vec<u32> = Vec::new();
    for n in 0..count {
        // Behind the draws of a search of the same firm in the same tick.
        let Some(seller) = pick(facts, trade, &pool, id, search.tick, asked, 6 * (n + 1)) else { continue };
        let bits = Marker::new(facts, search.measures, trade).bits(firm, cell, slot, seller);
        if signed.contains(&seller) || Verdict::of(bits) == Verdict::Blocked {
            continue;
        }
        let Some(at) = places.clone().find(|&at| is_free(&network.links, at)) else { break };
        network.links.seller[at] = seller;
        network.links.state[at] = class::CONTRACT | bits;
        trade.promised[seller as usize] += asked.ceil();
        signed.push(seller);
    }
    let part = |at: usize| f64::from(u8::from(network.links.seller[at] != NO_SELLER));
    let shares = normalise(&places.clone().map(part).collect::<Vec<f64>>());
    network.links.share[places.clone()].copy_from_slice(&shares);
    network.links.anchor[places.clone()].copy_from_slice(&shares);
    network.rewired.extend(places.map(|at| at as u32));
    network.moved = true;
}

/// Suppliers whose qualification ends get their share; the others give it up pro rata.
pub fn end_qualifications(
    mut firms: Query<(slots!(mut Lead), &'static CellOf)>,
    facts: Res<Facts>,
    trade: Res<Trade>,
    mut network: ResMut<Network>,
    now: Res<Now>,
) {
    network.switched.clear();
    let due: Vec<u32> = match network.qualifying.first_key_value() {
        Some((&tick, _)) if tick <= now.tick => {
            network.qualifying.pop_first().map(|(_, due)| due).unwrap_or_default()
        }
        _ => return,
    };
    let new_share = facts.scenario.behaviour.sourcing.new_share;
    let network = &mut *network;
    for ((mut l0, mut l1, mut l2, mut l3), cell) in firms.contiguous_iter_mut().into_iter().flatten() {
        let lead = write_slots!(Lead, l0, l1, l2, l3);
        let cell = CellOf::peel_slice(cell);
        for &at in &due {
            let row = network.links.first.partition_point(|&first| first <= at) - 1;
            let (firm, slot) = (row / crate::world::SLOTS, row % crate::world::SLOTS);
            let range = network.links.places(firm, slot);
            network.links.state[at as usize] &= !place::QUALIFYING;
            for column in [&mut network.links.share, &mut network.links.anchor] {
                let shares: Vec<f64> = range
                    .clone()
                    .map(|other| {
                        let share = f64::from(column[other]) / f64::from(SHARE_ONE);
                        if other == at as usize { new_share } else { share * (1.0 - new_share) }
                    })
                    .collect();
                column[range.clone()].copy_from_slice(&normalise(&shares));
            }
            lead[slot][firm] = lead_of(&facts, &network.links, &trade, cell[firm], firm, slot);
        }
    }
    network.rewired.extend(&due);
    network.moved = true;
    network.switched = due;
}

/// Transit of an input weighted by shares.
pub(crate) fn lead_of(
    facts: &Facts,
    links: &Links,
    trade: &Trade,
    cell: u16,
    firm: usize,
    slot: usize,
) -> f32 {
    let good = facts.recipe(cell as usize).input_good[slot];
    let destination = facts.cells[cell as usize].jurisdiction;
    let weighted: f64 = links
        .places(firm, slot)
        .filter(|&at| links.share[at] > 0)
        .map(|at| {
            let origin = trade.sellers.jurisdiction[links.seller[at] as usize];
            f64::from(links.share[at]) * f64::from(facts.transit[facts.lane(good, origin, destination)])
        })
        .sum();
    (weighted / f64::from(SHARE_ONE)) as f32
}

/// Whole 32768ths in proportion to `weights`, by largest remainder; each positive weight keeps at least one.
#[must_use]
pub fn normalise(weights: &[f64]) -> Vec<u16> {
    let mut shares = vec![0; weights.len()];
    share_out(weights, &mut shares);
    shares
}

/// Most weights whose remainders are ordered on the stack.
const FEW: usize = 16;

/// The same into `shares`.
pub(super) fn share_out(weights: &[f64], shares: &mut [u16]) {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return shares.fill(0);
    }
    let exact = |weight: f64| weight / total * f64::from(SHARE_ONE);
    let mut missing = i32::from(SHARE_ONE);
    for (share, &weight) in shares.iter_mut().zip(weights) {
        let exact = exact(weight);
        *share = if exact > 0.0 { (exact.floor() as u16).max(1) } else { 0 };
        missing -= i32::from(*share);
    }
    if missing == 0 {
        return;
    }
    let remainder = |i: u16| exact(weights[usize::from(i)]) - exact(weights[usize::from(i)]).floor();
    let positive = (0..weights.len() as u16).filter(|&i| weights[usize::from(i)] > 0.0);
    let (mut few, mut many) = ([0; FEW], Vec::new());
    let order: &mut [u16] = if weights.len() <= FEW {
        let mut n = 0;
        for i in positive {
            few[n] = i;
            n += 1;
        }
        &mut few[..n]
    } else {
        many.extend(positive);
        &mut many
    };
    order.sort_unstable_by(|&a, &b| remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b)));
    for &i in order.iter().cycle() {
        let share = &mut shares[usize::from(i)];
        if missing == 0 {
            break;
        }
        if missing > 0 {
            *share += 1;
            missing -= 1;
        } else if *share > 1 {
            *share -= 1;
            missing += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one_by_largest_remainder() {
        // Thirds of 32768 are 10922.67: two get one more.
        assert_eq!(normalise(&[1.0, 1.0, 1.0]), [10923, 10923, 10922]);
        assert_eq!(normalise(&[1.0, 0.0]), [SHARE_ONE, 0]);
        // A tiny weight keeps one 32768th, taken from the others.
        assert_eq!(normalise(&[1.0, 1e-9]), [SHARE_ONE - 1, 1]);
    }
}
