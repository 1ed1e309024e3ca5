//! The view where there is no terminal: a line every so many ticks, and events as they happen.

use super::story::Story;
use super::words;
use coercivity_engine::Stage;

/// Lines that a part of a run gets.
const LINES: u32 = 20;
/// Events that are told between two lines.
const EVENTS: usize = 5;

/// What has been printed.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    label: &'static str,
    /// Whether it was said what the shares are of.
    is_headed: bool,
    /// Events told or passed over.
    events: usize,
    told: usize,
}

impl Lines {
    /// What is to be printed now, if anything.
    pub(crate) fn next(&mut self, story: &Story) -> String {
        let label = crate::simulation::label(&story.stage);
        let is_new = std::mem::replace(&mut self.label, label) != label;
        let runs = matches!(story.stage, Stage::Retracing | Stage::Running | Stage::Baseline);
        let mut text = String::new();
        if runs && !std::mem::replace(&mut self.is_headed, runs) {
            text.push_str(&format!(
                "Shares are of the mean of the {}s before the first measure; {}, exports: {}.\n",
                story.unit,
                "devices: output of makers of final goods at base prices",
                story.exports_heading.to_lowercase(),
            ));
        }
        self.tell_events(story, &mut text);
        if !runs && is_new {
            text.push_str(&format!("{label}\n"));
        }
        if runs && is_due(story.done, story.total) {
            self.pass_over(&mut text);
            text.push_str(&words::line(story));
            text.push('\n');
        }
        text
    }

    fn tell_events(&mut self, story: &Story, text: &mut String) {
        let new = story.n_events - self.events;
        let kept = story.events.len();
        for (date, event) in story.events.iter().skip(kept - new.min(kept)) {
            self.told += 1;
            if self.told <= EVENTS {
                text.push_str(&format!("{date} {event}\n"));
            }
        }
        self.events = story.n_events;
    }

    /// Says how many events were not told since the last line.
    fn pass_over(&mut self, text: &mut String) {
        if self.told > EVENTS {
            text.push_str(&format!("... and {} more events\n", self.told - EVENTS));
        }
        self.told = 0;
    }
}

/// Whether `done` of `total` ticks are worth a line: the first, the last, and so many between them.
fn is_due(done: u32, total: u32) -> bool {
    let part = |done: u32| u64::from(done) * u64::from(LINES) / u64::from(total.max(1));
    done <= 1 || done >= total || part(done) > part(done - 1)
}

#[cfg(test)]
mod tests {
    use super::super::tests::story;
    use super::*;

    #[test]
    fn a_part_gets_about_twenty_lines_however_long_it_is() {
        // The first tick has a line too, and is a twentieth only where there are few.
        for (total, lines) in [(104, 21), (7, 7), (20, 20), (5000, 21)] {
            assert_eq!((1..=total).filter(|&done| is_due(done, total)).count(), lines, "{total}");
        }
    }

    #[test]
    fn a_line_has_date_progress_and_the_key_numbers() {
        let mut lines = Lines::default();
        let story = story();
        let text = lines.next(&story);
        for part in [
            "Shares are of the mean of the weeks before the first measure",
            "exports: restricted exports of cn",
            "2025-01-13 ban comes into force",
            "running 2025-01-20, 3 of 60",
            "target US 50%",
            "exports: 25%",
            "licences: 50 filed, 10 granted, 40 pending, 2.0 weeks old",
            "5 of 30 firms stand still",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(lines.next(&story).matches("ban comes").count(), 0, "an event is told once");
    }

    #[test]
    fn a_storm_of_events_is_cut_short() {
        let mut story = story();
        for k in 0..9 {
            story.events.push_back((story.dates[0], format!("event {k}")));
            story.n_events += 1;
        }
        let text = Lines::default().next(&story);
        // One of the story and nine here; five are told.
        assert!(text.contains("event 3") && !text.contains("event 4"), "{text}");
        assert!(text.contains("... and 5 more events"), "{text}");
    }
}
