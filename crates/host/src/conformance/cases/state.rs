//! State that is saved and taken up, damaged on the way, or lost with an instance that has failed.

use super::{Found, nothing, passed, skipped};
use crate::conformance::{
    choices,
    luck::Luck,
    rig::{Hook, Rig},
    scene::{Scene, Size},
    track::Track,
};
use coercivity_policy::{Instance, Names, Status};

/// States with changed bytes that are tried.
const FLIPS: usize = 48;

pub(super) fn resume(rig: &Rig) -> Found {
    let (scene, days) = (rig.scene(Size::Plain), rig.days(&rig.defaults));
    let has_state = rig.card().state > 0;
    let whole = rig.track(&scene, &rig.defaults, "state")?;
    let mut largest = 0;
    for cut in [1, days.len() / 4, days.len() / 2, days.len() * 3 / 4] {
        // One instance after the other: whether they disturb each other is another question.
        let mut instance = rig.default_instance(&scene)?;
        let mut saved = Track::default();
        rig.follow(&mut *instance, &scene, &days, 0..cut, "state", &mut saved);
        let state = if has_state { save(&mut *instance)? } else { Vec::new() };
        if has_state && save(&mut *instance)? != state {
            return Err(format!("after tick {} two calls of save in a row give different states", cut - 1));
        }
        largest = largest.max(state.len());
        rig.follow(&mut *instance, &scene, &days, cut..days.len(), "state", &mut saved);
        drop(instance);
        nothing(whole.difference(&saved, rig.card(), ("without a break", "after a state was saved")))?;
        // The first part is done again for the comparison; what counts is what the new instance does behind it.
        let mut resumed = Track::default();
        rig.follow(&mut *rig.default_instance(&scene)?, &scene, &days, 0..cut, "state", &mut resumed);
        let mut other = rig.default_instance(&scene)?;
        if has_state {
            other.load(&state).map_err(|fault| format!("it refuses its own state: {fault}"))?;
            if save(&mut *other)? != state {
                return Err(String::from("the state that it saves after load is not the one that it loaded"));
            }
        }
        rig.follow(&mut *other, &scene, &days, cut..days.len(), "state", &mut resumed);
        let after = if has_state {
            "in an instance that loaded the state saved before"
        } else {
            "in a new instance (the manifest names no `state`, so it must remember nothing)"
        };
        nothing(whole.difference(&resumed, rig.card(), ("without a break", after)))?;
    }
    passed(if has_state { format!("up to {largest} bytes") } else { String::from("it keeps no state") })
}

pub(super) fn damaged(rig: &Rig) -> Found {
    if rig.card().state == 0 {
        return skipped("it keeps no state");
    }
    let (scene, days) = (rig.scene(Size::Plain), rig.days(&rig.defaults));
    let mut instance = worked(rig, &scene, &days, days.len() / 2)?;
    let state = save(&mut *instance)?;
    drop(instance);
    let mut none: Vec<(String, Vec<u8>)> = vec![
        (String::from("with a byte too many"), [state.as_slice(), &[0]].concat()),
        (
            String::from("of another program"),
            b"This is the state of another program, not of a policy.".to_vec(),
        ),
    ];
    let cuts = [0, state.len() / 2, state.len().saturating_sub(1)];
    let cuts = cuts.into_iter().filter(|length| *length < state.len());
    none.extend(
        cuts.map(|length| (format!("cut to {length} of {} bytes", state.len()), state[..length].to_vec())),
    );
    for (what, bytes) in &none {
        let mut instance = worked(rig, &scene, &days, 2)?;
        if attempt(&mut *instance, bytes)? {
            return Err(format!("it took a state {what}"));
        }
    }
    let mut taken = 0;
    for n in 0..FLIPS.min(state.len() * 8) {
        let mut instance = worked(rig, &scene, &days, 2)?;
        if attempt(&mut *instance, &flipped(&state, &mut rig.luck("damage", n)))? {
            taken += 1;
            // Not every change can be noticed; but what comes of it must be no crash.
            let mut track = Track::default();
            rig.follow(&mut *instance, &scene, &days, 2..days.len().min(5), "damage", &mut track);
        }
    }
    passed(format!("{} states refused; {taken} of {FLIPS} with changed bytes taken", none.len()))
}

