//! Tests of a policy without a host: `cargo test` in the policy's own crate is enough.
//!
//! ```
//! use coercivity_policy::prelude::*;
//!
//! parameters! { pub struct Parameters { rate: number in 0.0..=1.0 = 0.25, } }
//! struct Levy(Parameters);
//! impl Policy for Levy {
//!     const ABOUT: About =
//!         About { id: "levy", summary: "A tariff everywhere.", writes: &[Effect::Tariff], ..about!() };
//!     type Parameters = Parameters;
//!     fn new(parameters: Parameters, _: &Names) -> Result<Self, Refusal> {
//!         Ok(Self(parameters))
//!     }
//!     fn on_tick(&mut self, _: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
//!         measures.column_f64(Effect::Tariff)?.fill(self.0.rate);
//!         Ok(())
//!     }
//! }
//!
//! let mut trial = Harness::<Levy>::new().set("rate", "0.5").build()?;
//! trial.on_date("2025-05-01").tick()?;
//! assert_eq!(trial.value(Effect::Tariff, 0), 0.5);
//! # Ok::<(), coercivity_policy::Fault>(())
//! ```

use crate::{
    Buffer, Call, Column, Day, Effect, Fault, Functions, InProcess, Instance, Level, Moment, Names, Policy,
    Recorder, Restriction, Setting, Slice, SliceMut, Status, Table, TestWorld, ToldEvent, ToldMetric, card,
    check_output,
};
use std::marker::PhantomData;

/// Sets up the trial of a policy: its parameters and the world that it will see.
#[derive(Clone, Debug)]
pub struct Harness<P> {
    world: Option<TestWorld>,
    given: Vec<(String, String)>,
    policy: PhantomData<fn() -> P>,
}

/// A policy on trial in a [`TestWorld`].
pub struct Trial<P> {
    world: TestWorld,
    settings: Vec<Setting>,
    instance: InProcess<P>,
    date: Result<Day, String>,
    tick: i64,
    written: Vec<Buffer>,
    told: Recorder,
}

/// Which hook is called.
#[derive(Clone, Copy, PartialEq)]
enum Hook {
    OnTick,
    Decide,
    Settle,
}

impl<P: Policy> Default for Harness<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Policy> Harness<P> {
    /// All parameters at their defaults, in the test world, which knows all names that the defaults mention.
    #[must_use]
    pub fn new() -> Self {
        Self { world: None, given: Vec::new(), policy: PhantomData }
    }

    /// Gives a parameter, as text in the form of defaults.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.given.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Uses this world.
    #[must_use]
    pub fn world(mut self, world: TestWorld) -> Self {
        self.world = Some(world);
        self
    }

    /// Makes the policy.
    ///
    /// # Errors
    /// If a parameter is not acceptable, to its description or to the policy.
    pub fn build(self) -> Result<Trial<P>, Fault> {
        let card = card::<P>()?;
        let world = self.world.unwrap_or_else(|| TestWorld::knowing(&card));
        let settings = world.settings(&card, &self.given);
        let settings = settings.map_err(|(parameter, message)| Fault {
            status: Status::Invalid,
            message,
            parameter,
            row: None,
        })?;
        let instance = InProcess::new(world.names(), settings.clone(), Functions::for_tests())?;
        let told = Recorder::new(world.names());
        // Monday, 6 January 2025.
        let date = Ok(Day::from_number(20_094));
        Ok(Trial { world, settings, instance, date, tick: 0, written: Vec::new(), told })
    }
}

impl<P: Policy> Trial<P> {
    /// Moves the calendar: the next tick begins on this day, such as `2025-05-01`.
    pub fn on_date(&mut self, date: &str) -> &mut Self {
        self.date = Day::parse(date).ok_or_else(|| format!("`{date}` is not a date such as 2025-05-01"));
        self
    }

    /// Runs a tick of a week: `on_tick`, `decide` if the policy rules on applications and some are pending, `settle`
    /// if it asks for it. What was written and told in it can be read until the next one.
    ///
    /// # Errors
    /// If a hook fails or writes what is out of range; then nothing that it wrote counts.
    pub fn tick(&mut self) -> Result<&mut Self, Fault> {
        self.told = Recorder::new(self.world.names());
        self.written = P::ABOUT.writes.iter().map(|effect| self.world.buffer(*effect)).collect();
        self.call(Hook::OnTick)?;
        if P::ABOUT.writes.contains(&Effect::Decision) && self.world.rows(Table::Applications) > 0 {
            self.call(Hook::Decide)?;
        }
        if P::ABOUT.settles {
            self.call(Hook::Settle)?;
        }
        self.tick += 1;
        self.date = self.date.clone().map(|day| day.plus_days(7));
        Ok(self)
    }

    /// Runs several ticks.
    ///
    /// # Errors
    /// As [`Trial::tick`].
    pub fn ticks(&mut self, count: usize) -> Result<&mut Self, Fault> {
        for _ in 0..count {
            self.tick()?;
        }
        Ok(self)
    }

    /// What the policy wrote in the last tick; neutral where it wrote nothing.
    #[must_use]
    pub fn value(&self, effect: Effect, row: usize) -> f64 {
        let position = P::ABOUT.writes.iter().position(|declared| *declared == effect);
        let buffer = position.and_then(|position| self.written.get(position));
        buffer.and_then(|buffer| buffer.value(row)).unwrap_or(effect.neutral())
    }

