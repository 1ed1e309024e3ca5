//! Links that are dispatched one by one: customs may hold their shipments, a quota counts them, the origin of goods is
//! watched, or they arrive far ahead.

use super::bundle::Deal;
use super::walk::{Input, Passing, Walk};
use crate::state::desk::NEAR;
use crate::state::runs::RUN;
use crate::state::{Hold, Late, Scratch};
use crate::world::place;
use coercivity_base::{Event, StableId};

/// Sends the links of a bundle their goods.
#[inline(never)]
pub(super) fn send_each(
    walk: &Walk,
    scratch: &mut Scratch,
    input: &Input,
    passing: &mut Passing,
    deal: &Deal,
    numbers: &[u16],
) {
    for number in numbers.iter().map(|&number| usize::from(number)) {
        let units = deal.units(&scratch.desk, number);
        if units > 0.0 {
            send(walk, scratch, input, passing, (deal, number), units);
        }
    }
}

/// Sends one shipment on its way.
fn send(
    walk: &Walk,
    scratch: &mut Scratch,
    input: &Input,
    passing: &mut Passing,
    (deal, number): (&Deal, usize),
    units: f64,
) {
    let (at, value) = (number % RUN, (units * deal.price) as i64);
    let lane = || walk.facts.lane(input.good, deal.origin, input.destination);
    let held =
        if deal.state & place::INSPECTED == 0 { 0 } else { held(walk, input, passing, (deal, at), lane()) };
    let ahead = usize::from(deal.ahead) + held;
    if ahead < NEAR.min(walk.plane_after.len()) {
        scratch.desk.due[ahead][at] += units;
        passing.due |= 1 << ahead;
    } else {
        passing.on_way[at] += units;
        let row = passing.first + at;
        let plane = walk.plane_after.get(ahead);
        if !plane.is_some_and(|&plane| passing.planes.add(plane, input.slot, row, units)) {
            let firm = (passing.block + row) as u32;
            scratch.late.push(Late { firm, slot: input.slot as u8, ahead: ahead as u16, units });
        }
    }
    if walk.watches > 0 {
        scratch.desk.sent[number] = units;
        if deal.origin != input.destination {
            scratch.abroad[deal.seller as usize] += units;
        }
    }
    deal.book(input, &mut scratch.shipped, units, value);
    passing.spent.0 = passing.spent.0.wrapping_add(value);
    passing.spent.1 = passing.spent.1.wrapping_add(deal.lane(input).duties(units, value));
    if held > 0 {
        scratch.held[(held - 1) * walk.facts.lanes() + lane()] += units;
        scratch.any_held = true;
    }
}

/// For how many ticks customs hold a shipment that may be inspected.
fn held(walk: &Walk, input: &Input, passing: &Passing, (deal, at): (&Deal, usize), lane: usize) -> usize {
    let Some(hold) = walk.measures.lanes[lane].hold else { return 0 };
    let exporter = walk.trade.sellers.stable[deal.seller as usize];
    let relation = walk.facts.relation(exporter, StableId(passing.stable[at]), input.good);
    held_ticks(walk, &walk.measures.holds[hold as usize], relation)
}

/// For how many ticks customs hold this tick's shipment of a relation.
fn held_ticks(walk: &Walk, hold: &Hold, relation: StableId) -> usize {
    let ordinal = walk.tick as u32;
    if walk.facts.chance.uniform(Event::Inspection, relation, ordinal, 0) >= hold.probability {
        return 0;
    }
    let u = walk.facts.chance.uniform(Event::InspectionDelay, relation, ordinal, 0);
    let days = hold.shortest_days + u * (hold.longest_days - hold.shortest_days);
    ((days / f64::from(walk.facts.calendar.tick_days())).round() as usize)
        .min(walk.facts.longest_hold as usize)
}
