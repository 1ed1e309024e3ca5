//! From the books of a tick to rows: series, flows, balances, events, sampled firms, and what the summary needs.

mod aggregates;
mod balance;
mod bulletin;
mod capacity;
mod dictionary;
mod equity;
mod events;
mod fall;
mod flows;
mod glance;
mod harm;
mod history;
mod licence_events;
mod licences;
mod money;
mod names;
mod prices;
mod provenance;
mod sample;
mod series;
mod stockpiles;
mod summary;

pub(crate) use aggregates::Aggregates;
pub use dictionary::write_dictionary;
pub(crate) use events::Events;
pub use fall::{Fall, fall};
pub use glance::{Glance, Queue, View};
pub(crate) use harm::write as write_harm;
pub use harm::{Recovery, healed, recovery};
pub(crate) use history::History;
pub use history::Point;
pub(crate) use money::{MoneyBook, MoneySums};
pub(crate) use provenance::CurveBook;
pub(crate) use sample::Sample;
pub(crate) use summary::summarise;

use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_model::state::Facts;
use coercivity_record::Rows;
use serde::{Deserialize, Serialize};

/// Whose rows these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The scenario's.
    Scenario,
    /// The paired baseline's.
    Baseline,
}

/// What an observer keeps from tick to tick and cannot see in the world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Remembered {
    history: History,
    money: Option<MoneySums>,
    curve: Option<CurveBook>,
}

/// Turns the end of a tick into rows.
pub struct Observer {
    which: Which,
    /// Whether balances are written.
    balances: bool,
    aggregates: Aggregates,
    events: Option<Events>,
    sample: Option<Sample>,
    money: Option<MoneyBook>,
    curve: Option<CurveBook>,
    /// What is kept in memory for the summary: a few numbers per tick, stage and jurisdiction.
    pub(crate) history: History,
}

impl Observer {
    /// An observer of `world`; `details`, which are events, the sample, balances and payments, are written for the
    /// scenario only.
    pub fn new(world: &mut World, which: Which, all_events: bool, details: bool) -> Self {
        let details = details && which == Which::Scenario;
        let sample = details.then(|| Sample::new(world));
        let events = sample.as_ref().map(|sample| Events::new(world, all_events, sample.firms()));
        Self {
            which,
            balances: details,
            aggregates: Aggregates::new(world),
            events,
            money: details.then(|| MoneyBook::new(world)),
            curve: details.then(|| CurveBook::new(world)).flatten(),
            sample,
            history: History::new(world.resource::<Facts>()),
        }
    }

    /// Writes the rows of the tick that has just been run.
    ///
    /// # Errors
    /// If a row cannot be written.
    pub fn observe(&mut self, world: &mut World, out: &mut dyn Rows) -> Result<(), EngineError> {
        self.aggregates.gather(world);
        series::write(&self.aggregates, world, out, self.which)?;
        flows::write(world, out, self.which)?;
        prices::write(world, out, self.which)?;
        equity::write(world, out, self.which)?;
        capacity::write(world, out, self.which)?;
        self.history.add(&self.aggregates, world);
        if self.which == Which::Scenario {
            licences::write(world, out)?;
            if self.balances {
                balance::write(world, out)?;
            }
            stockpiles::write(world, out)?;
            bulletin::write(world, out)?;
        }
        if let Some(money) = &mut self.money {
            money.add(world, out)?;
        }
        if let Some(curve) = &mut self.curve {
            curve.add(world, out)?;
        }
        if let Some(events) = &mut self.events {
            events.write(world, out)?;
        }
        if let Some(sample) = &self.sample {
            sample.write(world, out)?;
        }
        Ok(())
    }

    /// What it keeps from tick to tick.
    pub(crate) fn remembered(&self) -> Remembered {
        Remembered {
            history: self.history.clone(),
            money: self.money.as_ref().map(MoneyBook::sums),
            curve: self.curve.clone(),
        }
    }

    /// Goes on from what an observer of the same world remembered.
    ///
    /// # Errors
    /// If it was another world.
    pub(crate) fn recall(&mut self, remembered: Remembered, facts: &Facts) -> Result<(), EngineError> {
        let Remembered { history, money, curve } = remembered;
        let curves_fit = match (&self.curve, &curve) {
            (Some(mine), Some(theirs)) => mine.is_like(theirs),
            (None, None) => true,
            _ => false,
        };
        let money_fits = match (&mut self.money, money) {
            (Some(book), Some(sums)) => book.recall(sums),
            (None, None) => true,
            _ => false,
        };
        if !history.fits(facts) || !curves_fit || !money_fits {
            return Err(of_another_world());
        }
        self.history = history;
        self.curve = curve;
        Ok(())
    }

    /// Writes what is summed over several ticks.
    pub(crate) fn finish(&mut self, world: &World, out: &mut dyn Rows) -> Result<(), EngineError> {
        if let Some(money) = &mut self.money {
            money.write(world, out)?;
        }
        match &mut self.curve {
            Some(curve) => curve.write(world, out),
            None => Ok(()),
        }
    }
}

/// What was remembered is of no use here.
pub(crate) fn of_another_world() -> EngineError {
    EngineError::State("its observations are those of another world".to_owned())
}
