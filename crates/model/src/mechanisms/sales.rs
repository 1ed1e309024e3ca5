//! Sales: makers of final goods sell from stock what markets want of them, and the unmet rest waits or goes.
//!
//! # Equations
//! ```text
//! sold     = min( part of the open demand on the maker's jurisdiction, stock )
//! received = whole parts of what was sold, pro rata to what each market wants of it, by class of makers
//! waiting  = whole part of ( waiting share x unmet ),   lost = the rest
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | open demand | `MarketState::open`, `ClassDemand::open` | base units | of markets that may buy there, of all makers or of a class |
//! | part | `Traits::market_low`, `market_high` | share | the maker's part of its jurisdiction's sales |
//! | unmet | `MarketState::demand`, `waiting` less received | base units | of this tick and what waited |
//!
//! Makers caught by the same rules by origin share form a class ([`super::policy::market_pass`]). Final goods arrive at once.
//! Source: docs/MODEL.md#shipping. Phase: Shipping. Writes stocks, `MarketState`, `Ledger::dispatched`, `cleared`.
//! Invariants: what markets receive is what makers sold; nobody sells more than its stock.

use super::provenance::{Bins, count_sale};
use crate::state::components::CellOf;
use crate::state::runs::{runs, whole_sum};
use crate::state::{
    Caught, Facts, Ledger, MarketState, Measures, Products, Provenance, Scratch, Traits, Workers, merge,
};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::JurisdictionId;
use coercivity_base::quantity::{part, split, whole};
use coercivity_parallel::Kernel;

/// Makers of final goods sell from stock what markets want of them.
pub fn sell(
    firms: Query<&'static CellOf>,
    (mut products, traits): (ResMut<Products>, Res<Traits>),
    facts: Res<Facts>,
    mut markets: ResMut<MarketState>,
    (measures, provenance): (Res<Measures>, Res<Provenance>),
    mut ledger: ResMut<Ledger>,
    mut workers: ResMut<Workers>,
) {
    let market_cell = facts.market_cells();
    let caught = &measures.caught;
    let (cells, classes) = (markets.open.len(), markets.classes.len().max(1));
    let bins = Bins::new(&facts, provenance.watches());
    workers.tables.drain(|scratch| {
        scratch.sold.resize(cells * classes, 0.0);
        scratch.sales.resize(bins.room(classes), 0);
    });
    for cell in firms.contiguous_iter().into_iter().flatten() {
        let columns = (
            products.stock[0].as_mut_slice(),
            traits.market_low.as_slice(),
            traits.market_high.as_slice(),
            CellOf::peel_slice(cell),
            caught.marks(),
            provenance.finished.iter().map(|products| products[0].as_slice()).collect::<Vec<_>>(),
        );
        let sale = Sale {
            market_cell: &market_cell,
            markets: &markets,
            caught,
            provenance: &provenance,
            bins: &bins,
            cells,
        };
        workers.pool.sweep(&sale, columns, &workers.tables);
    }
    markets.sold.fill(0.0);
    let MarketState { sold, classes, .. } = &mut *markets;
    workers.tables.drain(|scratch| {
        for (class, from) in scratch.sold.chunks_mut(cells).enumerate() {
            if let Some(of_class) = classes.get_mut(class) {
                from.iter().zip(&mut of_class.sold).for_each(|(from, into)| *into += from);
            }
            merge(sold, from);
        }
    });
    for k in 0..facts.scenario.demand.len() {
        for &origin in facts.final_origins(k) {
            let received = receive(&facts, &mut markets, &measures, k, origin);
            hand_out(&facts, &mut markets, &mut ledger, &received, k, origin);
        }
    }
}

/// What sales go by.
struct Sale<'a> {
    market_cell: &'a [Option<usize>],
    markets: &'a MarketState,
    caught: &'a Caught,
    provenance: &'a Provenance,
    bins: &'a Bins<'a>,
    /// Number of (final good, jurisdiction).
    cells: usize,
}

/// Finished stocks to write, parts in the market, cells, marks of rules by origin share, shares by watch.
type Block<'a> = (&'a mut [f64], &'a [f64], &'a [f64], &'a [u16], Vec<&'a [u8]>, Vec<&'a [f32]>);

impl<'b> Kernel<Scratch, Block<'b>> for Sale<'_> {
    #[inline(always)]
    fn block(&self, scratch: &mut Scratch, _: usize, block: Block<'b>) {
        let (finished, low, high, cell, marks, shares) = block;
        for (of, run) in runs(cell) {
            let Some(market) = self.market_cell[of] else { continue };
            if marks.is_empty() && shares.is_empty() {
                let columns = (&mut finished[run.clone()], &low[run.clone()], &high[run]);
                self.sell(scratch, (of, market), columns);
                continue;
            }
            for row in run {
                let class = marks.first().map_or(0, |marks| self.caught.class(marks[row]));
                let open = self.markets.classes.get(class).map_or(&self.markets.open, |demand| &demand.open);
                let sold = split(open[market], low[row], high[row]).min(finished[row]);
                finished[row] -= sold;
                scratch.sold[class * self.cells + market] += sold;
                scratch.sold_by_cell[of] += sold;
                if !shares.is_empty() && sold > 0.0 {
                    let worth = sold * self.provenance.values[of].output[0];
                    let of_row = shares.iter().map(|shares| shares[row]);
                    count_sale(&mut scratch.sales, self.bins, (class, market), worth, of_row);
                }
            }
        }
    }
}

