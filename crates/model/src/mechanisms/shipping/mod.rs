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

mod bundle;
mod licensed;
mod single;
mod walk;

pub(crate) use self::bundle::Deal;
use self::walk::{Ship, Walk};
use super::money::{UnitPrices, base};
use crate::error::ModelError;
use crate::state::components::{CellOf, Expectation, Stable};
use crate::state::{
    Facts, Fault, Inputs, Ledger, Licences, LinkBlock, MICRO, Measures, Network, Now, Pipeline, Products,
    Provenance, Sold, Technology, Trade, Workers, merge, read, write,
};
use crate::world::SLOTS;
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;

type Firms = (&'static Expectation, &'static Stable, &'static CellOf);

/// Dispatches what sellers fill of each link's order.
pub fn ship(
    (firms, mut inputs): (Query<Firms>, ResMut<Inputs>),
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
        technology: &technology,
        prices: &units.lanes,
        selling,
        watches,
        plane_after: pipeline.planes_ahead(now.tick),
        taxed: &units.taxed,
        quotas: !measures.quotas.is_empty(),
        tick: now.tick,
    };
    let Inputs { in_transit, order, .. } = &mut *inputs;
    for (expected, stable, cell) in firms.contiguous_iter().into_iter().flatten() {
        let columns = (
            write(in_transit),
            read(order),
            Expectation::peel_slice(expected),
            Stable::peel_slice(stable),
            CellOf::peel_slice(cell),
            pipeline.all(),
            LinkBlock::new(&network.links, &network.bundles, &mut licences.grants[..]),
            transit_columns(transit),
        );
        if watches == 0 {
            workers.pool.sweep(&Ship::<false>(walk.clone()), columns, &workers.tables);
        } else {
            workers.pool.sweep(&Ship::<true>(walk.clone()), columns, &workers.tables);
        }
    }
}

/// Shares of the slots on their way by watch, for a walk; empty without a watch.
fn transit_columns(transit: &mut [[Vec<f32>; SLOTS]]) -> Vec<[&mut [f32]; SLOTS]> {
    transit.iter_mut().map(|slots| slots.each_mut().map(Vec::as_mut_slice)).collect()
}

/// Takes what was shipped off the sellers' stocks, and books dispatches by lane.
#[expect(clippy::too_many_arguments, reason = "a system's arguments are the state it declares to touch")]
pub fn settle(
    cells: Query<&CellOf>,
    mut products: ResMut<Products>,
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
    let (held, dearest) = gather(&facts, trade, ledger, &measures, &mut provenance, &mut workers);
    // Only for an error, so that no tick walks over it.
    let cell_of = |firm: usize| cells.iter().nth(firm).map_or(0, |cell| cell.0 as usize);
    if let Some(dearest) = dearest {
        let cell = cell_of(trade.sellers.firm[dearest.seller] as usize);
        fault.note(|| too_dear(&facts, trade, cell, &dearest, now.date));
    }
    workers.tables.drain(|scratch| pipeline.hold(now.tick, &mut scratch.late));
    send_off(&facts, ledger, &mut pipeline, &held, now.tick);
    for quota in &mut measures.quotas {
        quota.left -= quota.lanes.iter().map(|&lane| ledger.dispatched[lane]).sum::<f64>();
    }
    for (seller, &shipped) in trade.shipped.iter().enumerate() {
        let firm = trade.sellers.firm[seller] as usize;
        let stock = &mut products.stock[trade.sellers.output[seller] as usize][firm];
        if shipped > *stock {
            let stock = *stock;
            let cell = cell_of(firm);
            fault.note(|| overdrawn(&facts, trade, (seller, cell), shipped, stock, now.date));
        }
        *stock -= shipped;
    }
}

/// Books what was dispatched by lane, when it arrives, and what customs clear today and later.
fn send_off(facts: &Facts, ledger: &mut Ledger, pipeline: &mut Pipeline, held: &[Vec<f64>], tick: i64) {
    let (today_due, dues) = (pipeline.due_of(tick), pipeline.due.len());
    for lanes in facts.exports.iter().map(|export| export.lanes.clone()) {
        ledger.dispatched[lanes.clone()].copy_from_slice(&ledger.cleared[lanes.clone()]);
        for lane in lanes.filter(|&lane| ledger.cleared[lane] > 0.0) {
            // No transit is longer than the planes go round.
            let due = today_due + usize::from(facts.transit[lane]);
            pipeline.due[if due < dues { due } else { due - dues }][lane] += ledger.cleared[lane];
        }
    }
    let clearing = ledger.to_clear.len();
    for (k, sums) in held.iter().enumerate().filter(|(_, sums)| !sums.is_empty()) {
        let plane = (tick + k as i64 + 1).rem_euclid(clearing as i64) as usize;
        for (lane, &quantity) in sums.iter().enumerate().filter(|(_, q)| **q > 0.0) {
            ledger.dispatched[lane] += quantity;
            ledger.to_clear[plane][lane] += quantity;
            ledger.at_customs[lane] += quantity;
            pipeline.due[(today_due + usize::from(facts.transit[lane]) + k + 1) % dues][lane] += quantity;
        }
    }
    if clearing < 2 {
        return;
    }
    let today = tick.rem_euclid(clearing as i64) as usize;
    for lanes in facts.exports.iter().map(|export| export.lanes.clone()) {
        let due = ledger.to_clear[today][lanes.clone()].iter_mut();
        let books = ledger.cleared[lanes.clone()].iter_mut().zip(&mut ledger.at_customs[lanes]);
        for (due, (cleared, at_customs)) in due.zip(books) {
            *cleared += *due;
            *at_customs -= *due;
            *due = 0.0;
        }
    }
}

