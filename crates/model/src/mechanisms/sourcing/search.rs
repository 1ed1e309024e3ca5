//! New suppliers: chosen by capacity among those that may ship, delivering after their qualification.

use super::pools::{Drawn, Pools, Search};
use super::shares::normalise;
use crate::mechanisms::policy::Marker;
use crate::state::components::CellOf;
use crate::state::{Facts, Inputs, LinkTable, Network, Now, Trade, Verdict};
use crate::world::{Links, NO_SELLER, SHARE_ONE, class, place};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::{Event, StableId};

/// An input for which a buyer looks for another supplier.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request {
    /// Stable id and dense index of the buyer.
    pub(super) stable: u64,
    pub(super) firm: u32,
    pub(super) slot: u8,
}

/// A request with somebody to ask.
struct Asking {
    request: Request,
    /// The buyer's place for another supplier.
    free: u32,
    id: StableId,
    /// Whole base units per tick.
    asked: f64,
    drawn: Drawn,
}

/// Each request picks a supplier and begins its qualification. Requests are met in the order of stable ids, since
/// free capacity is shared; whom each would ask is worked out beforehand, on all threads.
pub(super) fn look_for_supplier(
    search: &Search,
    requests: &[Request],
    (trade, network): (&mut Trade, &mut Network),
    (normal, cell): (&[f64], &[u16]),
    workers: &coercivity_parallel::Pool,
) {
    let pools = Pools::new(*search, trade);
    let (links, known) = (&network.links, &*trade);
    let asking = workers.collect(requests, |_, requests: &[Request]| {
        let ask = |request: &Request| ask(search, &pools, known, links, request, (normal, cell));
        requests.iter().filter_map(ask).collect::<Vec<Asking>>()
    });
    let mut asking: Vec<Asking> = asking.into_iter().flatten().collect();
    asking.sort_unstable_by_key(|asking| (asking.request.stable, asking.request.slot));
    for asking in asking {
        if let Some(seller) = search.first_with_room(trade, &asking.drawn, asking.asked) {
            qualify(search, trade, network, cell, &asking, seller);
        }
    }
}

/// Whom a buyer would ask, if it has a place for another supplier, qualifies none, and somebody has room.
fn ask(
    search: &Search,
    pools: &Pools,
    trade: &Trade,
    links: &LinkTable,
    request: &Request,
    (normal, cell): (&[f64], &[u16]),
) -> Option<Asking> {
    let (firm, slot, facts) = (request.firm as usize, usize::from(request.slot), search.facts);
    let recipe = facts.recipe(cell[firm] as usize);
    let need = recipe.quantity[slot] * normal[firm];
    // A plant that is not open needs nothing yet.
    if need <= 0.0 || links.places(firm, slot).any(|at| links.state()[at] & place::QUALIFYING != 0) {
        return None;
    }
    let free = links.places(firm, slot).find(|&at| is_free(links, at))? as u32;
    let (buyer, good) = (&facts.cells[cell[firm] as usize], recipe.input_good[slot]);
    let id = StableId(request.stable).join(StableId(good.index() as u64));
    let asked = need * facts.scenario.behaviour.sourcing.new_share;
    let candidates = pools.of(good, buyer.jurisdiction, buyer.end_use);
    let drawn = search.draw(trade, candidates, id, asked, 0)?;
    Some(Asking { request: *request, free, id, asked, drawn })
}

