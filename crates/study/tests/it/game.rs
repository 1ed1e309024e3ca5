//! Games between the United States, which do nothing, and China, which bans magnets.

use crate::{ban, three_firms};
use coercivity_base::JurisdictionId;
use coercivity_parallel::Pool;
use coercivity_study::game::{Game, Matrix, Player, Round, Strategy, play};
use coercivity_study::{Policies, StudyError};
use std::sync::atomic::{AtomicUsize, Ordering};

fn strategy(name: &str, uses: Vec<coercivity_engine::policies::PolicyUse>) -> Strategy {
    Strategy { name: name.to_owned(), escalates: false, policies: Policies::new(uses) }
}

/// Nothing, a short ban and a long one; in another order if asked for.
fn game(order: [usize; 3]) -> Game {
    let sender = [
        strategy("nothing", Vec::new()),
        strategy("short", vec![ban("ban", 5, 25)]),
        strategy("long", vec![ban("ban", 5, 100)]),
    ];
    let player = |name: &str, member, strategies| Player {
        name: name.to_owned(),
        members: vec![JurisdictionId::at(member)],
        rivalry: 0.0,
        strategies,
    };
    Game {
        scenario: three_firms(&[("run.ticks", "45"), ("schedule", "[]")]),
        common: Policies::default(),
        players: [
            player("sender", 0, order.map(|n| sender[n].clone()).to_vec()),
            player("target", 1, vec![strategy("nothing", Vec::new())]),
        ],
        replicates: 3,
    }
}

fn played(game: &Game, threads: usize) -> Vec<Round> {
    play(game, &Pool::new(threads).unwrap(), &|_| true).unwrap()
}

#[test]
fn nothing_against_nothing_is_exactly_nothing_and_bans_cost_both() {
    let rounds = played(&game([0, 1, 2]), 1);
    assert_eq!(rounds.len(), 3 * 3);
    for round in &rounds {
        let payoffs = round.outcome.as_ref().unwrap();
        if round.pair == [0, 0] {
            assert_eq!((payoffs.payoff_usd, payoffs.lost_usd), ([0.0; 2], [0.0; 3]));
            assert_eq!(round.state_hash, round.quiet_state_hash);
        } else {
            assert!(payoffs.payoff_usd.iter().all(|usd| *usd < 0.0), "{round:?}");
            assert!(payoffs.lost_share.iter().all(|share| (0.0..1.0).contains(share)), "{round:?}");
            // Nobody else lives in this world.
            assert_eq!(payoffs.lost_usd[2], 0.0);
        }
    }
    // The longer ban costs more, and doing nothing is the equilibrium.
    let matrix = Matrix::of([3, 1], 3, &rounds);
    let mean = |row| matrix.cell([row, 0]).sample(1).unwrap().mean;
    assert!(mean(0) > mean(1) && mean(1) > mean(2), "{} {} {}", mean(0), mean(1), mean(2));
    assert_eq!(matrix.equilibria(), [[0, 0]]);
}

#[test]
fn one_thread_and_two_give_the_same() {
    assert_eq!(played(&game([0, 1, 2]), 1), played(&game([0, 1, 2]), 2));
}

#[test]
fn another_order_of_strategies_is_another_order_of_the_rounds() {
    let (straight, turned) = (played(&game([0, 1, 2]), 2), played(&game([2, 0, 1]), 2));
    for round in &straight {
        let at = [1, 2, 0][round.pair[0]];
        let same =
            turned.iter().find(|other| other.pair == [at, 0] && other.replicate == round.replicate).unwrap();
        assert_eq!((&round.outcome, &round.state_hash), (&same.outcome, &same.state_hash));
    }
}

#[test]
fn a_run_that_fails_is_a_row_with_its_reason() {
    let mut game = game([0, 1, 2]);
    game.players[0].strategies.push(strategy("broken", vec![ban("ban", 40, 41)]));
    let rounds = played(&game, 2);
    for round in rounds {
        match (round.pair[0], &round.outcome) {
            (3, Err(reason)) => assert!(reason.contains("it fails in tick 40"), "{reason}"),
            (3, Ok(_)) => panic!("{round:?}"),
            (_, outcome) => assert!(outcome.is_ok(), "{round:?}"),
        }
    }
}

#[test]
fn progress_counts_every_run_and_may_end_it() {
    let (game, most) = (game([0, 1, 2]), AtomicUsize::new(0));
    play(&game, &Pool::new(2).unwrap(), &|progress| {
        // A quiet run and three pairs, three times.
        assert_eq!(progress.total, 12);
        most.fetch_max(progress.done, Ordering::Relaxed);
        true
    })
    .unwrap();
    assert_eq!(most.into_inner(), 12);
    let ended = play(&game, &Pool::new(1).unwrap(), &|progress| progress.done < 5);
    assert!(matches!(ended, Err(StudyError::Interrupted)));
}
