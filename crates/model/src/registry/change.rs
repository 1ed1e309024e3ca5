//! Another schedule for a world under way: its measures hold from the next tick on, as if they had been written so then.

use crate::state::{Directives, Facts, Licences, Measures, QuotaTerm};
use bevy_ecs::prelude::World;

/// Makes `world` ready to go on under `to`, the facts of the same economy with another schedule. What a measure of the
/// same id had under way (licences, what is left of a quota, perceived risk) stays.
pub fn change_schedule(world: &mut World, to: &Facts) {
    let new_place = |id: &str| to.scenario.schedule.iter().position(|measure| measure.id == id);
    let schedule = &world.resource::<Facts>().scenario.schedule;
    let places: Vec<Option<usize>> = schedule.iter().map(|measure| new_place(&measure.id)).collect();
    let mut old = world.resource_mut::<Measures>();
    let old = std::mem::replace(&mut *old, Measures::none(to));
    let mut measures = world.resource_mut::<Measures>();
    for (from, to) in places.iter().enumerate() {
        if let Some(to) = *to {
            (measures.active[to], measures.grace[to]) = (old.active[from], old.grace[from]);
        }
    }
    measures.quotas = old.quotas;
    measures.quotas.retain_mut(|quota| match &mut quota.term {
        QuotaTerm::Periods { measure, .. } => places[*measure].map(|place| *measure = place).is_some(),
        QuotaTerm::Tick => true,
    });
    (measures.directed_regimes, measures.directed) = (old.directed_regimes, old.directed);
    (measures.threatened, measures.risk_target, measures.risk) = (old.threatened, old.risk_target, old.risk);
    measures.stale = true;
    let mut licences = world.resource_mut::<Licences>();
    licences.markets.retain_mut(|licence| places[licence.rule].map(|place| licence.rule = place).is_some());
    world.resource_mut::<Directives>().suspended.clear();
}
