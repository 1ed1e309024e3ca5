//! Parameters at and beyond their limits; what a plugin takes of memory and time.

use super::{Found, nothing, passed, skipped};
use crate::{
    HostError,
    conformance::{
        choices::{self, Edge},
        rig::{Rig, is_usual_refusal},
        scene::{Scene, Size},
        watch,
    },
};
use coercivity_policy::Setting;
use std::time::Duration;

/// Sets of parameters by chance.
const SETS: usize = 30;
/// Instances before memory is looked at, and those for which it is.
const WARM_UP: usize = 200;
const INSTANCES: usize = 1_000;
/// Bytes by which memory may grow meanwhile: a few pages that allocators keep, not 1,000 of anything.
const GROWTH: u64 = 256 * 1_024;
/// Times as many firms as the test world has, which are twenty, in the comparison of times.
const FEW: usize = 50;
const MANY: usize = 5_000;

pub(super) fn parameters(rig: &Rig) -> Found {
    if rig.card().parameters.is_empty() {
        return skipped("it has no parameters");
    }
    let scene = rig.scene(Size::Plain);
    let mut taken = 0;
    for n in 0..SETS {
        let settings = choices::random(rig.card(), &rig.world, &rig.defaults, &mut rig.luck("parameters", n));
        let with = |seen: String| format!("with {}: {seen}", words(rig, &settings));
        if attempt(rig, &scene, &settings).map_err(with)? {
            taken += 1;
            work(rig, &scene, &settings, true).map_err(with)?;
        }
    }
    passed(format!("{taken} of {SETS} sets taken"))
}

pub(super) fn bounds(rig: &Rig) -> Found {
    let (bounds, beyond) = (choices::bounds(rig.card()), choices::beyond(rig.card()));
    if bounds.is_empty() {
        return skipped("none of its parameters has a bound");
    }
    let scene = rig.scene(Size::Plain);
    for edge in &bounds {
        let with = |seen: String| format!("with {}: {seen}", edge.words);
        let settings = taken_with(rig, &scene, edge).map_err(with)?;
        work(rig, &scene, &settings, true).map_err(with)?;
    }
    let mut refused = 0;
    for edge in &beyond {
        let with = |seen: String| format!("with {}, which is beyond the bound: {seen}", edge.words);
        let settings = replaced(&rig.defaults, edge);
        if rig.create(&scene, &settings).is_ok() {
            work(rig, &scene, &settings, false).map_err(with)?;
        } else {
            refused += 1;
        }
    }
    passed(format!("{} bounds; {refused} of {} steps beyond refused", bounds.len(), beyond.len()))
}

/// Settings with this bound that are taken. The other parameters may have to fit to it, so several are tried: one
/// other at a bound of its own (no more than 0 is 0, which chance never meets), and all by chance.
fn taken_with(rig: &Rig, scene: &Scene, edge: &Edge) -> Result<Vec<Setting>, String> {
    let settings = replaced(&rig.defaults, edge);
    let Err(refusal) = rig.create(scene, &settings) else { return Ok(settings) };
    let at_bounds = choices::bounds(rig.card()).into_iter().map(|other| replaced(&rig.defaults, &other));
    let by_chance = (0..SETS)
        .map(|n| choices::random(rig.card(), &rig.world, &rig.defaults, &mut rig.luck(&edge.words, n)));
    at_bounds
        .chain(by_chance)
        .map(|others| replaced(&others, edge))
        .find(|settings| rig.create(scene, settings).is_ok())
        .ok_or_else(|| format!("it is within the bounds of the manifest, but refused: {refusal}"))
}

fn replaced(settings: &[Setting], edge: &Edge) -> Vec<Setting> {
    let mut settings = settings.to_vec();
    settings[edge.parameter] = edge.setting.clone();
    settings
}

/// Whether the plugin takes the settings; fails if it refuses them in another way than it should.
fn attempt(rig: &Rig, scene: &Scene, settings: &[Setting]) -> Result<bool, String> {
    match rig.create(scene, settings) {
        Ok(_) => Ok(true),
        Err(HostError::Create { fault, .. }) if is_usual_refusal(&fault) => Ok(false),
        Err(error) => Err(error.to_string()),
    }
}

