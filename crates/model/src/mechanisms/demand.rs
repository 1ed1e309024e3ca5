//! Demand: what final markets buy, and what each firm comes to expect of its sales.
//!
//! # Equations
//! ```text
//! D_m(t) = floor( D_m0 * growth(t) * season(t) * r^(-eps) ),   split over origins by shares
//! E'     = max( (1-a) E + a (u_open + w u_blocked), floor * E_0 )
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | D_m | `MarketState::demand` | base units per tick | new demand of a market |
//! | r, eps | `Prices::retail`, `Demand::price_elasticity` | ratio, none | retail price of the last tick, elasticity |
//! | E | `Expectation` | base units per tick | expected sales of the driver |
//! | a | `Pace::expectation_weight` | share per tick | weight of the latest tick |
//! | u | `Wanted::declared_*`, market demand | base units per tick | declared use of the buyers |
//! | w | `Pace::blocked_weight` | share | weight of use that a measure blocks |
//!
//! Where rules by origin share catch some makers, each market's demand is open to the others, and to the caught ones in
//! the share that their licences let pass (none under a ban); each maker has its part of what is open to its like.
//!
//! An authority's offtake counts as declared use of the makers in its jurisdiction ([`crate::mechanisms::stockpiles`]).
//! A firm follows the *declared use* of its buyers, not their orders: learning from orders would let rationed
//! buyers inflate everyone's plans. Source: docs/MODEL.md#demand; exponential smoothing as in Sterman (1989).
//! Phase: Demand. Reads what sellers were asked for in the last tick. Writes expectations and market demand.

use super::policy::market_pass;
use super::stockpiles;
use crate::state::components::{Capacity, CellOf, Expectation, Normal};
use crate::state::runs::runs;
use crate::state::{
    Caught, ClassDemand, Directives, Facts, Licences, MarketState, Measures, Now, Pace, Prices, Scratch,
    Trade, Traits, Verdict, Workers,
};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::quantity::{part, split, split_plainly};
use coercivity_base::{EndUse, JurisdictionId, math};
use coercivity_parallel::Kernel;

/// The new expectation after a tick in which `observed` was declared.
#[inline(always)]
#[must_use]
pub fn expectation(before: f64, observed: f64, weight: f64, lowest: f64) -> f64 {
    ((1.0 - weight) * before + weight * observed).max(lowest)
}

/// New demand of each market, split over origins, and what that asks of the makers of each jurisdiction.
pub fn final_demand(
    mut markets: ResMut<MarketState>,
    facts: Res<Facts>,
    (measures, licences): (Res<Measures>, Res<Licences>),
    prices: Res<Prices>,
    now: Res<Now>,
) {
    let n = facts.jurisdictions();
    let markets = &mut *markets;
    set_classes(markets, &facts, &measures, &licences, now.tick);
    markets.new_open.fill(0.0);
    markets.new_blocked.fill(0.0);
    markets.open.fill(0.0);
    for (k, demand) in facts.scenario.demand.iter().enumerate() {
        let factor = season(&facts, k, now.tick) * growth(&facts, demand.growth_per_year, now.tick);
        for market in 0..n {
            let answer = answer(prices.retail[k * n + market], demand.price_elasticity);
            let total = (demand_per_tick(&facts, k, market) * factor * answer).floor();
            let mut cumulative = 0.0;
            let lane = facts.lane(demand.good, JurisdictionId::at(0), JurisdictionId::at(market));
            for &origin in facts.final_origins(k) {
                let pair = markets.pair(k, market, origin);
                let low = cumulative;
                cumulative += markets.share[pair];
                let high = if origin + 1 == n { 1.0 } else { cumulative.min(1.0) };
                let new = split_plainly(total, low, high);
                markets.demand[pair] = new;
                let cell = markets.cell(k, origin);
                if !markets.classes.is_empty() {
                    by_class(markets, cell, pair, new);
                } else if open_lane(&measures, lane + origin * n) {
                    markets.new_open[cell] += new;
                    markets.open[cell] += new + markets.waiting[pair];
                } else {
                    markets.new_blocked[cell] += new;
                }
            }
        }
    }
}

