//! A policy whose panics would end the process.

use coercivity_policy::prelude::*;

/// The policy.
pub struct Aborts;

impl Policy for Aborts {
    const ABOUT: About = About { id: "aborts", summary: "Must never be loaded.", ..about!() };
    type Parameters = ();

    fn new((): (), _: &Names) -> Result<Self, Refusal> {
        Ok(Self)
    }

    fn on_tick(&mut self, _: &World<'_>, _: &mut Measures<'_>) -> Result<(), Refusal> {
        panic!("nobody can catch this")
    }
}

export_policy!(Aborts);
