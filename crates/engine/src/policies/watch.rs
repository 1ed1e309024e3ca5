//! The watch: tells of a call that does not return. Nothing can end a thread of a plugin safely, so all that is left is
//! to say which plugin it is and to end the program; that is up to whoever is told.

use crate::clock::Clock;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

/// How long after its limit a call is taken for one that never returns. Unit: milliseconds.
const PATIENCE_MS: f64 = 5_000.0;

/// How often the watch looks.
const INTERVAL: Duration = Duration::from_millis(50);

/// Whom to tell.
pub type OnStuck = Arc<dyn Fn(&str) + Send + Sync>;

/// A call that has begun.
struct Watched {
    clock: Clock,
    limit_ms: f64,
    what: String,
    tell: OnStuck,
}

/// Watches one call at a time.
#[derive(Default)]
pub(super) struct Watch {
    current: Arc<Mutex<Option<Watched>>>,
    is_running: bool,
}

impl Watch {
    /// A call begins: `what` names it.
    pub(super) fn begin(&mut self, what: &str, limit_ms: f64, tell: &OnStuck) {
        if !self.is_running {
            self.is_running = true;
            let current = Arc::downgrade(&self.current);
            thread::spawn(move || look(&current));
        }
        let watched =
            Watched { clock: Clock::start(), limit_ms, what: what.to_owned(), tell: Arc::clone(tell) };
        *lock(&self.current) = Some(watched);
    }

    /// It has returned.
    pub(super) fn end(&mut self) {
        if self.is_running {
            *lock(&self.current) = None;
        }
    }
}

/// Looks from time to time, until the watch is gone.
fn look(current: &Weak<Mutex<Option<Watched>>>) {
    while let Some(current) = current.upgrade() {
        let stuck =
            lock(&current).take_if(|watched| watched.clock.seconds() * 1e3 > watched.limit_ms + PATIENCE_MS);
        if let Some(watched) = stuck {
            let Watched { what, limit_ms, tell, .. } = watched;
            tell(&format!(
                "{what} has not returned in {:.0} s, over its limit_ms of {limit_ms}",
                (limit_ms + PATIENCE_MS) / 1e3
            ));
        }
        drop(current);
        thread::sleep(INTERVAL);
    }
}

fn lock(current: &Mutex<Option<Watched>>) -> MutexGuard<'_, Option<Watched>> {
    current.lock().unwrap_or_else(PoisonError::into_inner)
}