/// Makers that rules by origin share catch are classes of their own: what share of each market's demand may go to them.
fn set_classes(
    markets: &mut MarketState,
    facts: &Facts,
    measures: &Measures,
    licences: &Licences,
    tick: i64,
) {
    let (n, caught) = (facts.jurisdictions(), &measures.caught);
    let (cells, pairs) = (markets.open.len(), markets.share.len());
    markets.classes.resize_with(caught.classes.len(), ClassDemand::default);
    for (class, demand) in markets.classes.iter_mut().enumerate() {
        let ClassDemand { pass, new_open, new_blocked, open: shippable, sold, at_home } = demand;
        for table in [new_open, new_blocked, shippable, sold, at_home] {
            table.clear();
            table.resize(cells, 0.0);
        }
        pass.clear();
        pass.resize(pairs, 0.0);
        for (pair, pass) in pass.iter_mut().enumerate() {
            let (k, market, origin) = (pair / (n * n), pair / n % n, pair % n);
            if open(facts, measures, k, origin, market) {
                let ends = (k, JurisdictionId::at(origin), JurisdictionId::at(market));
                *pass = market_pass(facts, caught, licences, class, ends, tick);
            }
        }
    }
    markets.part.clone_from(&caught.part);
}

/// Adds a market's demand on the makers of a jurisdiction, class by class; the tables of the jurisdiction are means.
fn by_class(markets: &mut MarketState, cell: usize, pair: usize, new: f64) {
    let MarketState { classes, part: parts, waiting, new_open, new_blocked, open, .. } = markets;
    for (class, share) in classes.iter_mut().zip(parts) {
        let (passes, all) = (part(new, class.pass[pair]), part(new + waiting[pair], class.pass[pair]));
        class.new_open[cell] += passes;
        class.new_blocked[cell] += new - passes;
        class.open[cell] += all;
        new_open[cell] += share[cell] * passes;
        new_blocked[cell] += share[cell] * (new - passes);
        open[cell] += share[cell] * all;
    }
}

/// Purchases at a retail price over those at the base price.
#[must_use]
pub fn answer(retail: f64, elasticity: f64) -> f64 {
    if retail == 1.0 || elasticity == 0.0 { 1.0 } else { math::pow(retail, -elasticity) }
}

/// Whether makers in `origin` may sell final good `k` to `market`.
#[must_use]
pub fn open(facts: &Facts, measures: &Measures, k: usize, origin: usize, market: usize) -> bool {
    let good = facts.scenario.demand[k].good;
    open_lane(measures, facts.lane(good, JurisdictionId::at(origin), JurisdictionId::at(market)))
}

/// Whether a lane is open to final markets.
#[inline]
#[must_use]
pub fn open_lane(measures: &Measures, lane: usize) -> bool {
    !matches!(measures.lanes[lane].verdict[EndUse::Civil.index()], Verdict::Blocked)
}

/// Demand of a market for a final good per tick in the base year, base units.
#[must_use]
pub fn demand_per_tick(facts: &Facts, k: usize, market: usize) -> f64 {
    let demand = &facts.scenario.demand[k];
    let ticks_per_year = 365.25 / f64::from(facts.calendar.tick_days());
    demand.per_year * demand.shares[market] * facts.scenario.goods[demand.good.index()].base_units
        / ticks_per_year
}

fn season(facts: &Facts, k: usize, tick: i64) -> f64 {
    let season = &facts.scenario.demand[k].season;
    facts.calendar.months(tick).map(|(month, share)| share * season[month.month as usize - 1]).sum()
}

fn growth(facts: &Facts, per_year: f64, tick: i64) -> f64 {
    if per_year == 0.0 {
        return 1.0;
    }
    let years = tick.max(0) as f64 * f64::from(facts.calendar.tick_days()) / 365.25;
    math::pow(1.0 + per_year, years)
}

type Firms = (&'static mut Expectation, (&'static Normal, &'static Capacity), &'static CellOf);

