//! What varied parameters do to results of whole runs, by the design that varied them.
//!
//! # Equations
//! ```text
//! one at a time   low, base, high: mean result at the ends and without a change; error: of the paired difference to base
//! Morris          mu*, mu, sigma of elementary effects (see `design::elementary_effects`), replicates averaged first
//! sampled         Spearman's rank correlation r of parameter and result over points;
//!                 error: (1 - r^2) / sqrt(n - 1), large-sample
//! ```
//! Source of the last: Spearman (1904), American Journal of Psychology 15(1), 72-101.

use super::gather::OutcomeKey;
use crate::design::{Design, Kind, elementary_effects};
use crate::stats::{differences, sample};
use std::collections::BTreeMap;

/// What a parameter does to a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Position of the parameter in the design.
    pub parameter: usize,
    /// Which number this is.
    pub statistic: &'static str,
    /// The number.
    pub value: f64,
    /// Its error; not a number where there is none.
    pub error: f64,
    /// Whether it is in the unit of the result; else it has none.
    pub in_unit: bool,
}

/// Effects of every parameter of `design` on a result, given its values by point and replicate.
#[must_use]
pub fn effects(design: &Design, results: &BTreeMap<(u32, u32), f64>) -> Vec<Effect> {
    match design.kind {
        Kind::OneAtATime => one_at_a_time(design, results),
        Kind::Morris => morris(design, &means(design, results)),
        Kind::LatinHypercube | Kind::Sobol => sampled(design, &means(design, results)),
        Kind::Plain | Kind::Grid | Kind::Table => Vec::new(),
    }
}

/// Whether a result is one that effects are told of: of the whole chain, by side.
#[must_use]
pub fn is_headline(key: &OutcomeKey) -> bool {
    key.month.is_none() && key.stage.is_empty() && key.jurisdiction.is_empty() && key.good.is_empty()
}

/// Mean over replicates, by point.
fn means(design: &Design, results: &BTreeMap<(u32, u32), f64>) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0_u32); design.points.len()];
    for (&(point, _), value) in results {
        sums[point as usize].0 += value;
        sums[point as usize].1 += 1;
    }
    sums.into_iter().map(|(sum, count)| (count > 0).then(|| sum / f64::from(count))).collect()
}

/// Values of a point by replicate.
fn replicates(results: &BTreeMap<(u32, u32), f64>, point: u32, count: u32) -> Vec<Option<f64>> {
    (0..count).map(|replicate| results.get(&(point, replicate)).copied()).collect()
}

fn one_at_a_time(design: &Design, results: &BTreeMap<(u32, u32), f64>) -> Vec<Effect> {
    let count = results.keys().map(|(_, replicate)| replicate + 1).max().unwrap_or(0);
    let base = replicates(results, 0, count);
    let mean = |values: &[Option<f64>]| {
        sample(&values.iter().flatten().copied().collect::<Vec<_>>()).map_or(f64::NAN, |sample| sample.mean)
    };
    let mut found = Vec::new();
    for parameter in 0..design.paths.len() {
        let at = |end: usize| replicates(results, (1 + 2 * parameter + end) as u32, count);
        let mut push = |statistic, values: &[Option<f64>], error| {
            found.push(Effect { parameter, statistic, value: mean(values), error, in_unit: true });
        };
        let error = |values: &[Option<f64>]| {
            sample(&differences(values, &base)).and_then(|sample| sample.error).unwrap_or(f64::NAN)
        };
        let (low, high) = (at(0), at(1));
        push("low", &low, error(&low));
        push("base", &base, f64::NAN);
        push("high", &high, error(&high));
    }
    found
}

fn morris(design: &Design, results: &[Option<f64>]) -> Vec<Effect> {
    let effects = elementary_effects(&design.units, results);
    let of = |(parameter, effect): (usize, &crate::design::Elementary)| {
        let error = effect.sigma / (effect.count as f64).sqrt();
        [("mu_star", effect.mu_star, f64::NAN), ("mu", effect.mu, error), ("sigma", effect.sigma, f64::NAN)]
            .map(|(statistic, value, error)| Effect { parameter, statistic, value, error, in_unit: true })
    };
    effects.iter().enumerate().flat_map(of).collect()
}

