//! The same inputs give the same outputs: whatever happened before, beside, elsewhere, or in another order.

use super::{Found, nothing, passed, skipped};
use crate::conformance::{
    rig::{Hook, Rig},
    scene::{Scene, Size},
    track::Track,
};
use coercivity_policy::{Effect, Element, Table};

/// Threads with an instance each.
const THREADS: usize = 4;

pub(super) fn repeat(rig: &Rig) -> Found {
    let scene = rig.scene(Size::Plain);
    let first = reference(rig, &scene)?;
    let second = reference(rig, &scene)?;
    let names = ("in the first instance", "in the second, with the same inputs");
    nothing(first.difference(&second, rig.card(), names))?;
    passed(format!("{} calls", first.len()))
}

pub(super) fn processes(rig: &Rig) -> Found {
    let track = reference(rig, &rig.scene(Size::Plain))?;
    passed(format!("fingerprint {:016x}", track.fingerprint()))
}

pub(super) fn presets(rig: &Rig) -> Found {
    let scene = rig.scene(Size::Plain);
    let odd = |effect: Effect| match (effect.element(), effect.range()) {
        (Element::U8, _) => 1.0,
        (_, (low, high)) => low + (high - low) * 0.37,
    };
    for preset in [Effect::neutral, odd] {
        let run = || -> Result<Track, String> {
            let mut instance = rig.default_instance(&scene)?;
            let mut track = Track::default();
            for (tick, day) in rig.days(&rig.defaults).into_iter().enumerate() {
                for hook in rig.hooks(&scene) {
                    let done = rig.call_onto(&mut *instance, hook, &scene, tick, day, preset);
                    let day = coercivity_policy::Day::from_number(day);
                    track.note(crate::conformance::track::Calling { hook, tick, day }, done);
                }
            }
            Ok(track)
        };
        let names = ("in one run", "in another with the same presets");
        nothing(run()?.difference(&run()?, rig.card(), names))?;
    }
    passed("")
}

pub(super) fn chunks(rig: &Rig) -> Found {
    let Some(column) = rig.card().writes.iter().position(|effect| *effect == Effect::Decision) else {
        return skipped("it rules on no applications");
    };
    let size = Size::Many(4);
    let (scene, settings) = (rig.scene(size), rig.fitted(&rig.defaults, size));
    let count = scene.rows(Table::Applications);
    let all: Vec<usize> = (0..count).collect();
    let backwards: Vec<usize> = all.iter().rev().copied().collect();
    for (tick, day) in rig.days(&settings).into_iter().enumerate() {
        let rulings = |batches: &[Vec<usize>]| -> Result<Vec<Option<u64>>, String> {
            let mut instance = rig.create(&scene, &settings).map_err(|error| error.to_string())?;
            rig.call(&mut *instance, Hook::OnTick, &scene, tick, day);
            let mut rulings = vec![None; count];
            for batch in batches {
                let shown = scene.with_applications(batch);
                let done = rig.call(&mut *instance, Hook::Decide, &shown, tick, day);
                for (row, application) in batch.iter().enumerate() {
                    rulings[*application] = Some(done.outputs[column].bits(row));
                }
            }
            Ok(rulings)
        };
        let whole = rulings(std::slice::from_ref(&all))?;
        let ways = [
            ("one by one", all.chunks(1).map(<[usize]>::to_vec).collect()),
            ("in batches of five", all.chunks(5).map(<[usize]>::to_vec).collect()),
            ("in the opposite order", vec![backwards.clone()]),
        ];
        for (way, batches) in ways {
            let other = rulings(&batches)?;
            if let Some(n) = (0..count).find(|n| whole[*n] != other[*n]) {
                let (one, two) = (whole[n].unwrap_or(0), other[n].unwrap_or(0));
                return Err(format!(
                    "in tick {tick} application {n} gets {one} when all {count} come at once, and {two} {way}"
                ));
            }
        }
    }
    passed(format!("{count} applications"))
}

pub(super) fn instances(rig: &Rig) -> Found {
    let (scene, days) = (rig.scene(Size::Plain), rig.days(&rig.defaults));
    let apart = [one(rig, &scene, "first")?, one(rig, &scene, "second")?];
    let mut pair = [rig.default_instance(&scene)?, rig.default_instance(&scene)?];
    let mut together = [Track::default(), Track::default()];
    for tick in 0..days.len() {
        for (n, purpose) in ["first", "second"].into_iter().enumerate() {
            rig.follow(&mut *pair[n], &scene, &days, tick..tick + 1, purpose, &mut together[n]);
        }
    }
    let names = ("when the instance is alone", "when another one works in between");
    for (apart, together) in apart.iter().zip(&together) {
        nothing(apart.difference(together, rig.card(), names))?;
    }
    passed("")
}

pub(super) fn threads(rig: &Rig) -> Found {
    let (scene, days) = (rig.scene(Size::Plain), rig.days(&rig.defaults));
    let here = one(rig, &scene, "first")?;
    let mut instance = rig.default_instance(&scene)?;
    let mut moved = Track::default();
    for tick in 0..days.len() {
        let step = || rig.follow(&mut *instance, &scene, &days, tick..tick + 1, "first", &mut moved);
        std::thread::scope(|scope| scope.spawn(step).join()).map_err(|_| GONE)?;
    }
    let names = ("on one thread", "when each tick is on another thread");
    nothing(here.difference(&moved, rig.card(), names))?;
    let run = || one(rig, &scene, "first");
    let tracks: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| GONE)).collect()
    });
    let names = ("alone", "beside instances on other threads");
    for track in tracks {
        nothing(here.difference(&track??, rig.card(), names))?;
    }
    passed(format!("{THREADS} threads"))
}

const GONE: &str = "a thread of the suite ended early";

fn reference(rig: &Rig, scene: &Scene) -> Result<Track, String> {
    one(rig, scene, "sameness")
}

fn one(rig: &Rig, scene: &Scene, purpose: &str) -> Result<Track, String> {
    rig.track(scene, &rig.defaults, purpose)
}
