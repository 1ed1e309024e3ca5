//! RAS: bilateral flows that fit their margins.
//!
//! # Equation
//! ```text
//! f_od <- f_od * supply_o / sum_d f_od,  then  f_od <- f_od * need_d / sum_o f_od,  until both fit
//! ```
//!
//! | symbol | unit         | meaning                                  |
//! |--------|--------------|------------------------------------------|
//! | f      | units a tick | flow from origin o to destination d      |
//! | supply | units a tick | what o sells                             |
//! | need   | units a tick | what d buys; same total as supply        |
//! Source: Deming and Stephan (1940), Ann. Math. Stat. 11, 427; Bacharach (1970), Biproportional Matrices.
//! Ends with the destinations, so needs are met exactly even where forbidden pairs let no exact fit exist.

/// Most sweeps over both margins.
const SWEEPS: usize = 2000;
/// Relative miss of a margin that counts as fitted.
const TOLERANCE: f64 = 1e-9;

/// Fits `flow` (origin-major, one row per entry of `supply`) to its margins in place. Gives the worst relative
/// miss of a supply margin, which is under 1e-9 when the fit converged.
pub(super) fn fit(flow: &mut [f64], supply: &[f64], need: &[f64]) -> f64 {
    let width = need.len();
    let mut worst = f64::INFINITY;
    for _ in 0..SWEEPS {
        worst = 0.0;
        for (row, &wanted) in flow.chunks_exact_mut(width).zip(supply) {
            let sum: f64 = row.iter().sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|f| *f *= wanted / sum);
            }
            if wanted > 0.0 {
                worst = f64::max(worst, (sum - wanted).abs() / wanted);
            }
        }
        for (column, &wanted) in need.iter().enumerate() {
            let sum: f64 = flow.iter().skip(column).step_by(width).sum();
            if sum > 0.0 {
                flow.iter_mut().skip(column).step_by(width).for_each(|f| *f *= wanted / sum);
            }
        }
        if worst < TOLERANCE {
            break;
        }
    }
    worst
}

/// Whether a worst miss counts as fitted.
pub(super) fn fitted(worst: f64) -> bool {
    worst < TOLERANCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_two_by_two_fits_as_worked_by_hand() {
        // RAS keeps the odds ratio f11 f22 / (f12 f21), here 4 * 1 / (1 * 1) = 4. With margins 6, 4 and 6, 4 and
        // f11 = x: x (x - 2) / (6 - x)^2 = 4, so 3x^2 - 46x + 144 = 0, x = (46 - sqrt(2116 - 1728)) / 6.
        let x = (46.0 - 388.0_f64.sqrt()) / 6.0;
        let mut flow = vec![4.0, 1.0, 1.0, 1.0];
        assert!(fitted(fit(&mut flow, &[6.0, 4.0], &[6.0, 4.0])));
        for (got, wanted) in flow.iter().zip([x, 6.0 - x, 6.0 - x, x - 2.0]) {
            assert!((got - wanted).abs() < 1e-7, "{got} instead of {wanted}");
        }
    }

    #[test]
    fn forbidden_pairs_stay_empty_and_a_fit_that_cannot_be_says_how_far_off_it_is() {
        // Origin 1 may sell to destination 1 only, which needs 2 of its 5.
        let mut flow = vec![1.0, 1.0, 0.0, 1.0];
        let worst = fit(&mut flow, &[5.0, 5.0], &[8.0, 2.0]);
        assert!(!fitted(worst) && worst > 0.1, "{worst}");
        assert_eq!(flow[2], 0.0);
        assert!((flow[0] - 8.0).abs() < 1e-9 && (flow[1] + flow[3] - 2.0).abs() < 1e-9);
    }
}