/// Lets it work with these settings; values must be in range, and if `strict` no call may fail.
fn work(rig: &Rig, scene: &Scene, settings: &[Setting], strict: bool) -> Result<(), String> {
    let track = rig.track(scene, settings, "limits")?;
    nothing(track.find(|done| {
        let counts = done.ended.is_ok();
        done.out_of_range(rig.card()).filter(|_| counts).map(|what| format!("it wrote {what}"))
    }))?;
    nothing(track.failure().filter(|_| strict))
}

fn words(rig: &Rig, settings: &[Setting]) -> String {
    let names = rig.card().parameters.iter().map(|parameter| &parameter.name);
    let pairs = names.zip(settings).zip(&rig.defaults);
    let changed = pairs.filter(|((_, setting), default)| setting != default);
    let changed: Vec<String> = changed.map(|((name, setting), _)| format!("{name} = {setting:?}")).collect();
    if changed.is_empty() { String::from("the defaults") } else { changed.join(", ") }
}

pub(super) fn memory(rig: &Rig) -> Found {
    let scene = rig.scene(Size::Plain);
    let day = rig.days(&rig.defaults)[0];
    let use_up = |count: usize| -> Result<(), String> {
        for _ in 0..count {
            let mut instance = rig.default_instance(&scene)?;
            rig.call(&mut *instance, crate::conformance::rig::Hook::OnTick, &scene, 0, day);
        }
        Ok(())
    };
    use_up(WARM_UP)?;
    let Some(before) = watch::memory() else {
        return skipped("this system does not tell how much memory is held");
    };
    use_up(INSTANCES)?;
    let after = watch::memory().unwrap_or(before);
    let grown = after.saturating_sub(before);
    if grown > GROWTH {
        let each = grown / INSTANCES as u64;
        return Err(format!(
            "memory grew by {} KB over {INSTANCES} instances, {each} bytes for each",
            grown / 1_024
        ));
    }
    passed(format!("grew by {} KB", grown / 1_024))
}

pub(super) fn time(rig: &Rig) -> Found {
    let (few, many) = (spent(rig, FEW)?, spent(rig, MANY)?);
    let mut remarks = Vec::new();
    for ((hook, few), (_, many)) in few.iter().zip(&many) {
        let times = (MANY / FEW) as f64;
        let growth = many.as_secs_f64() / few.as_secs_f64().max(1e-6);
        if growth > 10.0 * times && *many > Duration::from_millis(100) {
            return Err(format!(
                "{hook} takes {} with {} firms, but {} with {} (100 times as many, {growth:.0} times as long)",
                milliseconds(*few),
                FEW * 20,
                milliseconds(*many),
                MANY * 20
            ));
        }
        remarks.push(format!("{hook} {}, {}", milliseconds(*few), milliseconds(*many)));
    }
    passed(format!("with {} and {} firms: {}", FEW * 20, MANY * 20, remarks.join("; ")))
}

/// The shortest of three calls of each hook.
fn spent(rig: &Rig, copies: usize) -> Result<Vec<(&'static str, Duration)>, String> {
    let size = Size::Many(copies);
    let (scene, settings) = (rig.scene(size), rig.fitted(&rig.defaults, size));
    let mut instance = rig.create(&scene, &settings).map_err(|error| error.to_string())?;
    let days = rig.days(&settings);
    let mut times: Vec<(&'static str, Duration)> = Vec::new();
    for (tick, day) in days.iter().take(3).enumerate() {
        for hook in rig.hooks(&scene) {
            let took = rig.call(&mut *instance, hook, &scene, tick, *day).took;
            match times.iter_mut().find(|known| known.0 == hook.name()) {
                Some(known) => known.1 = known.1.min(took),
                None => times.push((hook.name(), took)),
            }
        }
    }
    Ok(times)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1_000.0)
}
