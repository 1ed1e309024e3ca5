//! What policies remember from tick to tick, for a run that goes on later.

use super::team::{Member, Team, failure};
use super::uses::{Fate, PolicyFailure, Report};
use crate::error::EngineError;
use crate::simulation::Simulation;
use coercivity_model::state::Now;
use coercivity_policy::{Effect, Fault, Status};
use serde::{Deserialize, Serialize};

/// What one policy and its team remember of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MemberState {
    report: Report,
    /// Rows set in the last tick, by effect of the manifest, and restrictions.
    before: Vec<usize>,
    restricted: usize,
    /// Effects in which it was overruled in the last tick, and on how many rows.
    overruled: Vec<(String, usize)>,
    /// What the policy itself saved, if it keeps a state and still serves.
    state: Option<Vec<u8>>,
}

impl Simulation {
    /// What the policies remember.
    ///
    /// # Errors
    /// If one fails to save its state.
    pub(crate) fn save_policies(&mut self) -> Result<Vec<MemberState>, PolicyFailure> {
        let date = self.world.resource::<Now>().date;
        let Some(mut team) = self.world.get_resource_mut::<Team>() else { return Ok(Vec::new()) };
        let team = &mut *team;
        let conflicts = &team.conflicts;
        let save = |member: &mut Member| {
            let overruled = conflicts.iter().filter(|conflict| conflict.0 == member.report.id);
            let overruled = overruled.map(|(_, effect, rows)| (effect.name().to_owned(), *rows)).collect();
            let saves = member.card.state > 0 && member.report.fate == Fate::Served;
            let instance = member.instance.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
            let state = saves.then(|| instance.save()).transpose();
            Ok(MemberState {
                report: member.report.clone(),
                before: member.before.clone(),
                restricted: member.restricted,
                overruled,
                state: state.map_err(|fault| failure(&member.report.id, "save", date, fault))?,
            })
        };
        team.members.iter_mut().map(save).collect()
    }

    /// Lets the policies go on from what those of the same ids remembered; one that is not among them begins.
    ///
    /// # Errors
    /// If one does not take its state.
    pub(crate) fn restore_policies(&mut self, saved: Vec<MemberState>) -> Result<(), EngineError> {
        let date = self.world.resource::<Now>().date;
        let Some(mut team) = self.world.get_resource_mut::<Team>() else { return Ok(()) };
        let team = &mut *team;
        team.conflicts.clear();
        for member in &mut team.members {
            let Some(of) = saved.iter().find(|of| of.report.id == member.report.id) else { continue };
            if of.before.len() == member.before.len() {
                (member.before, member.restricted) = (of.before.clone(), of.restricted);
            }
            member.report = of.report.clone();
            let overruled =
                of.overruled.iter().filter_map(|(name, rows)| Some((Effect::of_name(name)?, *rows)));
            let id = &of.report.id;
            team.conflicts.extend(overruled.map(|(effect, rows)| (id.clone(), effect, rows)));
            let Some(state) = &of.state else { continue };
            let instance = member.instance.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
            let taken = if member.card.state > 0 { instance.load(state) } else { Err(keeps_none()) };
            taken.map_err(|fault| failure(id, "load", date, fault))?;
        }
        Ok(())
    }
}

fn keeps_none() -> Fault {
    let message = "a state was saved, and this version of the plugin keeps none".to_owned();
    Fault { status: Status::Invalid, message, parameter: None, row: None }
}
