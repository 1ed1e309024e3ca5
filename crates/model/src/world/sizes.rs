//! Sizes of the firms of a cell: a head by rank, and a tail of stratified quantiles.
//!
//! # Equation
//! ```text
//! head:  x_r = T r^(-1/a) / sum r^(-1/a),  r = 1..n
//! tail:  x(u) = ((1-u) L^-a + u H^-a)^(-1/a)  at u = (i + 1/2) / n,  L such that the sizes sum to the total
//! ```
//!
//! | symbol | field     | unit    | meaning                                      |
//! |--------|-----------|---------|----------------------------------------------|
//! | a      | size_tail | none    | tail exponent                                |
//! | T      | total     | a share | size of all of them together                 |
//! | L, H   | -         | a share | bounds of the Pareto distribution            |
//! Source: rank and size, Gabaix (2009), Annu. Rev. Econ. 1, 255; bounded Pareto, Aban, Meerschaert and Panorska
//! (2006), J. Am. Stat. Assoc. 101, 270. Quantiles instead of draws: the largest of random draws moves from seed
//! to seed, and with it everything that depends on concentration.

use coercivity_base::math;

/// Sizes of `count` head firms that sum to `total`, the largest first.
pub(super) fn head(count: usize, total: f64, tail: f64) -> Vec<f64> {
    let weight: Vec<f64> = (1..=count).map(|rank| math::pow(rank as f64, -1.0 / tail)).collect();
    let sum: f64 = weight.iter().sum();
    weight.iter().map(|w| total * w / sum).collect()
}

/// Sizes of `count` tail firms that sum to `total`, the largest first and none over `upper`; all alike where
/// `upper` leaves no room.
pub(super) fn tail(count: usize, total: f64, upper: f64, tail: f64) -> Vec<f64> {
    let mean = total / count as f64;
    if count == 0 || upper <= mean * (1.0 + 1e-9) {
        return vec![mean; count];
    }
    // The sizes under the last lower bound that was tried, which is nearly always the root.
    let (mut tried, mut sizes) = (f64::NAN, Vec::with_capacity(count));
    let mut sum_at = |lower: f64| -> f64 {
        if lower != tried {
            tried = lower;
            sizes.clear();
            sizes.extend(quantiles(count, lower, upper, tail));
        }
        sizes.iter().sum()
    };
    let gap = |lower_log: f64| sum_at(math::exp(lower_log)) / total - 1.0;
    // The mean is over the bounds' smallest, so the lower bound lies under it.
    let lower = math::exp(root(gap, math::ln(mean) - 1.0, math::ln(mean)));
    let scale = total / sum_at(lower);
    sizes.iter_mut().for_each(|x| *x *= scale);
    sizes
}

/// Stratified quantiles, the largest first.
fn quantiles(count: usize, lower: f64, upper: f64, tail: f64) -> impl Iterator<Item = f64> {
    let (low, high) = (math::pow(lower, -tail), math::pow(upper, -tail));
    (0..count).map(move |i| {
        let above = (i as f64 + 0.5) / count as f64;
        math::pow(above * low + (1.0 - above) * high, -1.0 / tail)
    })
}

