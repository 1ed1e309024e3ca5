//! What a run needs to go on: how far it is, what its observers and policies remember, and the state of the world.
//!
//! ```text
//! state = length (8 bytes) and [`Saved`] in postcard's encoding, then the world as `coercivity_model::registry` writes it
//! ```
//!
//! A run that goes on equals one that never stopped, to the bit: on any number of threads, before and after.

use crate::course::{Course, Done};
use crate::error::EngineError;
use crate::observe::Remembered;
use crate::policies::MemberState;
use crate::simulation::Simulation;
use coercivity_model::registry;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// Most bytes of what is not the world.
const LARGEST: u64 = 1 << 32;

/// How far a course is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Times {
    pub(crate) ticks_done: u32,
    /// Seconds to build the world, burn-in included.
    pub(crate) build_s: f64,
    /// Seconds in all, of the courses before it too.
    pub(crate) wall_s: f64,
    pub(crate) tick_ms: Vec<f32>,
    pub(crate) phase_ms: Vec<f64>,
    pub(crate) observe_ms: f64,
}

/// A checkpoint besides the world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Saved {
    /// The scenario's course, if it is the baseline that runs.
    pub(crate) first: Option<Done>,
    pub(crate) times: Times,
    pub(crate) observer: Remembered,
    pub(crate) team: Vec<MemberState>,
}

/// What states are made of: a program that says something else cannot read them.
#[must_use]
pub fn state_layout() -> String {
    // Counts what this module writes besides the world: raise it with each change of its types.
    format!("2 {}", fingerprint(&registry::layout()))
}

/// FNV-1a, by which base makes ids of names: short, and the same everywhere.
fn fingerprint(words: &str) -> String {
    format!("{:016x}", coercivity_base::StableId::of(words).0)
}

impl Saved {
    /// Writes it and the world.
    pub(crate) fn write(&self, simulation: &mut Simulation, out: &mut dyn Write) -> io::Result<()> {
        let words = postcard::to_allocvec(self).map_err(io::Error::other)?;
        out.write_all(&(words.len() as u64).to_le_bytes())?;
        out.write_all(&words)?;
        registry::save(&mut simulation.world, out).map_err(io::Error::other)
    }

    /// Reads it; the world follows.
    pub(crate) fn read(from: &mut dyn Read) -> Result<Self, EngineError> {
        let of_system = |error: io::Error| EngineError::State(error.to_string());
        let mut length = [0; 8];
        from.read_exact(&mut length).map_err(of_system)?;
        let mut words = Vec::new();
        from.take(u64::from_le_bytes(length).min(LARGEST)).read_to_end(&mut words).map_err(of_system)?;
        postcard::from_bytes(&words).map_err(|error| EngineError::State(error.to_string()))
    }
}

impl Simulation {
    /// Takes over the state of a world that was drawn from the same scenario.
    pub(crate) fn take_over(&mut self, from: &mut dyn Read) -> Result<(), EngineError> {
        registry::load(&mut self.world, from).map_err(|error| EngineError::State(error.to_string()))
    }
}

impl Course {
    /// What a checkpoint of the course after it keeps of it.
    pub(crate) fn done(&self) -> Done {
        self.done.clone()
    }
}
