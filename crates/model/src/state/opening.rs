//! What firms hold and await when a world opens: stocks and pipelines filled with the flows of the base year.

use super::{Facts, Inputs, Late, Pipeline, Products, write};
use crate::world::{SHARE_ONE, Start};
use coercivity_base::JurisdictionId;
use coercivity_base::quantity::{split_plainly, whole};
use coercivity_parallel::{Pool, Private};

/// Trade by lane in the base year, base units per tick: what links carry, and what final markets buy.
pub(super) fn base_flow(facts: &Facts, start: &Start, pool: &Pool) -> Vec<f64> {
    let mut flows = Private::new(pool, || vec![0.0; facts.lanes()]);
    pool.blocks(start.cell.as_slice(), &flows, |flow, first, cells: &[u16]| {
        for (firm, &of) in (first..).zip(cells) {
            for slot in 0..facts.recipe(usize::from(of)).inputs {
                let usage = usage(facts, start, firm, slot);
                for (lane, share, _) in orders(facts, start, (firm, slot), usage) {
                    flow[lane] += whole(usage * share_of(share));
                }
            }
        }
    });
    let mut flow = vec![0.0; facts.lanes()];
    flows.drain(|part| super::merge(&mut flow, part));
    let n = facts.jurisdictions();
    for (k, demand) in facts.scenario.demand.iter().enumerate() {
        for market in 0..n {
            let bought = crate::mechanisms::demand::demand_per_tick(facts, k, market);
            for origin in 0..n {
                let lane = facts.lane(demand.good, JurisdictionId::at(origin), JurisdictionId::at(market));
                flow[lane] += whole(bought * start.markets.profile[(k * n + market) * n + origin]);
            }
        }
    }
    flow
}

/// Fills input stocks, and the planes with the orders of the ticks before the first: each link's normal order is on its way
/// once for each tick of its transit.
pub(super) fn fill_inputs(
    facts: &Facts,
    start: &Start,
    pool: &Pool,
    first_tick: i64,
    (inputs, pipeline): (&mut Inputs, &mut Pipeline),
) {
    let planes_ahead = pipeline.planes_ahead(first_tick);
    let mut tables = Private::new(pool, || (vec![vec![0.0; facts.lanes()]; planes_ahead.len()], Vec::new()));
    let Inputs { cover, stock, in_transit, lead, .. } = inputs;
    let columns = (write(stock), write(in_transit), write(lead), pipeline.all());
    pool.blocks(columns, &tables, |(due, late), first, (stock, on_way, lead, mut planes)| {
        for row in 0..stock[0].len() {
            let firm = first + row;
            for slot in 0..facts.recipe(usize::from(start.cell[firm])).inputs {
                let usage = usage(facts, start, firm, slot);
                stock[slot][row] = whole((f64::from(cover[slot][firm]) - 1.0).max(0.0) * usage);
                let mut weighted = 0.0;
                for (lane, share, order) in orders(facts, start, (firm, slot), usage) {
                    let transit = usize::from(facts.transit[lane]);
                    for (ahead, (due, &plane)) in (0..).zip(due.iter_mut().zip(&planes_ahead)).take(transit) {
                        due[lane] += order;
                        if !planes.add(plane, slot, row, order) {
                            late.push(Late { firm: firm as u32, slot: slot as u8, ahead, units: order });
                        }
                    }
                    on_way[slot][row] += order * transit as f64;
                    weighted += f64::from(share) * transit as f64;
                }
                lead[slot][row] = (weighted / f64::from(SHARE_ONE)) as f32;
            }
        }
    });
    tables.drain(|(dues, late)| {
        for (ahead, part) in (0..).zip(dues) {
            let due = pipeline.due_of(first_tick + ahead);
            super::merge(&mut pipeline.due[due], part);
        }
        pipeline.hold(first_tick, late);
    });
}

/// Normal use of an input per tick, whole base units.
fn usage(facts: &Facts, start: &Start, firm: usize, slot: usize) -> f64 {
    whole(facts.recipe(usize::from(start.cell[firm])).quantity[slot] * start.normal[firm])
}

/// Lane, share and normal order of each link of an input.
fn orders<'a>(
    facts: &'a Facts,
    start: &'a Start,
    (firm, slot): (usize, usize),
    usage: f64,
) -> impl Iterator<Item = (usize, u16, f64)> + 'a {
    let of = usize::from(start.cell[firm]);
    let (good, destination) = (facts.recipe(of).input_good[slot], facts.cells[of].jurisdiction);
    let mut low = 0_u16;
    let links = start.links.places(firm, slot).filter(|&place| start.links.share[place] > 0);
    links.map(move |place| {
        let share = start.links.share[place];
        let origin = start.sellers.jurisdiction[start.links.seller[place] as usize];
        let order = split_plainly(usage, share_of(low), share_of(low + share));
        low += share;
        (facts.lane(good, origin, destination), share, order)
    })
}

/// Fills finished stocks with the sales of some ticks when nothing disturbs: the driver's are what is made of it; of a
/// co-product only what links claim is sold, and one that nobody uses opens without stock.
pub(super) fn fill_products(facts: &Facts, start: &Start, products: &mut Products) {
    let finished = |sales: f64| whole(facts.pace.finished_ticks * sales);
    for (stock, &normal) in products.stock[0].iter_mut().zip(&start.normal) {
        *stock = finished(normal);
    }
    let sellers = &start.sellers;
    for ((&firm, &output), &normal) in sellers.firm.iter().zip(&sellers.output).zip(&sellers.normal) {
        let (firm, output) = (firm as usize, usize::from(output));
        if output > 0 {
            let made = facts.recipe(usize::from(start.cell[firm])).made[output];
            products.stock[output][firm] = finished(normal.min(start.normal[firm] * made));
        }
    }
}

/// A cumulative share as a fraction.
#[must_use]
pub(crate) fn share_of(cumulative: u16) -> f64 {
    f64::from(cumulative) / f64::from(SHARE_ONE)
}
