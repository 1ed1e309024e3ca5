//! Who took the terminal gives it back, however the program ends.

use crossterm::cursor::{Hide, Show};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use std::io;
use std::sync::{Mutex, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

/// Whether the terminal is taken; locked while a picture is drawn, so that none follows its return.
static TAKEN: Mutex<bool> = Mutex::new(false);

/// Tries to get at the lock, a moment apart: longer than any picture takes.
const TRIES: u32 = 100;

/// Takes the terminal: no echo, no signals from keys, a screen of its own.
pub(super) fn take() -> io::Result<()> {
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    enable_raw_mode()?;
    *taken = true;
    let entered = execute!(io::stderr(), EnterAlternateScreen, Hide);
    drop(taken);
    entered.inspect_err(|_| restore())
}

/// Runs `draw` if the terminal is taken, and keeps it taken meanwhile.
pub(super) fn while_taken(draw: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    if *taken { draw() } else { Ok(()) }
}

/// Gives the terminal back if it was taken. It may be called at any time, from a panic too: a thread that panics while
/// it draws holds the lock, so waiting has an end.
pub(crate) fn restore() {
    for _ in 0..TRIES {
        match TAKEN.try_lock() {
            Ok(mut taken) => {
                return if std::mem::take(&mut *taken) {
                    give_back()
                };
            }
            Err(TryLockError::Poisoned(taken)) => {
                return if std::mem::take(&mut *taken.into_inner()) {
                    give_back()
                };
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(2)),
        }
    }
    give_back();
}

/// Who has closed the terminal needs nothing back.
fn give_back() {
    let _ = execute!(io::stderr(), LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}
