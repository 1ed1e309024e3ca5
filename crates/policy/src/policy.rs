//! The trait that an author implements.

use crate::{About, Applications, Measures, Names, Notes, ParameterSet, Refusal, Rulings, World};

/// A policy: parameters, made into a value once, that sets measures every tick.
///
/// A hook that fails or panics counts for nothing: whatever it wrote in that call is dropped. The same inputs must
/// always give the same outputs; see the crate's page for what that means.
pub trait Policy: Sized + Send {
    /// What it is, what it reads and what it writes.
    const ABOUT: About;

    /// Its parameters: a struct made by [`parameters!`](crate::parameters), or `()`.
    type Parameters: ParameterSet;

    /// Makes it, once for each use in a scenario. Kinds, ranges and names have been checked; this is the place to
    /// look rows up and to refuse parameters that do not go together.
    ///
    /// # Errors
    /// A refusal, best with the [`Refusal::parameter`] that it is about.
    fn new(parameters: Self::Parameters, names: &Names) -> Result<Self, Refusal>;

    /// Sets this tick's measures, before anything else happens in it. Columns show the end of the last tick; all
    /// effects are neutral, and what is not set again does not hold.
    ///
    /// # Errors
    /// What went wrong.
    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal>;

    /// Rules on pending licence applications. Called in ticks with any, if `writes` holds
    /// [`Effect::Decision`](crate::Effect::Decision).
    ///
    /// # Errors
    /// What went wrong.
    fn decide(&self, applications: &Applications<'_>, rulings: &mut Rulings<'_>) -> Result<(), Refusal> {
        let _ = (applications, rulings);
        Ok(())
    }

    /// Sees the end of the tick, for metrics, events and its own memory. Called only if `settles` is set.
    ///
    /// # Errors
    /// What went wrong.
    fn settle(&mut self, world: &World<'_>, notes: &mut Notes<'_>) -> Result<(), Refusal> {
        let _ = (world, notes);
        Ok(())
    }

    /// What it remembers from tick to tick, as bytes that any platform reads (`to_le_bytes`). Called only if `state`
    /// is not 0.
    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Takes up what [`Policy::save`] has written. It must leave the policy as it was if the bytes make no sense.
    ///
    /// # Errors
    /// If the bytes are no such state.
    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        match state.len() {
            0 => Ok(()),
            n => Err(Refusal::new(format!("this policy keeps no state, but was given {n} bytes"))),
        }
    }
}
