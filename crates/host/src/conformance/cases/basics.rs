//! What every other case builds on: manifest, functions, defaults, a few ordinary ticks.

use super::{Found, nothing, passed};
use crate::{
    Plugin,
    conformance::{
        rig::{Done, Rig},
        scene::Size,
        track::Track,
    },
    error::plural,
    inspect,
};
use std::path::Path;

pub(super) fn manifest(file: &Path) -> Found {
    let card = inspect(file).map_err(|error| error.to_string())?.card;
    let mut remarks = Vec::new();
    if card.licence.is_empty() {
        remarks.push(String::from("it names no licence"));
    }
    if card.source.is_empty() {
        remarks.push(String::from("it names no source"));
    }
    let silent = card.parameters.iter().filter(|parameter| parameter.help.is_empty());
    let silent: Vec<&str> = silent.map(|parameter| parameter.name.as_str()).collect();
    if !silent.is_empty() {
        remarks.push(format!("without help: {}", silent.join(", ")));
    }
    passed(remarks.join("; "))
}

pub(super) fn table(plugin: Plugin, _: u64) -> Found {
    match plugin.idle_functions().as_slice() {
        [] => passed(""),
        idle => passed(format!("never called, since the manifest does not ask for it: {}", idle.join(", "))),
    }
}

pub(super) fn defaults(plugin: Plugin, seed: u64) -> Found {
    let rig = Rig::new(plugin, seed)?;
    let count = rig.defaults.len();
    drop(rig.default_instance(&rig.scene(Size::Plain))?);
    let needed = rig.card().parameters.iter().filter(|parameter| parameter.default.is_none()).count();
    passed(match needed {
        0 => plural(count, "parameter"),
        _ => format!("{}, of which {needed} must be given", plural(count, "parameter")),
    })
}

pub(super) fn calls(rig: &Rig) -> Found {
    let track = ordinary(rig)?;
    match track.failure().filter(|failure| !failure.contains(MODE)) {
        Some(failure) => Err(failure),
        None => passed(plural(track.len(), "call")),
    }
}

pub(super) fn floating_point(rig: &Rig) -> Found {
    let of_mode = |done: &Done| {
        done.ended.as_ref().err().map(|fault| fault.message.clone()).filter(|message| message.contains(MODE))
    };
    nothing(ordinary(rig)?.find(of_mode))?;
    nothing(rig.track(&rig.scene(Size::Plain), &rig.defaults, "floating point")?.find(of_mode))?;
    passed("")
}

/// Words by which the host tells a changed mode.
const MODE: &str = "changed the floating-point mode";

/// The defaults in the test world, which does not change.
fn ordinary(rig: &Rig) -> Result<Track, String> {
    let (scene, days) = (rig.scene(Size::Plain), rig.days(&rig.defaults));
    let mut instance = rig.default_instance(&scene)?;
    let mut track = Track::default();
    for (tick, day) in days.into_iter().enumerate() {
        if !rig.tick(&mut *instance, &scene, tick, day, &mut track) {
            break;
        }
    }
    Ok(track)
}
