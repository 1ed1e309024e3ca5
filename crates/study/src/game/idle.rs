//! Strategies that never acted: every run with one ended in the very state of the run without it.
//!
//! What a run is compared with is the pair in which the player's strategy has no policies; where the player has no such
//! strategy, the quiet run, against answers without policies.

use super::{Game, Round};

/// Strategies with policies that changed nothing in any run, as player and position.
#[must_use]
pub fn idle(game: &Game, rounds: &[Round]) -> Vec<(usize, usize)> {
    let empty = game
        .players
        .each_ref()
        .map(|player| player.strategies.iter().map(|strategy| strategy.policies.is_empty()).collect());
    find(&empty, rounds)
}

fn find(empty: &[Vec<bool>; 2], rounds: &[Round]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for player in [0, 1] {
        for strategy in (0..empty[player].len()).filter(|at| !empty[player][*at]) {
            let own = rounds.iter().filter(|round| round.pair[player] == strategy && round.outcome.is_ok());
            let same: Vec<bool> = own
                .filter_map(|round| Some(round.state_hash == without(empty, rounds, player, round)?))
                .collect();
            if !same.is_empty() && same.iter().all(|same| *same) {
                found.push((player, strategy));
            }
        }
    }
    found
}

/// State at the end of the run that differs from `round` only by what `player` does; `None` if there is none.
fn without<'a>(
    empty: &[Vec<bool>; 2],
    rounds: &'a [Round],
    player: usize,
    round: &'a Round,
) -> Option<&'a str> {
    match empty[player].iter().position(|empty| *empty) {
        Some(nothing) => {
            let mut pair = round.pair;
            pair[player] = nothing;
            let other =
                rounds.iter().find(|other| other.pair == pair && other.replicate == round.replicate)?;
            other.outcome.is_ok().then_some(other.state_hash.as_str())
        }
        None => empty[1 - player][round.pair[1 - player]].then_some(round.quiet_state_hash.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Payoffs;
    use super::*;

    fn round(pair: [usize; 2], state: &str) -> Round {
        let outcome = Payoffs {
            payoff_usd: [0.0; 2],
            lost_usd: [0.0; 3],
            lost_share: [0.0; 3],
            duties_usd: [0.0; 2],
            spending_usd: [0.0; 2],
        };
        Round {
            pair,
            replicate: 0,
            outcome: Ok(outcome),
            state_hash: state.into(),
            quiet_state_hash: "quiet".into(),
        }
    }

    #[test]
    fn who_leaves_every_state_as_it_is_never_acted() {
        let empty = [vec![true, false], vec![true, false]];
        let mut rounds = vec![
            round([0, 0], "quiet"),
            round([1, 0], "quiet"),
            round([0, 1], "answered"),
            round([1, 1], "answered"),
        ];
        assert_eq!(find(&empty, &rounds), [(0, 1)]);
        // One run that ends elsewhere is enough to have acted.
        rounds[3].state_hash = "both".into();
        assert_eq!(find(&empty, &rounds), []);
        // A failed run tells nothing.
        rounds[3].outcome = Err("failed".into());
        assert_eq!(find(&empty, &rounds), [(0, 1)]);
    }

    #[test]
    fn without_a_strategy_of_doing_nothing_the_quiet_run_tells() {
        let empty = [vec![false], vec![true, false]];
        let rounds = [round([0, 0], "quiet"), round([0, 1], "answered")];
        assert_eq!(find(&empty, &rounds), [(0, 0)]);
        assert_eq!(find(&[vec![false], vec![false]], &[round([0, 0], "quiet")]), [], "nothing to compare");
    }
}
