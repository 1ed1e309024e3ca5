//! The team: the policies of a run, called in the order of the scenario.

use super::applications::Applications;
use super::ballot::Ballot;
use super::board::{Board, empty};
use super::desk::{Desk, KeptMetric, KeptNote};
use super::names::names;
use super::uses::{Fate, OnError, PolicyFailure, PolicyUse, Report};
use super::versions::version;
use super::watch::{OnStuck, Watch};
use crate::clock::Clock;
use bevy_ecs::prelude::{Resource, World};
use coercivity_base::{Date, StableId, epoch_day};
use coercivity_model::state::{Directives, Facts, Now, PairRule};
use coercivity_policy::{
    Call, Card, Column, Effect, Fault, Instance, Level, Moment, Names, Slice, SliceMut, Status, Table,
};
use std::sync::Mutex;

/// A policy and what belongs to it.
pub(super) struct Member {
    // Only ever locked from the one thread that runs the tick; it makes the resource shareable.
    pub(super) instance: Mutex<Box<dyn Instance>>,
    pub(super) card: Card,
    pub(super) ballot: Ballot,
    moment: Moment,
    warn_ms: f64,
    limit_ms: Option<f64>,
    on_stuck: Option<OnStuck>,
    on_error: OnError,
    pub(super) report: Report,
    /// Rows set by effect at the last tick, for the log of events.
    pub(super) before: Vec<usize>,
    pub(super) restricted: usize,
}

/// The policies of a run.
#[derive(Resource)]
pub(crate) struct Team {
    pub(super) members: Vec<Member>,
    names: Names,
    pub(super) board: Board,
    watch: Watch,
    /// What the directives were before; their columns are used again.
    pub(super) spare: Directives,
    pub(super) conflicts: Vec<(String, Effect, usize)>,
    /// The failure that ends the run.
    pub(crate) failure: Option<PolicyFailure>,
    /// What the policies gave for the results of this tick.
    pub(crate) bulletin: Bulletin,
    /// What was last written to the results, for whoever watches.
    pub(crate) told: Bulletin,
}

/// What policies gave for the results: id of the use, and value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bulletin {
    /// Rows of the series.
    pub(crate) metrics: Vec<(String, KeptMetric)>,
    /// Rows of the events.
    pub(crate) notes: Vec<(String, KeptNote)>,
    /// Lines of the log.
    pub(crate) log: Vec<(String, Level, String)>,
}

impl Bulletin {
    /// Whether nothing was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.metrics.is_empty() && self.notes.is_empty() && self.log.is_empty()
    }

    /// Adds an event about the use `id` as a whole.
    pub(super) fn tell(&mut self, id: &str, name: &str, detail: String) {
        let note = KeptNote { name: name.to_owned(), jurisdiction: None, good: None, firm: None, detail };
        self.notes.push((id.to_owned(), note));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hook {
    OnTick,
    Decide,
    Settle,
}

impl Hook {
    fn name(self) -> &'static str {
        match self {
            Self::OnTick => "on_tick",
            Self::Decide => "decide",
            Self::Settle => "settle",
        }
    }

    fn has_inputs(self, table: Table) -> bool {
        (self == Self::Decide) == (table == Table::Applications)
    }

    fn has_outputs(self, table: Table) -> bool {
        self != Self::Settle && self.has_inputs(table)
    }
}

impl Team {
    /// Makes an instance of each policy for `world`.
    ///
    /// # Errors
    /// What a policy says against its parameters.
    pub(crate) fn hire(world: &mut World, uses: &[PolicyUse]) -> Result<Self, PolicyFailure> {
        let names = names(world);
        let (facts, now) = (world.resource::<Facts>(), world.resource::<Now>());
        let run = &facts.scenario.run;
        let moment = moment(facts, now);
        let (mut members, mut bulletin) = (Vec::new(), Bulletin::default());
        for one in uses {
            let key =
                StableId::of(&one.id).join(StableId(run.seed)).join(StableId(u64::from(run.replicate))).0;
            let mut desk = Desk::new(&names, false);
            let made = (one.make)(&names, u32::from(moment.tick_days), &mut desk);
            let instance = made.map_err(|fault| failure(&one.id, "create", now.date, fault))?;
            bulletin.log.extend(desk.log.into_iter().map(|(level, text)| (one.id.clone(), level, text)));
            let card = instance.card().clone();
            members.push(Member {
                ballot: Ballot::new(&card.writes, &names),
                before: vec![0; card.writes.len()],
                restricted: 0,
                instance: Mutex::new(instance),
                card,
                moment: Moment { key, ..moment },
                warn_ms: one.warn_ms,
                limit_ms: one.limit_ms,
                on_stuck: one.on_stuck.clone(),
                on_error: one.on_error,
                report: Report {
                    id: one.id.clone(),
                    fate: Fate::Served,
                    calls: 0,
                    total_ms: 0.0,
                    longest_ms: 0.0,
                    slow_calls: 0,
                    ticks_active: 0,
                },
            });
        }
        let read: Vec<Column> = members.iter().flat_map(|member| member.card.reads.iter().copied()).collect();
        Ok(Self {
            board: Board::new(world, read.into_iter()),
            members,
            names,
            watch: Watch::default(),
            spare: Directives::default(),
            conflicts: Vec::new(),
            failure: None,
            bulletin,
            told: Bulletin::default(),
        })
    }

    /// How each policy did.
    pub(crate) fn reports(&self) -> Vec<Report> {
        self.members.iter().map(|member| member.report.clone()).collect()
    }

