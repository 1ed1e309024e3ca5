//! Equity: what owners hold firms to be worth, by the margins that they expect. News count on the day.
//!
//! # Equations
//! ```text
//! margin  m_t = ( received - paid + change of stocks at base prices ) / weeks in a tick
//! seen    m'  = m + (1 - exp(-dt / T)) (m_t - m)
//! fear    h   = severity max(0, e - a),   e of [`exposure`],   a' = a + (1 - exp(-dt / T)) (e - a)
//! start   m*  = m - max(0, h - max(0, 1 - m/m_n)) m_n
//! value   V   = m_n / rho + (m* - m_n) / (rho + 1/tau),  at least 0
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | m_t, m, m_n | `Money`, `Equity::seen`, `Equity::normal` | US dollars per week | margin of the tick, seen, normal |
//! | T, tau, severity | section `equity` | weeks, weeks, share | memory, how long a disturbance lasts, fear |
//! | rho | `equity.discount_per_year` | 1/week | discount rate: ln(1 + r) / 52.18 |
//! | a | `Equity::used_to` | share | exposure that owners have lived with |
//! | e | `Equity::exposure` | share | part of inputs and sales that measures known of may touch |
//!
//! A margin that is away from normal is expected to come back at the rate 1/tau, so its present value is
//! `(m - m_n) / (rho + 1/tau)`. Owners fear what is announced before it holds, only as far as it is not yet seen in
//! margins, and less as they get used to it: margins then tell what it does. Duties count as paid by who pays them.
//! Source: present value of expected margins, Gordon (1959), Rev. Econ. Stat. 41, 99; news in prices at once, Fama et al.
//! (1969), Int. Econ. Rev. 10, 1. The rule of fear is an assumption. docs/MODEL.md#equity. Phase: Accounts, after the
//! books are closed. Writes `Equity`. Nothing reads it back.
//! Invariants: without disturbance every value is its normal one; values are never negative.

pub mod exposure;

use crate::mechanisms::prices::closed;
use crate::state::components::{CellOf, Normal};
use crate::state::{Equity, Facts, Holder, Kind, Ledger, MICRO, Measures, Money, Now, Trade};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::{GoodId, math};

/// Weeks in a year.
const WEEKS_PER_YEAR: f64 = 365.25 / 7.0;

/// Discount rate per week of a rate per year.
#[must_use]
pub fn discount_per_week(per_year: f64) -> f64 {
    math::ln(1.0 + per_year) / WEEKS_PER_YEAR
}

/// Margin that owners expect next: what they see, less what they fear and do not see yet.
#[must_use]
pub fn expected(seen: f64, normal: f64, fear: f64) -> f64 {
    if normal <= 0.0 { seen } else { seen - (fear - (1.0 - seen / normal).max(0.0)).max(0.0) * normal }
}

/// Present value of margins that start at `start` and return to `normal`.
#[must_use]
pub fn value(normal: f64, start: f64, discount: f64, disturbance_weeks: f64) -> f64 {
    (normal / discount + (start - normal) / (discount + 1.0 / disturbance_weeks)).max(0.0)
}

/// Owners look at the tick's margins and at what is known of measures.
pub fn revalue(
    firms: Query<(&'static Normal, &'static CellOf)>,
    (facts, ledger, money, trade): (Res<Facts>, Res<Ledger>, Res<Money>, Res<Trade>),
    (measures, now): (Res<Measures>, Res<Now>),
    (mut equity, mut before): (ResMut<Equity>, Local<Option<exposure::Known>>),
) {
    let equity = &mut *equity;
    let margins = margins(&facts, &ledger, &money, &mut equity.stocks);
    if now.tick < 0 {
        if now.tick >= equity.burnt_in_from {
            equity.burnt_in.0.iter_mut().zip(&margins).for_each(|(sum, margin)| *sum += margin);
            equity.burnt_in.1 += 1.0;
        }
        return;
    }
    if now.tick == 0 {
        let (sums, ticks) = &equity.burnt_in;
        equity.normal =
            if *ticks > 0.0 { sums.iter().map(|sum| sum / ticks).collect() } else { margins.clone() };
        equity.seen.clone_from(&equity.normal);
    }
    let rules = &facts.scenario.equity;
    let follow = closed(1.0 / rules.memory_weeks, facts.calendar.tick_weeks());
    let discount = discount_per_week(rules.discount_per_year);
    let mut marked = Vec::new();
    if measures.caught.known != 0 {
        for (normal, cell) in firms.contiguous_iter().into_iter().flatten() {
            let columns = (Normal::peel_slice(normal), CellOf::peel_slice(cell));
            marked = exposure::rules(&facts, &measures, &trade, columns);
        }
    }
    let known = exposure::Known::of(&facts, &measures, now.tick);
    if !known.still(before.as_ref(), &measures) {
        equity.exposure = exposure::exposures(&facts, &measures, &marked, &known);
        *before = Some(known);
    }
    if now.tick == 0 {
        // What is known when the run begins is no news.
        equity.used_to.clone_from(&equity.exposure);
    }
    for (cell, margin) in margins.iter().enumerate() {
        let seen = &mut equity.seen[cell];
        *seen += follow * (margin - *seen);
        let news = equity.exposure[cell] - equity.used_to[cell];
        let start = expected(*seen, equity.normal[cell], rules.severity * news.max(0.0));
        equity.value[cell] = value(equity.normal[cell], start, discount, rules.disturbance_weeks);
        equity.used_to[cell] += follow * news;
    }
}

