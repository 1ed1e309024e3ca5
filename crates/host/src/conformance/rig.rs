//! A plugin on the test bench: instances, calls, and what came of them.

use super::{
    choices,
    luck::Luck,
    scene::{Scene, Size, fitted},
    track::{Calling, Track},
    values::{Guarded, Values},
    watch::Watch,
};
use crate::{HostError, Plugin};
use coercivity_policy::{
    Call, Card, Day, Effect, Fault, Instance, Moment, Recorder, Setting, Slice, SliceMut, Status, Table,
    TestWorld,
};
use std::time::Duration;

/// Days of a tick.
const TICK_DAYS: u16 = 7;
/// Ticks of a track at most.
const TICKS: usize = 60;

/// A hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hook {
    OnTick,
    Decide,
    Settle,
}

/// A loaded plugin, and what the cases try on it.
#[derive(Debug)]
pub(super) struct Rig {
    pub(super) plugin: Plugin,
    pub(super) world: TestWorld,
    pub(super) defaults: Vec<Setting>,
    pub(super) seed: u64,
}

/// What one call did.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) outputs: Vec<Values>,
    pub(super) told: Recorder,
    pub(super) ended: Result<(), Fault>,
    /// Writes outside of columns, in words.
    pub(super) strays: Vec<String>,
    /// Inputs that are not what they were, in words.
    pub(super) changed_inputs: Vec<String>,
    pub(super) took: Duration,
}

impl Hook {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::OnTick => "on_tick",
            Self::Decide => "decide",
            Self::Settle => "settle",
        }
    }

    /// Whether columns of a table have rows in this hook.
    fn sees(self, table: Table) -> bool {
        (table == Table::Applications) == (self == Self::Decide)
    }
}

impl Rig {
    pub(super) fn new(plugin: Plugin, seed: u64) -> Result<Self, String> {
        let world = TestWorld::knowing(plugin.card());
        let defaults = choices::defaults(plugin.card(), &world, seed)?;
        Ok(Self { plugin, world, defaults, seed })
    }

    pub(super) fn card(&self) -> &Card {
        self.plugin.card()
    }

    pub(super) fn luck(&self, purpose: &str, number: usize) -> Luck {
        Luck::new(self.seed, purpose, number)
    }

    pub(super) fn scene(&self, size: Size) -> Scene {
        Scene::new(self.card(), &self.world, size)
    }

    /// Settings for a scene of this size.
    pub(super) fn fitted(&self, settings: &[Setting], size: Size) -> Vec<Setting> {
        let pairs = settings.iter().zip(&self.card().parameters);
        pairs.map(|(setting, parameter)| fitted(setting, parameter.kind, size)).collect()
    }

    /// A new instance.
    pub(super) fn create(&self, scene: &Scene, settings: &[Setting]) -> Result<Box<dyn Instance>, HostError> {
        say("create");
        let mut told = Recorder::new(&scene.names);
        self.plugin.create(&scene.names, settings, u32::from(TICK_DAYS), &mut told)
    }

    /// A new instance with the defaults.
    pub(super) fn default_instance(&self, scene: &Scene) -> Result<Box<dyn Instance>, String> {
        self.create(scene, &self.defaults).map_err(|error| error.to_string())
    }

    /// Days on which ticks begin: some weeks in a row, and those around every date of the settings.
    pub(super) fn days(&self, settings: &[Setting]) -> Vec<i64> {
        let mut days: Vec<i64> = (0..12).map(|week| choices::FIRST_DAY + 7 * week).collect();
        for setting in settings {
            let dates: Vec<i64> = match setting {
                Setting::Date(day) => vec![*day],
                Setting::Schedule(steps) => steps.iter().map(|step| step.0).collect(),
                _ => Vec::new(),
            };
            days.extend(dates.into_iter().flat_map(|day| [day - 7, day, day + 7, day + 14]));
        }
        days.sort_unstable();
        days.dedup();
        days.truncate(TICKS);
        days
    }

    /// A whole track: a new instance over all days, each shown another disturbance of the scene.
    pub(super) fn track(&self, scene: &Scene, settings: &[Setting], purpose: &str) -> Result<Track, String> {
        let mut instance = self.create(scene, settings).map_err(|error| error.to_string())?;
        let mut track = Track::default();
        let days = self.days(settings);
        self.follow(&mut *instance, scene, &days, 0..days.len(), purpose, &mut track);
        Ok(track)
    }

    /// A stretch of ticks with an instance, noted in `track`; ends early at a failure.
    pub(super) fn follow(
        &self,
        instance: &mut dyn Instance,
        scene: &Scene,
        days: &[i64],
        ticks: std::ops::Range<usize>,
        purpose: &str,
        track: &mut Track,
    ) {
        for tick in ticks {
            let shown = scene.disturbed(&mut self.luck(purpose, tick));
            if !self.tick(instance, &shown, tick, days[tick], track) {
                return;
            }
        }
    }

