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
//! Makers of final goods sell from stock to their markets, pro rata to what each market wants of them.
//! Source: docs/MODEL.md#shipping. Phase: Shipping. Writes planes, stocks, licence volumes, `Ledger::dispatched`.

use super::money::{LanePrice, UnitPrices};
use super::ordering::{Splitter, shippable};
use crate::error::ModelError;
use crate::state::components::{
    CellOf, Expectation, InTransit, MarketHigh, MarketLow, Order, OutputStock, Stable, products, read_slots,
    slots, write_slots,
};
use crate::state::{
    Facts, Fault, Hold, Ledger, LicenceBlock, Licences, LinkBlock, MarketState, Measures, Network, Now,
    Pipeline, PlaneBlock, Scratch, Technology, Trade, Workers, merge,
};
use crate::world::{class, place};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::quantity::{part, split};
use coercivity_base::{Event, StableId};

type Firms = (slots!(mut InTransit), slots!(Order), &'static Expectation, &'static Stable, &'static CellOf);

struct Walk<'a> {
    facts: &'a Facts,
    trade: &'a Trade,
    measures: &'a Measures,
    prices: &'a [LanePrice],
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
    mut pipeline: ResMut<Pipeline>,
    workers: Res<Workers>,
    now: Res<Now>,
) {
    let walk = Walk {
        facts: &facts,
        trade: &trade,
        measures: &measures,
        prices: &units.0,
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
        );
        workers.pool.blocks(columns, &workers.tables, |scratch, _, block| {
            let (on_way, orders, expected, stable, cell, mut planes, links, mut licences) = block;
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
                        if shipped > 0.0 && state & place::VERDICT == place::LICENSED {
                            licences.spend(place, walk.tick, shipped);
                        }
                    }
                }
            }
        });
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
    (mut fault, now): (ResMut<Fault>, Res<Now>),
) {
    let (trade, ledger) = (&mut *trade, &mut *ledger);
    trade.shipped.fill(0.0);
    ledger.dispatched.fill(0.0);
    ledger.cleared.fill(0.0);
    let mut held = vec![Vec::new(); facts.longest_hold as usize];
    workers.tables.drain(|scratch| {
        merge(&mut trade.shipped, &mut scratch.shipped);
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

type Makers = (&'static mut OutputStock<0>, &'static MarketLow, &'static MarketHigh, &'static CellOf);

/// Makers of final goods sell from stock what markets want of them.
pub fn sell(
    mut firms: Query<Makers>,
    facts: Res<Facts>,
    mut markets: ResMut<MarketState>,
    measures: Res<Measures>,
    mut ledger: ResMut<Ledger>,
    mut workers: ResMut<Workers>,
) {
    let market_cell = facts.market_cells();
    for (mut finished, low, high, cell) in firms.contiguous_iter_mut().into_iter().flatten() {
        let columns = (
            OutputStock::peel_slice_mut(finished.bypass_change_detection()),
            MarketLow::peel_slice(low),
            MarketHigh::peel_slice(high),
            CellOf::peel_slice(cell),
        );
        let open = &markets.open;
        workers.pool.blocks(columns, &workers.tables, |scratch, _, (finished, low, high, cell)| {
            for row in 0..cell.len() {
                let Some(market) = market_cell[cell[row] as usize] else { continue };
                let sold = split(open[market], low[row], high[row]).min(finished[row]);
                finished[row] -= sold;
                scratch.sold[market] += sold;
                scratch.sold_by_cell[cell[row] as usize] += sold;
            }
        });
    }
    markets.sold.fill(0.0);
    let sold = &mut markets.sold;
    workers.tables.drain(|scratch| merge(sold, &mut scratch.sold));
    for k in 0..facts.scenario.demand.len() {
        for origin in 0..facts.jurisdictions() {
            hand_out(&facts, &mut markets, &measures, &mut ledger, k, origin);
        }
    }
}

/// Divides what the makers of a jurisdiction sold over the markets, pro rata, and lets the unmet rest wait or go.
fn hand_out(
    facts: &Facts,
    markets: &mut MarketState,
    measures: &Measures,
    ledger: &mut Ledger,
    k: usize,
    origin: usize,
) {
    let demand = &facts.scenario.demand[k];
    let cell = markets.cell(k, origin);
    let (sold, total) = (markets.sold[cell], markets.open[cell]);
    if total > 0.0 {
        let record = &mut markets.record[cell];
        *record += facts.pace.memory_weight * (sold / total - *record);
    }
    let mut seen = 0.0;
    let mut given = 0.0;
    for market in 0..facts.jurisdictions() {
        let pair = markets.pair(k, market, origin);
        let wanted = markets.demand[pair] + markets.waiting[pair];
        let is_open = super::demand::open(facts, measures, k, origin, market);
        let mut received = 0.0;
        if is_open && total > 0.0 {
            seen += wanted;
            let upto =
                if sold == total { seen } else { coercivity_base::quantity::split(sold, 0.0, seen / total) };
            received = upto - given;
            given += received;
        }
        let unmet = (wanted - received).max(0.0);
        let waits = (demand.waiting_share * unmet).trunc();
        markets.received[pair] = received;
        markets.waiting[pair] = waits;
        markets.lost[pair] = unmet - waits;
        let lane = facts.lane(
            demand.good,
            coercivity_base::JurisdictionId::at(origin),
            coercivity_base::JurisdictionId::at(market),
        );
        ledger.dispatched[lane] += received;
        ledger.cleared[lane] += received;
    }
}
