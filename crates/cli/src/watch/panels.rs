//! The charts and panels of a large terminal.

use super::draw::{Look, sparkline};
use super::series::Series;
use super::story::Story;
use super::words;
use crate::screen::{count, percent};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::symbols::Marker;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Paragraph, Wrap};

/// Marks of series, so that they are told apart without colour.
const MARKS: [char; 4] = ['•', '+', 'x', 'o'];
/// Highest share that an axis shows; what is above it leaves the chart.
const TOP: f64 = 3.0;

/// Device output on the left, exports on the right.
pub(super) fn charts(frame: &mut Frame<'_>, area: Rect, story: &Story, look: Look) {
    let [left, right] = Layout::horizontal([Constraint::Fill(1); 2]).spacing(2).areas(area);
    let hardest = format!("lowest: {}", words::hardest(story));
    chart(frame, left, ("Device output", &hardest), &words::shown_devices(story), story, look);
    chart(frame, right, (&story.exports_heading, ""), &words::shown_exports(story), story, look);
}

/// A chart of shares under a heading, with its legend and a note.
fn chart(
    frame: &mut Frame<'_>,
    area: Rect,
    (heading, note): (&str, &str),
    series: &[&Series],
    story: &Story,
    look: Look,
) {
    let mut lines = vec![Line::styled(heading.to_owned(), look.heading())];
    lines.extend(legend(series, story, area.width, look));
    if !note.is_empty() {
        lines.push(Line::styled(note.to_owned(), look.faint()));
    }
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let [head, body] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
    frame.render_widget(Paragraph::new(lines), head);
    plot(frame, body, series, story, look);
}

/// Mark, name and last share of each series, in as many lines as they need.
fn legend(series: &[&Series], story: &Story, width: u16, look: Look) -> Vec<Line<'static>> {
    let mut lines = vec![Line::default()];
    for (n, series) in series.iter().enumerate() {
        let number = percent(series.now(story.quiet()));
        let words = format!("{} {} {number}  ", MARKS[n % MARKS.len()], series.name);
        let last = lines.len() - 1;
        let is_full = lines[last].width() + words.chars().count() > usize::from(width);
        if is_full && lines[last].width() > 0 {
            lines.push(Line::default());
        }
        if let Some(line) = lines.last_mut() {
            line.push_span(Span::styled(words, look.series(n)));
        }
    }
    lines
}

fn plot(frame: &mut Frame<'_>, area: Rect, series: &[&Series], story: &Story, look: Look) {
    let points: Vec<Vec<(f64, f64)>> = series.iter().map(|series| points(series, story.quiet())).collect();
    let highest = points.iter().flatten().map(|point| point.1).fold(1.0, f64::max).min(TOP);
    // An axis that ends on a half above the highest share.
    let top = (highest * 2.0 + 0.2).ceil() / 2.0;
    let ticks = f64::from(story.ticks.max(1));
    let whole = [(0.0, 1.0), (ticks, 1.0)];
    let mut sets = vec![line(&whole).style(look.faint())];
    for (n, points) in points.iter().enumerate() {
        let mark = Marker::Custom(MARKS[n % MARKS.len()]);
        sets.push(Dataset::default().marker(mark).style(look.series(n)).data(points));
    }
    let halves = (top * 2.0) as u32;
    let shares = (0..=halves).map(|half| format!("{:>4}", percent(f64::from(half) / 2.0)));
    let x = Axis::default().bounds([0.0, ticks]).style(look.faint());
    let y = Axis::default().bounds([0.0, top]).style(look.faint());
    let chart = Chart::new(sets)
        .x_axis(x.labels(story.dates.map(|date| date.to_string())))
        .y_axis(y.labels(shares))
        .legend_position(None);
    frame.render_widget(chart, area);
}

fn line(points: &[(f64, f64)]) -> Dataset<'_> {
    Dataset::default().marker(Marker::Braille).graph_type(GraphType::Line).data(points)
}

/// Shares over the number of the tick.
fn points(series: &Series, quiet: usize) -> Vec<(f64, f64)> {
    let shares = series.shares(quiet).into_iter().zip(1_u32..);
    shares.filter(|(share, _)| share.is_finite()).map(|(share, tick)| (f64::from(tick), share)).collect()
}

/// The queue of the licence offices.
pub(super) fn licences(frame: &mut Frame<'_>, area: Rect, story: &Story, look: Look) {
    let heading = format!("{:10}{:>10}{:>10}", "Licences", format!("this {}", story.unit), "so far");
    let mut lines = vec![Line::styled(heading, look.heading())];
    if story.decided[0] == 0 {
        lines.push(Line::raw("no application so far"));
    } else {
        let rows = ["filed", "granted", "refused"].into_iter().zip(words::decisions(story));
        lines.extend(rows.map(|(name, [now, all])| Line::raw(format!("{name:10}{now:>10}{all:>10}"))));
        lines.push(Line::raw(words::pending(story)));
        let top = story.pending.iter().copied().fold(0.0, f64::max);
        let course = sparkline(&story.pending, usize::from(area.width), top);
        lines.push(Line::styled(course, look.series(0)));
        lines.push(Line::styled(format!("pending, at most {}", count(top)), look.faint()));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

/// Firms that stand still, by stage.
pub(super) fn standing(frame: &mut Frame<'_>, area: Rect, story: &Story, look: Look) {
    let mut lines = vec![Line::styled(words::standing(story), look.heading())];
    if let Some(last) = &story.last {
        let rows = story.stages.iter().zip(&last.stopped).zip(&last.firms);
        let name = story.stages.iter().map(|stage| stage.chars().count()).max().unwrap_or(0);
        lines.extend(rows.map(|((stage, &stopped), &firms)| {
            let share = if firms > 0.0 { stopped / firms } else { 0.0 };
            let style = if stopped > 0.0 { look.series(0) } else { look.faint() };
            Line::styled(format!("{stage:name$} {:>7} {:>5}", count(stopped), percent(share)), style)
        }));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

/// The last events, the newest first.
pub(super) fn events(frame: &mut Frame<'_>, area: Rect, story: &Story, look: Look) {
    let mut lines = vec![Line::styled("Events", look.heading())];
    let newest = story.events.iter().rev().take(usize::from(area.height));
    lines.extend(newest.map(|(date, event)| Line::raw(format!("{date} {event}"))));
    if story.events.is_empty() {
        lines.push(Line::raw("none so far"));
    }
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: true }), area);
}
