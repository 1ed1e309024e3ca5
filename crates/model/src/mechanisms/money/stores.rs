//! What authorities pay and take: floor prices and subsidies to makers. Purchases and releases are booked where they
//! happen, by the functions here.

use super::settle::parts;
use super::unit::base;
use crate::state::components::CellOf;
use crate::state::{
    Directives, Facts, Holder, Kind, Ledger, MICRO, MarketState, Money, Prices, Stockpiles, Trade, row,
};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;

/// Paid on top of the price of a unit: what a floor is over the price, and the subsidy. US dollars per unit.
#[must_use]
pub fn subsidy(floor_usd: f64, price_usd: f64, subsidy_usd: f64) -> (f64, f64) {
    ((floor_usd - price_usd).max(0.0), subsidy_usd.max(0.0))
}

/// Authorities pay floor prices and subsidies on what makers of their jurisdiction shipped.
pub fn pay_makers(
    firms: Query<&'static CellOf>,
    (facts, directives, prices): (Res<Facts>, Res<Directives>, Res<Prices>),
    (trade, markets, ledger): (Res<Trade>, Res<MarketState>, Res<Ledger>),
    mut stockpiles: ResMut<Stockpiles>,
    mut money: ResMut<Money>,
) {
    if directives.floor_usd.is_empty() && directives.subsidy_usd.is_empty() {
        return;
    }
    for cells in firms.contiguous_iter().into_iter().flatten() {
        let cells = CellOf::peel_slice(cells);
        for store in 0..facts.stores() {
            let (place, good) = facts.of_store(store);
            let info = &facts.scenario.goods[good.index()];
            let price = prices.contract[prices.at(good, place)] * info.price_usd;
            let (floor, subsidy) = subsidy(
                row(&directives.floor_usd, store, 0.0),
                price,
                row(&directives.subsidy_usd, store, 0.0),
            );
            if floor == 0.0 && subsidy == 0.0 {
                continue;
            }
            let shipped = shipped_by_cell(&facts, &trade, &markets, &ledger, cells, store);
            let units: i128 = shipped.iter().map(|of_cell| of_cell.1).sum();
            for (kind, usd) in [(Kind::Floors, floor), (Kind::Subsidies, subsidy)] {
                let amount = (usd * MICRO / info.base_units * units as f64) as i128;
                money.take(kind, Holder::Authority(place.index()), amount);
                let weights: Vec<i128> = shipped.iter().map(|of_cell| of_cell.1).collect();
                for ((cell, _), part) in shipped.iter().zip(parts(amount, &weights)) {
                    money.give(kind, Holder::Cell(*cell), part);
                }
                if units == 0 {
                    continue;
                }
                let paid = match kind {
                    Kind::Floors => &mut stockpiles.floor_usd_paid,
                    _ => &mut stockpiles.subsidy_usd_paid,
                };
                paid[store] = amount as f64 / MICRO;
            }
        }
    }
}

/// What each cell of the store's jurisdiction shipped of its good in the tick, orders and final sales, base units.
fn shipped_by_cell(
    facts: &Facts,
    trade: &Trade,
    markets: &MarketState,
    ledger: &Ledger,
    cells: &[u16],
    store: usize,
) -> Vec<(usize, i128)> {
    let (place, good) = facts.of_store(store);
    let mut shipped = vec![0_i128; facts.cells.len()];
    for seller in trade.sellers.of_good[good.index()].clone().map(|seller| seller as usize) {
        if trade.sellers.jurisdiction[seller] == place {
            shipped[usize::from(cells[trade.sellers.firm[seller] as usize])] += trade.shipped[seller] as i128;
        }
    }
    if let Some(k) = facts.scenario.demand.iter().position(|demand| demand.good == good) {
        let sold = markets.sold[markets.cell(k, place.index())] as i128;
        let makers: Vec<usize> = (0..facts.cells.len())
            .filter(|&i| facts.cells[i].jurisdiction == place && facts.recipe(i).output_good[0] == good)
            .collect();
        let made: Vec<i128> = makers.iter().map(|&i| ledger.cells[i].made[0] as i128).collect();
        for (cell, part) in makers.iter().zip(parts(sold, &made)) {
            shipped[*cell] += part;
        }
    }
    shipped.into_iter().enumerate().filter(|(_, units)| *units > 0).collect()
}

/// An authority pays the cell of a maker for what it buys, at the quote of the maker's bloc.
pub(in crate::mechanisms) fn pay_purchase(
    facts: &Facts,
    prices: &Prices,
    money: &mut Money,
    (lane, cell): (usize, usize),
    quantity: f64,
) -> f64 {
    let (good, origin, place) = facts.of_lane(lane);
    let unit = base(facts, good) * prices.quoted[prices.at(good, origin)];
    let value = (quantity * unit) as i128;
    money.pay(Kind::Purchases, Holder::Authority(place.index()), Holder::Cell(cell), value);
    money.lane_usd[lane] += value as f64 / MICRO;
    value as f64 / MICRO
}

/// A firm pays its authority for what it is released, at the contract price of their bloc.
pub(in crate::mechanisms) fn pay_release(
    facts: &Facts,
    prices: &Prices,
    money: &mut Money,
    (store, cell): (usize, usize),
    quantity: f64,
) {
    let (place, good) = facts.of_store(store);
    let unit = base(facts, good) * prices.contract[prices.at(good, place)];
    let value = (quantity * unit) as i128;
    money.pay(Kind::Releases, Holder::Cell(cell), Holder::Authority(place.index()), value);
    money.lane_usd[facts.lane(good, place, place)] += value as f64 / MICRO;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_tops_up_and_a_subsidy_comes_on_top() {
        assert_eq!(subsidy(110.0, 60.0, 5.0), (50.0, 5.0));
        assert_eq!(subsidy(110.0, 130.0, 0.0), (0.0, 0.0));
    }
}