pub(super) fn containment(rig: &Rig) -> Found {
    let (scene, days) = (rig.scene(Size::Plain), rig.days(&rig.defaults));
    let before = rig.track(&scene, &rig.defaults, "containment")?;
    let mut failures = 0;
    for turn in 0..6 {
        failures += provoke(rig, &scene.not_numbers(turn), &rig.defaults, &days)?;
    }
    for edge in choices::beyond(rig.card()) {
        let mut settings = rig.defaults.clone();
        settings[edge.parameter] = edge.setting;
        failures += provoke(rig, &scene, &settings, &days)?;
    }
    // A host that knows none of the indices takes nothing that the plugin tells of them.
    let mut deaf = scene.clone();
    deaf.names = Names::default();
    let mut instance = rig.default_instance(&scene)?;
    failures += exhaust(rig, &mut *instance, &deaf, &days)?;
    drop(instance);
    let after = rig.track(&scene, &rig.defaults, "containment")?;
    let names = ("before other instances failed", "after that");
    nothing(before.difference(&after, rig.card(), names))?;
    passed(format!("{failures} failures provoked"))
}

/// Makes an instance, and makes it fail if it can be made to.
fn provoke(
    rig: &Rig,
    scene: &Scene,
    settings: &[coercivity_policy::Setting],
    days: &[i64],
) -> Result<usize, String> {
    match rig.create(scene, settings) {
        Ok(mut instance) => exhaust(rig, &mut *instance, scene, days),
        Err(_) => Ok(1),
    }
}

/// Calls until a call fails, and then everything once more; gives the number of failures.
fn exhaust(rig: &Rig, instance: &mut dyn Instance, scene: &Scene, days: &[i64]) -> Result<usize, String> {
    for (tick, day) in days.iter().enumerate() {
        for hook in rig.hooks(scene) {
            let Err(fault) = rig.call(instance, hook, scene, tick, *day).ended else { continue };
            let is_final = matches!(fault.status, Status::Error | Status::Fatal | Status::Panicked);
            for hook in [Hook::OnTick, Hook::Settle] {
                let is_there = hook == Hook::OnTick || rig.card().settles;
                if is_there && rig.call(instance, hook, scene, tick, *day).ended.is_ok() && is_final {
                    return Err(format!("{} works after a failure for good ({fault})", hook.name()));
                }
            }
            if let Ok(state) = instance.save() {
                // Whether it takes it or not.
                let _ = instance.load(&state);
            }
            return Ok(1);
        }
    }
    Ok(0)
}

/// An instance that has seen some ticks.
fn worked(rig: &Rig, scene: &Scene, days: &[i64], ticks: usize) -> Result<Box<dyn Instance>, String> {
    let mut instance = rig.default_instance(scene)?;
    rig.follow(&mut *instance, scene, days, 0..ticks.min(days.len()), "damage", &mut Track::default());
    Ok(instance)
}

/// Whether it takes the bytes; a refusal must have words and leave everything as it was.
fn attempt(instance: &mut dyn Instance, bytes: &[u8]) -> Result<bool, String> {
    let before = save(instance)?;
    crate::conformance::rig::say(&format!("load of {} damaged bytes", bytes.len()));
    let Err(fault) = instance.load(bytes) else { return Ok(true) };
    match fault.status {
        Status::Panicked => Err(format!("it panicked at a damaged state: {fault}")),
        Status::Invalid if save(instance)? != before => {
            Err(format!("it refused a state ({fault}), but its own state is another one afterwards"))
        }
        _ => Ok(false),
    }
}

fn save(instance: &mut dyn Instance) -> Result<Vec<u8>, String> {
    crate::conformance::rig::say("save");
    instance.save().map_err(|fault| format!("save failed: {fault}"))
}

fn flipped(state: &[u8], luck: &mut Luck) -> Vec<u8> {
    let mut bytes = state.to_vec();
    for _ in 0..1 + luck.below(4) {
        let place = luck.below(bytes.len());
        bytes[place] ^= 1 << luck.below(8);
    }
    bytes
}
