//! Whole quantities. Goods are counted in whole base units, kept as whole-valued `f64` so that columns vectorise;
//! below 2^53 such sums are exact and do not depend on their order.

/// The largest magnitude up to which every whole number is an `f64`: 2^53.
pub const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

/// Splits a whole `total` by cumulative shares: the part between `low` and `high` (both in 0..=1).
///
/// Parts over a partition of 0..=1 sum to `total` exactly: `floor(total*high) - floor(total*low)`.
#[inline(always)]
#[must_use]
pub fn split(total: f64, low: f64, high: f64) -> f64 {
    (total * high).floor() - (total * low).floor()
}

/// The whole part of a number from 0 to 2^63. For code outside of kernels, where `floor` and `trunc` are calls: the
/// instructions for them are not among those that every machine has.
#[inline(always)]
#[must_use]
pub fn whole(number: f64) -> f64 {
    debug_assert!(number >= 0.0, "{number} has no whole part of that kind");
    number as i64 as f64
}

/// [`split`] outside of kernels.
#[inline(always)]
#[must_use]
pub fn split_plainly(total: f64, low: f64, high: f64) -> f64 {
    whole(total * high) - whole(total * low)
}

/// [`part`] outside of kernels.
#[inline(always)]
#[must_use]
pub fn part_plainly(quantity: f64, fill: f64) -> f64 {
    whole(quantity * fill + NUDGE)
}

/// Fill ratio of `stock` against `wanted`: exactly 1 when the stock suffices, otherwise a hair under
/// `stock / wanted`, so that [`part`]s of what is wanted can never sum to more than the stock.
#[must_use]
pub fn fill_ratio(stock: f64, wanted: f64) -> f64 {
    if wanted <= stock { 1.0 } else { (stock / wanted) * (1.0 - f64::EPSILON * 2.0) }
}

/// What [`part`] gives back.
const NUDGE: f64 = 1.0 / (1 << 24) as f64;

/// Most parts that one stock may be divided into by [`part`]: 2^24.
pub const MAX_PARTS: usize = 1 << 24;

/// The whole part of `quantity * fill`. A nudge of 2^-24 gives back what [`fill_ratio`] took where the product is a
/// whole number; fewer than [`MAX_PARTS`] parts therefore stay under one unit too many in sum, that is, at none.
#[inline(always)]
#[must_use]
pub fn part(quantity: f64, fill: f64) -> f64 {
    (quantity * fill + NUDGE).trunc()
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
        fn whole_parts_are_the_same_without_the_instructions_for_them(
            total in 0u64..1 << 53, low in 0.0f64..1.0, high in 0.0f64..1.0,
        ) {
            let total = total as f64;
            prop_assert_eq!(whole(total * low), (total * low).floor());
            prop_assert_eq!(split_plainly(total, low, high), split(total, low, high));
            prop_assert_eq!(part_plainly(total, high), part(total, high));
        }

        #[test]
        fn a_short_stock_is_never_overdrawn(stock in 0u64..1 << 50, orders in prop::collection::vec(0u64..1 << 47, 1..40)) {
            let wanted: u64 = orders.iter().sum();
            let fill = fill_ratio(stock as f64, wanted as f64);
            let shipped: f64 = orders.iter().map(|&o| part(o as f64, fill)).sum();
            prop_assert!(shipped <= stock as f64);
            if wanted <= stock { prop_assert_eq!(shipped, wanted as f64); }
        }
    }

    #[test]
    fn a_whole_share_of_a_short_stock_is_given_in_full() {
        // 222 in stock against 300 wanted by one buyer: all 222 go, not 221.
        assert_eq!(part(300.0, fill_ratio(222.0, 300.0)), 222.0);
        assert_eq!(part(9e15, 1.0), 9e15);
    }
}
