//! Moments of a calibration: means of the facts over replicates, and the loss.
//!
//! # Equation
//! ```text
//! r_k  = ( mean over replicates of m_k - o_k ) / e_k,   at most CAP in size
//! loss = ( sum over k of r_k^2 ) / K
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | m, o, e | fact in a run, observed, its error | of the fact |
//! | K | number of facts for calibration | none |
//!
//! So the weight of a moment is 1 / e^2 and 1 is the loss of a model that is off by one error everywhere. Source:
//! McFadden (1989), Econometrica 57(5), 995-1026, and Franke and Westerhoff (2012), J. Economic Dynamics and Control 36(8),
//! 1193-1211 for agent-based models; the cap is an assumption, so that an event that never happens is bad and not infinite.

/// Largest residual, in errors.
pub const CAP: f64 = 10.0;

/// Residuals of facts, given as observed and error, from `readings` by replicate and fact.
#[must_use]
pub fn residuals(facts: &[(f64, f64)], readings: &[Vec<Option<f64>>]) -> Vec<f64> {
    facts
        .iter()
        .enumerate()
        .map(|(k, (observed, error))| {
            let values: Option<Vec<f64>> = readings.iter().map(|of| of[k]).collect();
            let Some(values) = values.filter(|values| !values.is_empty()) else { return CAP };
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            ((mean - observed) / error).clamp(-CAP, CAP)
        })
        .collect()
}

/// The loss of residuals.
#[must_use]
pub fn loss(residuals: &[f64]) -> f64 {
    residuals.iter().map(|residual| residual * residual).sum::<f64>() / residuals.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loss_is_the_mean_square_in_errors() {
        let facts = [(0.5, 0.1), (2.0, 0.5)];
        // Means 0.6 and 1.5: one error over, one error under.
        let readings = [vec![Some(0.5), Some(1.0)], vec![Some(0.7), Some(2.0)]];
        let found = residuals(&facts, &readings);
        assert!((found[0] - 1.0).abs() < 1e-12 && (found[1] + 1.0).abs() < 1e-12);
        assert!((loss(&found) - 1.0).abs() < 1e-12);
        // Missing in one replicate, and far out.
        assert_eq!(residuals(&facts, &[vec![None, Some(1e6)], vec![Some(0.5), Some(1e6)]]), [CAP, CAP]);
    }
}
