//! Links that are dispatched one by one: customs may hold their shipments, or the origin of goods is watched.

use super::walk::{Input, Passing, Walk, book};
use crate::state::desk::{Desk, NEAR};
use crate::state::{Hold, LANES, Late, LinkColumn, Scratch};
use crate::world::place;
use coercivity_base::{Event, StableId};

/// A link's shipment.
struct Shipment {
    seller: usize,
    state: u8,
    /// The buyer's row in the run.
    at: usize,
    units: f64,
    value: i64,
}

/// Sends the shipments of a column on their way.
#[inline(never)]
pub(super) fn send_each(
    walk: &Walk,
    scratch: &mut Scratch,
    input: &Input,
    passing: &mut Passing,
    column: &LinkColumn,
) {
    for (at, (&seller, &state)) in column.seller.iter().zip(column.state).enumerate() {
        let (units, value) = (scratch.desk.units[at], scratch.desk.value[at]);
        if units > 0.0 {
            let seller = seller as usize;
            send(walk, scratch, input, passing, &Shipment { seller, state, at, units, value });
        }
    }
}

/// Sends one shipment on its way.
fn send(walk: &Walk, scratch: &mut Scratch, input: &Input, passing: &mut Passing, shipment: &Shipment) {
    let &Shipment { seller, state, at, units, value } = shipment;
    let sellers = &walk.trade.sellers;
    let origin = sellers.jurisdiction[seller];
    let at_lane = origin.index() * input.step;
    let lane = || walk.facts.lane(input.good, origin, input.destination);
    let held = if state & place::INSPECTED == 0 { 0 } else { held(walk, input, passing, shipment, lane()) };
    let ahead = usize::from(input.transit[at_lane]) + held;
    if ahead < NEAR.min(walk.plane_after.len()) {
        scratch.desk.due[ahead][at] += units;
        passing.due |= 1 << ahead;
    } else if let Some(&plane) = walk.plane_after.get(ahead) {
        passing.planes.add(plane, input.slot, passing.first + at, units);
    } else {
        let firm = (passing.block + passing.first + at) as u32;
        scratch.late.push(Late { firm, slot: input.slot as u8, ahead: ahead as u16, units });
    }
    if let Some(mixture) = passing.mixtures.get_mut(at) {
        mixture.add(units, &walk.selling[seller * walk.watches..(seller + 1) * walk.watches]);
        if origin != input.destination {
            scratch.abroad[seller] += units;
        }
    }
    let sums = &mut scratch.shipped[input.route.rows.start + seller - input.route.sellers.start];
    book(&mut sums[at % LANES], units, value);
    passing.spent.0 = passing.spent.0.wrapping_add(value);
    passing.spent.1 = passing.spent.1.wrapping_add(input.prices[at_lane].duties(units, value));
    if held > 0 {
        scratch.held[(held - 1) * walk.facts.lanes() + lane()] += units;
        scratch.any_held = true;
    }
}

/// Takes what was shipped under licences in a column off their volumes.
#[inline(never)]
pub(super) fn spend(walk: &Walk, desk: &Desk, passing: &mut Passing, column: &LinkColumn) {
    for (at, &state) in column.state.iter().enumerate() {
        if state & place::VERDICT == place::LICENSED && desk.units[at] > 0.0 {
            passing.licences.spend(column.start + at, walk.tick, desk.units[at]);
        }
    }
}

/// For how many ticks customs hold a shipment that may be inspected.
fn held(walk: &Walk, input: &Input, passing: &Passing, shipment: &Shipment, lane: usize) -> usize {
    let Some(hold) = walk.measures.lanes[lane].hold else { return 0 };
    let exporter = walk.trade.sellers.stable[shipment.seller];
    let relation = walk.facts.relation(exporter, StableId(passing.stable[shipment.at]), input.good);
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