    /// The calls of one tick; false after a failure.
    pub(super) fn tick(
        &self,
        instance: &mut dyn Instance,
        scene: &Scene,
        tick: usize,
        day: i64,
        track: &mut Track,
    ) -> bool {
        self.hooks(scene).into_iter().all(|hook| {
            let done = self.call(instance, hook, scene, tick, day);
            let went_well = done.ended.is_ok();
            track.note(Calling { hook, tick, day: Day::from_number(day) }, done);
            went_well
        })
    }

    /// The hooks that a run would call.
    pub(super) fn hooks(&self, scene: &Scene) -> Vec<Hook> {
        let mut hooks = vec![Hook::OnTick];
        if self.card().writes.contains(&Effect::Decision) && scene.rows(Table::Applications) > 0 {
            hooks.push(Hook::Decide);
        }
        if self.card().settles {
            hooks.push(Hook::Settle);
        }
        hooks
    }

    /// One call, with neutral outputs.
    pub(super) fn call(
        &self,
        instance: &mut dyn Instance,
        hook: Hook,
        scene: &Scene,
        tick: usize,
        day: i64,
    ) -> Done {
        self.call_onto(instance, hook, scene, tick, day, Effect::neutral)
    }

    /// One call with outputs preset as `preset` says.
    pub(super) fn call_onto(
        &self,
        instance: &mut dyn Instance,
        hook: Hook,
        scene: &Scene,
        tick: usize,
        day: i64,
        preset: impl Fn(Effect) -> f64,
    ) -> Done {
        say(&format!("{} of tick {tick} ({})", hook.name(), Day::from_number(day)));
        let shown = scene.reads.iter().filter(|(column, _)| hook.sees(column.table()));
        let mut given: Vec<(&'static str, Values, Guarded)> =
            shown.map(|(column, values)| (column.name(), values.clone(), values.guarded())).collect();
        let mut written: Vec<(Effect, Guarded)> = self
            .card()
            .writes
            .iter()
            .map(|effect| {
                let rows = if hook.sees(effect.table()) { scene.rows(effect.table()) } else { 0 };
                (*effect, Values::filled(*effect, preset(*effect), rows).guarded())
            })
            .collect();
        let mut told = Recorder::new(&scene.names);
        told.set_measuring(hook == Hook::OnTick);
        let (ended, took) = {
            let mut guarded = given.iter();
            let inputs: Vec<Slice<'_>> = scene
                .reads
                .iter()
                .map(|(column, _)| match hook.sees(column.table()) {
                    true => guarded.next().map_or(TestWorld::no_rows(*column), |entry| entry.2.slice()),
                    false => TestWorld::no_rows(*column),
                })
                .collect();
            let mut outputs: Vec<SliceMut<'_>> =
                written.iter_mut().filter_map(|(_, column)| column.slice_mut()).collect();
            if hook == Hook::Settle {
                outputs.clear();
            }
            let moment = moment(tick, day, self.seed);
            let call =
                Call { moment, inputs: &inputs, versions: &[], outputs: &mut outputs, services: &mut told };
            let watch = Watch::start();
            let ended = match hook {
                Hook::OnTick => instance.on_tick(call),
                Hook::Decide => instance.decide(call),
                Hook::Settle => instance.settle(call),
            };
            (ended, watch.elapsed())
        };
        let place = |name: &str, damage: Option<String>| {
            damage.map(|damage| format!("{} wrote to {name}, {damage}", hook.name()))
        };
        let mut strays = Vec::new();
        let mut changed_inputs = Vec::new();
        for (name, before, guarded) in &mut given {
            strays.extend(place(name, guarded.damage()));
            if let Some(row) = before.first_difference(&guarded.rows()) {
                changed_inputs
                    .push(format!("{} changed {name}, which it may only read (row {row})", hook.name()));
            }
        }
        for (effect, guarded) in &mut written {
            strays.extend(place(effect.name(), guarded.damage()));
        }
        let outputs = written.iter_mut().map(|(_, column)| column.rows()).collect();
        Done { outputs, told, ended, strays, changed_inputs, took }
    }
}

impl Done {
    /// A value that is not finite or out of range, in words.
    pub(super) fn out_of_range(&self, card: &Card) -> Option<String> {
        self.outputs.iter().zip(&card.writes).find_map(|(values, effect)| {
            let mut values = values.guarded();
            let wrong = values.slice_mut().map(|slice| coercivity_policy::check_output(*effect, &slice))?;
            let (row, value) = wrong.err()?;
            let (low, high) = effect.range();
            Some(format!("{} = {value:?} in row {row}, outside of {low} to {high}", effect.name()))
        })
    }
}

/// Whether a plugin refuses as it should: what it was given, and with words.
pub(super) fn is_usual_refusal(fault: &Fault) -> bool {
    fault.status == Status::Invalid && !fault.message.trim().is_empty()
}

fn moment(tick: usize, day: i64, seed: u64) -> Moment {
    let (year, month, day_of_month) = Day::from_number(day).civil();
    Moment { tick: tick as i64, day, year, month, day_of_month, tick_days: TICK_DAYS, key: seed }
}

/// Leaves word of what is being done, in case that it is the last thing done.
pub(super) fn say(step: &str) {
    super::message::step(step);
}
