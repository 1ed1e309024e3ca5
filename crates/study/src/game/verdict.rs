//! Does endless escalation pay? Each escalating strategy is compared, against each answer of the other player, with the
//! best of the player's strategies that do not escalate, over paired replicates.

use super::{Game, Matrix};
use crate::stats::{Sample, Sign, sample, sign};

/// An escalating strategy against the best that does not escalate.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The player.
    pub player: usize,
    /// The escalating pair.
    pub escalating: [usize; 2],
    /// The pair with the player's best other strategy against the same answer.
    pub instead: [usize; 2],
    /// What escalating brings more, US dollars; `None` if the two have no complete replicate in common.
    pub gain: Option<Sample>,
    /// What the replicates tell of it.
    pub sign: Sign,
}

/// All comparisons, by player, escalating strategy and answer; none where a player has nothing to compare.
#[must_use]
pub fn escalation(game: &Game, matrix: &Matrix) -> Vec<Comparison> {
    let flags =
        game.players.each_ref().map(|player| player.strategies.iter().map(|one| one.escalates).collect());
    compare(&flags, matrix)
}

fn compare(escalates: &[Vec<bool>; 2], matrix: &Matrix) -> Vec<Comparison> {
    let mut found = Vec::new();
    for player in [0, 1] {
        let of = |pair: [usize; 2]| escalates[player][pair[player]];
        for pair in matrix.pairs().filter(|pair| of(*pair)) {
            let calm = matrix.answers(player, pair).filter(|pair| !of(*pair));
            let Some(instead) = matrix.best_of(player, calm) else { continue };
            let gains = matrix.differences(player, pair, instead);
            found.push(Comparison {
                player,
                escalating: pair,
                instead,
                gain: sample(&gains),
                sign: sign(&gains),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::table::tests::matrix;
    use super::*;

    #[test]
    fn escalation_is_compared_with_the_best_of_the_rest_against_each_answer() {
        // Rows: nothing, escalate, bargain. Two answers, two replicates.
        let table = matrix([
            [&[(0.0, 0.0), (0.0, 0.0)], &[(-1.0, 0.0), (-2.0, 0.0)]],
            [&[(3.0, 0.0), (5.0, 0.0)], &[(-4.0, 0.0), (-4.0, 0.0)]],
            [&[(1.0, 0.0), (1.0, 0.0)], &[(-3.0, 0.0), (-3.0, 0.0)]],
        ]);
        let found = compare(&[vec![false, true, false], vec![false, false]], &table);
        let told: Vec<_> =
            found.iter().map(|one| (one.escalating, one.instead, one.gain.unwrap().mean, one.sign)).collect();
        // Against the first answer bargaining is best: 3 - 1 and 5 - 1, mean 3, error 1. Against the second nothing
        // is: -4 + 1 and -4 + 2, mean -2.5, error 0.5.
        assert_eq!(told, [([1, 0], [2, 0], 3.0, Sign::Positive), ([1, 1], [0, 1], -2.5, Sign::Negative)]);
    }

    #[test]
    fn with_nothing_but_escalation_there_is_nothing_to_compare() {
        let table = matrix([[&[(1.0, 1.0)]], [&[(2.0, 2.0)]]]);
        assert!(compare(&[vec![true, true], vec![false]], &table).is_empty());
    }
}
