//! The three hooks: who is asked when, and what comes of the answers.

use super::applications::Applications;
use super::ballot::fold;
use super::team::{Bulletin, Hook, Member, Team};
use bevy_ecs::prelude::{Mut, World};
use coercivity_model::state::{Directives, Now};
use coercivity_policy::Effect;

/// Before the phase Policy: every policy looks at the end of the last tick and sets its measures.
pub(crate) fn on_tick(world: &mut World) {
    world.resource_scope(|world, mut team: Mut<Team>| {
        let team = &mut *team;
        // What nobody took of the last tick is gone; what was said at creation waits for the first tick.
        if world.resource::<Now>().tick > 0 {
            team.bulletin = Bulletin::default();
        }
        team.board.refresh(world);
        let mut next = std::mem::take(&mut team.spare);
        clear(&mut next);
        let mut conflicts = Vec::new();
        for at in 0..team.members.len() {
            if !team.serves(at) {
                continue;
            }
            let pairs = team.call(at, Hook::OnTick, world, &Applications::default());
            let (spoke, restricted) = (pairs.is_some(), pairs.as_ref().map_or(0, Vec::len));
            if let Some(pairs) = pairs {
                let id = &team.members[at].report.id;
                let overruled = fold(&team.members[at].ballot, &mut next);
                conflicts.extend(overruled.into_iter().map(|(effect, rows)| (id.clone(), effect, rows)));
                next.pairs.extend(pairs);
            }
            team.tell_turns(at, restricted, spoke);
        }
        tell_conflicts(team, conflicts);
        let mut directives = world.resource_mut::<Directives>();
        next.changed = differs(&directives, &next);
        team.spare = std::mem::replace(&mut *directives, next);
    });
}

/// In the phase Licensing, between filing and decision: policies rule on pending applications.
pub(crate) fn decide(world: &mut World) {
    world.resource_scope(|world, mut team: Mut<Team>| {
        let team = &mut *team;
        let rules = |member: &Member| member.card.writes.contains(&Effect::Decision);
        if !team.members.iter().any(rules) {
            return;
        }
        let pending = Applications::gather(world);
        if pending.record.is_empty() {
            return;
        }
        let mut decisions = vec![0_u8; pending.record.len()];
        for at in 0..team.members.len() {
            if !team.serves(at) || !rules(&team.members[at]) {
                continue;
            }
            team.members[at].ballot.resize_decisions(pending.record.len());
            if team.call(at, Hook::Decide, world, &pending).is_some() {
                for (into, &code) in decisions.iter_mut().zip(team.members[at].ballot.decisions()) {
                    *into = (*into).max(code);
                }
            }
            team.members[at].ballot.resize_decisions(0);
        }
        world.resource_mut::<Directives>().rulings = pending.rulings(&decisions);
    });
}

/// After the phase Accounts: policies that asked for it see the end of the tick.
pub(crate) fn settle(world: &mut World) {
    world.resource_scope(|world, mut team: Mut<Team>| {
        let team = &mut *team;
        if !team.members.iter().any(|member| member.card.settles) {
            return;
        }
        team.board.refresh(world);
        for at in 0..team.members.len() {
            if team.serves(at) && team.members[at].card.settles {
                team.call(at, Hook::Settle, world, &Applications::default());
            }
        }
    });
}

fn tell_conflicts(team: &mut Team, conflicts: Vec<(String, Effect, usize)>) {
    if conflicts != team.conflicts {
        for (id, effect, rows) in &conflicts {
            let detail = format!("{}: {rows} rows, by a policy that stands before it", effect.name());
            team.bulletin.tell(id, "overruled", detail);
        }
        team.conflicts = conflicts;
    }
}

/// Empties the columns and keeps their room.
fn clear(directives: &mut Directives) {
    let Directives {
        tariff,
        fee_usd,
        quota,
        hold_probability,
        hold_days_min,
        hold_days_max,
        status,
        regime,
        hazard_factor,
        refusal,
        announced,
        export_quota,
        suspended,
        buy,
        release,
        floor_usd,
        pairs,
        rulings,
        changed,
        subsidy_usd,
        offtake,
    } = directives;
    let numbers = [
        tariff,
        fee_usd,
        quota,
        hold_probability,
        hold_days_min,
        hold_days_max,
        hazard_factor,
        refusal,
        export_quota,
        buy,
        release,
        floor_usd,
        subsidy_usd,
        offtake,
    ];
    numbers.into_iter().for_each(Vec::clear);
    [status, regime, announced, suspended].into_iter().for_each(Vec::clear);
    pairs.clear();
    rulings.clear();
    *changed = false;
}

/// Whether the verdicts, costs or holds of any lane or link may differ.
fn differs(old: &Directives, new: &Directives) -> bool {
    old.tariff != new.tariff
        || old.fee_usd != new.fee_usd
        || old.hold_probability != new.hold_probability
        || old.hold_days_min != new.hold_days_min
        || old.hold_days_max != new.hold_days_max
        || old.status != new.status
        || old.regime != new.regime
        || old.suspended != new.suspended
        || old.pairs != new.pairs
}
