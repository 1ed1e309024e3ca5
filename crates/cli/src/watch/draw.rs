//! The view on a terminal. What has room is drawn: charts and panels on a large one, lines on a small one.

use super::controls::Controls;
use super::panels::{charts, events, licences, standing};
use super::story::Story;
use super::{compact, words};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// From this size on there is room for charts.
const WIDE: (u16, u16) = (90, 24);

/// Colours that readers of all kinds of colour vision tell apart; what they say is said by names and marks too.
const COLOURS: [Color; 4] =
    [Color::Indexed(208), Color::Indexed(32), Color::Indexed(36), Color::Indexed(175)];

/// How things are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub(crate) colour: bool,
}

impl Look {
    /// The style of the `n`th series.
    pub(crate) fn series(self, n: usize) -> Style {
        if self.colour { Style::new().fg(COLOURS[n % COLOURS.len()]) } else { Style::new() }
    }

    pub(crate) fn heading(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    pub(crate) fn faint(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }
}

/// Draws the view over the whole of `frame`.
pub(crate) fn draw(frame: &mut Frame<'_>, story: &Story, controls: &Controls, look: Look) {
    let area = frame.area();
    if area.width < WIDE.0 || area.height < WIDE.1 {
        return compact::draw(frame, story, controls, look);
    }
    let bottom = u16::try_from(story.stages.len().clamp(6, 10)).unwrap_or(10) + 1;
    let rows = [Constraint::Length(5), Constraint::Min(8), Constraint::Length(bottom), Constraint::Length(1)];
    let [head, middle, low, foot] = Layout::vertical(rows).areas(area);
    header(frame, head, story, controls, look);
    charts(frame, middle, story, look);
    let columns = [Constraint::Percentage(34), Constraint::Percentage(30), Constraint::Fill(1)];
    let [left, centre, right] = Layout::horizontal(columns).spacing(2).areas(low);
    licences(frame, left, story, look);
    standing(frame, centre, story, look);
    events(frame, right, story, look);
    frame.render_widget(Line::styled(controls.words(false), look.faint()), foot);
}

fn header(frame: &mut Frame<'_>, area: Rect, story: &Story, controls: &Controls, look: Look) {
    let mut second = vec![Span::raw(words::progress(story))];
    if controls.paused {
        second.push(Span::styled("  paused", look.heading()));
    }
    let lines = vec![
        Line::styled(story.title.clone(), look.heading()),
        Line::from(second),
        bar(story.part(), area.width, look),
        Line::styled(format!("Shares {}", story.reference()), look.faint()),
    ];
    frame.render_widget(Paragraph::new(lines), area);
}

/// A bar of the part that is done.
pub(crate) fn bar(part: f64, width: u16, look: Look) -> Line<'static> {
    let done = (part * f64::from(width)).round() as usize;
    let rest = usize::from(width).saturating_sub(done);
    Line::from(vec![
        Span::styled("█".repeat(done), look.series(1)),
        Span::styled("░".repeat(rest), look.faint()),
    ])
}

/// The last values of a series as blocks of eight heights, where `top` is the highest.
pub(crate) fn sparkline(values: &[f64], width: usize, top: f64) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let first = values.len().saturating_sub(width);
    let block = |&value: &f64| {
        let height = if value.is_finite() && top > 0.0 { (value / top).clamp(0.0, 1.0) } else { 0.0 };
        BLOCKS[(height * 7.0).round() as usize]
    };
    values[first..].iter().map(block).collect()
}