    /// Metrics told in the last tick.
    #[must_use]
    pub fn metrics(&self) -> &[ToldMetric] {
        &self.told.metrics
    }

    /// Events told in the last tick.
    #[must_use]
    pub fn events(&self) -> &[ToldEvent] {
        &self.told.events
    }

    /// Lines of the log written in the last tick.
    #[must_use]
    pub fn log(&self) -> &[(Level, String)] {
        &self.told.log
    }

    /// Firms and links restricted in the last tick.
    #[must_use]
    pub fn restrictions(&self) -> &[Restriction] {
        &self.told.restrictions
    }

    /// The world.
    #[must_use]
    pub fn world(&self) -> &TestWorld {
        &self.world
    }

    /// The world, to change columns between ticks.
    pub fn world_mut(&mut self) -> &mut TestWorld {
        &mut self.world
    }

    /// What the indices mean.
    #[must_use]
    pub fn names(&self) -> &Names {
        self.world.names()
    }

    /// First day of the next tick.
    ///
    /// # Errors
    /// If the last date given is none.
    pub fn date(&self) -> Result<Day, Fault> {
        self.date.clone().map_err(|message| Fault {
            status: Status::Error,
            message,
            parameter: None,
            row: None,
        })
    }

    /// The policy itself.
    #[must_use]
    pub fn policy(&self) -> &P {
        self.instance.policy()
    }

    /// Saves the state.
    ///
    /// # Errors
    /// If the policy panics.
    pub fn save(&mut self) -> Result<Vec<u8>, Fault> {
        self.instance.save()
    }

    /// Takes up a state.
    ///
    /// # Errors
    /// If the policy does not take it.
    pub fn load(&mut self, state: &[u8]) -> Result<(), Fault> {
        self.instance.load(state)
    }

    /// Another trial that goes on from here with a new instance, as a resumed run does. A policy without a state must
    /// go on all the same.
    ///
    /// # Errors
    /// If the state is not taken up.
    pub fn resumed(&mut self) -> Result<Self, Fault> {
        let world = self.world.clone();
        let mut instance = InProcess::new(world.names(), self.settings.clone(), Functions::for_tests())?;
        if P::ABOUT.state > 0 {
            instance.load(&self.instance.save()?)?;
        }
        let (settings, told) = (self.settings.clone(), Recorder::new(world.names()));
        let (date, tick) = (self.date.clone(), self.tick);
        Ok(Self { world, settings, instance, date, tick, written: Vec::new(), told })
    }

    fn call(&mut self, hook: Hook) -> Result<(), Fault> {
        let moment = self.moment()?;
        let pending = |table: Table| (table == Table::Applications) == (hook == Hook::Decide);
        let shown = |column: &Column| {
            if pending(column.table()) { self.world.column(*column) } else { TestWorld::no_rows(*column) }
        };
        let inputs: Vec<Slice<'_>> = P::ABOUT.reads.iter().map(shown).collect();
        let mut none: Vec<Buffer> =
            P::ABOUT.writes.iter().map(|effect| Buffer::neutral(*effect, 0)).collect();
        let handed = self.written.iter_mut().zip(&mut none).zip(P::ABOUT.writes);
        let handed =
            handed.map(|((buffer, none), effect)| if pending(effect.table()) { buffer } else { none });
        let mut outputs: Vec<SliceMut<'_>> = handed.map(Buffer::slice_mut).collect();
        if hook == Hook::Settle {
            outputs.clear();
        }
        self.told.set_measuring(hook == Hook::OnTick);
        let call =
            Call { moment, inputs: &inputs, versions: &[], outputs: &mut outputs, services: &mut self.told };
        let outcome = match hook {
            Hook::OnTick => self.instance.on_tick(call),
            Hook::Decide => self.instance.decide(call),
            Hook::Settle => self.instance.settle(call),
        };
        outcome.and_then(|()| self.check()).inspect_err(|_| self.forget())
    }

    fn moment(&self) -> Result<Moment, Fault> {
        let day = self.date()?;
        let (year, month, day_of_month) = day.civil();
        Ok(Moment { tick: self.tick, day: day.number(), year, month, day_of_month, tick_days: 7, key: 1 })
    }

    fn check(&mut self) -> Result<(), Fault> {
        for (buffer, effect) in self.written.iter_mut().zip(P::ABOUT.writes) {
            check_output(*effect, &buffer.slice_mut()).map_err(|(row, value)| Fault {
                status: Status::Error,
                message: format!("it wrote {} = {value}", effect.name()),
                parameter: None,
                row: Some(row as u64),
            })?;
        }
        Ok(())
    }

    /// Nothing that a failing call wrote or told counts.
    fn forget(&mut self) {
        self.written.clear();
        self.told = Recorder::new(self.world.names());
    }
}

impl<P> std::fmt::Debug for Trial<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (instance, date, tick) = (&self.instance, &self.date, self.tick);
        f.debug_struct("Trial")
            .field("instance", instance)
            .field("date", date)
            .field("tick", &tick)
            .finish_non_exhaustive()
    }
}
