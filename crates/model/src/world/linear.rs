//! A small dense linear system, solved by Gaussian elimination with partial pivoting.

/// Solves `a x = b` in place for a square `a`; `Err(column)` where no pivot is left.
pub(super) fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Result<Vec<f64>, usize> {
    let n = b.len();
    for column in 0..n {
        let mut pivot = column;
        for row in column + 1..n {
            if a[row][column].abs() > a[pivot][column].abs() {
                pivot = row;
            }
        }
        if a[pivot][column].abs() < 1e-12 {
            return Err(column);
        }
        a.swap(column, pivot);
        b.swap(column, pivot);
        for row in column + 1..n {
            let factor = a[row][column] / a[column][column];
            if factor != 0.0 {
                let (above, below) = a.split_at_mut(row);
                for (value, &base) in below[0].iter_mut().zip(&above[column]).skip(column) {
                    *value -= factor * base;
                }
                b[row] -= factor * b[column];
            }
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| a[row][k] * b[k]).sum();
        b[row] = (b[row] - known) / a[row][row];
    }
    Ok(b)
}

#[cfg(test)]
mod tests {
    use super::solve;

    #[test]
    fn two_equations_are_solved_by_hand() {
        // x + 2y = 5 and 3x + 4y = 11: x = 1, y = 2.
        let x = solve(vec![vec![1.0, 2.0], vec![3.0, 4.0]], vec![5.0, 11.0]).unwrap();
        assert!((x[0] - 1.0).abs() < 1e-12 && (x[1] - 2.0).abs() < 1e-12, "{x:?}");
    }

    #[test]
    fn a_zero_on_the_diagonal_is_no_obstacle() {
        assert_eq!(solve(vec![vec![0.0, 1.0], vec![1.0, 0.0]], vec![3.0, 4.0]), Ok(vec![4.0, 3.0]));
    }

    #[test]
    fn equations_that_say_the_same_leave_a_column_open() {
        assert_eq!(solve(vec![vec![1.0, 1.0], vec![2.0, 2.0]], vec![1.0, 2.0]), Err(1));
    }
}
