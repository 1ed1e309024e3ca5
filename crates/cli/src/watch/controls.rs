//! What the keys do: pause, one tick, pace, stop. Nothing here touches the world: a run that is held back is the same run.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// Milliseconds that a tick is held back at each pace.
const PACES_MS: [u64; 5] = [0, 50, 200, 500, 1500];

/// What the watcher wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Controls {
    /// Whether the run waits.
    pub(crate) paused: bool,
    /// Whether it is to end after the tick.
    pub(crate) stop: bool,
    /// Whether one tick is let through a pause.
    step: bool,
    pace: usize,
}

/// What a key asks of the program itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Nothing more.
    Nothing,
    /// To end at once, whatever is lost.
    Abort,
}

impl Controls {
    /// Obeys a key.
    pub(crate) fn press(&mut self, key: KeyEvent) -> Asked {
        if key.kind == KeyEventKind::Release {
            return Asked::Nothing;
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('c') if control => {
                if self.stop {
                    return Asked::Abort;
                }
                self.stop = true;
            }
            _ if control => {}
            KeyCode::Char('q') => self.stop = true,
            KeyCode::Char(' ') => (self.paused, self.step) = (!self.paused, false),
            KeyCode::Char('s') => (self.paused, self.step) = (true, true),
            KeyCode::Char('-') => self.pace = (self.pace + 1).min(PACES_MS.len() - 1),
            KeyCode::Char('+' | '=') => self.pace = self.pace.saturating_sub(1),
            _ => {}
        }
        Asked::Nothing
    }

    /// Whether the run still waits after it has waited so long.
    pub(crate) fn holds(&self, waited_ms: u64) -> bool {
        let pause = self.paused && !self.step;
        !self.stop && (pause || (!self.paused && waited_ms < PACES_MS[self.pace]))
    }

    /// The run goes on: a step is used up.
    pub(crate) fn goes_on(&mut self) {
        self.step = false;
    }

    /// The keys, or what a key has done; short for narrow terminals.
    pub(crate) fn words(&self, short: bool) -> String {
        match (self.stop, self.paused, short) {
            (true, ..) => "stopping after this tick; Ctrl-C again ends at once".into(),
            (_, true, true) => "space go on  q stop  s tick".into(),
            (_, true, false) => "space go on   s one tick   q stop and keep what is done".into(),
            (_, false, true) => "space pause  q stop".into(),
            (_, false, false) => {
                let pace = match PACES_MS[self.pace] {
                    0 => "full speed".to_owned(),
                    ms => format!("{ms} ms a tick"),
                };
                format!("space pause   s one tick   + - pace ({pace})   q stop and keep what is done")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(controls: &mut Controls, key: char) -> Asked {
        controls.press(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE))
    }

    #[test]
    fn space_pauses_and_goes_on_and_s_lets_one_tick_through() {
        let mut controls = Controls::default();
        assert!(!controls.holds(0));
        press(&mut controls, ' ');
        assert!(controls.paused && controls.holds(1_000_000));
        press(&mut controls, 's');
        assert!(!controls.holds(0), "one tick");
        controls.goes_on();
        assert!(controls.holds(0), "and no more");
        press(&mut controls, ' ');
        assert!(!controls.paused && !controls.holds(0));
    }

    #[test]
    fn q_ends_a_pause_and_a_second_control_c_ends_at_once() {
        let mut controls = Controls::default();
        press(&mut controls, ' ');
        assert_eq!(press(&mut controls, 'q'), Asked::Nothing);
        assert!(controls.stop && !controls.holds(0));
        assert_eq!(press(&mut controls, 'q'), Asked::Nothing, "only Ctrl-C loses what was done");
        let mut controls = Controls::default();
        let c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!([controls.press(c), controls.press(c)], [Asked::Nothing, Asked::Abort]);
        assert!(controls.stop);
    }

    #[test]
    fn a_slower_pace_holds_a_tick_for_a_while() {
        let mut controls = Controls::default();
        press(&mut controls, '-');
        assert_eq!([49, 50].map(|ms| controls.holds(ms)), [true, false]);
        assert!(controls.words(false).contains("50 ms a tick"));
        press(&mut controls, '+');
        press(&mut controls, '+');
        assert!(!controls.holds(0));
    }
}
