//! Shipping: what is filled is dispatched, may be held at customs, and arrives after its transit.
//!
//! # Equation
//! ```text
//! ship = whole part of ( (use part * fill + restock part * fill) * quota ratio ),  arrives in t + L + hold
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | fill | `Trade::fill` | share | by part and class |
//! | L | `Facts::transit` | ticks | transit of the lane |
//! | hold | draw `InspectionDelay` | ticks | customs inspection, if the shipment is drawn |
//!
//! Trade statistics count a shipment when the exporter's customs clear it: dispatch plus hold.
//! Source: docs/MODEL.md#shipping. Phase: Shipping. Writes planes, stocks, licence volumes, `Ledger::dispatched`.

use super::money::{LanePrice, UnitPrices};
use super::ordering::{Splitter, shippable};
use super::provenance::Mixture;
use crate::error::ModelError;
use crate::state::components::{
    CellOf, Expectation, InTransit, Order, OutputStock, Stable, products, read_slots, slots, write_slots,
};
use crate::state::{
    Facts, Fault, Hold, Ledger, LicenceBlock, Licences, LinkBlock, Measures, Network, Now, Pipeline,
    PlaneBlock, Provenance, Scratch, Technology, Trade, Workers, merge,
};
use crate::world::{SLOTS, class, place};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::quantity::part;
use coercivity_base::{Event, StableId};

type Firms = (slots!(mut InTransit), slots!(Order), &'static Expectation, &'static Stable, &'static CellOf);

struct Walk<'a> {
    facts: &'a Facts,
    trade: &'a Trade,
    measures: &'a Measures,
    prices: &'a [LanePrice],
    /// Shares of what sellers dispatch, `[seller][watch]`.
    selling: &'a [f32],
    watches: usize,
    planes: usize,
    plane_of_now: usize,
    tick: i64,
}

/// Dispatches what sellers fill of each link's order.
pub fn ship(
    mut firms: Query<Firms>,
    (facts, network, measures, trade): (Res<Facts>, Res<Network>, Res<Measures>, Res<Trade>),
    (technology, units): (Res<Technology>, Res<UnitPrices>),
    mut licences: ResMut<Licences>,
    (mut pipeline, mut provenance): (ResMut<Pipeline>, ResMut<Provenance>),
    workers: Res<Workers>,
    now: Res<Now>,
) {
    let watches = provenance.watches();
    let Provenance { selling, transit, .. } = &mut *provenance;
    let walk = Walk {
        facts: &facts,
        trade: &trade,
        measures: &measures,
        prices: &units.0,
        selling,
        watches,
        planes: pipeline.len(),
        plane_of_now: pipeline.plane_of(now.tick),
        tick: now.tick,
    };
    for ((mut p0, mut p1, mut p2, mut p3), orders, expected, stable, cell) in
        firms.contiguous_iter_mut().into_iter().flatten()
    {
        let columns = (
            write_slots!(InTransit, p0, p1, p2, p3),
            read_slots!(Order, orders),
            Expectation::peel_slice(expected),
            Stable::peel_slice(stable),
            CellOf::peel_slice(cell),
            pipeline.all(),
            LinkBlock::new(&network.links),
            LicenceBlock::write(&mut licences.records, facts.firms),
            transit_columns(transit),
        );
        workers.pool.blocks(columns, &workers.tables, |scratch, _, block| {
            let (on_way, orders, expected, stable, cell, mut planes, links, mut licences, mut shares) = block;
            for row in 0..cell.len() {
                let recipe = walk.facts.recipe(cell[row] as usize);
                let quantity = &technology.quantity[cell[row] as usize];
                for slot in 0..recipe.inputs {
                    let total = orders[slot][row];
                    if total == 0.0 {
                        continue;
                    }
                    let use_part = total.min((quantity[slot] * expected[row]).floor());
                    let mut splitter = Splitter::new(use_part, total - use_part);
                    let places = links.places(row, slot);
                    let (before, mut mixture) = (on_way[slot][row], Mixture::default());
                    for (i, (&share, &state)) in places.share.iter().zip(places.state).enumerate() {
                        if share == 0 {
                            continue;
                        }
                        let place = places.start + i;
                        let open = shippable(state, place, walk.tick, splitter.next(share), &mut licences);
                        let seller = places.seller[i] as usize;
                        let from =
                            Shipment { seller, state, cell: cell[row] as usize, slot, importer: stable[row] };
                        let shipped = dispatch(&walk, scratch, &mut planes, row, &from, open);
                        on_way[slot][row] += shipped;
                        if walk.watches > 0 && shipped > 0.0 {
                            mixture.add(shipped, walk.shares(seller));
                        }
                        if shipped > 0.0 && state & place::VERDICT == place::LICENSED {
                            licences.spend(place, walk.tick, shipped);
                        }
                    }
                    mixture.join(&mut shares, slot, row, before);
                }
            }
        });
    }
}

