//! A policy that panics where its parameter says, and else levies a tariff of a half.

use coercivity_policy::prelude::*;

parameters! {
    /// Where it panics.
    pub struct Parameters {
        /// The function.
        place: text choices "nowhere, new, on_tick, decide, settle, save, load, drop" = "nowhere",
    }
}

/// The policy.
pub struct Panics {
    place: String,
    ticks: u8,
}

impl Panics {
    fn here(&self, place: &str) {
        assert!(self.place != place, "it was told to panic in {place}");
    }
}

impl Policy for Panics {
    const ABOUT: About = About {
        id: "panics",
        summary: "Panics where it is told to.",
        writes: &[Effect::Tariff, Effect::Decision],
        state: 1,
        settles: true,
        ..about!()
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, _: &Names) -> Result<Self, Refusal> {
        let policy = Self { place: parameters.place, ticks: 0 };
        policy.here("new");
        Ok(policy)
    }

    fn on_tick(&mut self, _: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        self.here("on_tick");
        self.ticks += 1;
        measures.log("a tick");
        Ok(())
    }

    fn decide(&self, _: &Applications<'_>, _: &mut Rulings<'_>) -> Result<(), Refusal> {
        self.here("decide");
        Ok(())
    }

    fn settle(&mut self, _: &World<'_>, _: &mut Notes<'_>) -> Result<(), Refusal> {
        self.here("settle");
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        self.here("save");
        vec![self.ticks]
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        self.here("load");
        let [ticks] = state else { return Err("a state is one byte".into()) };
        self.ticks = *ticks;
        Ok(())
    }
}

impl Drop for Panics {
    fn drop(&mut self) {
        self.here("drop");
    }
}

export_policy!(Panics);
