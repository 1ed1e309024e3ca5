//! Allocation: a seller serves the use part of all classes first, then the restock part; within a part by class,
//! pro rata inside a class. Blocked orders are not in the denominator, and nothing is reserved for them.
//!
//! # Equation
//! ```text
//! fill(part, class) = min(1, what is left of the stock / wanted by (part, class))
//! ```
//! with a share of a short stock kept for the use part of spot buyers.
//! Source: docs/MODEL.md#allocation; pro rata rationing as in Hallegatte (2008), ARIO. Phase: Allocation. Reads
//! `Trade::wanted` and `Products::stock`. Writes `Trade::fill`, `Trade::record`, and the ratios of quotas.

use crate::state::{Facts, Fill, Measures, Now, Products, QuotaState, Trade, Wanted, Workers};
use crate::world::class;
use bevy_ecs::prelude::*;
use coercivity_base::quantity::fill_ratio;

/// Fill ratios of a seller with `stock` against `wanted`.
#[must_use]
pub fn fill(stock: f64, wanted: &Wanted, spot_reserve: f64) -> Fill {
    let mut fill = Fill::default();
    if wanted.shippable() <= stock {
        return fill;
    }
    let kept = (stock * spot_reserve).floor().min(wanted.use_part[usize::from(class::SPOT)]);
    let mut left = stock - kept;
    for c in 0..class::COUNT {
        if c == usize::from(class::SPOT) {
            left += kept;
        }
        fill.use_part[c] = fill_ratio(left, wanted.use_part[c]);
        left = (left - wanted.use_part[c]).max(0.0);
    }
    for c in 0..class::COUNT {
        fill.restock[c] = fill_ratio(left, wanted.restock[c]);
        left = (left - wanted.restock[c]).max(0.0);
    }
    fill
}

/// Every seller divides its stock; sellers' records and the quotas' ratios follow.
pub fn allocate(
    products: Res<Products>,
    facts: Res<Facts>,
    mut trade: ResMut<Trade>,
    mut measures: ResMut<Measures>,
    mut workers: ResMut<Workers>,
    now: Res<Now>,
) {
    let trade = &mut *trade;
    for seller in 0..trade.sellers.firm.len() {
        let (product, firm) = (trade.sellers.output[seller], trade.sellers.firm[seller]);
        let stock = products.stock[usize::from(product)][firm as usize];
        let filled = fill(stock, &trade.wanted[seller], facts.pace.spot_reserve);
        for c in 0..class::COUNT {
            let record = &mut trade.record[seller][c];
            *record += facts.pace.memory_weight * (filled.use_part[c] - *record);
        }
        trade.fill[seller] = filled;
    }
    quota_ratios(&mut measures, &mut workers, now.tick);
}

/// Each quota lets pass what is left of its term, pro rata over the orders that draw on it.
fn quota_ratios(measures: &mut Measures, workers: &mut Workers, tick: i64) {
    if measures.quotas.is_empty() {
        return;
    }
    let mut orders = vec![0.0; measures.quota_ratio.len()];
    workers.tables.drain(|scratch| crate::state::merge(&mut orders, &mut scratch.quota_orders));
    let Measures { quotas, quota_ratio, .. } = measures;
    quotas.iter_mut().for_each(|quota| quota.renew(tick));
    share_quotas(quotas, &orders, quota_ratio);
}

/// The share of each lane's `wanted` that every quota on it lets pass.
pub(super) fn share_quotas(quotas: &[QuotaState], wanted: &[f64], ratio: &mut [f64]) {
    ratio.fill(1.0);
    for quota in quotas {
        let all: f64 = quota.lanes.iter().map(|&lane| wanted[lane]).sum();
        let passes = fill_ratio(quota.left, all);
        for &lane in &quota.lanes {
            ratio[lane] = ratio[lane].min(passes);
        }
    }
}
