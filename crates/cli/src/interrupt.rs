//! Ctrl-C: the first ends the run cleanly after the tick, the second ends the program at once.

use crate::exit::{Code, Failure};
use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

/// Whether the user asked to stop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on (Ctrl-C, and the signals by which a system asks a program to end).
    pub(crate) fn listen() -> Result<Self, Failure> {
        // A question may play twice; the program listens once.
        static LISTENING: OnceLock<Interrupt> = OnceLock::new();
        if let Some(interrupt) = LISTENING.get() {
            return Ok(interrupt.clone());
        }
        let interrupt = Self::default();
        let asked = interrupt.clone();
        ctrlc::set_handler(move || {
            if asked.0.swap(true, Ordering::Relaxed) {
                crate::watch::restore();
                std::process::exit(i32::from(Code::Interrupted as u8));
            }
        })
        .map_err(|error| Failure::new(Code::Internal, format_args!("Cannot listen for Ctrl-C: {error}.")))?;
        Ok(LISTENING.get_or_init(|| interrupt).clone())
    }

    /// Asks as Ctrl-C does.
    pub(crate) fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A file that would grow over its limit is an error of the write, with a sentence, and no end without a word.
#[cfg(unix)]
pub(crate) fn survive_file_limits() {
    let noted = Arc::new(AtomicBool::new(false));
    // Where the system refuses, it ends the program as it would have done.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, noted);
}

/// Other systems have no such signal.
#[cfg(not(unix))]
pub(crate) fn survive_file_limits() {}
