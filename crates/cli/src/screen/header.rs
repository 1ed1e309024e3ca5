//! Title, what was changed against the baseline, and whether the run may be trusted.

use super::{
    Parts, Report,
    layout::{Style, count, wrapped},
    measures,
};
use coercivity_record::{PluginRecord, Status, summary_metrics as metrics};

/// Measures that are listed one by one.
const MOST_MEASURES: usize = 12;

pub(crate) fn render(report: &Report<'_>, style: Style) -> String {
    let mut text = style.heading(&report.scenario.title);
    text.push_str(&wrapped("  ", &size(report)));
    report.branches.iter().for_each(|branch| text.push_str(&wrapped("  ", branch)));
    text.push('\n');
    text.push_str(&style.heading("What changed against the baseline"));
    text.push_str(&changes(report));
    text.push('\n');
    text.push_str(&style.heading("Checks"));
    text.push_str(&checks(report));
    text
}

fn size(report: &Report<'_>) -> String {
    let manifest = report.manifest;
    let ended = match manifest.status {
        Status::Complete => String::new(),
        Status::Interrupted | Status::Failed => {
            format!("INTERRUPTED after {} of {} ticks: ", manifest.ticks_done, manifest.ticks)
        }
    };
    let end = report.scenario.calendar().date(i64::from(manifest.ticks_done));
    let last = end.yesterday().unwrap_or(end);
    let time = match report.parts {
        Parts::One => "",
        Parts::All => " in all its parts",
        Parts::SinceBranch => " since the checkpoint that the branch begins with",
    };
    format!(
        "{ended}{} firms, {} links at the end, {} ticks of {} days from {} to {last}, seed {}, replicate {}; {:.1} s{time}",
        count(manifest.firms as f64),
        count(manifest.links as f64),
        manifest.ticks_done,
        manifest.tick_days,
        manifest.start,
        manifest.seed,
        manifest.replicate,
        manifest.wall_s,
    )
}

fn changes(report: &Report<'_>) -> String {
    let schedule = &report.scenario.schedule;
    let plugins = &report.manifest.plugins;
    if schedule.is_empty() && plugins.is_empty() {
        return wrapped("  ", "Nothing: the scenario has no measures.");
    }
    let listed = schedule.iter().take(MOST_MEASURES);
    let mut text: String = listed
        .map(|measure| {
            let words = measures::sentence(report.scenario, measure);
            wrapped(&format!("  {}  ", measure.from), &words)
        })
        .collect();
    if schedule.len() > MOST_MEASURES {
        text.push_str(&format!("  and {} more\n", schedule.len() - MOST_MEASURES));
    }
    plugins.iter().for_each(|plugin| text.push_str(&wrapped("  ", &policy(plugin))));
    text
}

/// What a plugin did, in a sentence.
fn policy(record: &PluginRecord) -> String {
    format!(
        "Plugin {} ({} {}): measures in {} ticks; {}",
        record.id,
        record.plugin,
        record.version,
        record.ticks_active,
        match &record.reason {
            Some(reason) => format!("{}: {reason}.", record.status),
            None => format!("sha256 {}.", record.sha256.get(..12).unwrap_or(&record.sha256)),
        },
    )
}

fn checks(report: &Report<'_>) -> String {
    let mut text = wrapped(
        "  ",
        &format!(
            "Balances of goods and money closed to exactly zero in {} ticks; no total reached 2^53.",
            report.balance_ticks
        ),
    );
    let sum = |metric| report.rows(metric).map(|row| row.value).sum::<f64>();
    let filed = sum(metrics::LICENCES_FILED);
    if filed > 0.0 {
        let licences = format!(
            "Licences: {} filed, {} granted, {} refused, {} pending at the end.",
            count(filed),
            count(sum(metrics::LICENCES_GRANTED)),
            count(sum(metrics::LICENCES_REFUSED)),
            count(sum(metrics::LICENCES_PENDING_END)),
        );
        text.push_str(&wrapped("  ", &licences));
    }
    let baseline = if report.has_baseline() {
        "Compared with the paired baseline: the same scenario and draws, without its measures."
    } else {
        "No paired baseline was run: outputs are compared with the first tick, and losses are not known."
    };
    text.push_str(&wrapped("  ", baseline));
    // Branches stand on top.
    let notes = report.manifest.notes.iter().filter(|note| !report.branches.contains(note));
    notes.for_each(|note| text.push_str(&wrapped("  ", note)));
    text
}