impl Sale<'_> {
    /// Makers of a cell sell, where no rule by origin share catches any.
    #[inline(always)]
    fn sell(
        &self,
        scratch: &mut Scratch,
        (cell, market): (usize, usize),
        (finished, low, high): (&mut [f64], &[f64], &[f64]),
    ) {
        let open = self.markets.open[market];
        let n = finished.len();
        let (low, high) = (&low[..n], &high[..n]);
        let sold = &mut scratch.desk.units[..n];
        for i in 0..n {
            sold[i] = split(open, low[i], high[i]).min(finished[i]);
            finished[i] -= sold[i];
        }
        let sold = whole_sum(sold);
        scratch.sold[market] += sold;
        scratch.sold_by_cell[cell] += sold;
    }
}

/// What each market gets of what the makers of a jurisdiction sold, class by class.
fn receive(
    facts: &Facts,
    markets: &mut MarketState,
    measures: &Measures,
    k: usize,
    origin: usize,
) -> Vec<f64> {
    let n = facts.jurisdictions();
    let pairs: Vec<usize> = (0..n).map(|market| markets.pair(k, market, origin)).collect();
    let wanted: Vec<f64> = pairs.iter().map(|&pair| markets.demand[pair] + markets.waiting[pair]).collect();
    let cell = markets.cell(k, origin);
    if markets.classes.is_empty() {
        let good = facts.scenario.demand[k].good;
        let lane = facts.lane(good, JurisdictionId::at(origin), JurisdictionId::at(0));
        let shippable = |(market, &wanted): (usize, &f64)| {
            if super::demand::open_lane(measures, lane + market) { wanted } else { 0.0 }
        };
        let shippable: Vec<f64> = wanted.iter().enumerate().map(shippable).collect();
        return pro_rata(markets.sold[cell], markets.open[cell], &shippable);
    }
    let mut received = vec![0.0; n];
    for class in &mut markets.classes {
        let shippable: Vec<f64> =
            pairs.iter().zip(&wanted).map(|(&pair, &wanted)| part(wanted, class.pass[pair])).collect();
        let of_class = pro_rata(class.sold[cell], class.open[cell], &shippable);
        class.at_home[cell] = of_class[origin];
        received.iter_mut().zip(&of_class).for_each(|(sum, one)| *sum += one);
    }
    received
}

/// Whole parts of `sold` for those who want `shippable`, which sums to `total`.
fn pro_rata(sold: f64, total: f64, shippable: &[f64]) -> Vec<f64> {
    let (mut seen, mut given) = (0.0, 0.0);
    let one = |wanted: &f64| {
        if total <= 0.0 {
            return 0.0;
        }
        seen += wanted;
        let upto = if sold == total { seen } else { whole(sold * (seen / total)) };
        let received = upto - given;
        given += received;
        received
    };
    shippable.iter().map(one).collect()
}

/// Books what the markets `received` from the makers of a jurisdiction, and lets the unmet rest wait or go.
fn hand_out(
    facts: &Facts,
    markets: &mut MarketState,
    ledger: &mut Ledger,
    received: &[f64],
    k: usize,
    origin: usize,
) {
    let demand = &facts.scenario.demand[k];
    let cell = markets.cell(k, origin);
    let (sold, total) = (markets.sold[cell], markets.open[cell]);
    if total > 0.0 {
        // Parts of classes are rounded, so that their means may sum to a hair less than what was sold.
        let filled = (sold / total).min(1.0);
        markets.record[cell] += facts.pace.memory_weight * (filled - markets.record[cell]);
    }
    let (first, step) = (markets.pair(k, 0, origin), markets.jurisdictions);
    let lane = facts.lane(demand.good, JurisdictionId::at(origin), JurisdictionId::at(0));
    for (market, &received) in received.iter().enumerate() {
        let pair = first + market * step;
        let wanted = markets.demand[pair] + markets.waiting[pair];
        let unmet = (wanted - received).max(0.0);
        let waits = whole(demand.waiting_share * unmet);
        markets.received[pair] = received;
        markets.waiting[pair] = waits;
        markets.lost[pair] = unmet - waits;
        ledger.dispatched[lane + market] += received;
        ledger.cleared[lane + market] += received;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sold_is_divided_in_whole_parts_without_remainder() {
        // 10 of 12 wanted, by 5, 4 and 3: up to 4.17, 7.5 and 10 are 4, 7 and 10 whole ones.
        assert_eq!(pro_rata(10.0, 12.0, &[5.0, 4.0, 3.0]), [4.0, 3.0, 3.0]);
        // All of it where all is sold, nothing where nothing is wanted.
        assert_eq!(pro_rata(12.0, 12.0, &[5.0, 4.0, 3.0]), [5.0, 4.0, 3.0]);
        assert_eq!(pro_rata(0.0, 0.0, &[0.0, 0.0]), [0.0, 0.0]);
    }
}