/// Shares of the slots on their way by watch, for a walk; empty without a watch.
fn transit_columns(transit: &mut [[Vec<f32>; SLOTS]]) -> Vec<[&mut [f32]; SLOTS]> {
    transit.iter_mut().map(|slots| slots.each_mut().map(Vec::as_mut_slice)).collect()
}

impl Walk<'_> {
    /// A seller's shares by watch.
    fn shares(&self, seller: usize) -> &[f32] {
        &self.selling[seller * self.watches..(seller + 1) * self.watches]
    }
}

struct Shipment {
    seller: usize,
    state: u8,
    cell: usize,
    slot: usize,
    importer: u64,
}

/// Ships one link's share; returns the quantity.
fn dispatch(
    walk: &Walk,
    scratch: &mut Scratch,
    planes: &mut PlaneBlock,
    row: usize,
    link: &Shipment,
    (use_part, restock): (f64, f64),
) -> f64 {
    let fill = &walk.trade.fill[link.seller];
    let class = usize::from(link.state & class::MASK);
    let mut shipped = part(use_part, fill.use_part[class]) + part(restock, fill.restock[class]);
    if shipped == 0.0 {
        return 0.0;
    }
    let sellers = &walk.trade.sellers;
    let good = sellers.good[link.seller];
    let cell = &walk.facts.cells[link.cell];
    let lane = walk.facts.lane(good, sellers.jurisdiction[link.seller], cell.jurisdiction);
    if !walk.measures.quotas.is_empty() {
        shipped = part(shipped, walk.measures.quota_ratio[lane]);
    }
    let mut held = 0;
    if link.state & place::INSPECTED != 0
        && let Some(hold) = walk.measures.lanes[lane].hold
    {
        let relation = walk.facts.relation(sellers.stable[link.seller], StableId(link.importer), good);
        held = held_ticks(walk, &walk.measures.holds[hold as usize], relation);
    }
    let transit = usize::from(walk.facts.transit[lane]);
    planes.add((walk.plane_of_now + transit + held) % walk.planes, link.slot, row, shipped);
    scratch.shipped[link.seller] += shipped;
    if walk.watches > 0 && sellers.jurisdiction[link.seller] != cell.jurisdiction {
        scratch.abroad[link.seller] += shipped;
    }
    charge(walk, scratch, link, lane, shipped);
    if held == 0 {
        scratch.dispatched[lane] += shipped;
    } else {
        scratch.held[(held - 1) * walk.facts.lanes() + lane] += shipped;
        scratch.any_held = true;
    }
    shipped
}

