//! Tests of the view: what is drawn at which size, and how the story changes.

use super::controls::Controls;
use super::draw::{Look, draw};
use super::story::{Story, duration};
use super::words;
use coercivity_engine::{Glance, Queue, Stage};
use coercivity_testkit::preset;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Color;

/// Three ticks of the smallest scenario with made-up numbers: one quiet, two under a ban.
pub(super) fn story() -> Story {
    let scenario = preset("scenarios/minimal.ron", &[("run.ticks", "60")]);
    let magnet = scenario.goods.iter().position(|good| good.name == "magnet").unwrap();
    let mut story = Story::new(&scenario, true);
    let [first, ..] = story.dates;
    for (tick, (devices, exports)) in [(100.0, 40.0), (100.0, 40.0), (50.0, 10.0)].into_iter().enumerate() {
        let mut glance = Glance {
            date: first.saturating_add(days(7 * tick)),
            measures: tick > 0,
            devices_usd: vec![0.0, devices],
            exports_usd: vec![vec![0.0; 2]; 3],
            firms: vec![10.0; 3],
            stopped: vec![0.0, 0.0, 5.0],
            ..Glance::default()
        };
        glance.exports_usd[magnet][0] = exports;
        if tick > 0 {
            glance.queue = Queue { filed: 25, granted: 5, refused: 0, pending: 40, age_weeks: Some(2.0) };
        }
        if tick == 1 {
            glance.happened.push("ban comes into force".into());
        }
        story.update(Stage::Running, (tick as u32 + 1, 60), Some(glance), 0.5);
    }
    story
}

/// A span of whole days.
fn days(number: usize) -> std::time::Duration {
    std::time::Duration::from_secs(86_400 * number as u64)
}

/// The picture at a size, as lines of text.
fn picture(story: &Story, controls: &Controls, (width, height): (u16, u16), colour: bool) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, story, controls, Look { colour })).unwrap();
    let buffer = terminal.backend().buffer();
    assert!(
        colour || buffer.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset),
        "colour without leave"
    );
    let rows = buffer.content.chunks(usize::from(width));
    rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect()).collect()
}

fn expect(rows: &[String], parts: &[&str]) {
    let text = rows.join("\n");
    for part in parts {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
}

#[test]
fn a_large_terminal_has_charts_panels_and_keys() {
    let rows = picture(&story(), &Controls::default(), (120, 40), true);
    expect(
        &rows,
        &[
            "Three firms and a licence",
            // 1.5 s for 3 ticks: 0.5 s each for 57 that are left and 60 of the baseline make 58.5 s.
            "running 2025-01-20, 3 of 60, 0:59 left",
            "Shares of the week before the first measure",
            "Device output",
            "target US 50%",
            "lowest: US 50%",
            "Restricted exports of CN",
            "magnet 25%",
            "40 pending, 2.0 weeks old",
            // 25 a tick for two ticks.
            "filed             25        50",
            "5 of 30 firms stand still",
            "device_maker",
            "2025-01-13 ban comes into force",
            "space pause",
        ],
    );
    assert!(rows[39].contains("q stop"), "the keys stand on the last line: {}", rows[39]);
    let marks = rows.iter().filter(|row| row.contains('•')).count();
    assert!(marks >= 3, "the legend, and the shares 100% and 50% on lines of their own: {marks}");
}

#[test]
fn a_small_terminal_has_lines_and_a_tiny_one_what_matters() {
    let rows = picture(&story(), &Controls::default(), (60, 20), true);
    let first = "running 2025-01-20, 3 of 60, 0:59 left";
    expect(&rows, &[first, "target US", " 50% ", "magnet", " 25% ", "5 of 30 firms", "ban comes into force"]);
    assert!(rows[19].starts_with("space pause  q stop"), "{}", rows[19]);
    let rows = picture(&story(), &Controls::default(), (20, 5), true);
    assert!(rows[0].starts_with("2025-01-20 3/60"), "{rows:?}");
    assert!(rows[1].contains("50%"), "{rows:?}");
    assert!(rows[4].starts_with("space pause  q stop"), "{rows:?}");
}

#[test]
fn no_size_is_too_small_and_nothing_is_drawn_in_colour_without_leave() {
    let scenario = preset("scenarios/april_2025.ron", &[]);
    for story in [story(), Story::new(&scenario, false)] {
        for size in [(1, 1), (2, 1), (1, 9), (20, 5), (40, 13), (90, 24), (91, 25), (300, 24), (76, 100)] {
            for colour in [false, true] {
                picture(&story, &Controls::default(), size, colour);
            }
        }
    }
}

#[test]
fn a_pause_is_shown_and_changes_the_keys() {
    let mut controls = Controls::default();
    controls.press(KeyEvent::new(KeyCode::Char(' '), KeyModifiers::NONE));
    for size in [(120, 40), (60, 20), (20, 5)] {
        let rows = picture(&story(), &controls, size, false);
        expect(&rows, &["paused"]);
        assert!(rows[usize::from(size.1) - 1].contains("space go on"), "{rows:?}");
    }
    controls.press(KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE));
    expect(&picture(&story(), &controls, (120, 40), false), &["stopping after this tick"]);
}

#[test]
fn the_baseline_becomes_the_reference_as_it_comes() {
    let mut story = story();
    story.update(Stage::Baseline, (0, 0), None, 0.0);
    assert_eq!(words::shares(words::shown_devices(&story), story.quiet()), "target US 50%");
    let glance =
        Glance { devices_usd: vec![0.0, 400.0], exports_usd: vec![vec![0.0; 2]; 3], ..Glance::default() };
    story.update(Stage::Baseline, (1, 60), Some(glance), 0.5);
    // 100 of the first tick over 400.
    assert_eq!(words::shares(words::shown_devices(&story), story.quiet()), "target US 25%");
    assert_eq!(story.reference(), "of the paired baseline");
    assert_eq!(story.decided, [50, 10, 0], "the baseline has no licences of its own to count");
}

#[test]
fn times_are_read_easily() {
    assert_eq!(
        [0.2, 59.5, 61.0, 3599.5, 7260.0].map(duration),
        ["0:01", "1:00", "1:01", "1 h 00 min", "2 h 01 min"]
    );
}