/// Margin of each cell in the tick, US dollars per week; `stocks` is moved on to the end of the tick.
fn margins(facts: &Facts, ledger: &Ledger, money: &Money, stocks: &mut [f64]) -> Vec<f64> {
    let weeks = facts.calendar.tick_weeks();
    let of_cell = |(cell, before): (usize, &mut f64)| {
        let now = stocks_micro_usd(facts, ledger, cell);
        let change = now - std::mem::replace(before, now);
        let at = |kind| money.at(kind, Holder::Cell(cell));
        let cash: i128 = Kind::ALL.iter().map(|&kind| money.received[at(kind)] - money.paid[at(kind)]).sum();
        (cash as f64 + change) / MICRO / weeks
    };
    stocks.iter_mut().enumerate().map(of_cell).collect()
}

/// Finished goods, inputs and inputs on the way of a cell's firms at base prices, micro-dollars.
fn stocks_micro_usd(facts: &Facts, ledger: &Ledger, cell: usize) -> f64 {
    let (recipe, tally) = (facts.recipe(cell), &ledger.cells[cell]);
    let usd = |good: GoodId| {
        let info = &facts.scenario.goods[good.index()];
        info.price_usd / info.base_units * MICRO
    };
    let finished = (0..recipe.outputs).map(|k| tally.finished[k] * usd(recipe.output_good[k]));
    let inputs = (0..recipe.inputs)
        .map(|slot| (tally.stock[slot] + tally.in_transit[slot]) * usd(recipe.input_good[slot]));
    finished.chain(inputs).sum()
}

/// Opening stocks of a new world.
pub fn open(world: &mut World) {
    let (facts, ledger) = (world.resource::<Facts>(), world.resource::<Ledger>());
    let opening = (0..facts.cells.len()).map(|cell| stocks_micro_usd(facts, ledger, cell)).collect();
    world.resource_mut::<Equity>().stocks = opening;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_margin_away_from_normal_is_worth_its_discounted_return() {
        // 100 a week at 0.2% a week for ever: 50,000. Half of it gone, back at 2.3% a week: 50 / (0.002 + 0.023) = 2,000 less.
        assert!((value(100.0, 100.0, 0.002, 1.0 / 0.023) - 50_000.0).abs() < 1e-9);
        assert!((value(100.0, 50.0, 0.002, 1.0 / 0.023) - 48_000.0).abs() < 1e-9);
        // Owners lose no more than all.
        assert_eq!(value(10.0, -1000.0, 0.002, 26.0), 0.0);
    }

    #[test]
    fn fear_counts_as_far_as_it_is_not_seen_yet() {
        // Fear of 40%: all of it on the day of the news; a quarter once margins have fallen by 30%; none at 60% lost.
        assert!((expected(100.0, 100.0, 0.4) - 60.0).abs() < 1e-12);
        assert!((expected(70.0, 100.0, 0.4) - 60.0).abs() < 1e-12);
        assert!((expected(40.0, 100.0, 0.4) - 40.0).abs() < 1e-12);
        // A boom and a fear: what is feared comes off the margin seen.
        assert!((expected(150.0, 100.0, 0.4) - 110.0).abs() < 1e-12);
        assert_eq!(expected(-5.0, 0.0, 0.9), -5.0);
    }

    #[test]
    fn eight_percent_a_year_compound_in_52_weeks_and_a_bit() {
        let weekly = discount_per_week(0.08);
        assert!((math::exp(weekly * 365.25 / 7.0) - 1.08).abs() < 1e-12);
    }
}