    /// Calls a hook of one member and keeps what it said; whether it ended well.
    pub(super) fn call(
        &mut self,
        at: usize,
        hook: Hook,
        world: &World,
        pending: &Applications,
    ) -> Option<Vec<PairRule>> {
        let (facts, now) = (world.resource::<Facts>(), world.resource::<Now>());
        let member = &mut self.members[at];
        member.moment = Moment { key: member.moment.key, ..moment(facts, now) };
        let inputs: Vec<Slice<'_>> = member
            .card
            .reads
            .iter()
            .map(|&column| match (hook.has_inputs(column.table()), pending.slice(column)) {
                (false, _) => empty(column),
                (true, Some(slice)) => slice,
                (true, None) => self.board.slice(world, column),
            })
            .collect();
        let versions: Vec<u64> = member.card.reads.iter().map(|&column| version(world, column)).collect();
        member.ballot.preset();
        let mut outputs: Vec<SliceMut<'_>> = member.ballot.open(|table| hook.has_outputs(table));
        let mut desk = Desk::new(&self.names, hook == Hook::OnTick);
        let call = Call {
            moment: member.moment,
            inputs: &inputs,
            versions: &versions,
            outputs: if hook == Hook::Settle { &mut [] } else { &mut outputs },
            services: &mut desk,
        };
        if let Some((limit, tell)) = member.limit_ms.zip(member.on_stuck.as_ref()) {
            let what = format!("policy `{}` in {} on {}", member.report.id, hook.name(), now.date);
            self.watch.begin(&what, limit, tell);
        }
        let clock = Clock::start();
        let instance = member.instance.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        let ended = match hook {
            Hook::OnTick => instance.on_tick(call),
            Hook::Decide => instance.decide(call),
            Hook::Settle => instance.settle(call),
        };
        let ms = clock.seconds() * 1e3;
        self.watch.end();
        let Desk { metrics, notes, log, pairs, wrong, .. } = desk;
        let ended = ended.and_then(|()| self.accept(at, wrong, ms));
        let id = self.members[at].report.id.clone();
        self.bulletin.log.extend(log.into_iter().map(|(level, text)| (id.clone(), level, text)));
        match ended {
            Ok(()) => {
                self.bulletin.metrics.extend(metrics.into_iter().map(|metric| (id.clone(), metric)));
                self.bulletin.notes.extend(notes.into_iter().map(|note| (id.clone(), note)));
                Some(pairs)
            }
            Err(fault) if fault.status == Status::Discard => {
                self.bulletin.log.push((id, Level::Warning, format!("{} did nothing: {fault}", hook.name())));
                None
            }
            Err(fault) => {
                self.fail(at, failure(&id, hook.name(), now.date, fault));
                None
            }
        }
    }

    /// Checks what a call wrote and how long it took.
    fn accept(&mut self, at: usize, wrong: Option<String>, ms: f64) -> Result<(), Fault> {
        let member = &mut self.members[at];
        let report = &mut member.report;
        report.calls += 1;
        report.total_ms += ms;
        report.longest_ms = report.longest_ms.max(ms);
        report.slow_calls += u64::from(ms > member.warn_ms);
        let fault = |message: String| Fault { status: Status::Error, message, parameter: None, row: None };
        if let Some(limit) = member.limit_ms.filter(|&limit| ms > limit) {
            return Err(fault(format!("it took {ms:.0} ms, over its limit_ms of {limit}")));
        }
        if let Some(wrong) = wrong {
            return Err(fault(format!("it {wrong}")));
        }
        let checked = member.ballot.check(&self.names, f64::from(member.card.hold_days));
        checked.map_err(|wrong| fault(format!("it {wrong}")))
    }

    fn fail(&mut self, at: usize, failure: PolicyFailure) {
        let member = &mut self.members[at];
        match member.on_error {
            OnError::Disable => {
                self.bulletin.tell(&failure.id, "disabled", failure.message.clone());
                member.report.fate = Fate::Disabled(failure);
            }
            OnError::Stop => {
                member.report.fate = Fate::Failed(failure.clone());
                self.failure = Some(failure);
            }
        }
    }

    pub(super) fn serves(&self, at: usize) -> bool {
        self.failure.is_none() && self.members[at].report.fate == Fate::Served
    }

    /// Tells when the rows that a policy sets begin, end or change in number.
    pub(super) fn tell_turns(&mut self, at: usize, restricted: usize, spoke: bool) {
        let member = &mut self.members[at];
        let now = if spoke { member.ballot.rows_set.clone() } else { vec![0; member.before.len()] };
        let (bulletin, id) = (&mut self.bulletin, &member.report.id);
        let mut tell = |what: &str, before: usize, now: usize| {
            if before != now {
                let name = if now == 0 { "measure_ends" } else { "measure_set" };
                bulletin.tell(id, name, format!("{what}: {now} rows"));
            }
        };
        for ((effect, _), (&before, &now)) in member.ballot.columns.iter().zip(member.before.iter().zip(&now))
        {
            tell(effect.name(), before, now);
        }
        tell("restrictions", member.restricted, restricted);
        member.report.ticks_active += u32::from(restricted > 0 || now.iter().any(|&rows| rows > 0));
        (member.before, member.restricted) = (now, restricted);
    }
}

fn moment(facts: &Facts, now: &Now) -> Moment {
    Moment {
        tick: now.tick,
        day: epoch_day(now.date),
        year: i32::from(now.date.year()),
        month: now.date.month().unsigned_abs(),
        day_of_month: now.date.day().unsigned_abs(),
        tick_days: facts.calendar.tick_days(),
        key: 0,
    }
}

pub(super) fn failure(id: &str, hook: &'static str, date: Date, fault: Fault) -> PolicyFailure {
    let (status, parameter, message) = (fault.status, fault.parameter, fault.to_string());
    PolicyFailure { id: id.to_owned(), hook: hook.into(), date, message, status, parameter }
}
