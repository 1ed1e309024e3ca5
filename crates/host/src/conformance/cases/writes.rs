//! Where a plugin writes, and what.

use super::{Found, nothing, passed};
use crate::conformance::{
    rig::{Done, Rig},
    scene::Size,
};

/// Worlds by chance in which values are looked at.
const WORLDS: usize = 8;

pub(super) fn red_zones(rig: &Rig) -> Found {
    everywhere(rig, |done| done.strays.first().cloned())
}

pub(super) fn inputs(rig: &Rig) -> Found {
    everywhere(rig, |done| done.changed_inputs.first().cloned())
}

pub(super) fn ranges(rig: &Rig) -> Found {
    let scene = rig.scene(Size::Plain);
    let mut calls = 0;
    for world in 0..WORLDS {
        let track = rig.track(&scene, &rig.defaults, &format!("ranges {world}"))?;
        nothing(track.find(|done| done.out_of_range(rig.card()).map(|what| format!("it wrote {what}"))))?;
        nothing(track.failure())?;
        calls += track.len();
    }
    passed(format!("{calls} calls in {WORLDS} worlds"))
}

fn everywhere(rig: &Rig, find: impl Fn(&Done) -> Option<String>) -> Found {
    for size in [Size::Plain, Size::Many(7)] {
        let settings = rig.fitted(&rig.defaults, size);
        nothing(rig.track(&rig.scene(size), &settings, "writes")?.find(&find))?;
    }
    passed("")
}
