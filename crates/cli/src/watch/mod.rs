//! `run --watch`: a live view of a run. The engine hands over its ticks; a story keeps what has been seen of them; it is
//! drawn on a terminal, or told in lines where there is none. A run that is watched, paused or slowed is the same run.

mod compact;
mod controls;
mod draw;
mod guard;
mod lines;
mod live;
mod panels;
mod series;
mod story;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use guard::restore;

use crate::{interrupt::Interrupt, terminal};
use coercivity_engine::{Clock, Control, Progress, View};
use coercivity_scenario::Scenario;
use controls::Controls;
use lines::Lines;
use live::Live;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use story::Story;

/// How often a run that is held back looks whether it may go on.
const NAP: Duration = Duration::from_millis(10);

/// What the run and the terminal's thread share.
struct Shared(Mutex<State>);

struct State {
    story: Story,
    controls: Controls,
    ended: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The view of a run.
pub(crate) struct Watch {
    shared: Arc<Shared>,
    interrupt: Interrupt,
    live: Option<Live>,
    lines: Lines,
    /// Since the engine went on last.
    clock: Clock,
}

impl Watch {
    /// A view of a run of `scenario`; on the terminal if there is one.
    pub(crate) fn new(scenario: &Scenario, baseline: bool, interrupt: &Interrupt) -> Self {
        let story = Story::new(scenario, baseline);
        let state = State { story, controls: Controls::default(), ended: false };
        let shared = Arc::new(Shared(Mutex::new(state)));
        let mut live = None;
        if terminal::is_whole() {
            match Live::begin(&shared, interrupt.clone(), terminal::colour_on_stderr()) {
                Ok(begun) => live = Some(begun),
                Err(error) => terminal::print_error(&format!("No live view on this terminal: {error}.\n")),
            }
        }
        Self { shared, interrupt: interrupt.clone(), live, lines: Lines::default(), clock: Clock::start() }
    }

    /// The engine is so far; it goes on when the watcher lets it.
    pub(crate) fn update(&mut self, progress: &Progress) -> Control {
        let seconds = self.clock.seconds();
        let glance = progress.view.map(View::glance);
        let mut state = self.shared.lock();
        state.story.update(progress.stage, (progress.done, progress.total), glance, seconds);
        if self.live.is_none() {
            terminal::print_error(&self.lines.next(&state.story));
        }
        drop(state);
        let control = self.wait();
        self.clock = Clock::start();
        control
    }

    /// Waits as long as the run is paused or slowed.
    fn wait(&self) -> Control {
        let clock = Clock::start();
        loop {
            if self.interrupt.is_set() {
                return Control::Stop;
            }
            let mut state = self.shared.lock();
            if !state.controls.holds((clock.seconds() * 1e3) as u64) {
                state.controls.goes_on();
                return Control::Continue;
            }
            drop(state);
            std::thread::sleep(NAP);
        }
    }
}
