//! The numbers of the view in words: for the small screen, for panels, and for lines where there is no terminal.

use super::series::Series;
use super::story::{Story, duration};
use crate::screen::{count, percent};
use crate::simulation::label;

/// Series of exports that are shown.
pub(crate) const SHOWN: usize = 4;
/// Jurisdictions that are named as hit hardest.
const HARDEST: usize = 3;

/// Part, date, ticks done and time left.
pub(crate) fn progress(story: &Story) -> String {
    let mut words = label(&story.stage).to_owned();
    if let Some(date) = story.date.filter(|_| story.total > 0 && story.seconds_left().is_some()) {
        words.push_str(&format!(" {date}"));
    }
    if story.total > 0 {
        words.push_str(&format!(", {} of {}", story.done, story.total));
    }
    if let Some(seconds) = story.seconds_left() {
        words.push_str(&format!(", {} left", duration(seconds)));
    }
    words
}

/// The series of devices that are shown: of sides that make any.
pub(crate) fn shown_devices(story: &Story) -> Vec<&Series> {
    story.devices.iter().filter(|series| series.reference(story.quiet()) > 0.0).collect()
}

/// The series of exports that are shown: the first, and the largest of the others.
pub(crate) fn shown_exports(story: &Story) -> Vec<&Series> {
    let mut others: Vec<&Series> = story.exports.iter().skip(1).collect();
    let size = |series: &Series| series.reference(story.quiet());
    others.sort_by(|a, b| size(b).total_cmp(&size(a)));
    story.exports.iter().take(1).chain(others).take(SHOWN).collect()
}

/// Names of series with their last shares.
pub(crate) fn shares<'a>(series: impl IntoIterator<Item = &'a Series>, quiet: usize) -> String {
    let one = |series: &Series| format!("{} {}", series.name, percent(series.now(quiet)));
    series.into_iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Who is hit hardest among device makers.
pub(crate) fn hardest(story: &Story) -> String {
    let hit = story.hardest_hit(HARDEST).into_iter();
    hit.map(|(code, share)| format!("{code} {}", percent(share))).collect::<Vec<_>>().join(", ")
}

/// Applications that wait for a decision.
pub(crate) fn pending(story: &Story) -> String {
    let queue = story.last.as_ref().map(|last| last.queue).unwrap_or_default();
    let age = queue.age_weeks.map(|age| format!(", {age:.1} weeks old")).unwrap_or_default();
    format!("{} pending{age}", count(queue.pending as f64))
}

/// Applications filed, granted and refused, each in this tick and so far.
pub(crate) fn decisions(story: &Story) -> [[String; 2]; 3] {
    let queue = story.last.as_ref().map(|last| last.queue).unwrap_or_default();
    let now = [queue.filed, queue.granted, queue.refused];
    std::array::from_fn(|k| [now[k], story.decided[k]].map(|number| count(number as f64)))
}

/// Firms that stand still.
pub(crate) fn standing(story: &Story) -> String {
    let (stopped, firms) = story.standing();
    format!("{} of {} firms stand still", count(stopped), count(firms))
}

/// A line with all of it, for logs.
pub(crate) fn line(story: &Story) -> String {
    let quiet = story.quiet();
    let mut parts = vec![progress(story), format!("devices: {}", shares(shown_devices(story), quiet))];
    if let Some(first) = story.exports.first() {
        parts.push(format!("exports: {}", percent(first.now(quiet))));
    }
    if story.decided[0] > 0 {
        let [filed, granted, _] = decisions(story);
        parts.push(format!("licences: {} filed, {} granted, {}", filed[1], granted[1], pending(story)));
    }
    parts.push(standing(story));
    parts.join("; ")
}
