//! Payments for goods, to households, and the closing of the books.

use super::unit::{UnitPrices, other_cost};
use crate::error::ModelError;
use crate::state::components::CellOf;
use crate::state::{Facts, Fault, Holder, Kind, Ledger, MICRO, MarketState, Money, Now, Trade, Workers};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;

/// Books what the shipping walk counted: goods, duties, and sales to final markets.
pub fn pay_for_goods(
    firms: Query<&'static CellOf>,
    (facts, units, trade): (Res<Facts>, Res<UnitPrices>, Res<Trade>),
    (markets, ledger): (Res<MarketState>, Res<Ledger>),
    mut money: ResMut<Money>,
    mut workers: ResMut<Workers>,
) {
    let money = &mut *money;
    let mut spent = vec![(0_i64, 0_i64); facts.cells.len()];
    let mut sold = vec![0.0; facts.cells.len()];
    workers.tables.drain(|scratch| {
        for (sum, of_worker) in spent.iter_mut().zip(&mut scratch.spent) {
            let (goods, duties) = std::mem::take(of_worker);
            // Where they would wrap, the run ends with a sentence of the shipping walk.
            sum.0 = sum.0.wrapping_add(goods);
            sum.1 = sum.1.wrapping_add(duties);
        }
        crate::state::merge(&mut sold, &mut scratch.sold_by_cell);
    });
    for cells in firms.contiguous_iter().into_iter().flatten() {
        let cells = CellOf::peel_slice(cells);
        for (seller, &received) in trade.revenue.iter().enumerate().filter(|(_, received)| **received != 0) {
            let cell = usize::from(cells[trade.sellers.firm[seller] as usize]);
            money.give(Kind::Goods, Holder::Cell(cell), i128::from(received));
        }
    }
    for (cell, &(goods, duties)) in spent.iter().enumerate() {
        money.take(Kind::Goods, Holder::Cell(cell), i128::from(goods));
        let treasury = Holder::Treasury(facts.cells[cell].jurisdiction.index());
        money.pay(Kind::Duties, Holder::Cell(cell), treasury, i128::from(duties));
        money.tariff_usd[facts.cells[cell].jurisdiction.index()] += duties as f64 / MICRO;
    }
    for export in &facts.exports {
        let values = &ledger.value[export.lanes.clone()];
        for (usd, &micro) in money.lane_usd[export.lanes.clone()].iter_mut().zip(values) {
            *usd += micro as f64 / MICRO;
        }
    }
    final_markets(&facts, &units, &markets, &sold, money);
}

/// Households pay for what they received; makers' cells share it by what they sold.
fn final_markets(facts: &Facts, units: &UnitPrices, markets: &MarketState, sold: &[f64], money: &mut Money) {
    // What households of each market pay, for goods and in duties.
    let mut paid = vec![(0_i128, 0_i128); facts.jurisdictions()];
    for (k, demand) in facts.scenario.demand.iter().enumerate() {
        for export in facts.exports.iter().filter(|export| export.good == demand.good && export.made) {
            let mut value_of_all = 0_i128;
            for (lane, market) in export.each() {
                let received = markets.received[markets.pair(k, market.index(), export.origin.index())];
                if received == 0.0 {
                    continue;
                }
                let unit = &units.lanes[lane];
                let value = unit.value(received, usize::from(crate::world::class::CONTRACT));
                let duties = unit.duties(received, value);
                let paid = &mut paid[market.index()];
                paid.0 += i128::from(value);
                paid.1 += i128::from(duties);
                money.lane_usd[lane] += value as f64 / MICRO;
                if duties != 0 {
                    money.tariff_usd[market.index()] += duties as f64 / MICRO;
                }
                value_of_all += i128::from(value);
            }
            share(&export.makers, sold, value_of_all, money);
        }
    }
    for (market, (goods, duties)) in paid.into_iter().enumerate() {
        money.take(Kind::FinalGoods, Holder::Households(market), goods);
        money.pay(Kind::Duties, Holder::Households(market), Holder::Treasury(market), duties);
    }
}

/// Splits what the makers of a final good in a jurisdiction received over their cells by cumulative shares of what they
/// sold, in whole micro-dollars.
fn share(makers: &[usize], sold: &[f64], value: i128, money: &mut Money) {
    let cells: Vec<usize> = makers.iter().copied().filter(|&i| sold[i] > 0.0).collect();
    for (cell, part) in
        cells.iter().zip(parts(value, &cells.iter().map(|&i| sold[i] as i128).collect::<Vec<_>>()))
    {
        money.give(Kind::FinalGoods, Holder::Cell(*cell), part);
    }
}

/// `value` in parts proportional to `weights`, whole and without remainder.
#[must_use]
pub(super) fn parts(value: i128, weights: &[i128]) -> Vec<i128> {
    let all: i128 = weights.iter().sum();
    let (mut seen, mut given) = (0, 0);
    let part = |weight: &i128| {
        seen += weight;
        let upto = if all > 0 { value * seen / all } else { 0 };
        let part = upto - given;
        given = upto;
        part
    };
    weights.iter().map(part).collect()
}

/// Firms pay wages and all other costs of what they made.
pub fn pay_other_costs(facts: Res<Facts>, ledger: Res<Ledger>, mut money: ResMut<Money>) {
    for (i, tally) in ledger.cells.iter().enumerate() {
        let cost = (tally.made[0] * other_cost(&facts, i)) as i128;
        let households = Holder::Households(facts.cells[i].jurisdiction.index());
        money.pay(Kind::OtherCosts, Holder::Cell(i), households, cost);
    }
}

/// Treasuries make up for what authorities spent, and the books are closed; a gap is a fault.
pub fn close_books(facts: Res<Facts>, mut money: ResMut<Money>, mut fault: ResMut<Fault>, now: Res<Now>) {
    for place in 0..facts.jurisdictions() {
        let authority = Holder::Authority(place);
        let of = |table: &[i128], money: &Money| -> i128 {
            Kind::ALL.iter().map(|&kind| table[money.at(kind, authority)]).sum()
        };
        let spent = of(&money.paid, &money) - of(&money.received, &money);
        if spent > 0 {
            money.pay(Kind::Grants, Holder::Treasury(place), authority, spent);
        } else {
            money.pay(Kind::Grants, authority, Holder::Treasury(place), -spent);
        }
    }
    for kind in Kind::ALL {
        let gap = money.gap(kind);
        if gap != 0 {
            fault.note(|| ModelError::Unpaid { kind: kind.name(), date: now.date, gap });
        }
    }
    if now.tick >= 0 {
        money.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_whole_and_lose_nothing() {
        // 10 over weights 1, 1, 1: up to 3, 6, 10.
        assert_eq!(parts(10, &[1, 1, 1]), [3, 3, 4]);
        assert_eq!(parts(7, &[0, 5]), [0, 7]);
        assert_eq!(parts(0, &[3]), [0]);
    }
}
