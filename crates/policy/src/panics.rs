//! Panics of a policy, caught where they happen: with message, file and line, and without a word on the terminal.
//!
//! A panic hook stands before the one that was there; it keeps quiet and takes notes on threads that are inside a
//! guarded call, and otherwise calls the old one. A plugin has a standard library, and so a hook, of its own.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<u32> = const { Cell::new(0) };
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls `work`; if it panics, gives message, file and line.
pub(crate) fn guarded<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    install();
    GUARDED.with(|depth| depth.set(depth.get() + 1));
    let outcome = catch_unwind(AssertUnwindSafe(work));
    GUARDED.with(|depth| depth.set(depth.get() - 1));
    outcome.map_err(|payload| {
        let noted = LAST.with_borrow_mut(Option::take);
        let said = noted.unwrap_or_else(|| text_of(payload.as_ref()));
        // Dropping what was thrown could panic again.
        std::mem::forget(payload);
        said
    })
}

fn install() {
    static ONCE: Once = Once::new();
    if std::thread::panicking() {
        return;
    }
    ONCE.call_once(|| {
        let others = take_hook();
        set_hook(Box::new(move |info| if GUARDED.with(Cell::get) > 0 { note(info) } else { others(info) }));
    });
}

fn note(info: &PanicHookInfo<'_>) {
    let text = text_of(info.payload());
    let place = info.location().map(|place| format!(", at {}:{}", place.file(), place.line()));
    LAST.with_borrow_mut(|last| *last = Some(text + &place.unwrap_or_default()));
}

fn text_of(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    format!("it panicked: {}", text.unwrap_or("(no message)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_with_message_file_and_line() {
        let work = || -> u32 { ["no", "magnets"].len().try_into().map_or(0, |n: u32| panic!("no {n}")) };
        let line = line!() - 1;
        let said = guarded(work).unwrap_err();
        assert_eq!(said, format!("it panicked: no 2, at {}:{line}", file!()));
    }

    #[test]
    fn a_payload_that_panics_when_dropped_does_no_harm() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("again");
            }
        }
        let said = guarded(|| std::panic::panic_any(Bomb)).unwrap_err();
        assert!(said.starts_with("it panicked: (no message), at "), "{said}");
        assert_eq!(guarded(|| 7), Ok(7));
    }

    #[test]
    fn a_guard_inside_a_guard_keeps_the_outer_quiet() {
        let outer = guarded(|| {
            let inner = guarded(|| panic!("inner")).unwrap_err();
            assert!(inner.contains("inner"));
            panic!("outer")
        });
        let said: Result<(), String> = outer;
        assert!(said.unwrap_err().contains("outer"));
    }
}
