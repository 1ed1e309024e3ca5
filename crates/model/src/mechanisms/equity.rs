//! Equity: what owners hold firms to be worth, by the margins that they expect. News count on the day.
//!
//! # Equations
//! ```text
//! margin  m_t = ( received - paid + change of stocks at base prices ) / weeks in a tick
//! seen    m'  = m + (1 - exp(-dt / T)) (m_t - m)
//! fear    h   = severity e,     e = 1 - (1 - e_in) (1 - e_out)
//! start   m*  = m - max(0, h - max(0, 1 - m/m_n)) m_n
//! value   V   = m_n / rho + (m* - m_n) / (rho + 1/tau),  at least 0
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | m_t, m, m_n | `Money`, `Equity::seen`, `Equity::normal` | US dollars per week | margin of the tick, seen, normal |
//! | T, tau, severity | section `equity` | weeks, weeks, share | memory, how long a disturbance lasts, fear |
//! | rho | `equity.discount_per_year` | 1/week | discount rate: ln(1 + r) / 52.18 |
//! | e_in | `Measures::risk_target` | share | most of one critical input that measures known of may touch; half of it for an important one |
//! | e_out | [`sales_touched`] | share | part of base-year sales that they may touch |
//!
//! A margin that is away from normal is expected to come back at the rate 1/tau, so its present value is
//! `(m - m_n) / (rho + 1/tau)`. Owners fear what is announced before it holds, and only as far as it is not yet seen in
//! margins. Duties count as paid by who pays them; an announced tariff touches what of a lane's trade it would stop by
//! the rule of sourcing, `1 - (1 + t)^(-sigma)`.
//! Source: present value of expected margins, Gordon (1959), Rev. Econ. Stat. 41, 99; news in prices at once, Fama et al.
//! (1969), Int. Econ. Rev. 10, 1. The rule of fear is an assumption. docs/MODEL.md#equity. Phase: Accounts, after the
//! books are closed. Writes `Equity`. Nothing reads it back.
//! Invariants: without disturbance every value is its normal one; values are never negative.

use crate::mechanisms::prices::closed;
use crate::state::{Equity, Facts, Holder, Kind, Ledger, MICRO, Measures, Money, Now};
use bevy_ecs::prelude::*;
use coercivity_base::{EndUse, GoodId, math};
use coercivity_scenario::checked::{Instrument, Measure};
use coercivity_scenario::sections::Criticality;

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

/// Part of a lane's trade that a tariff stops in the end, by the rule of sourcing.
#[must_use]
pub fn stopped_by_tariff(rate: f64, elasticity: f64) -> f64 {
    if rate <= 0.0 { 0.0 } else { 1.0 - math::pow(1.0 + rate, -elasticity) }
}

