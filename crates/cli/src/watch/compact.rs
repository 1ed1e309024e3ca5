//! The view on a small terminal: lines in the order of what matters, as many as there are, and the keys at the bottom.

use super::controls::Controls;
use super::draw::{Look, bar, sparkline};
use super::series::Series;
use super::story::Story;
use super::words;
use crate::screen::percent;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Height from which on there are headings and a bar.
const AIRY: u16 = 14;
/// Columns of a name.
const NAME: usize = 18;
/// Width under which keys are told in few words.
const NARROW: u16 = 76;

pub(super) fn draw(frame: &mut Frame<'_>, story: &Story, controls: &Controls, look: Look) {
    let [body, foot] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(frame.area());
    let (width, airy) = (frame.area().width, frame.area().height >= AIRY);
    let mut lines = vec![first(story, controls, airy, look)];
    if airy {
        lines.push(bar(story.part(), width, look));
        lines.push(Line::styled(format!("Shares {}", story.reference()), look.faint()));
        lines.push(Line::styled("Device output", look.heading()));
    }
    lines.extend(rows(&words::shown_devices(story), story, width, look));
    if airy {
        lines.push(Line::styled(story.exports_heading.clone(), look.heading()));
    }
    let exports = words::shown_exports(story);
    lines.extend(rows(&exports[..exports.len().min(if airy { 3 } else { 1 })], story, width, look));
    if story.decided[0] > 0 {
        lines.push(Line::raw(format!("licences: {}", words::pending(story))));
    }
    lines.push(Line::raw(words::standing(story)));
    let room = usize::from(body.height).saturating_sub(lines.len());
    let events = story.events.iter().rev().take(room);
    lines.extend(events.map(|(date, event)| Line::styled(format!("{date} {event}"), look.faint())));
    frame.render_widget(Paragraph::new(lines), body);
    frame.render_widget(Line::styled(controls.words(width < NARROW), look.faint()), foot);
}

/// The line that says how far the run is; it begins with what a narrow terminal must not lose.
fn first(story: &Story, controls: &Controls, airy: bool, look: Look) -> Line<'static> {
    let paused = if controls.paused { "paused " } else { "" };
    let words = match story.date {
        Some(date) if !airy => format!("{date} {}/{}", story.done, story.total),
        _ => words::progress(story),
    };
    Line::from(vec![Span::styled(paused, look.heading()), Span::raw(words)])
}

/// A row a series: its name, its last share, and its course in what is left of the width.
fn rows(series: &[&Series], story: &Story, width: u16, look: Look) -> Vec<Line<'static>> {
    let longest = series.iter().map(|series| series.name.chars().count()).max().unwrap_or(0);
    let name = longest.min(NAME).min(usize::from(width) / 2);
    let room = usize::from(width).saturating_sub(name + 8);
    let row = |(n, series): (usize, &&Series)| {
        let shares = series.shares(story.quiet());
        let cut: String = series.name.chars().take(name).collect();
        let number = percent(series.now(story.quiet()));
        Line::from(vec![
            Span::raw(format!("{cut:name$} {number:>5} ")),
            Span::styled(sparkline(&shares, room, 1.25), look.series(n)),
        ])
    };
    series.iter().enumerate().map(row).collect()
}
