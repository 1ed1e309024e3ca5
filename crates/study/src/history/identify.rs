//! What the facts can tell about parameters: the Jacobian of the residuals, its singular values, and pairs that look alike.
//!
//! # Equation
//! ```text
//! J_ki   = ( r_k(s + h e_i) - r_k(s - h e_i) ) / width of the step,      s in shares of the ranges
//! J      = U diag(sigma) V^T,            condition = sigma_1 / sigma_n
//! twins  : |cos(J_i, J_j)| >= 0.95       weak : |J_i| < 1
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | r | residuals of the facts for calibration | errors |
//! | J_i | what the whole range of parameter i moves, if all went on as near s | errors |
//! | sigma_n, its row of V^T | what the facts know least of, and which mixture of parameters that is | errors |
//!
//! Twins move the facts in the same proportions, so that only their combination is known. Weak parameters move all facts
//! together by less than one error. Both are local, for parameters that are only asked about over their range. Source: Canova and Sala (2009), J. Monetary Economics 56(4), 431-449;
//! Iskrev (2010), same journal 57(2), 189-202. The two thresholds are assumptions.

use nalgebra::DMatrix;

/// Cosine from which two parameters count as twins.
const ALIKE: f64 = 0.95;

/// Two parameters that move the facts alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Twins {
    /// The first.
    pub a: usize,
    /// The second.
    pub b: usize,
    /// Cosine between what they move: near 1 alike, near -1 one takes back what the other does.
    pub cosine: f64,
}

/// What the facts can tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Identification {
    /// Singular values, falling.
    pub singular: Vec<f64>,
    /// Largest over least; infinite if the least is nothing.
    pub condition: f64,
    /// What the range of each parameter moves, in errors.
    pub moved: Vec<f64>,
    /// Parameters that move all facts by less than one error.
    pub weak: Vec<usize>,
    /// Pairs that look alike, weak ones left out; the most alike first.
    pub twins: Vec<Twins>,
    /// Weight of each parameter in the direction of which the facts know least.
    pub least_known: Vec<f64>,
}

/// What `columns`, one for each parameter with an entry for each fact, tell.
#[must_use]
pub fn identify(columns: &[Vec<f64>]) -> Identification {
    let rows = columns.first().map_or(0, Vec::len);
    let moved: Vec<f64> = columns.iter().map(|column| norm(column)).collect();
    let weak: Vec<usize> = (0..columns.len()).filter(|i| moved[*i] < 1.0).collect();
    let mut twins = Vec::new();
    for a in 0..columns.len() {
        for b in a + 1..columns.len() {
            let product: f64 = columns[a].iter().zip(&columns[b]).map(|(x, y)| x * y).sum();
            let cosine = product / (moved[a] * moved[b]);
            if moved[a] >= 1.0 && moved[b] >= 1.0 && cosine.abs() >= ALIKE {
                twins.push(Twins { a, b, cosine });
            }
        }
    }
    twins.sort_by(|x, y| y.cosine.abs().total_cmp(&x.cosine.abs()));
    // Rows of nothing give a matrix at least as high as wide all its singular values.
    let height = rows.max(columns.len());
    let matrix = DMatrix::from_fn(height, columns.len(), |k, i| columns[i].get(k).copied().unwrap_or(0.0));
    let (singular, least_known) = decomposed(matrix);
    let condition = match (singular.first(), singular.last()) {
        (Some(first), Some(last)) if *last > first * f64::EPSILON => first / last,
        _ => f64::INFINITY,
    };
    Identification { singular, condition, moved, weak, twins, least_known }
}

/// Singular values, falling, and the direction of the least.
fn decomposed(matrix: DMatrix<f64>) -> (Vec<f64>, Vec<f64>) {
    if matrix.ncols() == 0 {
        return (Vec::new(), Vec::new());
    }
    let found = matrix.svd(false, true);
    let mut order: Vec<usize> = (0..found.singular_values.len()).collect();
    order.sort_by(|a, b| found.singular_values[*b].total_cmp(&found.singular_values[*a]));
    let singular = order.iter().map(|n| found.singular_values[*n]).collect();
    let direction = found.v_t.zip(order.last()).map(|(v, last)| v.row(*last).iter().copied().collect());
    (singular, direction.unwrap_or_default())
}

fn norm(column: &[f64]) -> f64 {
    column.iter().map(|x| x * x).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_that_move_other_facts_are_told_apart() {
        // Lengths 3, 4 and 5 along three axes.
        let found = identify(&[vec![3.0, 0.0, 0.0], vec![0.0, 0.0, 4.0], vec![0.0, 5.0, 0.0]]);
        for (value, wanted) in found.singular.iter().zip([5.0, 4.0, 3.0]) {
            assert!((value - wanted).abs() < 1e-9, "{found:?}");
        }
        assert!(
            (found.condition - 5.0 / 3.0).abs() < 1e-9 && found.twins.is_empty() && found.weak.is_empty()
        );
        assert!((found.least_known[0].abs() - 1.0).abs() < 1e-9, "the first is known least: {found:?}");
    }

    #[test]
    fn a_planted_degeneracy_is_found() {
        // The second is minus twice the first, and the third moves next to nothing.
        let first = vec![1.0, 2.0, -1.0, 0.5];
        let second: Vec<f64> = first.iter().map(|x| -2.0 * x).collect();
        let found = identify(&[first, second, vec![0.1, 0.0, 0.2, 0.0], vec![0.0, 1.0, 3.0, 1.0]]);
        assert_eq!(found.twins.len(), 1, "{found:?}");
        let twins = found.twins[0];
        assert_eq!((twins.a, twins.b), (0, 1));
        assert!((twins.cosine + 1.0).abs() < 1e-12);
        assert_eq!(found.weak, [2]);
        assert!(found.condition > 1e9, "{found:?}");
        // Along (2, 1, 0, 0) nothing moves.
        let [a, b] = [found.least_known[0], found.least_known[1]];
        assert!((a - 2.0 * b).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn more_parameters_than_facts_are_never_all_known() {
        let found = identify(&[vec![2.0, 0.0], vec![0.0, 2.0], vec![2.0, 2.0]]);
        assert_eq!(found.singular.len(), 3);
        assert!(found.condition > 1e9);
        assert_eq!(identify(&[]).singular, Vec::<f64>::new());
    }
}