/// Owners look at the tick's margins and at what is known of measures.
pub fn revalue(
    (facts, ledger, money): (Res<Facts>, Res<Ledger>, Res<Money>),
    (measures, now): (Res<Measures>, Res<Now>),
    mut equity: ResMut<Equity>,
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
    equity.exposure = exposures(&facts, &measures, now.tick);
    for (cell, margin) in margins.iter().enumerate() {
        let seen = &mut equity.seen[cell];
        *seen += follow * (margin - *seen);
        let start = expected(*seen, equity.normal[cell], rules.severity * equity.exposure[cell]);
        equity.value[cell] = value(equity.normal[cell], start, discount, rules.disturbance_weeks);
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

/// What measures known of may touch of each cell's inputs and sales.
fn exposures(facts: &Facts, measures: &Measures, tick: i64) -> Vec<f64> {
    let sales = sales_touched(facts, measures, tick);
    let of_cell = |(i, cell): (usize, &crate::world::Cell)| {
        let recipe = facts.recipe(i);
        let inputs = (0..recipe.inputs).map(|slot| {
            let weight = match recipe.criticality[slot] {
                Criticality::Critical => 1.0,
                Criticality::Important => 0.5,
                Criticality::Minor => 0.0,
            };
            let buyer = Measures::buyer(facts, recipe.input_good[slot], cell.jurisdiction, cell.end_use);
            weight * measures.risk_target[buyer]
        });
        let out = sales[facts.export(recipe.output_good[0], cell.jurisdiction)];
        1.0 - (1.0 - inputs.fold(0.0, f64::max)) * (1.0 - out)
    };
    facts.cells.iter().enumerate().map(of_cell).collect()
}

/// Part of the base-year sales of each good from each origin that measures known of may touch, `[good][origin]`:
/// restrictions on civil buyers whole, tariffs by what they would stop.
fn sales_touched(facts: &Facts, measures: &Measures, tick: i64) -> Vec<f64> {
    let n = facts.jurisdictions();
    let (mut touched, mut all) = (vec![0.0; facts.goods() * n], vec![0.0; facts.goods() * n]);
    let tariffs = known_tariffs(facts, tick);
    let quiet = measures.threats.is_empty()
        && measures.threatened.is_empty()
        && measures.tariff.iter().all(|&rate| rate == 0.0)
        && tariffs.is_empty();
    if quiet {
        return touched;
    }
    let elasticity = facts.scenario.behaviour.sourcing.cost_elasticity;
    for lane in 0..facts.lanes() {
        let flow = facts.base_flow[lane];
        if flow == 0.0 {
            continue;
        }
        let (good, origin, _) = facts.of_lane(lane);
        let part = if restricted(facts, measures, lane) {
            1.0
        } else {
            stopped_by_tariff(measures.tariff[lane].max(announced_tariff(facts, lane, &tariffs)), elasticity)
        };
        touched[facts.export(good, origin)] += part * flow;
        all[facts.export(good, origin)] += flow;
    }
    touched.iter_mut().zip(all).filter(|(_, all)| *all > 0.0).for_each(|(touched, all)| *touched /= all);
    touched
}

/// Whether a restriction known of means civil buyers on the lane.
fn restricted(facts: &Facts, measures: &Measures, lane: usize) -> bool {
    let (good, origin, destination) = facts.of_lane(lane);
    let by_directive = measures.threatened.get(facts.use_of(lane, EndUse::Civil)).copied().unwrap_or(false);
    let scopes = measures
        .threats
        .iter()
        .filter_map(|&measure| facts.scenario.schedule[measure].what.export_scope(&facts.scenario.regimes));
    by_directive || scopes.into_iter().any(|scope| scope.holds(good, origin, destination, EndUse::Civil))
}

/// Tariffs of the schedule that are known of and neither over nor suspended.
fn known_tariffs(facts: &Facts, tick: i64) -> Vec<&Instrument> {
    let (schedule, calendar) = (&facts.scenario.schedule, &facts.calendar);
    let over = |measure: &Measure| measure.until.is_some_and(|until| calendar.tick_of(until) <= tick);
    let suspended = |i: usize| {
        schedule.iter().any(|other| {
            matches!(&other.what, Instrument::Suspension(meant) if meant.contains(&i))
                && calendar.tick_of(other.from) <= tick
                && !over(other)
        })
    };
    let known = |measure: &Measure| calendar.tick_of(measure.announced) <= tick && !over(measure);
    let tariffs = schedule.iter().enumerate().filter(|(_, m)| matches!(m.what, Instrument::Tariff { .. }));
    tariffs.filter(|(i, m)| known(m) && !suspended(*i)).map(|(_, m)| &m.what).collect()
}

/// Sum of these tariffs on a lane.
fn announced_tariff(facts: &Facts, lane: usize, tariffs: &[&Instrument]) -> f64 {
    let (good, origin, destination) = facts.of_lane(lane);
    let rates = tariffs.iter().map(|tariff| match tariff {
        Instrument::Tariff { scope, rate } if scope.holds(good, origin, destination, EndUse::Civil) => *rate,
        _ => 0.0,
    });
    rates.sum()
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
    fn a_tariff_of_100_percent_stops_seven_eighths_at_an_elasticity_of_three() {
        assert!((stopped_by_tariff(1.0, 3.0) - 0.875).abs() < 1e-12);
        assert_eq!(stopped_by_tariff(0.0, 3.0), 0.0);
    }

    #[test]
    fn eight_percent_a_year_compound_in_52_weeks_and_a_bit() {
        let weekly = discount_per_week(0.08);
        assert!((math::exp(weekly * 365.25 / 7.0) - 1.08).abs() < 1e-12);
    }
}
