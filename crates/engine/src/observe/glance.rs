//! A tick in a few numbers, for whoever watches a run. Nothing of it is computed until somebody asks, and nothing that is
//! asked for changes the world.

use crate::policies::Team;
use bevy_ecs::prelude::World;
use coercivity_base::Date;
use coercivity_model::state::{Facts, Happening, Investment, Ledger, Licences, Measures, Now, mean_age};
use std::fmt;

/// The end of a tick, to be looked at before the next one begins.
#[derive(Clone, Copy)]
pub struct View<'a>(&'a World);

/// A tick in a few numbers; places in the lists are ids of the scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glance {
    /// First day of the tick.
    pub date: Date,
    /// Whether a measure is announced or holds in this tick, or a policy asks for one.
    pub measures: bool,
    /// Output of makers of final goods at base prices, by jurisdiction. Unit: US dollars.
    pub devices_usd: Vec<f64>,
    /// Cleared by customs towards other jurisdictions at base prices, by good and then by origin. Unit: US dollars.
    pub exports_usd: Vec<Vec<f64>>,
    /// Firms, by stage.
    pub firms: Vec<f64>,
    /// Firms whose output is under half of normal, by stage.
    pub stopped: Vec<f64>,
    /// The licence offices together.
    pub queue: Queue,
    /// What happened, in words.
    pub happened: Vec<String>,
}

/// What licence offices did in a tick.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Queue {
    /// Applications filed in the tick.
    pub filed: u64,
    /// Applications granted in the tick.
    pub granted: u64,
    /// Applications refused in the tick.
    pub refused: u64,
    /// Applications pending at its end.
    pub pending: u64,
    /// Mean age of the pending ones, weeks; `None` without any.
    pub age_weeks: Option<f64>,
}

impl<'a> View<'a> {
    /// The world at the end of a tick.
    pub(crate) fn new(world: &'a World) -> Self {
        Self(world)
    }

    /// The tick in a few numbers, worked out now.
    #[must_use]
    pub fn glance(self) -> Glance {
        let world = self.0;
        let (facts, now) = (world.resource::<Facts>(), world.resource::<Now>());
        let ledger = world.resource::<Ledger>();
        let mut glance = Glance {
            date: now.date,
            measures: any_measure(world.resource::<Measures>()),
            devices_usd: vec![0.0; facts.jurisdictions()],
            exports_usd: exports(facts, ledger),
            firms: vec![0.0; facts.scenario.stages.len()],
            stopped: vec![0.0; facts.scenario.stages.len()],
            queue: queue(facts, world.resource::<Licences>()),
            happened: happened(world),
        };
        for (i, (cell, tally)) in facts.cells.iter().zip(&ledger.cells).enumerate() {
            glance.firms[cell.stage.index()] += ledger.firms[i];
            glance.stopped[cell.stage.index()] += tally.stopped;
            if facts.recipe(i).final_good.is_some() {
                let good = facts.recipe(i).output_good[0].index();
                glance.devices_usd[cell.jurisdiction.index()] += tally.made[0] * usd(facts, good);
            }
        }
        glance
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("View")
    }
}

/// What a base unit of a good is worth at base prices.
fn usd(facts: &Facts, good: usize) -> f64 {
    let info = &facts.scenario.goods[good];
    info.price_usd / info.base_units
}

fn any_measure(measures: &Measures) -> bool {
    let known = !measures.announced.is_empty() || !measures.threats.is_empty();
    known || measures.directed || measures.active.contains(&true)
}

fn exports(facts: &Facts, ledger: &Ledger) -> Vec<Vec<f64>> {
    let mut exports = vec![vec![0.0; facts.jurisdictions()]; facts.goods()];
    for (lane, &cleared) in ledger.cleared.iter().enumerate().filter(|(_, cleared)| **cleared > 0.0) {
        let (good, origin, destination) = facts.of_lane(lane);
        if origin != destination {
            exports[good.index()][origin.index()] += cleared * usd(facts, good.index());
        }
    }
    exports
}

fn queue(facts: &Facts, licences: &Licences) -> Queue {
    let mut queue = Queue::default();
    let mut weeks = 0.0;
    for count in licences.counts.iter().filter(|_| !licences.is_empty()) {
        queue.filed += count.filed;
        queue.granted += count.granted;
        queue.refused += count.refused;
        queue.pending += count.pending;
        let age = mean_age(&count.ages).unwrap_or(0.0) * facts.calendar.tick_weeks();
        weeks += age * count.pending as f64;
    }
    queue.age_weeks = (queue.pending > 0).then(|| weeks / queue.pending as f64);
    queue
}

/// Measures that were announced, began or ended; projects; what policies said.
fn happened(world: &World) -> Vec<String> {
    let (facts, measures) = (world.resource::<Facts>(), world.resource::<Measures>());
    let id = |measure: usize| facts.scenario.schedule[measure].id.as_str();
    let announced = measures.announced.iter().map(|&measure| format!("{} is announced", id(measure)));
    let turned = measures.turned.iter();
    let turned = turned
        .map(|&(measure, on)| format!("{} {}", id(measure), if on { "comes into force" } else { "ends" }));
    let projects = world.resource::<Investment>().happened.iter().filter_map(|happening| {
        let (project, what) = match *happening {
            Happening::Starts(project) => (project, "is started"),
            Happening::Opens(project) => (project, "opens"),
            Happening::Fails(project) => (project, "is given up"),
            Happening::Idles(_) | Happening::Restarts(_) => return None,
        };
        Some(format!("{} {what}", facts.scenario.projects[project].name))
    });
    let mut all: Vec<String> = announced.chain(turned).chain(projects).collect();
    if let Some(team) = world.get_resource::<Team>() {
        let notes = team.told.notes.iter().map(|(id, note)| (id, note.name.as_str(), note.detail.as_str()));
        let log = team.told.log.iter().map(|(id, _, text)| (id, "", text.as_str()));
        all.extend(notes.chain(log).map(|(id, name, detail)| {
            let words = [name, detail].map(str::trim).into_iter().filter(|word| !word.is_empty());
            format!("{id}: {}", words.collect::<Vec<_>>().join(" "))
        }));
    }
    all
}