/// Root of a rising `f` between `low` (moved down until `f` is negative) and `high`: the Illinois form of false
/// position, which takes a handful of evaluations where bisection takes fifty.
fn root(mut f: impl FnMut(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let mut f_high = f(high);
    let mut f_low = f(low);
    while f_low > 0.0 {
        (high, f_high) = (low, f_low);
        low -= 2.0;
        f_low = f(low);
    }
    let mut kept = 0;
    for _ in 0..60 {
        let middle = (low * f_high - high * f_low) / (f_high - f_low);
        let f_middle = f(middle);
        if f_middle.abs() < 1e-12 || high - low < 1e-14 {
            return middle;
        }
        if f_middle > 0.0 {
            (high, f_high) = (middle, f_middle);
            f_low *= if kept > 0 { 0.5 } else { 1.0 };
            kept = 1;
        } else {
            (low, f_low) = (middle, f_middle);
            f_high *= if kept < 0 { 0.5 } else { 1.0 };
            kept = -1;
        }
    }
    low
}

/// Splits `total` whole places over `weights` by largest remainder, each entry at least its `least`; where `least`
/// asks for more than `total`, `least` is given.
pub(super) fn apportion(total: usize, weights: &[f64], least: &[usize]) -> Vec<usize> {
    let mut fixed: Vec<bool> = vec![false; weights.len()];
    let mut given = least.to_vec();
    loop {
        let left = total.saturating_sub((0..given.len()).filter(|&i| fixed[i]).map(|i| least[i]).sum());
        let free: Vec<usize> = (0..given.len()).filter(|&i| !fixed[i]).collect();
        let sum: f64 = free.iter().map(|&i| weights[i]).sum();
        let exact = |i: usize| {
            if sum > 0.0 { left as f64 * weights[i] / sum } else { left as f64 / free.len() as f64 }
        };
        let short: Vec<usize> = free.iter().copied().filter(|&i| exact(i) < least[i] as f64).collect();
        if !short.is_empty() {
            short.iter().for_each(|&i| fixed[i] = true);
            continue;
        }
        free.iter().for_each(|&i| given[i] = exact(i) as usize);
        let placed: usize = free.iter().map(|&i| given[i]).sum();
        let mut by_remainder = free.clone();
        by_remainder.sort_by(|&a, &b| exact(b).fract().total_cmp(&exact(a).fract()).then(a.cmp(&b)));
        by_remainder.iter().take(left.saturating_sub(placed)).for_each(|&i| given[i] += 1);
        return given;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_of_a_head_with_exponent_one_is_half_the_first() {
        // 1 : 1/2 : 1/3 = 6 : 3 : 2, so 11 is split in 6, 3 and 2.
        for (size, wanted) in head(3, 11.0, 1.0).iter().zip([6.0, 3.0, 2.0]) {
            assert!((size - wanted).abs() < 1e-12, "{size} instead of {wanted}");
        }
    }

    #[test]
    fn a_tail_of_two_is_solved_by_hand() {
        // Exponent 1, upper bound 1: 1/x = (1-u)/L + u, at 1/4 and 3/4 from the top. With L = 1/2 the sizes are
        // 1/(2/4 + 3/4) = 4/5 and 1/(6/4 + 1/4) = 4/7, together 48/35.
        let sizes = tail(2, 48.0 / 35.0, 1.0, 1.0);
        assert!((sizes[0] - 0.8).abs() < 1e-9 && (sizes[1] - 4.0 / 7.0).abs() < 1e-9, "{sizes:?}");
    }

    #[test]
    fn a_tail_sums_to_its_total_under_its_bound_whatever_its_length() {
        for (count, total, upper, exponent) in
            [(1, 3.0, 9.0, 1.1), (7, 1.0, 0.2, 0.5), (1000, 0.6, 0.001, 1.1), (100_000, 1.0, 1.0, 4.0)]
        {
            let sizes = tail(count, total, upper, exponent);
            assert_eq!(sizes.len(), count);
            assert!((sizes.iter().sum::<f64>() / total - 1.0).abs() < 1e-9);
            assert!(
                sizes[0] <= upper * (1.0 + 1e-9)
                    && sizes.is_sorted_by(|a, b| a >= b)
                    && sizes[count - 1] > 0.0
            );
        }
    }

    #[test]
    fn places_follow_largest_remainders_and_the_least_comes_first() {
        // 10 by 5:3:1 is 5.56, 3.33, 1.11: 5 + 3 + 1 and the last to the largest remainder.
        assert_eq!(apportion(10, &[5.0, 3.0, 1.0], &[0, 0, 0]), [6, 3, 1]);
        // The third takes its 4; 6 by 5:3 is 3.75 and 2.25.
        assert_eq!(apportion(10, &[5.0, 3.0, 1.0], &[0, 0, 4]), [4, 2, 4]);
        assert_eq!(apportion(1, &[5.0, 3.0], &[1, 1]), [1, 1]);
        assert_eq!(apportion(4, &[0.0, 0.0], &[1, 1]), [2, 2]);
    }
}
