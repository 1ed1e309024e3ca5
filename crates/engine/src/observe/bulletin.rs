//! What policies gave for the results: metrics as rows of `series`, events and log lines as rows of `events`.

use crate::error::EngineError;
use crate::policies::Team;
use bevy_ecs::prelude::World;
use coercivity_model::state::components::CellOf;
use coercivity_model::state::{Facts, Now};
use coercivity_policy::Level;
use coercivity_record::{EventRow, Rows, SeriesRow};

/// Writes what the policies gave in the tick; empties their bulletin, of which a copy stays to be looked at.
pub(super) fn write(world: &mut World, out: &mut dyn Rows) -> Result<(), EngineError> {
    let Some(mut team) = world.get_resource_mut::<Team>() else { return Ok(()) };
    team.told = std::mem::take(&mut team.bulletin);
    if team.told.is_empty() {
        return Ok(());
    }
    let cell_of: Vec<u16> = world.query::<&CellOf>().iter(world).map(|cell| cell.0).collect();
    let (facts, now) = (world.resource::<Facts>(), world.resource::<Now>());
    let bulletin = &world.resource::<Team>().told;
    let code = |index: Option<u32>| {
        index.map_or("", |index| facts.scenario.jurisdictions[index as usize].code.as_str())
    };
    let good =
        |index: Option<u32>| index.map_or("", |index| facts.scenario.goods[index as usize].name.as_str());
    for (id, metric) in &bulletin.metrics {
        out.series(&SeriesRow {
            date: now.date,
            stage: "policy",
            jurisdiction: code(metric.jurisdiction),
            good: good(metric.good),
            metric: &format!("{id}.{}", metric.name),
            value: metric.value,
            unit: &metric.unit,
        })?;
    }
    for (id, note) in &bulletin.notes {
        let firm = note.firm.map(|row| facts.firm_name(row as usize, cell_of[row as usize] as usize));
        out.event(&EventRow {
            date: now.date,
            event: &format!("{id}.{}", note.name),
            firm: firm.as_deref().unwrap_or(""),
            partner: "",
            good: good(note.good),
            jurisdiction: code(note.jurisdiction),
            detail: &note.detail,
        })?;
    }
    for (id, level, text) in &bulletin.log {
        let event = format!("{id}.{}", if *level == Level::Warning { "warning" } else { "log" });
        out.event(&EventRow {
            date: now.date,
            event: &event,
            firm: "",
            partner: "",
            good: "",
            jurisdiction: "",
            detail: text,
        })?;
    }
    Ok(())
}