fn sampled(design: &Design, results: &[Option<f64>]) -> Vec<Effect> {
    let known: Vec<usize> = (0..results.len()).filter(|&point| results[point].is_some()).collect();
    let values: Vec<f64> = known.iter().filter_map(|&point| results[point]).collect();
    let of = |parameter: usize| {
        let units: Vec<f64> = known.iter().map(|&point| design.units[point][parameter]).collect();
        let value = rank_correlation(&units, &values);
        let error = (1.0 - value * value) / ((known.len() as f64) - 1.0).sqrt();
        Effect { parameter, statistic: "rank_correlation", value, error, in_unit: false }
    };
    (0..design.paths.len()).map(of).collect()
}

/// Spearman's rank correlation; not a number where one of the two does not vary.
#[must_use]
pub fn rank_correlation(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let n = a.len() as f64;
    let middle = (n + 1.0) / 2.0;
    let product =
        |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| (x - middle) * (y - middle)).sum() };
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

/// Ranks from 1; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let same = |&at: &usize| values[order[at]] == values[order[start]];
        let end = (start..order.len()).take_while(same).count() + start;
        for &at in &order[start..end] {
            ranks[at] = (start + 1 + end) as f64 / 2.0;
        }
        start = end;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::design;
    use coercivity_scenario::plan::{Sampled, Scale, Span, Vary};

    fn spans(paths: &[&str]) -> BTreeMap<String, Span> {
        let span = Span { low: 0.0, high: 1.0, scale: Scale::Linear, whole: false };
        paths.iter().map(|path| ((*path).to_owned(), span)).collect()
    }

    #[test]
    fn ranks_of_equal_values_are_shared() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert!((rank_correlation(&[1.0, 2.0, 3.0], &[10.0, 100.0, 1000.0]) - 1.0).abs() < 1e-12);
        // Ranks 1 2 3 and 1 3 2: 1 - 6 x 2 / (3 x 8) = 0.5.
        assert!((rank_correlation(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]) - 0.5).abs() < 1e-12);
        assert!(rank_correlation(&[1.0, 2.0], &[5.0, 5.0]).is_nan());
    }

    #[test]
    fn a_planted_model_is_ranked_right() {
        // y = 10 a + 4 b: correlations 10 / sqrt(116) = 0.93, 4 / sqrt(116) = 0.37 and 0; of 200 points to within 3 / sqrt(200).
        let sampled = Sampled { points: 200, parameters: spans(&["a", "b", "c"]) };
        let design = design(Some(&Vary::LatinHypercube(sampled)), &[], 4);
        let results =
            design.units.iter().enumerate().map(|(n, u)| ((n as u32, 0), 10.0 * u[0] + 4.0 * u[1])).collect();
        let found: Vec<f64> = effects(&design, &results).iter().map(|effect| effect.value).collect();
        for (found, expected) in found.iter().zip([0.93, 0.37, 0.0]) {
            assert!((found - expected).abs() < 0.21, "{found} for {expected}");
        }
    }

    #[test]
    fn a_tornado_has_both_ends_and_the_error_of_the_paired_difference() {
        let design = design(Some(&Vary::OneAtATime(spans(&["a"]))), &[], 4);
        // Base 1 and 5; low 0 and 4, always one less: no error; high 2 and 8: differences 1 and 3, error 1.
        let results = [[1.0, 5.0], [0.0, 4.0], [2.0, 8.0]];
        let results = (0..3).flat_map(|p| (0..2).map(move |r| ((p, r), results[p as usize][r as usize])));
        let found = effects(&design, &results.collect());
        let told: Vec<_> =
            found.iter().map(|effect| (effect.statistic, effect.value, effect.error)).collect();
        assert_eq!((told[0], told[2]), (("low", 2.0, 0.0), ("high", 5.0, 1.0)));
        assert_eq!((told[1].0, told[1].1), ("base", 3.0));
    }
}
