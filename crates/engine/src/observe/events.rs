//! Rows of `events`: what offices did and measures began or ended, and what happened to watched firms.

use super::licence_events;
use super::names::NameBook;
use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_base::Date;
use coercivity_model::state::components::Stopped;
use coercivity_model::state::{Facts, Happening, Investment, Measures, Network, Now, Trade};
use coercivity_record::{EventRow, Rows};
use std::borrow::Cow;

/// Firms whose stops are compared at once.
const GROUP: usize = 64;

/// Events of the watched firms: named and sampled ones, or all.
pub(crate) struct Events {
    all: bool,
    book: NameBook,
    stopped: Vec<u8>,
}

/// An event of a tick, before it is put in order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Happened<'a> {
    event: &'static str,
    firm: Cow<'a, str>,
    partner: Cow<'a, str>,
    good: &'a str,
    jurisdiction: &'a str,
    detail: Cow<'a, str>,
}

impl Events {
    /// Events of `world`, nothing having happened yet.
    pub(crate) fn new(world: &mut World, all: bool, watched: Vec<(usize, String)>) -> Self {
        let stopped = world.query::<&Stopped>().iter(world).map(|stopped| stopped.0).collect();
        Self { all, book: NameBook::new(world, watched), stopped }
    }

    /// Writes the tick's events, in the order of their texts.
    pub(crate) fn write(&mut self, world: &mut World, out: &mut dyn Rows) -> Result<(), EngineError> {
        let turned = self.turned(world);
        let world = &*world;
        let now = world.resource::<Now>();
        let mut happened: Vec<Happened<'_>> = measures(world).collect();
        happened.extend(turned.into_iter().map(|(firm, stops)| {
            let event = if stops { "line_stop" } else { "line_restart" };
            self.of_plant(world.resource::<Facts>(), event, firm)
        }));
        self.switches(world, &mut happened);
        self.investment(world, &mut happened);
        happened.sort_unstable();
        // No other event has a name between those of licences.
        let (before, after) =
            happened.split_at(happened.partition_point(|one| one.event < licence_events::NAMES[0]));
        write_all(before, now.date, out)?;
        licence_events::write(&self.book, self.all, world, out)?;
        write_all(after, now.date, out)
    }

    /// Whether the events of a firm are written.
    fn tells(&self, firm: usize) -> bool {
        self.all || self.book.watches(firm)
    }

    /// Firms whose line stopped or restarted in the tick.
    fn turned(&mut self, world: &mut World) -> Vec<(usize, bool)> {
        let mut turned = Vec::new();
        let mut first = 0;
        let mut query = world.query::<&Stopped>();
        for column in query.contiguous_iter(world).into_iter().flatten() {
            let stopped = self.stopped[first..first + column.len()].chunks_mut(GROUP);
            for (group, (before, now)) in stopped.zip(column.chunks(GROUP)).enumerate() {
                if before.iter().zip(now).fold(0, |any, (before, now)| any | (before ^ now.0)) == 0 {
                    continue;
                }
                for (k, (before, now)) in before.iter_mut().zip(now).enumerate() {
                    let firm = first + group * GROUP + k;
                    if *before != now.0 && (self.all || self.book.watches(firm)) {
                        turned.push((firm, now.0 != 0));
                    }
                    *before = now.0;
                }
            }
            first += column.len();
        }
        turned
    }

    /// An event of a firm's own plant.
    fn of_plant<'a>(&'a self, facts: &'a Facts, event: &'static str, firm: usize) -> Happened<'a> {
        let cell = self.book.cell(firm);
        Happened {
            event,
            firm: self.book.name(facts, firm),
            partner: Cow::Borrowed(""),
            good: facts.good_name(facts.recipe(cell).output_good[0]),
            jurisdiction: facts.code(facts.cells[cell].jurisdiction),
            detail: Cow::Borrowed(""),
        }
    }

    fn switches<'a>(&'a self, world: &'a World, happened: &mut Vec<Happened<'a>>) {
        let (facts, trade, network) =
            (world.resource::<Facts>(), world.resource::<Trade>(), world.resource::<Network>());
        for &place in &network.switched {
            let (buyer, _) = network.links.owner(place as usize);
            if !self.tells(buyer) {
                continue;
            }
            let seller = network.links.seller()[place as usize] as usize;
            happened.push(Happened {
                event: "supplier_switch",
                firm: self.book.name(facts, buyer),
                partner: self.book.name(facts, trade.sellers.firm[seller] as usize),
                good: facts.good_name(trade.sellers.good[seller]),
                jurisdiction: facts.code(facts.cells[self.book.cell(buyer)].jurisdiction),
                detail: Cow::Borrowed("qualified"),
            });
        }
    }

    /// Projects, and plants that idle or restart.
    fn investment<'a>(&'a self, world: &'a World, happened: &mut Vec<Happened<'a>>) {
        let (facts, investment) = (world.resource::<Facts>(), world.resource::<Investment>());
        for &what in &investment.happened {
            let (event, firm, always) = match what {
                Happening::Starts(project) => ("project_starts", facts.projects[project], true),
                Happening::Fails(project) => ("project_fails", facts.projects[project], true),
                Happening::Opens(project) => ("project_opens", facts.projects[project], true),
                Happening::Idles(firm) => ("plant_idles", firm, false),
                Happening::Restarts(firm) => ("plant_restarts", firm, false),
            };
            if always || self.tells(firm as usize) {
                happened.push(self.of_plant(facts, event, firm as usize));
            }
        }
    }
}

fn write_all(happened: &[Happened<'_>], date: Date, out: &mut dyn Rows) -> Result<(), EngineError> {
    for event in happened {
        out.event(&event.row(date))?;
    }
    Ok(())
}

impl Happened<'_> {
    fn row(&self, date: Date) -> EventRow<'_> {
        EventRow {
            date,
            event: self.event,
            firm: &self.firm,
            partner: &self.partner,
            good: self.good,
            jurisdiction: self.jurisdiction,
            detail: &self.detail,
        }
    }
}

/// Measures that were announced, began or ended.
fn measures(world: &World) -> impl Iterator<Item = Happened<'_>> {
    let (facts, measures) = (world.resource::<Facts>(), world.resource::<Measures>());
    let event = |event, measure: usize| Happened {
        event,
        firm: Cow::Borrowed(""),
        partner: Cow::Borrowed(""),
        good: "",
        jurisdiction: "",
        detail: Cow::Borrowed(facts.scenario.schedule[measure].id.as_str()),
    };
    let announced = measures.announced.iter().map(move |&measure| event("measure_announced", measure));
    let turned = measures
        .turned
        .iter()
        .map(move |&(measure, on)| event(if on { "measure_begins" } else { "measure_ends" }, measure));
    announced.chain(turned)
}
