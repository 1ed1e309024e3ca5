//! What a run came to, jurisdiction by jurisdiction.

use super::{Game, replicate};
use crate::Policies;
use bevy_ecs::prelude::World;
use coercivity_engine::watched_trial;
use coercivity_model::state::{Holder, Kind, MICRO, Money};
use coercivity_parallel::Pool;

/// Sums over a run, by jurisdiction.
#[derive(Clone, Debug, PartialEq)]
pub struct Harvest {
    /// Value added at base prices, US dollars.
    pub value_added_usd: Vec<f64>,
    /// Duties that the treasury took, US dollars.
    pub duties_usd: Vec<f64>,
    /// What the authority paid for purchases, floors and subsidies less what it took for releases, US dollars.
    pub spending_usd: Vec<f64>,
    /// Why it failed.
    pub failure: Option<String>,
    /// State at the end.
    pub state_hash: String,
}

/// Runs a replicate of the game's scenario with `policies`.
pub(super) fn one(game: &Game, policies: &Policies, number: u32) -> Harvest {
    let scenario = replicate(&game.scenario, number);
    let places = scenario.jurisdictions.len();
    let mut books = Books { duties: vec![0; places], spending: vec![0; places] };
    // One thread needs no pool to be started, so this cannot fail for want of threads.
    let trial = Pool::new(1)
        .map_err(Into::into)
        .and_then(|pool| watched_trial(&scenario, &policies.lend(), pool, &mut |world| books.add(world)));
    let usd = |micro: &[i128]| micro.iter().map(|sum| *sum as f64 / MICRO).collect();
    let (duties_usd, spending_usd) = (usd(&books.duties), usd(&books.spending));
    match trial {
        Ok(trial) => Harvest {
            value_added_usd: trial.by_jurisdiction(places, |point| point.value_added_usd),
            duties_usd,
            spending_usd,
            failure: trial.failure.map(|failure| failure.to_string()),
            state_hash: trial.state_hash,
        },
        Err(error) => Harvest {
            value_added_usd: vec![0.0; places],
            duties_usd,
            spending_usd,
            failure: Some(error.to_string()),
            state_hash: String::new(),
        },
    }
}

/// Payments so far, by jurisdiction, in whole micro-dollars.
struct Books {
    duties: Vec<i128>,
    spending: Vec<i128>,
}

impl Books {
    /// Adds the tick that has just been run.
    fn add(&mut self, world: &World) {
        let money = world.resource::<Money>();
        let of = |table: &[i128], kind, holder| table[money.at(kind, holder)];
        for (place, (duties, spending)) in self.duties.iter_mut().zip(&mut self.spending).enumerate() {
            let authority = Holder::Authority(place);
            *duties += of(&money.received, Kind::Duties, Holder::Treasury(place));
            for kind in [Kind::Purchases, Kind::Floors, Kind::Subsidies] {
                *spending += of(&money.paid, kind, authority);
            }
            *spending -= of(&money.received, Kind::Releases, authority);
        }
    }
}
