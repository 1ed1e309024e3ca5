//! The release rule of a stock under test: from the first restriction on, firms get what they lack.

use coercivity_base::{GoodId, JurisdictionId, StableId, chance, math};
use coercivity_engine::policies::{OnError, PolicyUse};
use coercivity_policy::prelude::*;
use coercivity_policy::{Functions, InProcess, Setting};

/// Most that is released, over normal use in the same time. Two: with one, firms that are well stocked would take part
/// of what others need to go on. Unit: ratio. Assumption.
pub(super) const RELEASE_RATE: f64 = 2.0;

/// Functions with the same bits everywhere.
const FUNCTIONS: Functions = Functions {
    draw: |key, id, ordinal, index| chance::keyed_uniform(key, StableId(id), ordinal, index),
    exp: math::exp,
    ln: math::ln,
    pow: math::pow,
};

parameters! {
    /// What is released, where, and from when.
    pub struct Parameters {
        /// Authority.
        own: jurisdiction = "JP",
        /// Good.
        good: good = "dytb_oxide",
        /// Tick of the first restriction.
        from_tick: integer in 0..=100000 unit "ticks" = 0,
        /// Most that is released in a tick.
        most: number in 0.0..=1e15 unit "units" = 0.0,
    }
}

/// The rule.
struct Release(Parameters);

impl Policy for Release {
    const ABOUT: About = About {
        id: "stock_under_test",
        summary: "Releases what firms lack, from a tick on.",
        source: "Assumption",
        writes: &[Effect::StoreRelease],
        ..About::EMPTY
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, _: &Names) -> Result<Self, Refusal> {
        Ok(Self(parameters))
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        if world.tick() >= self.0.from_tick {
            measures.release(world.names().store_row(self.0.own, self.0.good), self.0.most);
        }
        Ok(())
    }
}

/// The rule as a policy of a run.
pub(super) fn release(place: JurisdictionId, good: GoodId, from_tick: usize, most: f64) -> PolicyUse {
    let settings = vec![
        Setting::One(place.index() as u32),
        Setting::One(good.index() as u32),
        Setting::Integer(from_tick as i64),
        Setting::Number(most),
    ];
    PolicyUse {
        id: String::from("stock_under_test"),
        make: Box::new(move |names, _, _| {
            Ok(Box::new(InProcess::<Release>::new(names, settings.clone(), FUNCTIONS)?))
        }),
        hold_days: 0,
        on_error: OnError::Stop,
        warn_ms: f64::INFINITY,
        limit_ms: None,
        on_stuck: None,
    }
}
