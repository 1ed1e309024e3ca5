//! What changed: measures with their dates, from the files of the scenario where these are known, or from the events of
//! the run.

use crate::{Known, numbers, read::small::MeasureEvent, run::Run};
use coercivity_base::Date;

/// Measures that are listed one by one.
const MOST: usize = 12;

/// One sentence for each measure and plugin.
pub(crate) fn sentences(run: &Run, known: Option<&Known>) -> Vec<String> {
    let mut sentences: Vec<String> = match known {
        Some(known) => known
            .measures
            .iter()
            .map(|measure| {
                let source = if measure.source.is_empty() {
                    String::new()
                } else {
                    format!(" Source: {}", measure.source)
                };
                format!("{}: {}.{source}", numbers::day(measure.from), measure.words)
            })
            .collect(),
        None => from_events(&run.measures),
    };
    let more = sentences.len().saturating_sub(MOST);
    sentences.truncate(MOST);
    if more > 0 {
        sentences.push(format!("And {more} more; events.csv has them all."));
    }
    for branch in &run.manifest.branches {
        let day = numbers::day(branch.at);
        sentences.push(format!("{day}: branched off another run; from then on {}.", branch.set.join(", ")));
    }
    for plugin in &run.manifest.plugins {
        let reason = plugin.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        sentences.push(format!(
            "Policy {} ({} {}): {}{reason}, measures in {} ticks.",
            plugin.id, plugin.plugin, plugin.version, plugin.status, plugin.ticks_active
        ));
    }
    if sentences.is_empty() {
        sentences.push("Nothing: the scenario has no measures and no policies.".into());
    }
    sentences
}

/// What the events tell: ids and dates, not what a measure does.
fn from_events(events: &[MeasureEvent]) -> Vec<String> {
    let date = |event: &str, id: &str| -> Option<Date> {
        events.iter().find(|known| known.event == event && known.detail == id).map(|known| known.date)
    };
    let mut ids: Vec<&str> = Vec::new();
    for event in events.iter().filter(|event| event.event.starts_with("measure_")) {
        if !ids.contains(&event.detail.as_str()) {
            ids.push(&event.detail);
        }
    }
    let sentence = |id: &&str| {
        let part =
            |event: &str, words: &str| date(event, id).map(|date| format!("{words} {}", numbers::day(date)));
        let parts = [
            part("measure_announced", "announced in the week of"),
            part("measure_begins", "in force from the week of"),
            part("measure_ends", "ended or suspended in the week of"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!("{id}: {}.", parts.join(", "))
    };
    ids.iter().map(sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_give_each_measure_its_dates() {
        let event = |date: &str, event: &str, detail: &str| MeasureEvent {
            date: date.parse().unwrap(),
            event: event.into(),
            detail: detail.into(),
        };
        let events = [
            event("2025-04-07", "measure_announced", "ban"),
            event("2025-04-14", "measure_begins", "ban"),
            event("2025-06-30", "measure_ends", "ban"),
        ];
        assert_eq!(
            from_events(&events),
            [
                "ban: announced in the week of 7 Apr 2025, in force from the week of 14 Apr 2025, ended or suspended in the week of 30 Jun 2025."
            ]
        );
    }
}