/// Sums the workers' tables: what was shipped by seller and by lane, and what it was worth. Returns what customs hold, by
/// ticks held less one and lane.
fn gather(
    facts: &Facts,
    trade: &mut Trade,
    ledger: &mut Ledger,
    measures: &Measures,
    provenance: &mut Provenance,
    workers: &mut Workers,
) -> (Vec<Vec<f64>>, Option<Dearest>) {
    trade.shipped.fill(0.0);
    trade.revenue.fill(0);
    for lanes in facts.exports.iter().map(|export| export.lanes.clone()) {
        ledger.cleared[lanes.clone()].fill(0.0);
        ledger.value[lanes].fill(0);
    }
    let mut held = vec![Vec::new(); facts.longest_hold as usize];
    let (mut most, mut dearest) = (0.0, Dearest { micros: 0.0, seller: 0, all: 0.0 });
    workers.tables.drain(|scratch| {
        for route in &facts.routes.all {
            for (seller, sold) in route.sellers.clone().zip(&mut scratch.shipped[route.rows.clone()]) {
                let Sold { units, value } = std::mem::take(sold);
                if units == 0.0 {
                    continue;
                }
                let lane = facts.lane(route.good, trade.sellers.jurisdiction[seller], route.destination);
                trade.shipped[seller] += units;
                trade.revenue[seller] = trade.revenue[seller].wrapping_add(value);
                ledger.cleared[lane] += units;
                ledger.value[lane] = ledger.value[lane].wrapping_add(value);
                let dues = measures.tariff[lane] + measures.fee[lane];
                let micros = units * base(facts, route.good) * facts.scenario.prices.highest * (1.0 + dues);
                most += micros;
                if micros > dearest.micros {
                    dearest = Dearest { micros, seller, all: 0.0 };
                }
            }
        }
        merge(&mut provenance.abroad, &mut scratch.abroad);
        if std::mem::take(&mut scratch.any_held) {
            for (sums, from) in held.iter_mut().zip(scratch.held.chunks_mut(facts.lanes())) {
                sums.resize(facts.lanes(), 0.0);
                merge(sums, from);
            }
        }
    });
    for sums in held.iter().filter(|sums| !sums.is_empty()) {
        ledger.cleared.iter_mut().zip(sums).for_each(|(cleared, held)| *cleared -= held);
    }
    dearest.all = most;
    (held, (most >= MOST_MICROS).then_some(dearest))
}

/// Micro-dollars up to which sums of payments are kept as whole numbers: half of the largest.
const MOST_MICROS: f64 = (1_u64 << 62) as f64;

/// The seller whose goods of the tick are worth most, at the highest price and with all duties.
struct Dearest {
    micros: f64,
    seller: usize,
    /// What all sell, the same way.
    all: f64,
}

fn too_dear(
    facts: &Facts,
    trade: &Trade,
    cell: usize,
    dearest: &Dearest,
    date: coercivity_base::Date,
) -> ModelError {
    let seller = dearest.seller;
    ModelError::TooDear {
        good: facts.good_name(trade.sellers.good[seller]).to_owned(),
        firm: facts.firm_name(trade.sellers.firm[seller] as usize, cell),
        place: facts.cell_name(cell),
        date,
        usd: dearest.micros / MICRO,
        all_usd: dearest.all / MICRO,
    }
}

fn overdrawn(
    facts: &Facts,
    trade: &Trade,
    (seller, cell): (usize, usize),
    shipped: f64,
    stock: f64,
    date: coercivity_base::Date,
) -> ModelError {
    ModelError::Overdrawn {
        firm: facts.firm_name(trade.sellers.firm[seller] as usize, cell),
        good: facts.good_name(trade.sellers.good[seller]).to_owned(),
        shipped,
        stock,
        date,
    }
}
