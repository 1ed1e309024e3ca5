//! What the files of a scenario say beyond a run's manifest, if they are still those that the run read: the report shows
//! it beside the results.

use crate::{commands::diff, scenarios, screen};
use coercivity_record::scenario_sha256;
use coercivity_report::{Assumption, Known, KnownMeasure, Origin};
use coercivity_scenario::Loaded;
use serde_json::Value;
use std::path::Path;

/// Sections whose values are told in words elsewhere.
const TOLD_ELSEWHERE: [&str; 4] = ["base", "title", "summary", "schedule"];

/// What is known of the scenario of a run; nothing if its files are not here, or are others now.
pub(crate) fn of(origin: &Origin) -> Option<Known> {
    let loaded = scenarios::open(Path::new(&origin.scenario), &origin.overrides).ok()?;
    if scenario_sha256(&scenarios::files(&loaded), &origin.overrides) != origin.scenario_sha256 {
        return None;
    }
    let sections = serde_json::to_value(&loaded.sections).ok()?;
    Some(Known {
        summary: sections["summary"].as_str().unwrap_or_default().to_owned(),
        measures: measures(&loaded, &sections),
        assumptions: assumptions(&loaded, &sections),
    })
}

fn measures(loaded: &Loaded, sections: &Value) -> Vec<KnownMeasure> {
    let source = |at: usize| sections["schedule"][at]["source"].as_str().unwrap_or_default();
    let measure = |(at, measure): (usize, &coercivity_scenario::checked::Measure)| KnownMeasure {
        from: measure.from,
        words: screen::measure_sentence(&loaded.scenario, measure),
        source: source(at).to_owned(),
    };
    loaded.scenario.schedule.iter().enumerate().map(measure).collect()
}

/// Values in which the scenario differs from the file that it is based on. A scenario without a base has no defaults
/// that a reader could look up, so nothing is listed for it.
fn assumptions(loaded: &Loaded, sections: &Value) -> Vec<Assumption> {
    // Bases are read right after the file that names them.
    let base = loaded.files.get(1).and_then(|file| scenarios::open(Path::new(&file.0), &[]).ok());
    let Some(base) = base.and_then(|base| serde_json::to_value(&base.sections).ok()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    diff::differences(&base, sections, &mut |path, default, value| {
        let section = path.split(['.', '[']).next().unwrap_or_default();
        if !TOLD_ELSEWHERE.contains(&section) {
            found.push(Assumption {
                path: path.to_owned(),
                default: diff::words(default),
                value: diff::words(value),
                source: source_of(sections, path),
            });
        }
    });
    found
}

/// The source beside a value, or of the nearest entry that it belongs to.
fn source_of(sections: &Value, path: &str) -> String {
    let mut source = String::new();
    let mut at = sections;
    for part in path.split(['.', '[']) {
        let part = part.trim_end_matches(']');
        let next = match at {
            Value::Array(items) => part.parse::<usize>().ok().and_then(|place| items.get(place)),
            _ => at.get(part),
        };
        let Some(next) = next else { break };
        at = next;
        if let Some(words) = at.get("source").and_then(Value::as_str) {
            source = words.to_owned();
        }
    }
    source
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_source_of_a_value_is_that_of_the_nearest_entry() {
        let sections =
            json!({"regimes": {"slow": {"floor_weeks": 10, "source": "Reuters."}}, "run": {"seed": 1}});
        assert_eq!(source_of(&sections, "regimes.slow.floor_weeks"), "Reuters.");
        assert_eq!(source_of(&sections, "run.seed"), "");
        assert_eq!(source_of(&json!({"list": [{"source": "A"}, {"source": "B"}]}), "list[1].x"), "B");
    }
}
