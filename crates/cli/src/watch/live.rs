//! The thread that owns the terminal: it draws, and listens to keys, while another one runs the ticks.

use super::Shared;
use super::controls::Asked;
use super::draw::{Look, draw};
use super::guard;
use crate::exit::Code;
use crate::interrupt::Interrupt;
use crossterm::event::{self, Event};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use std::io::{self, Stderr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Time between two pictures, unless a key is pressed.
const FRAME: Duration = Duration::from_millis(60);

/// The view while it is on the terminal.
pub(crate) struct Live {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Live {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// If it cannot be taken over; it is then as before.
    pub(crate) fn begin(shared: &Arc<Shared>, interrupt: Interrupt, colour: bool) -> io::Result<Self> {
        guard::take()?;
        let terminal = Terminal::new(CrosstermBackend::new(io::stderr()));
        let terminal = terminal.inspect_err(|_| guard::restore())?;
        let screen = Screen { terminal, shared: Arc::clone(shared), interrupt, look: Look { colour } };
        let thread = thread::Builder::new().name("watch".into()).spawn(move || screen.run());
        let thread = thread.inspect_err(|_| guard::restore())?;
        Ok(Self { shared: Arc::clone(shared), thread: Some(thread) })
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.shared.lock().ended = true;
        if let Some(thread) = self.thread.take() {
            // A panic of that thread has ended the program already.
            let _ = thread.join();
        }
        guard::restore();
    }
}

struct Screen {
    terminal: Terminal<CrosstermBackend<Stderr>>,
    shared: Arc<Shared>,
    interrupt: Interrupt,
    look: Look,
}

impl Screen {
    /// Until the run is over or the terminal is gone; the run itself needs neither.
    fn run(mut self) {
        while !self.shared.lock().ended {
            if self.picture().and_then(|()| self.listen()).is_err() {
                // Nobody can press a key any more, so nothing may wait for one.
                self.shared.lock().controls.paused = false;
                return;
            }
        }
    }

    fn picture(&mut self) -> io::Result<()> {
        let state = self.shared.lock();
        let (terminal, look) = (&mut self.terminal, self.look);
        guard::while_taken(|| {
            terminal.draw(|frame| draw(frame, &state.story, &state.controls, look)).map(|_| ())
        })
    }

    /// Obeys the keys of the next moment.
    fn listen(&self) -> io::Result<()> {
        let mut wait = FRAME;
        while event::poll(wait)? {
            wait = Duration::ZERO;
            let Event::Key(key) = event::read()? else { continue };
            let mut state = self.shared.lock();
            if state.controls.press(key) == Asked::Abort {
                guard::restore();
                std::process::exit(i32::from(Code::Interrupted as u8));
            }
            if state.controls.stop {
                self.interrupt.ask();
            }
        }
        Ok(())
    }
}