/// The buyer pays the seller, and its treasury the duties.
fn charge(walk: &Walk, scratch: &mut Scratch, link: &Shipment, lane: usize, shipped: f64) {
    let price = &walk.prices[lane];
    let value = price.value(shipped, usize::from(link.state & class::MASK));
    scratch.revenue[link.seller] += value;
    scratch.lane_value[lane] += value;
    let spent = &mut scratch.spent[link.cell];
    spent.0 += value;
    if price.tariff != 0.0 || price.fee != 0.0 {
        spent.1 += price.duties(shipped, value);
    }
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

/// Takes what was shipped off the sellers' stocks, and books dispatches by lane.
#[expect(clippy::too_many_arguments, reason = "a system's arguments are the state it declares to touch")]
pub fn settle(
    mut firms: Query<products!(OutputStock)>,
    facts: Res<Facts>,
    mut trade: ResMut<Trade>,
    mut measures: ResMut<Measures>,
    mut pipeline: ResMut<Pipeline>,
    mut ledger: ResMut<Ledger>,
    mut workers: ResMut<Workers>,
    mut provenance: ResMut<Provenance>,
    (mut fault, now): (ResMut<Fault>, Res<Now>),
) {
    let (trade, ledger) = (&mut *trade, &mut *ledger);
    trade.shipped.fill(0.0);
    ledger.dispatched.fill(0.0);
    ledger.cleared.fill(0.0);
    let mut held = vec![Vec::new(); facts.longest_hold as usize];
    workers.tables.drain(|scratch| {
        merge(&mut trade.shipped, &mut scratch.shipped);
        merge(&mut provenance.abroad, &mut scratch.abroad);
        merge(&mut ledger.cleared, &mut scratch.dispatched);
        if std::mem::take(&mut scratch.any_held) {
            for (sums, from) in held.iter_mut().zip(scratch.held.chunks_mut(facts.lanes())) {
                sums.resize(facts.lanes(), 0.0);
                merge(sums, from);
            }
        }
    });
    let now_plane = pipeline.plane_of(now.tick);
    let planes = pipeline.len();
    ledger.dispatched.copy_from_slice(&ledger.cleared);
    for (lane, &quantity) in ledger.cleared.iter().enumerate().filter(|(_, q)| **q > 0.0) {
        pipeline.due[(now_plane + usize::from(facts.transit[lane])) % planes][lane] += quantity;
    }
    let clearing = ledger.to_clear.len();
    for (k, sums) in held.iter().enumerate().filter(|(_, sums)| !sums.is_empty()) {
        let plane = (now.tick + k as i64 + 1).rem_euclid(clearing as i64) as usize;
        for (lane, &quantity) in sums.iter().enumerate().filter(|(_, q)| **q > 0.0) {
            ledger.dispatched[lane] += quantity;
            ledger.to_clear[plane][lane] += quantity;
            ledger.at_customs[lane] += quantity;
            pipeline.due[(now_plane + usize::from(facts.transit[lane]) + k + 1) % planes][lane] += quantity;
        }
    }
    let today = now.tick.rem_euclid(clearing as i64) as usize;
    for lane in 0..facts.lanes() {
        let quantity = std::mem::take(&mut ledger.to_clear[today][lane]);
        ledger.cleared[lane] += quantity;
        ledger.at_customs[lane] -= quantity;
    }
    for quota in &mut measures.quotas {
        quota.left -= quota.lanes.iter().map(|&lane| ledger.dispatched[lane]).sum::<f64>();
    }
    for (mut f0, mut f1, mut f2) in firms.contiguous_iter_mut().into_iter().flatten() {
        let finished = write_slots!(OutputStock, f0, f1, f2);
        for (seller, &shipped) in trade.shipped.iter().enumerate() {
            let firm = trade.sellers.firm[seller] as usize;
            let stock = &mut finished[trade.sellers.output[seller] as usize][firm];
            if shipped > *stock {
                let stock = *stock;
                fault.note(|| overdrawn(&facts, trade, seller, shipped, stock, now.date));
            }
            *stock -= shipped;
        }
    }
}

fn overdrawn(
    facts: &Facts,
    trade: &Trade,
    seller: usize,
    shipped: f64,
    stock: f64,
    date: coercivity_base::Date,
) -> ModelError {
    ModelError::Overdrawn {
        firm: format!("seller {seller} in {}", facts.code(trade.sellers.jurisdiction[seller])),
        good: facts.good_name(trade.sellers.good[seller]).to_owned(),
        shipped,
        stock,
        date,
    }
}
