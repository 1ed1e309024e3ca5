//! Studies in small worlds.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic, its helpers too")]

// Games: pairing, threads, order of strategies, failures.
mod game;
// A replay beside facts, and parameters fitted to them.
mod history;
// The stock that buys time.
mod stock;

use coercivity_engine::policies::{OnError, PolicyUse};
use coercivity_policy::prelude::*;
use coercivity_policy::{Functions, InProcess, Setting};
use coercivity_scenario::Scenario;

/// Functions that these policies do not ask.
const FUNCTIONS: Functions = Functions {
    draw: |_, _, _, _| 0.5,
    exp: coercivity_base::math::exp,
    ln: coercivity_base::math::ln,
    pow: coercivity_base::math::pow,
};

/// The three firms of the smallest scenario, without its schedule, with these values set.
fn three_firms(set: &[(&str, &str)]) -> Scenario {
    coercivity_testkit::preset("scenarios/minimal.ron", set)
}

parameters! {
    /// A ban from a tick on.
    pub struct Parameters {
        /// Tick.
        from_tick: integer in 0..=100000 = 0,
        /// Tick after the last.
        until_tick: integer in 0..=100000 = 100000,
    }
}

/// Bans magnets from China to the United States for a time.
struct Ban(Parameters);

impl Policy for Ban {
    const ABOUT: About =
        About { id: "ban", summary: "A ban of a test.", writes: &[Effect::Status], ..About::EMPTY };
    type Parameters = Parameters;

    fn new(parameters: Parameters, _: &Names) -> Result<Self, Refusal> {
        Ok(Self(parameters))
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        if world.tick() == 40 && self.0.from_tick == 40 {
            return Err("it fails in tick 40".into());
        }
        if (self.0.from_tick..self.0.until_tick).contains(&world.tick()) {
            let names = world.names();
            let magnet = names.good("magnet").ok_or("no magnets")?;
            let (Some(cn), Some(us)) = (names.jurisdiction("CN"), names.jurisdiction("US")) else {
                return Err("no two sides".into());
            };
            for of in names.uses(&[magnet], &[cn], &[us], &EndUse::ALL) {
                measures.block(of);
            }
        }
        Ok(())
    }
}

/// A ban between two ticks.
fn ban(id: &str, from_tick: i64, until_tick: i64) -> PolicyUse {
    let settings = vec![Setting::Integer(from_tick), Setting::Integer(until_tick)];
    PolicyUse {
        id: id.to_owned(),
        make: Box::new(move |names, _, _| {
            Ok(Box::new(InProcess::<Ban>::new(names, settings.clone(), FUNCTIONS)?))
        }),
        hold_days: 0,
        on_error: OnError::Stop,
        warn_ms: 1e9,
        limit_ms: None,
        on_stuck: None,
    }
}