/// Every firm learns from the last tick's declared use of its driver, makers of final goods from the new demand.
pub fn expect(
    mut firms: Query<Firms>,
    (facts, traits): (Res<Facts>, Res<Traits>),
    (trade, measures, directives): (Res<Trade>, Res<Measures>, Res<Directives>),
    markets: Res<MarketState>,
    workers: Res<Workers>,
) {
    let pace = &facts.pace;
    let market_cell = facts.market_cells();
    let caught = &measures.caught;
    for (mut expected, (normal, capacity), cell) in firms.contiguous_iter_mut().into_iter().flatten() {
        let expected = Expectation::peel_slice_mut(expected.bypass_change_detection());
        let (normal, capacity) = (Normal::peel_slice(normal), Capacity::peel_slice(capacity));
        let undertaken = stockpiles::counted_on(&facts, &directives, &trade, capacity);
        for (seller, &firm) in trade.sellers.firm.iter().enumerate() {
            if trade.sellers.output[seller] == 0 {
                let firm = firm as usize;
                let wanted = &trade.wanted[seller];
                let declared = wanted.declared_open + pace.blocked_weight * wanted.declared_blocked;
                let observed = declared + undertaken.get(seller).copied().unwrap_or(0.0);
                let lowest = pace.expectation_floor * normal[firm];
                // Who cannot make anything counts on no sales, whatever buyers still ask for.
                let learnt = expectation(expected[firm], observed, pace.expectation_weight, lowest);
                expected[firm] = if capacity[firm] > 0.0 { learnt } else { 0.0 };
            }
        }
        let columns = (
            expected,
            normal,
            traits.market_low.as_slice(),
            traits.market_high.as_slice(),
            CellOf::peel_slice(cell),
            caught.marks(),
        );
        let makers = Makers { pace, market_cell: &market_cell, markets: &markets, caught };
        workers.pool.sweep(&makers, columns, &workers.tables);
    }
}

/// How makers of final goods learn.
struct Makers<'a> {
    pace: &'a Pace,
    market_cell: &'a [Option<usize>],
    markets: &'a MarketState,
    caught: &'a Caught,
}

/// Expectations to write, normal outputs, parts in the market, cells, and marks of rules by origin share.
type Block<'a> = (&'a mut [f64], &'a [f64], &'a [f64], &'a [f64], &'a [u16], Vec<&'a [u8]>);

impl<'b> Kernel<Scratch, Block<'b>> for Makers<'_> {
    #[inline(always)]
    fn block(&self, _: &mut Scratch, _: usize, (expected, normal, low, high, cell, marks): Block<'b>) {
        for (of, run) in runs(cell) {
            let Some(market) = self.market_cell[of] else { continue };
            let columns = (&normal[run.clone()], &low[run.clone()], &high[run.clone()]);
            match marks.first() {
                None => {
                    let new = (self.markets.new_open[market], self.markets.new_blocked[market]);
                    self.learn(&mut expected[run], columns, new);
                }
                Some(marks) => {
                    for row in run {
                        let class = &self.markets.classes[self.caught.class(marks[row])];
                        let columns = (&normal[row..=row], &low[row..=row], &high[row..=row]);
                        let new = (class.new_open[market], class.new_blocked[market]);
                        self.learn(&mut expected[row..=row], columns, new);
                    }
                }
            }
        }
    }
}

impl Makers<'_> {
    /// Makers with these parts in the market learn from its new demand, open and blocked.
    #[inline(always)]
    fn learn(
        &self,
        expected: &mut [f64],
        (normal, low, high): (&[f64], &[f64], &[f64]),
        (open, blocked): (f64, f64),
    ) {
        let Pace { expectation_weight, blocked_weight, expectation_floor, .. } = *self.pace;
        let n = expected.len();
        let (normal, low, high) = (&normal[..n], &low[..n], &high[..n]);
        for i in 0..n {
            let mut observed = split(open, low[i], high[i]);
            if blocked > 0.0 {
                observed += blocked_weight * split(blocked, low[i], high[i]);
            }
            let lowest = expectation_floor * normal[i];
            expected[i] = expectation(expected[i], observed, expectation_weight, lowest);
        }
    }
}