/// The qualification of `seller` begins, unless it supplies the buyer already or may not.
fn qualify(
    search: &Search,
    trade: &mut Trade,
    network: &mut Network,
    cell: &[u16],
    asking: &Asking,
    seller: u32,
) {
    let (facts, links) = (search.facts, &mut network.links);
    let (firm, slot) = (asking.request.firm as usize, usize::from(asking.request.slot));
    let buyer = &facts.cells[cell[firm] as usize];
    if links.places(firm, slot).any(|at| links.seller()[at] == seller) {
        return;
    }
    let bits = Marker::new(facts, search.measures, trade).bits(firm, cell[firm], slot, seller);
    if Verdict::of(bits) == Verdict::Blocked {
        return;
    }
    let good = facts.recipe(cell[firm] as usize).input_good[slot];
    let (low, high) = facts.scenario.goods[good.index()].qualification_weeks;
    let u = facts.chance.uniform(Event::Qualification, asking.id, search.tick as u32, 0);
    let ready = search.tick + facts.calendar.ticks(low + u * (high - low)).round().max(1.0) as i64;
    let same = trade.sellers.jurisdiction[seller as usize] == buyer.jurisdiction;
    trade.promised[seller as usize] += asking.asked.ceil();
    let free = asking.free as usize;
    let of = if same { class::DOMESTIC } else { class::SPOT };
    links.supply(free, seller, of | place::QUALIFYING | bits);
    network.qualifying.entry(ready).or_default().push(asking.free);
}

fn is_free(links: &LinkTable, at: usize) -> bool {
    Links::free(links.seller()[at], links.state()[at])
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
    let candidates = search.candidates(trade, good, buyer.jurisdiction, buyer.end_use);
    let id = stable.join(StableId(good.index() as u64));
    let places = network.links.places(firm, slot);
    let asked = need / f64::from(count);
    let mut signed: Vec<u32> = Vec::new();
    for n in 0..count {
        // Behind the draws of a search of the same firm in the same tick.
        let drawn = search.draw(trade, &candidates, id, asked, 6 * (n + 1));
        let Some(seller) = drawn.and_then(|drawn| search.first_with_room(trade, &drawn, asked)) else {
            continue;
        };
        let bits = Marker::new(facts, search.measures, trade).bits(firm, cell, slot, seller);
        if signed.contains(&seller) || Verdict::of(bits) == Verdict::Blocked {
            continue;
        }
        let Some(at) = places.clone().find(|&at| is_free(&network.links, at)) else { break };
        network.links.supply(at, seller, class::CONTRACT | bits);
        trade.promised[seller as usize] += asked.ceil();
        signed.push(seller);
    }
    let part = |at: usize| f64::from(u8::from(network.links.seller()[at] != NO_SELLER));
    let shares = normalise(&places.clone().map(part).collect::<Vec<f64>>());
    for (at, &share) in places.clone().zip(&shares) {
        (network.links.share[at], network.links.anchor[at]) = (share, share);
    }
    network.rewired.extend(places.map(|at| at as u32));
    network.moved = true;
}

/// Suppliers whose qualification ends get their share; the others give it up pro rata.
pub fn end_qualifications(
    firms: Query<&'static CellOf>,
    mut inputs: ResMut<Inputs>,
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
    for cell in firms.contiguous_iter().into_iter().flatten() {
        let cell = CellOf::peel_slice(cell);
        for &at in &due {
            let (firm, slot) = network.links.owner(at as usize);
            let range = network.links.places(firm, slot);
            network.links.qualify(at as usize);
            for column in [&mut network.links.share, &mut network.links.anchor] {
                let shares: Vec<f64> = range
                    .clone()
                    .map(|other| {
                        let share = f64::from(column[other]) / f64::from(SHARE_ONE);
                        if other == at as usize { new_share } else { share * (1.0 - new_share) }
                    })
                    .collect();
                range.clone().zip(normalise(&shares)).for_each(|(at, share)| column[at] = share);
            }
            inputs.lead[slot][firm] = lead_of(&facts, &network.links, &trade, cell[firm], firm, slot);
        }
    }
    network.rewired.extend(&due);
    network.moved = true;
    network.switched = due;
}

/// Transit of an input weighted by shares.
pub(crate) fn lead_of(
    facts: &Facts,
    links: &LinkTable,
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
            let origin = trade.sellers.jurisdiction[links.seller()[at] as usize];
            f64::from(links.share[at]) * f64::from(facts.transit[facts.lane(good, origin, destination)])
        })
        .sum();
    (weighted / f64::from(SHARE_ONE)) as f32
}
