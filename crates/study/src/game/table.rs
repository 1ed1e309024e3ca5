//! The table of a game: payoffs by pair, best responses, equilibria in pure strategies.

use super::Round;
use crate::stats::{Sample, Sign, differences, quantile, sample, sign};

/// A pair of strategies.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Payoffs by player and replicate; `None` where the run failed. Unit: US dollars.
    pub payoffs: [Vec<Option<f64>>; 2],
    /// Value added lost by third countries, by replicate. Unit: US dollars.
    pub lost_others: Vec<Option<f64>>,
}

/// Payoffs of all pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// Strategies of each player.
    pub counts: [usize; 2],
    cells: Vec<Cell>,
}

impl Cell {
    /// Payoffs of a player in complete runs.
    #[must_use]
    pub fn complete(&self, player: usize) -> Vec<f64> {
        self.payoffs[player].iter().flatten().copied().collect()
    }

    /// Mean payoff of a player and its error; `None` if every run failed.
    #[must_use]
    pub fn sample(&self, player: usize) -> Option<Sample> {
        sample(&self.complete(player))
    }

    /// Quantiles of a player's payoffs at a tenth, a half and nine tenths.
    #[must_use]
    pub fn quantiles(&self, player: usize) -> Option<[f64; 3]> {
        let values = self.complete(player);
        Some([quantile(&values, 0.1)?, quantile(&values, 0.5)?, quantile(&values, 0.9)?])
    }
}

impl Matrix {
    /// The table of `rounds` between `counts` strategies over `replicates`.
    #[must_use]
    pub fn of(counts: [usize; 2], replicates: u32, rounds: &[Round]) -> Self {
        let none = || vec![None; replicates as usize];
        let empty = Cell { payoffs: [none(), none()], lost_others: none() };
        let mut cells = vec![empty; counts[0] * counts[1]];
        for round in rounds {
            if let Ok(payoffs) = &round.outcome {
                let (cell, at) =
                    (&mut cells[round.pair[0] * counts[1] + round.pair[1]], round.replicate as usize);
                for player in [0, 1] {
                    cell.payoffs[player][at] = Some(payoffs.payoff_usd[player]);
                }
                cell.lost_others[at] = Some(payoffs.lost_usd[2]);
            }
        }
        Self { counts, cells }
    }

    /// The cell of a pair.
    #[must_use]
    pub fn cell(&self, pair: [usize; 2]) -> &Cell {
        &self.cells[pair[0] * self.counts[1] + pair[1]]
    }

    /// All pairs, by the first player's strategy.
    pub fn pairs(&self) -> impl Iterator<Item = [usize; 2]> + use<> {
        let [a, b] = self.counts;
        (0..a).flat_map(move |row| (0..b).map(move |column| [row, column]))
    }

    /// Pairs in which `player` answers the other's strategy of `pair` with each of its own.
    pub fn answers(&self, player: usize, pair: [usize; 2]) -> impl Iterator<Item = [usize; 2]> + use<> {
        (0..self.counts[player]).map(move |own| if player == 0 { [own, pair[1]] } else { [pair[0], own] })
    }

    /// Mean payoff of a player; lower than any number where every run failed.
    fn mean(&self, player: usize, pair: [usize; 2]) -> f64 {
        self.cell(pair).sample(player).map_or(f64::NEG_INFINITY, |sample| sample.mean)
    }

    /// The pair of `pairs` with the largest mean payoff of `player`, the first of several.
    pub fn best_of(&self, player: usize, pairs: impl Iterator<Item = [usize; 2]>) -> Option<[usize; 2]> {
        let better = |best: Option<[usize; 2]>, pair| match best {
            Some(best) if self.mean(player, best) >= self.mean(player, pair) => Some(best),
            _ => Some(pair),
        };
        pairs.fold(None, better)
    }

    /// Whether no other strategy of `player` has a larger mean against the other's strategy of `pair`.
    #[must_use]
    pub fn is_best(&self, player: usize, pair: [usize; 2]) -> bool {
        let mean = self.mean(player, pair);
        mean > f64::NEG_INFINITY && self.answers(player, pair).all(|other| self.mean(player, other) <= mean)
    }

    /// Whether the best answer of `player` is not better than `pair` by more than two errors of paired differences.
    #[must_use]
    pub fn is_close(&self, player: usize, pair: [usize; 2]) -> bool {
        if self.is_best(player, pair) {
            return true;
        }
        let Some(best) = self.best_of(player, self.answers(player, pair)) else { return false };
        let ahead = self.differences(player, best, pair);
        ahead.len() > 1 && sign(&ahead) != Sign::Positive
    }

    /// What `player` has more in one pair than in another, by replicates that both have.
    #[must_use]
    pub fn differences(&self, player: usize, one: [usize; 2], other: [usize; 2]) -> Vec<f64> {
        differences(&self.cell(one).payoffs[player], &self.cell(other).payoffs[player])
    }

    /// Pairs in which both players give a best response.
    #[must_use]
    pub fn equilibria(&self) -> Vec<[usize; 2]> {
        self.pairs().filter(|&pair| self.is_best(0, pair) && self.is_best(1, pair)).collect()
    }

