//! The least of a function over a box, by the simplex of Nelder and Mead.
//!
//! The simplex of [`argmin`] knows no bounds, so coordinates are shares of each range and what leaves 0..1 is folded back,
//! as light between two mirrors: the function stays continuous and every point lies in the box. When a simplex has
//! shrunk it starts again around the best point, half as large and the other way round, until the budget is spent. Draws are
//! the same in every evaluation, so the whole search is repeatable. Source: Nelder and Mead (1965), The Computer Journal
//! 7(4), 308-313; restarts: Kelley (1999), SIAM J. Optimization 10(1), 43-55.

use argmin::core::{CostFunction, Error, Executor};
use argmin::solver::neldermead::NelderMead;
use std::cell::RefCell;

/// Length of the first simplex's edges, in shares of a range.
const EDGE: f64 = 0.2;
/// Shortest edge with which a simplex is begun.
const LEAST_EDGE: f64 = 0.01;
/// Standard deviation of the corners' values at which a simplex is given up.
const FLAT: f64 = 1e-4;

/// The best point found.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Where it is, in shares of the ranges.
    pub at: Vec<f64>,
    /// Its value.
    pub value: f64,
    /// Evaluations made.
    pub evaluations: usize,
}

/// Looks for the least of `cost` from `start`, all in shares of the ranges, with at most `budget` evaluations. An error of
/// `cost` ends the search and is handed back.
///
/// # Errors
/// That of `cost`.
pub fn minimise<E>(start: &[f64], budget: usize, cost: &dyn Fn(&[f64]) -> Result<f64, E>) -> Result<Fit, E> {
    let search = Search {
        cost,
        budget,
        state: RefCell::new(State {
            best: start.to_vec(),
            value: f64::INFINITY,
            evaluations: 0,
            error: None,
        }),
    };
    let mut edge = EDGE;
    while edge.abs() >= LEAST_EDGE && search.state.borrow().evaluations < budget && !start.is_empty() {
        let corners = simplex(&search.state.borrow().best, edge);
        // A deviation over zero is right, and an error of the cost function is kept in the state.
        if let Ok(solver) = NelderMead::new(corners).with_sd_tolerance(FLAT) {
            let state = |state: argmin::core::IterState<_, _, _, _, _, _>| state.max_iters(budget as u64);
            let _ = Executor::new(&search, solver).configure(state).timer(false).run();
        }
        if search.state.borrow().error.is_some() {
            break;
        }
        edge *= -0.5;
    }
    let State { best, value, evaluations, error } = search.state.into_inner();
    match error {
        Some(error) => Err(error),
        None => Ok(Fit { at: best, value, evaluations }),
    }
}

/// A corner at `at`, and one an edge from it along each axis.
fn simplex(at: &[f64], edge: f64) -> Vec<Vec<f64>> {
    let mut corners = vec![at.to_vec()];
    for axis in 0..at.len() {
        let mut corner = at.to_vec();
        corner[axis] = fold(corner[axis] + edge);
        corners.push(corner);
    }
    corners
}

/// The place in 0..1 that `x` is folded to.
fn fold(x: f64) -> f64 {
    let within = x.rem_euclid(2.0);
    if within > 1.0 { 2.0 - within } else { within }
}

struct State<E> {
    best: Vec<f64>,
    value: f64,
    evaluations: usize,
    error: Option<E>,
}

struct Search<'a, E> {
    cost: &'a dyn Fn(&[f64]) -> Result<f64, E>,
    budget: usize,
    state: RefCell<State<E>>,
}

impl<E> CostFunction for &Search<'_, E> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, at: &Vec<f64>) -> Result<f64, Error> {
        let mut state = self.state.borrow_mut();
        // The solver takes an error at its first corners for a bug of its caller, so what is over is told as a value.
        if state.evaluations >= self.budget || state.error.is_some() {
            return Ok(f64::INFINITY);
        }
        state.evaluations += 1;
        let at: Vec<f64> = at.iter().map(|x| fold(*x)).collect();
        match (self.cost)(&at) {
            Ok(value) => {
                if value < state.value {
                    (state.best, state.value) = (at, value);
                }
                Ok(value)
            }
            Err(error) => {
                state.error = Some(error);
                Ok(f64::INFINITY)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(start: &[f64], budget: usize, cost: &dyn Fn(&[f64]) -> f64) -> Fit {
        minimise::<()>(start, budget, &|at| Ok(cost(at))).unwrap()
    }

    #[test]
    fn a_planted_minimum_is_found() {
        // A narrow valley (Rosenbrock 1960) with its least at (0.5, 0.25).
        let valley = |at: &[f64]| {
            let (x, y) = (2.0 * at[0], 4.0 * at[1]);
            (1.0 - x) * (1.0 - x) + 10.0 * (y - x * x) * (y - x * x)
        };
        let fit = found(&[0.1, 0.9], 400, &valley);
        assert!((fit.at[0] - 0.5).abs() < 0.01 && (fit.at[1] - 0.25).abs() < 0.01, "{fit:?}");
        assert!(fit.value < 1e-3 && fit.evaluations <= 400);
    }

    #[test]
    fn a_minimum_outside_the_box_is_looked_for_at_its_edge() {
        let fit = found(&[0.5, 0.5, 0.5], 300, &|at| {
            (at[0] - 2.0).abs() + (at[1] + 1.0).abs() + (at[2] - 0.3).abs()
        });
        assert!(fit.at[0] > 0.98 && fit.at[1] < 0.02 && (fit.at[2] - 0.3).abs() < 0.02, "{fit:?}");
        assert_eq!([0.3, 1.2, -0.1, 2.5].map(|x| (fold(x) * 10.0).round()), [3.0, 8.0, 1.0, 5.0]);
    }

    #[test]
    fn the_budget_holds_and_the_search_repeats_itself() {
        let bowl = |at: &[f64]| at.iter().map(|x| (x - 0.7) * (x - 0.7)).sum::<f64>();
        let fit = found(&[0.2; 4], 37, &bowl);
        assert_eq!(fit.evaluations, 37);
        assert_eq!(fit, found(&[0.2; 4], 37, &bowl));
        // With one evaluation the start is the answer.
        assert_eq!(found(&[0.2], 1, &bowl).at, [0.2]);
    }

    #[test]
    fn an_error_ends_the_search() {
        let calls = RefCell::new(0);
        let failing = |_: &[f64]| {
            *calls.borrow_mut() += 1;
            if *calls.borrow() == 3 { Err("no world") } else { Ok(1.0) }
        };
        assert_eq!(minimise(&[0.5, 0.5], 100, &failing), Err("no world"));
        assert_eq!(*calls.borrow(), 3);
    }
}
