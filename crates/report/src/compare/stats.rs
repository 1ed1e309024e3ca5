//! Mean, Monte Carlo error and quantiles, defined as those of ensembles are.

use super::row::Sign;

/// Mean of `values` and its Monte Carlo error: standard deviation over the root of the number. Not a number where there is
/// none: without values, and the error of a single one.
pub(super) fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let error = if values.len() > 1 { (squares / (count - 1.0) / count).sqrt() } else { f64::NAN };
    (mean, error)
}

/// A tenth, a half and nine tenths of `values` lie at or below: linear between neighbours (definition 7 of Hyndman and
/// Fan 1996); not a number without values.
pub(crate) fn quantiles(values: &[f64]) -> [f64; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return [f64::NAN; 3] };
    [0.1, 0.5, 0.9].map(|share: f64| {
        let at = share * last as f64;
        let below = (at.floor() as usize).min(last);
        let above = sorted[(below + 1).min(last)];
        sorted[below] + (at - below as f64) * (above - sorted[below])
    })
}

/// The sign of a mean as far as two errors tell.
pub(super) fn sign(mean: f64, error: f64) -> Sign {
    if !mean.is_finite() || !error.is_finite() {
        Sign::Unknown
    } else if mean > 2.0 * error {
        Sign::Positive
    } else if mean < -2.0 * error {
        Sign::Negative
    } else if mean == 0.0 && error == 0.0 {
        Sign::Zero
    } else {
        Sign::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_by_hand() {
        // 2, 4, 9: mean 5; squares 9 + 1 + 16 = 26, variance 13, error root of 13 / 3.
        assert_eq!(mean_and_error(&[2.0, 4.0, 9.0]), (5.0, (13.0_f64 / 3.0).sqrt()));
        assert!(mean_and_error(&[7.0]).1.is_nan() && mean_and_error(&[]).0.is_nan());
        let [low, middle, high] = quantiles(&[40.0, 10.0, 30.0, 20.0]);
        assert!((low - 13.0).abs() < 1e-12 && middle == 25.0 && (high - 37.0).abs() < 1e-12);
        assert_eq!(
            (sign(2.0, 1.0), sign(2.1, 1.0), sign(-2.1, 1.0)),
            (Sign::Open, Sign::Positive, Sign::Negative)
        );
        assert_eq!((sign(0.0, 0.0), sign(1.0, f64::NAN)), (Sign::Zero, Sign::Unknown));
    }
}
