//! Games: every pair of two players' strategies, played in the model over paired replicates.
//!
//! # Payoff
//! ```text
//! lost_i   = sum over ticks and jurisdictions of i of (value added of the quiet run - value added), at base prices
//! payoff_i = -lost_i - k_i (lost_i - lost_j)
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | lost | [`Harvest::value_added_usd`] | US dollars | the quiet run has the same draws and no player |
//! | k | [`Player::rivalry`] | ratio | weight of relative gains; 0: a player looks at itself only |
//!
//! Tariffs, subsidies and what stockpiles cost change hands within a jurisdiction or buy an asset; they are told beside
//! the payoff and are no part of it. Relative gains: Grieco (1988), International Organization 42(3).

mod harvest;
mod idle;
mod table;
mod verdict;

pub use harvest::Harvest;
pub use idle::idle;
pub use table::{Cell, Matrix};
pub use verdict::{Comparison, escalation};

use crate::{Policies, StudyError};
use coercivity_base::JurisdictionId;
use coercivity_parallel::Pool;
use coercivity_scenario::Scenario;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A player.
#[derive(Clone)]
pub struct Player {
    /// Name.
    pub name: String,
    /// Jurisdictions whose value added is its own.
    pub members: Vec<JurisdictionId>,
    /// Weight of relative gains.
    pub rivalry: f64,
    /// What it may do.
    pub strategies: Vec<Strategy>,
}

/// A strategy.
#[derive(Clone)]
pub struct Strategy {
    /// Name.
    pub name: String,
    /// Whether it counts as endless escalation.
    pub escalates: bool,
    /// What carries it out.
    pub policies: Policies,
}

/// A game.
pub struct Game {
    /// The scenario in which it is played.
    pub scenario: Scenario,
    /// The scenario's own policies; they serve in every run, the quiet one included.
    pub common: Policies,
    /// The players.
    pub players: [Player; 2],
    /// Replicates of each pair.
    pub replicates: u32,
}

/// What a pair's run came to against the quiet run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Payoffs {
    /// Of each player, US dollars.
    pub payoff_usd: [f64; 2],
    /// Value added lost by the players and third countries, US dollars.
    pub lost_usd: [f64; 3],
    /// The same as shares of the quiet run's.
    pub lost_share: [f64; 3],
    /// Duties of each player's treasuries beyond the quiet run's, US dollars.
    pub duties_usd: [f64; 2],
    /// What its authorities paid less what they took beyond that of the quiet run, US dollars.
    pub spending_usd: [f64; 2],
}

/// A run of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Positions of the strategies.
    pub pair: [usize; 2],
    /// Replicate.
    pub replicate: u32,
    /// What it came to, or why it failed.
    pub outcome: Result<Payoffs, String>,
    /// State at the end; empty if there was none.
    pub state_hash: String,
    /// State at the end of the quiet run.
    pub quiet_state_hash: String,
}

/// How far a game is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Runs done.
    pub done: usize,
    /// Runs in all, the quiet ones included.
    pub total: usize,
}

/// Is told how far a game is, from any thread; false ends it.
pub type Watch<'a> = dyn Fn(Progress) -> bool + Sync + 'a;

/// Runs the quiet run of the first replicate and throws it away: how long a run takes, for an estimate.
///
/// # Errors
/// If it fails.
pub fn probe(game: &Game) -> Result<(), StudyError> {
    match harvest::one(game, &game.common, 0).failure {
        Some(reason) => Err(StudyError::Quiet { replicate: 0, reason }),
        None => Ok(()),
    }
}

/// Plays `game` on `pool`, a run on each of its threads: the quiet runs first, then all pairs, replicate by replicate.
///
/// # Errors
/// If a quiet run fails or `watch` ends it. A pair's run that fails is a round that says so.
pub fn play(game: &Game, pool: &Pool, watch: &Watch<'_>) -> Result<Vec<Round>, StudyError> {
    let counts = game.players.each_ref().map(|player| player.strategies.len());
    let (pairs, replicates) = (counts[0] * counts[1], game.replicates as usize);
    let done = AtomicUsize::new(0);
    let total = replicates * (1 + pairs);
    let told = |run: Option<Harvest>| {
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        (watch(Progress { done, total })).then_some(run).flatten()
    };
    let quiet = pool.map(replicates, |n| {
        let going = watch(Progress { done: done.load(Ordering::Relaxed), total });
        told(going.then(|| harvest::one(game, &game.common, n as u32)))
    });
    let mut base = Vec::with_capacity(replicates);
    for (n, run) in quiet.into_iter().enumerate() {
        let run = run.ok_or(StudyError::Interrupted)?;
        if let Some(reason) = run.failure {
            return Err(StudyError::Quiet { replicate: n as u32, reason });
        }
        base.push(run);
    }
    let rounds = pool.map(replicates * pairs, |job| {
        let (replicate, pair) = (job / pairs, [job % pairs / counts[1], job % pairs % counts[1]]);
        let [a, b] = [0, 1].map(|n| &game.players[n].strategies[pair[n]].policies);
        let going = watch(Progress { done: done.load(Ordering::Relaxed), total });
        let run = told(going.then(|| harvest::one(game, &game.common.and(a).and(b), replicate as u32)))?;
        let quiet = &base[replicate];
        Some(Round {
            pair,
            replicate: replicate as u32,
            outcome: run.failure.clone().map_or_else(|| Ok(payoffs(&game.players, &run, quiet)), Err),
            state_hash: run.state_hash,
            quiet_state_hash: quiet.state_hash.clone(),
        })
    });
    let mut rounds = rounds.into_iter().collect::<Option<Vec<Round>>>().ok_or(StudyError::Interrupted)?;
    rounds.sort_by_key(|round| (round.pair, round.replicate));
    Ok(rounds)
}

