//! Small statistics of replicates: means, their Monte Carlo error, quantiles, paired differences.

/// A sample summed up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Number of values.
    pub count: usize,
    /// Mean.
    pub mean: f64,
    /// Monte Carlo error of the mean: standard deviation over the root of the number; `None` under two values.
    pub error: Option<f64>,
}

/// Mean and error of `values`, added in their order; `None` without any.
#[must_use]
pub fn sample(values: &[f64]) -> Option<Sample> {
    let count = values.len();
    if count == 0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count as f64;
    let error = (count > 1).then(|| {
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        (squares / (count - 1) as f64 / count as f64).sqrt()
    });
    Some(Sample { count, mean, error })
}

/// The quantile at `share`, linear between neighbours (definition 7 of Hyndman and Fan 1996); `None` without values.
#[must_use]
pub fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let at = share.clamp(0.0, 1.0) * last as f64;
    let (below, rest) = (at.floor() as usize, at - at.floor());
    let above = sorted[(below + 1).min(last)];
    Some(sorted[below] + rest * (above - sorted[below]))
}

/// Differences `a - b` over the replicates that both have.
#[must_use]
pub fn differences(a: &[Option<f64>], b: &[Option<f64>]) -> Vec<f64> {
    a.iter().zip(b).filter_map(|(a, b)| Some((*a)? - (*b)?)).collect()
}

/// What a paired difference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Over zero by more than two errors.
    Positive,
    /// Under zero by more than two errors.
    Negative,
    /// Neither: the replicates do not tell.
    Open,
}

/// The sign of the mean of `differences` as far as their number tells: two errors, or exactness.
#[must_use]
pub fn sign(differences: &[f64]) -> Sign {
    let Some(Sample { mean, error: Some(error), .. }) = sample(differences) else { return Sign::Open };
    if mean > 2.0 * error {
        Sign::Positive
    } else if mean < -2.0 * error {
        Sign::Negative
    } else {
        Sign::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_error_by_hand() {
        // 2, 4, 9: mean 5; squares 9 + 1 + 16 = 26, variance 13, error sqrt(13 / 3).
        let found = sample(&[2.0, 4.0, 9.0]).unwrap();
        assert_eq!((found.count, found.mean, found.error), (3, 5.0, Some((26.0_f64 / 2.0 / 3.0).sqrt())));
        assert_eq!(sample(&[7.0]).unwrap().error, None);
        assert_eq!(sample(&[]), None);
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        let values = [40.0, 10.0, 30.0, 20.0];
        // Places 0..3: the median is at 1.5, a tenth at 0.3, nine tenths at 2.7.
        assert_eq!(quantile(&values, 0.5), Some(25.0));
        assert!((quantile(&values, 0.1).unwrap() - 13.0).abs() < 1e-12);
        assert!((quantile(&values, 0.9).unwrap() - 37.0).abs() < 1e-12);
        assert_eq!((quantile(&values, 0.0), quantile(&values, 1.0)), (Some(10.0), Some(40.0)));
        assert_eq!((quantile(&[3.0], 0.9), quantile(&[], 0.5)), (Some(3.0), None));
    }

    #[test]
    fn a_difference_needs_both_replicates_and_two_errors() {
        let a = [Some(5.0), None, Some(7.0), Some(9.0)];
        let b = [Some(4.0), Some(1.0), None, Some(6.0)];
        assert_eq!(differences(&a, &b), [1.0, 3.0]);
        // Mean 2, error 1: two errors exactly, which is not more.
        assert_eq!(sign(&[1.0, 3.0]), Sign::Open);
        assert_eq!((sign(&[1.0, 2.0, 3.0]), sign(&[-1.0, -2.0, -3.0])), (Sign::Positive, Sign::Negative));
        assert_eq!(
            (sign(&[2.0, 2.0]), sign(&[0.0, 0.0]), sign(&[2.0])),
            (Sign::Positive, Sign::Open, Sign::Open)
        );
    }
}
