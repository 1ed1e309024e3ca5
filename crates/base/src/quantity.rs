//! Whole quantities. Goods are counted in whole base units, kept as whole-valued `f64` so that columns vectorise;
//! below 2^53 such sums are exact and do not depend on their order.

/// The largest magnitude up to which every whole number is an `f64`: 2^53.
pub const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

/// Splits a whole `total` by cumulative shares: the part between `low` and `high` (both in 0..=1).
///
/// Parts over a partition of 0..=1 sum to `total` exactly: `floor(total*high) - floor(total*low)`.
#[must_use]
pub fn split(total: f64, low: f64, high: f64) -> f64 {
    (total * high).floor() - (total * low).floor()
}

/// Fill ratio of `stock` against `wanted`: exactly 1 when the stock suffices, otherwise a hair under
/// `stock / wanted` so that the truncated parts can never sum to more than the stock.
#[must_use]
pub fn fill_ratio(stock: f64, wanted: f64) -> f64 {
    if wanted <= stock { 1.0 } else { (stock / wanted) * (1.0 - f64::EPSILON * 2.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_sum_to_the_whole(total in 0u64..1 << 50, cuts in prop::collection::vec(0u16..=32768, 0..8)) {
            let mut edges: Vec<f64> = cuts.iter().map(|&c| f64::from(c) / 32768.0).collect();
            edges.extend([0.0, 1.0]);
            edges.sort_by(f64::total_cmp);
            let total = total as f64;
            let sum: f64 = edges.windows(2).map(|w| split(total, w[0], w[1])).sum();
            prop_assert_eq!(sum, total);
        }

        #[test]
        fn a_short_stock_is_never_overdrawn(stock in 0u64..1 << 50, orders in prop::collection::vec(0u64..1 << 47, 1..40)) {
            let wanted: u64 = orders.iter().sum();
            let fill = fill_ratio(stock as f64, wanted as f64);
            let shipped: f64 = orders.iter().map(|&o| (o as f64 * fill).trunc()).sum();
            prop_assert!(shipped <= stock as f64);
            if wanted <= stock { prop_assert_eq!(shipped, wanted as f64); }
        }
    }
}