/// What `run` came to against `quiet`.
fn payoffs(players: &[Player; 2], run: &Harvest, quiet: &Harvest) -> Payoffs {
    let own = |table: &[f64], player: usize| -> f64 {
        players[player].members.iter().map(|member| table[member.index()]).sum()
    };
    let others = |table: &[f64]| -> f64 {
        let of_nobody =
            |at: &usize| !players.iter().any(|player| player.members.iter().any(|m| m.index() == *at));
        (0..table.len()).filter(of_nobody).map(|at| table[at]).sum()
    };
    let sums = |harvest: &Harvest| {
        let table = &harvest.value_added_usd;
        [own(table, 0), own(table, 1), others(table)]
    };
    let (now, before) = (sums(run), sums(quiet));
    let lost_usd = [0, 1, 2].map(|n| before[n] - now[n]);
    let difference =
        |table: fn(&Harvest) -> &[f64]| [0, 1].map(|n| own(table(run), n) - own(table(quiet), n));
    Payoffs {
        payoff_usd: [0, 1].map(|n| payoff(lost_usd[n], lost_usd[1 - n], players[n].rivalry)),
        lost_usd,
        lost_share: [0, 1, 2].map(|n| if before[n] == 0.0 { 0.0 } else { lost_usd[n] / before[n] }),
        duties_usd: difference(|harvest| &harvest.duties_usd),
        spending_usd: difference(|harvest| &harvest.spending_usd),
    }
}

/// Payoff of a player that lost `own` while the other lost `other`, US dollars.
#[must_use]
pub fn payoff(own_lost_usd: f64, other_lost_usd: f64, rivalry: f64) -> f64 {
    -own_lost_usd - rivalry * (own_lost_usd - other_lost_usd)
}

/// The scenario of a replicate.
fn replicate(scenario: &Scenario, replicate: u32) -> Arc<Scenario> {
    let mut own = scenario.clone();
    own.run.replicate = replicate;
    Arc::new(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn player(members: &[usize], rivalry: f64) -> Player {
        let members = members.iter().map(|at| JurisdictionId::at(*at)).collect();
        Player { name: String::new(), members, rivalry, strategies: Vec::new() }
    }

    fn harvest(value_added_usd: &[f64], duties_usd: &[f64]) -> Harvest {
        let zeros = vec![0.0; duties_usd.len()];
        Harvest {
            value_added_usd: value_added_usd.to_vec(),
            duties_usd: duties_usd.to_vec(),
            spending_usd: zeros,
            failure: None,
            state_hash: String::new(),
        }
    }

    #[test]
    fn payoffs_are_what_is_lost_and_what_the_other_loses_more() {
        // Four jurisdictions: 0 and 2 are one player, 1 the other, 3 a third country.
        let players = [player(&[0, 2], 0.0), player(&[1], 0.5)];
        let quiet = harvest(&[100.0, 50.0, 20.0, 10.0], &[1.0, 2.0, 3.0, 4.0]);
        let run = harvest(&[90.0, 52.0, 14.0, 9.0], &[5.0, 2.0, 4.0, 9.0]);
        let found = payoffs(&players, &run, &quiet);
        // Lost: 120 - 104, 50 - 52, 10 - 9.
        assert_eq!(found.lost_usd, [16.0, -2.0, 1.0]);
        assert_eq!(found.lost_share, [16.0 / 120.0, -2.0 / 50.0, 0.1]);
        // The second gains 2, and 0.5 x (2 + 16) = 9 on top for being ahead.
        assert_eq!(found.payoff_usd, [-16.0, 11.0]);
        assert_eq!(found.duties_usd, [5.0, 0.0]);
    }
}