    /// Pairs in which both are within two errors of one, those of [`Matrix::equilibria`] included.
    #[must_use]
    pub fn near_equilibria(&self) -> Vec<[usize; 2]> {
        self.pairs().filter(|&pair| self.is_close(0, pair) && self.is_close(1, pair)).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::Payoffs;
    use super::*;

    /// A matrix from payoffs by replicate: `cells[row][column] = [(a, b), ..]`.
    pub(in super::super) fn matrix<const R: usize, const C: usize>(cells: [[&[(f64, f64)]; C]; R]) -> Matrix {
        let mut rounds = Vec::new();
        let mut replicates = 0;
        for (row, columns) in cells.iter().enumerate() {
            for (column, values) in columns.iter().enumerate() {
                for (at, &(a, b)) in values.iter().enumerate() {
                    replicates = replicates.max(at as u32 + 1);
                    rounds.push(round([row, column], at as u32, (a, b)));
                }
            }
        }
        Matrix::of([R, C], replicates, &rounds)
    }

    fn round(pair: [usize; 2], replicate: u32, (a, b): (f64, f64)) -> Round {
        // Not a number stands for a failed run.
        let outcome = Payoffs {
            payoff_usd: [a, b],
            lost_usd: [-a, -b, 1.0],
            lost_share: [0.0; 3],
            duties_usd: [0.0; 2],
            spending_usd: [0.0; 2],
        };
        Round {
            pair,
            replicate,
            outcome: if a.is_nan() { Err(String::from("failed")) } else { Ok(outcome) },
            state_hash: String::new(),
            quiet_state_hash: String::new(),
        }
    }

    #[test]
    fn the_prisoners_dilemma_has_one_equilibrium() {
        // Rows and columns: keep quiet, confess.
        let table = matrix([[&[(-1.0, -1.0)], &[(-3.0, 0.0)]], [&[(0.0, -3.0)], &[(-2.0, -2.0)]]]);
        assert_eq!(table.equilibria(), [[1, 1]]);
        let best: Vec<[bool; 2]> =
            table.pairs().map(|pair| [table.is_best(0, pair), table.is_best(1, pair)]).collect();
        assert_eq!(best, [[false, false], [false, true], [true, false], [true, true]]);
    }

    #[test]
    fn matching_pennies_has_none_and_a_meeting_has_two() {
        let pennies = matrix([[&[(1.0, -1.0)], &[(-1.0, 1.0)]], [&[(-1.0, 1.0)], &[(1.0, -1.0)]]]);
        assert_eq!(pennies.equilibria(), Vec::<[usize; 2]>::new());
        let meeting = matrix([[&[(2.0, 1.0)], &[(0.0, 0.0)]], [&[(0.0, 0.0)], &[(1.0, 2.0)]]]);
        assert_eq!(meeting.equilibria(), [[0, 0], [1, 1]]);
    }

    #[test]
    fn ties_are_best_responses_all_of_them() {
        let table = matrix([[&[(1.0, 0.0)]], [&[(1.0, 5.0)]], [&[(0.0, 0.0)]]]);
        assert_eq!(table.equilibria(), [[0, 0], [1, 0]]);
    }

    #[test]
    fn what_replicates_cannot_tell_from_the_best_is_close_to_it() {
        // Row 0 is ahead of row 1 by 3, -1, 1: mean 1, squares 4 + 4 + 0, error sqrt(8 / 2 / 3) = 1.15, so 1 < 2 x 1.15.
        // It is ahead of row 2 by 3, 4, 5: mean 4, error sqrt(2 / 2 / 3) = 0.58.
        let table = matrix([
            [&[(5.0, 0.0), (5.0, 0.0), (5.0, 0.0)]],
            [&[(2.0, 0.0), (6.0, 0.0), (4.0, 0.0)]],
            [&[(2.0, 0.0), (1.0, 0.0), (0.0, 0.0)]],
        ]);
        assert_eq!([0, 1, 2].map(|row| table.is_close(0, [row, 0])), [true, true, false]);
        assert_eq!(table.equilibria(), [[0, 0]]);
        assert_eq!(table.near_equilibria(), [[0, 0], [1, 0]]);
    }

    #[test]
    fn failed_runs_count_for_nothing() {
        let nan = f64::NAN;
        let table =
            matrix([[&[(1.0, 1.0), (nan, nan), (3.0, 1.0)]], [&[(nan, nan), (nan, nan), (nan, nan)]]]);
        assert_eq!(table.cell([0, 0]).sample(0).map(|sample| (sample.count, sample.mean)), Some((2, 2.0)));
        assert_eq!(table.cell([1, 0]).sample(0), None);
        assert!(table.is_best(0, [0, 0]) && !table.is_best(0, [1, 0]) && !table.is_close(0, [1, 0]));
    }

    #[test]
    fn another_order_of_strategies_is_another_order_of_the_table() {
        let cells: [[&[(f64, f64)]; 2]; 2] = [[&[(1.0, 4.0)], &[(2.0, 3.0)]], [&[(3.0, 2.0)], &[(4.0, 1.0)]]];
        let (table, turned) = (matrix(cells), matrix([cells[1], cells[0]]));
        for pair in table.pairs() {
            let other = [1 - pair[0], pair[1]];
            assert_eq!(table.cell(pair), turned.cell(other));
            assert_eq!(table.is_best(0, pair), turned.is_best(0, other));
            assert_eq!(table.is_best(1, pair), turned.is_best(1, other));
        }
    }
}
