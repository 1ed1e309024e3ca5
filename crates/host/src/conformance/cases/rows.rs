//! Few rows, many rows, and rows with odd numbers.

use super::{Found, nothing, passed};
use crate::{
    HostError,
    conformance::{
        rig::{Rig, is_usual_refusal},
        scene::Size,
        track::Track,
    },
    error::plural,
};
use coercivity_policy::{Fault, Status};

/// Times as many firms as the test world has, which are twenty.
const MANY: usize = 2_000;
/// Ways in which inputs can be odd.
const TURNS: usize = 10;

pub(super) fn none(rig: &Rig) -> Found {
    sized(rig, Size::None)
}

pub(super) fn one(rig: &Rig) -> Found {
    sized(rig, Size::One)
}

pub(super) fn many(rig: &Rig) -> Found {
    sized(rig, Size::Many(MANY))
}

fn sized(rig: &Rig, size: Size) -> Found {
    let (scene, settings) = (rig.scene(size), rig.fitted(&rig.defaults, size));
    let mut instance = match rig.create(&scene, &settings) {
        Ok(instance) => instance,
        // A policy may need what a small world lacks.
        Err(HostError::Create { fault, .. }) if is_usual_refusal(&fault) => {
            return passed(format!("it refuses to start there: {fault}"));
        }
        Err(error) => return Err(error.to_string()),
    };
    let mut track = Track::default();
    let days = rig.days(&settings);
    rig.follow(&mut *instance, &scene, &days, 0..days.len().min(4), "rows", &mut track);
    nothing(track.find(|done| done.out_of_range(rig.card()).map(|what| format!("it wrote {what}"))))?;
    let has_words = |fault: &Fault| fault.status != Status::Panicked && !fault.message.is_empty();
    let said = track.find(|done| {
        done.ended.as_ref().err().filter(|fault| has_words(fault)).map(|fault| fault.to_string())
    });
    match (size, said, track.failure()) {
        (Size::None, Some(words), _) => passed(format!("it refuses to work there: {words}")),
        (_, _, Some(failure)) => Err(failure),
        _ => passed(plural(track.len(), "call")),
    }
}

pub(super) fn not_a_number(rig: &Rig) -> Found {
    let scene = rig.scene(Size::Plain);
    let day = rig.days(&rig.defaults);
    let (mut refused, mut odd) = (0, 0);
    for turn in 0..TURNS {
        let mut instance = rig.default_instance(&scene)?;
        let mut track = Track::default();
        let shown = scene.not_numbers(turn);
        for (tick, day) in day.iter().enumerate() {
            if !rig.tick(&mut *instance, &shown, tick, *day, &mut track) {
                break;
            }
        }
        nothing(track.find(|done| match &done.ended {
            Err(fault) if fault.status == Status::Panicked => Some(format!("it panicked: {fault}")),
            _ => None,
        }))?;
        refused += usize::from(track.failure().is_some());
        odd += usize::from(track.find(|done| done.out_of_range(rig.card())).is_some());
    }
    passed(format!("of {TURNS} such worlds it refused {refused} and answered {odd} with values out of range"))
}
