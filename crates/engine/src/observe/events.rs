//! Rows of `events`: what offices did and measures began or ended, and what happened to watched firms.

use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_base::Date;
use coercivity_model::state::components::{CellOf, Stopped};
use coercivity_model::state::{Facts, Happening, Investment, Licences, Measures, Network, Now, Trade};
use coercivity_model::world::SLOTS;
use coercivity_record::{EventRow, RunDirectory};

/// Events of the watched firms: named and sampled ones, or all.
pub(crate) struct Events {
    all: bool,
    /// Names of the watched firms, by dense index; all others are worked out when needed.
    watched: Vec<(usize, String)>,
    stopped: Vec<u8>,
    cell: Vec<u16>,
}

/// An event of a tick, before it is put in order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Happened {
    event: &'static str,
    firm: String,
    partner: String,
    good: String,
    jurisdiction: String,
    detail: String,
}

impl Events {
    /// Events of `world`, nothing having happened yet.
    pub(crate) fn new(world: &mut World, all: bool, mut watched: Vec<(usize, String)>) -> Self {
        watched.sort_unstable();
        let stopped = world.query::<&Stopped>().iter(world).map(|stopped| stopped.0).collect();
        let cell = world.query::<&CellOf>().iter(world).map(|cell| cell.0).collect();
        Self { all, watched, stopped, cell }
    }

    /// Writes the tick's events, in the order of their texts.
    pub(crate) fn write(&mut self, world: &mut World, out: &mut RunDirectory) -> Result<(), EngineError> {
        let now = *world.resource::<Now>();
        let mut happened = measures(world);
        self.lines(world, &mut happened);
        self.licences(world, now.tick, &mut happened);
        self.switches(world, &mut happened);
        self.investment(world, &mut happened);
        happened.sort_unstable();
        for event in &happened {
            out.event(&event.row(now.date))?;
        }
        Ok(())
    }

    /// The name of a firm if its events are written.
    fn name(&self, facts: &Facts, firm: usize) -> Option<String> {
        match self.watched.binary_search_by_key(&firm, |watched| watched.0) {
            Ok(at) => Some(self.watched[at].1.clone()),
            Err(_) if self.all => Some(facts.firm_name(firm, self.cell[firm] as usize)),
            Err(_) => None,
        }
    }

    fn name_always(&self, facts: &Facts, firm: usize) -> String {
        self.name(facts, firm).unwrap_or_else(|| facts.firm_name(firm, self.cell[firm] as usize))
    }

    fn lines(&mut self, world: &mut World, happened: &mut Vec<Happened>) {
        let mut query = world.query::<&Stopped>();
        let stopped: Vec<u8> = query.iter(world).map(|stopped| stopped.0).collect();
        let facts = world.resource::<Facts>();
        for (firm, (&before, &now)) in self.stopped.iter().zip(&stopped).enumerate() {
            if before != now
                && let Some(name) = self.name(facts, firm)
            {
                let cell = &facts.cells[self.cell[firm] as usize];
                happened.push(Happened {
                    event: if now != 0 { "line_stop" } else { "line_restart" },
                    firm: name,
                    partner: String::new(),
                    good: facts.good_name(facts.recipe(self.cell[firm] as usize).output_good[0]).to_owned(),
                    jurisdiction: facts.code(cell.jurisdiction).to_owned(),
                    detail: String::new(),
                });
            }
        }
        self.stopped = stopped;
    }

    fn licences(&self, world: &World, tick: i64, happened: &mut Vec<Happened>) {
        let (facts, trade) = (world.resource::<Facts>(), world.resource::<Trade>());
        for record in &world.resource::<Licences>().records {
            let event = match () {
                () if record.decided == tick && record.granted => "licence_granted",
                () if record.decided == tick => "licence_refused",
                () if record.filed == tick => "licence_filed",
                () => continue,
            };
            let seller = record.seller as usize;
            let (exporter, importer) = (trade.sellers.firm[seller] as usize, record.buyer as usize);
            if self.name(facts, exporter).is_none() && self.name(facts, importer).is_none() {
                continue;
            }
            happened.push(Happened {
                event,
                firm: self.name_always(facts, exporter),
                partner: self.name_always(facts, importer),
                good: facts.good_name(trade.sellers.good[seller]).to_owned(),
                jurisdiction: facts.code(trade.sellers.jurisdiction[seller]).to_owned(),
                detail: format!("lot={} of {}", record.lot + 1, record.lots),
            });
        }
    }

    fn switches(&self, world: &World, happened: &mut Vec<Happened>) {
        let (facts, trade, network) =
            (world.resource::<Facts>(), world.resource::<Trade>(), world.resource::<Network>());
        for &place in &network.switched {
            let row = network.links.first.partition_point(|&first| first <= place) - 1;
            let Some(name) = self.name(facts, row / SLOTS) else { continue };
            let seller = network.links.seller[place as usize] as usize;
            happened.push(Happened {
                event: "supplier_switch",
                firm: name,
                partner: self.name_always(facts, trade.sellers.firm[seller] as usize),
                good: facts.good_name(trade.sellers.good[seller]).to_owned(),
                jurisdiction: facts
                    .code(facts.cells[self.cell[row / SLOTS] as usize].jurisdiction)
                    .to_owned(),
                detail: "qualified".to_owned(),
            });
        }
    }
}

impl Events {
    /// Projects, and plants that idle or restart.
    fn investment(&self, world: &World, happened: &mut Vec<Happened>) {
        let (facts, investment) = (world.resource::<Facts>(), world.resource::<Investment>());
        for &what in &investment.happened {
            let (event, firm, name) = match what {
                Happening::Starts(project) => ("project_starts", facts.projects[project] as usize, None),
                Happening::Fails(project) => ("project_fails", facts.projects[project] as usize, None),
                Happening::Opens(project) => ("project_opens", facts.projects[project] as usize, None),
                Happening::Idles(firm) => {
                    ("plant_idles", firm as usize, Some(self.name(facts, firm as usize)))
                }
                Happening::Restarts(firm) => {
                    ("plant_restarts", firm as usize, Some(self.name(facts, firm as usize)))
                }
            };
            let Some(firm_name) = name.unwrap_or_else(|| Some(self.name_always(facts, firm))) else {
                continue;
            };
            let cell = self.cell[firm] as usize;
            happened.push(Happened {
                event,
                firm: firm_name,
                partner: String::new(),
                good: facts.good_name(facts.recipe(cell).output_good[0]).to_owned(),
                jurisdiction: facts.code(facts.cells[cell].jurisdiction).to_owned(),
                detail: String::new(),
            });
        }
    }
}

impl Happened {
    fn row(&self, date: Date) -> EventRow<'_> {
        EventRow {
            date,
            event: self.event,
            firm: &self.firm,
            partner: &self.partner,
            good: &self.good,
            jurisdiction: &self.jurisdiction,
            detail: &self.detail,
        }
    }
}

/// Measures that were announced, began or ended.
fn measures(world: &World) -> Vec<Happened> {
    let (facts, measures) = (world.resource::<Facts>(), world.resource::<Measures>());
    let schedule = &facts.scenario.schedule;
    let event = |event, measure: usize| Happened {
        event,
        firm: String::new(),
        partner: String::new(),
        good: String::new(),
        jurisdiction: String::new(),
        detail: schedule[measure].id.clone(),
    };
    let announced = measures.announced.iter().map(|&measure| event("measure_announced", measure));
    let turned = measures
        .turned
        .iter()
        .map(|&(measure, on)| event(if on { "measure_begins" } else { "measure_ends" }, measure));
    announced.chain(turned).collect()
}
