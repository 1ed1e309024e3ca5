//! The curve over thresholds: how much of each exporter's trade with other jurisdictions reaches which share of watched
//! value. Counted by seller and by maker, in whole micro-dollars, so that no order of summing shows.

use super::batch::reaches;
use crate::state::{Facts, Ledger, MarketState, Provenance, Trade, Workers};
use bevy_ecs::prelude::*;
use coercivity_base::JurisdictionId;

/// Where sales of makers are counted: by class, watch, final good and jurisdiction, for each number of thresholds
/// reached, and after these the watched value. Flattened in this order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bins<'a> {
    thresholds: &'a [f64],
    watches: usize,
    markets: usize,
}

impl<'a> Bins<'a> {
    /// For the final goods of a world with `watches` watches.
    pub(crate) fn new(facts: &'a Facts, watches: usize) -> Self {
        let markets = facts.scenario.demand.len() * facts.jurisdictions();
        Self { thresholds: &facts.scenario.thresholds, watches, markets }
    }

    /// Numbers kept of one class, watch, good and jurisdiction.
    fn width(&self) -> usize {
        self.thresholds.len() + 2
    }

    /// Room needed for `classes`.
    pub(crate) fn room(&self, classes: usize) -> usize {
        classes * self.watches * self.markets * self.width()
    }

    fn at(&self, class: usize, watch: usize, market: usize) -> usize {
        ((class * self.watches + watch) * self.markets + market) * self.width()
    }
}

/// How many thresholds `share` reaches.
fn reached(thresholds: &[f64], share: f32) -> usize {
    thresholds.partition_point(|&threshold| reaches(share, threshold))
}

/// Counts what a maker sold, worth `value` micro-dollars, with these shares by watch.
pub(crate) fn count_sale(
    sums: &mut [i64],
    bins: &Bins,
    (class, market): (usize, usize),
    value: f64,
    shares: impl Iterator<Item = f32>,
) {
    for (watch, share) in shares.enumerate() {
        let at = bins.at(class, watch, market);
        sums[at + reached(bins.thresholds, share)] += value as i64;
        sums[at + bins.width() - 1] += (value * f64::from(share)) as i64;
    }
}

/// Makes the tick's curve from what sellers dispatched and makers sold abroad.
pub fn tally(
    facts: Res<Facts>,
    (trade, markets, ledger): (Res<Trade>, Res<MarketState>, Res<Ledger>),
    mut provenance: ResMut<Provenance>,
    mut workers: ResMut<Workers>,
) {
    let watches = provenance.watches();
    if watches == 0 {
        return;
    }
    let Provenance { selling, abroad, curve, .. } = &mut *provenance;
    for sums in [&mut curve.trade, &mut curve.watched, &mut curve.reached] {
        sums.fill(0);
    }
    let thresholds = &facts.scenario.thresholds;
    let steps = thresholds.len() + 1;
    for (seller, &quantity) in abroad.iter().enumerate().filter(|(_, quantity)| **quantity > 0.0) {
        let good = trade.sellers.good[seller];
        let value = quantity * crate::mechanisms::money::base(&facts, good);
        let place = trade.sellers.jurisdiction[seller].index();
        for (watch, &share) in selling[seller * watches..(seller + 1) * watches].iter().enumerate() {
            let at = Provenance::curve_at(&facts, watch, good.index(), place);
            curve.trade[at] += value as i64;
            curve.watched[at] += (value * f64::from(share)) as i64;
            curve.reached[at * steps + reached(thresholds, share)] += value as i64;
        }
    }
    let bins = Bins::new(&facts, watches);
    let mut sums: Vec<i64> = Vec::new();
    workers.tables.drain(|scratch| {
        sums.resize(scratch.sales.len().max(sums.len()), 0);
        for (into, from) in sums.iter_mut().zip(&mut scratch.sales) {
            *into += std::mem::take(from);
        }
    });
    let classes = sums.len() / bins.room(1).max(1);
    for (market, demand) in (0..bins.markets).map(|market| (market, market / facts.jurisdictions())) {
        let good = facts.scenario.demand[demand].good.index();
        let origin = market % facts.jurisdictions();
        for class in 0..classes {
            let part = exported(&facts, &markets, &ledger, class, market);
            for watch in 0..watches {
                let from = &sums[bins.at(class, watch, market)..][..bins.width()];
                let at = Provenance::curve_at(&facts, watch, good, origin);
                for (step, &value) in from[..steps].iter().enumerate() {
                    let value = (value as f64 * part) as i64;
                    curve.trade[at] += value;
                    curve.reached[at * steps + step] += value;
                }
                curve.watched[at] += (from[steps] as f64 * part) as i64;
            }
        }
    }
}

/// Share of what makers of a class sold that left their jurisdiction; makers serve all their markets alike.
fn exported(facts: &Facts, markets: &MarketState, ledger: &Ledger, class: usize, market: usize) -> f64 {
    let (sold, at_home) = match markets.classes.get(class) {
        Some(of_class) => (of_class.sold[market], of_class.at_home[market]),
        None => {
            let origin = JurisdictionId::at(market % facts.jurisdictions());
            let good = facts.scenario.demand[market / facts.jurisdictions()].good;
            (markets.sold[market], ledger.dispatched[facts.lane(good, origin, origin)])
        }
    };
    if sold > 0.0 { (sold - at_home) / sold } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_counted() {
        let thresholds = [0.0, 0.001, 0.01];
        assert_eq!([0.0, 0.0009, 0.001, 0.5].map(|share| reached(&thresholds, share)), [0, 1, 2, 3]);
    }
}
