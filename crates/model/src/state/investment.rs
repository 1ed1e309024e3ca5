//! Investment: where projects stand, and which plants run, idle or come back.

use super::Facts;
use bevy_ecs::prelude::Resource;
use coercivity_base::{Event, StableId};
use serde::{Deserialize, Serialize};

/// Where a project stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Not decided on.
    #[default]
    Waiting,
    /// Decided on.
    Building,
    /// Given up after the decision.
    Failed,
    /// Open; its capacity rises until it is ramped up.
    Operating,
}

/// A project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Undertaking {
    /// Where it stands.
    pub standing: Standing,
    /// For how long it has broken even without a break. Unit: weeks.
    pub even_weeks: f64,
    /// Tick in which it opens, or is given up; of one that is open, the tick in which it opened.
    pub due: i64,
    /// Whether it will be given up.
    pub fails: bool,
    /// Part of an authority's offtake that it was decided on for. Unit: base units of the driver per tick.
    pub offtake: f64,
}

/// What a plant does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// It runs, as far as demand asks.
    #[default]
    Running,
    /// It stands, because it lost money.
    Idle,
    /// It comes back.
    Restarting,
}

/// A plant whose capacity may move: one that may idle, or a project's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plant {
    /// Dense index.
    pub firm: u32,
    /// Stable id.
    pub stable: StableId,
    /// Cell.
    pub cell: u16,
    /// Whether it may idle.
    pub idles: bool,
    /// Capacity in the base year; 0 for a project's plant. Unit: base units of the driver per tick.
    pub base: f64,
    /// Capacity while it runs. Unit: base units of the driver per tick.
    pub full: f64,
    /// Share of value added at base prices that its owner keeps.
    pub margin: f64,
    /// What it does.
    pub mode: Mode,
    /// How long its margin has spoken against what it does, or since it was started again. Unit: weeks.
    pub weeks: f64,
}

/// What happened in a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happening {
    /// A project was decided on; it opens or is given up later.
    Starts(usize),
    /// A project was given up.
    Fails(usize),
    /// A project's plant opened.
    Opens(usize),
    /// A plant, by dense index, stopped.
    Idles(u32),
    /// A plant that stood was started.
    Restarts(u32),
}

/// All projects and plants; both empty in a scenario without them.
#[derive(Resource, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Investment {
    /// Projects, in the order of `Scenario::projects`.
    pub projects: Vec<Undertaking>,
    /// Plants in the order of stable ids.
    pub plants: Vec<Plant>,
    /// Position in `plants` of each project's plant.
    pub plant_of: Vec<usize>,
    /// What happened in this tick.
    pub happened: Vec<Happening>,
}

impl Investment {
    /// Nothing begun, every plant running. Columns are by dense index.
    #[must_use]
    pub fn new(facts: &Facts, stable: &[StableId], cell: &[u16], capacity: &[f64]) -> Self {
        let scenario = &facts.scenario;
        let rules = scenario.idling.as_ref();
        let idles =
            |firm: usize| rules.is_some_and(|r| r.recipes[facts.cells[cell[firm] as usize].recipe.index()]);
        let planned: Vec<bool> = {
            let mut planned = vec![false; if facts.projects.is_empty() { 0 } else { facts.firms }];
            facts.projects.iter().for_each(|&firm| planned[firm as usize] = true);
            planned
        };
        let mut plants: Vec<Plant> = (0..facts.firms)
            .filter(|&firm| idles(firm) || planned.get(firm).copied().unwrap_or(false))
            .map(|firm| Plant {
                firm: firm as u32,
                stable: stable[firm],
                cell: cell[firm],
                idles: idles(firm),
                base: capacity[firm],
                full: capacity[firm],
                margin: margin(facts, stable[firm], cell[firm]),
                mode: Mode::Running,
                weeks: 0.0,
            })
            .collect();
        plants.sort_unstable_by_key(|plant| plant.stable);
        let place = |&firm: &u32| plants.iter().position(|plant| plant.firm == firm).unwrap_or(usize::MAX);
        let plant_of = facts.projects.iter().map(place).collect();
        let projects = scenario.projects.iter().map(|project| begun(facts, project)).collect();
        Self { projects, plants, plant_of, happened: Vec::new() }
    }

    /// Whether there is anything to look at.
    #[must_use]
    pub fn in_use(&self) -> bool {
        !self.projects.is_empty() || !self.plants.is_empty()
    }
}

/// A project at the start: building if it is decided already, else waiting.
fn begun(facts: &Facts, project: &coercivity_scenario::checked::Project) -> Undertaking {
    match project.opens {
        None => Undertaking::default(),
        Some(date) => Undertaking {
            standing: Standing::Building,
            due: facts.calendar.tick_of(date).max(0),
            fails: facts.chance.uniform(Event::Project, StableId::of(&project.name), 0, 0) >= project.success,
            ..Undertaking::default()
        },
    }
}

/// A plant's own margin, uniform around its recipe's.
fn margin(facts: &Facts, stable: StableId, cell: u16) -> f64 {
    let mean = facts.scenario.recipes[facts.cells[cell as usize].recipe.index()].margin;
    let spread = facts.scenario.idling.as_ref().map_or(0.0, |rules| rules.margin_spread);
    let u = facts.chance.uniform(Event::Margin, stable, 0, 0);
    mean * (1.0 + spread * (2.0 * u - 1.0))
}
