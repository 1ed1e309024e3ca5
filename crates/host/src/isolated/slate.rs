//! The head of the outputs: where a cell that is about to die leaves a note of why.
//!
//! It is written by handlers of signals in the cell and read by the program when the cell has ended. The plugin can
//! write there too; all that it gains is a wrong sentence about its own failure.

use super::layout::{GRANULE, Place, Rooms};
use std::{fs::File, os::unix::fs::FileExt as _};

/// Words of the slate, 8 bytes each.
pub(super) const WORDS: usize = 6;
/// Word that says what happened.
pub(super) const KIND: usize = 0;
/// Word with the number of the system call, or of the signal.
pub(super) const NUMBER: usize = 1;
/// Word with the address that could not be reached.
pub(super) const ADDRESS: usize = 2;
/// Word with the place of the stack then.
pub(super) const STACK: usize = 3;
/// Words with the places of inputs and outputs in the cell.
pub(super) const INPUTS: usize = 4;
pub(super) const OUTPUTS: usize = 5;
/// Kind: a system call that is not allowed.
pub(super) const CALL: u64 = 1;
/// Kind: an address that cannot be reached.
pub(super) const MEMORY: u64 = 2;

/// Addresses this close below the end of the stack belong to it: what a function with large arrays takes at once.
const STACK_STEP: u64 = 1 << 20;
/// Addresses from nothing on that nobody has.
const NOTHING: u64 = 65_536;

/// What was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slate([u64; WORDS]);

/// What could not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// No address at all.
    Null,
    /// Below the end of the stack.
    Stack,
    /// A byte of the inputs.
    Input(Place),
    /// A byte of the outputs.
    Output(Place),
    /// Somewhere else.
    Elsewhere(u64),
}

impl Slate {
    pub(super) fn read(outputs: &File) -> Self {
        let mut bytes = [0; WORDS * 8];
        // A slate that cannot be read is an empty one.
        let _ = outputs.read_exact_at(&mut bytes, 0);
        let mut words = [0; WORDS];
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_ne_bytes(*bytes);
        }
        Self(words)
    }

    /// The system call that was asked for.
    pub(super) fn call(self) -> Option<u64> {
        (self.0[KIND] == CALL).then_some(self.0[NUMBER])
    }

    /// What could not be reached, if that is what `signal` was about.
    pub(super) fn reached(self, signal: i32, inputs: &Rooms, outputs: &Rooms) -> Option<Reached> {
        let Self([kind, number, address, stack, start_in, start_out]) = self;
        if kind != MEMORY || number != u64::from(signal.unsigned_abs()) {
            return None;
        }
        let within = |start: u64, rooms: &Rooms| {
            let offset = address.checked_sub(start).filter(|offset| *offset < rooms.total() + GRANULE)?;
            rooms.place(offset)
        };
        Some(if address < NOTHING {
            Reached::Null
        } else if let Some(place) = within(start_in, inputs) {
            Reached::Input(place)
        } else if let Some(place) = within(start_out, outputs) {
            Reached::Output(place)
        } else if address < stack.saturating_add(4_096) && address > stack.saturating_sub(STACK_STEP) {
            Reached::Stack
        } else {
            Reached::Elsewhere(address)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_it_belongs_to() {
        let mut rooms = Rooms::default();
        rooms.fit(&[8]);
        let (inputs, outputs, stack) = (1 << 40, 2 << 40, 3 << 40);
        let reached =
            |address| Slate([MEMORY, 11, address, stack, inputs, outputs]).reached(11, &rooms, &rooms);
        assert_eq!(reached(8), Some(Reached::Null));
        assert_eq!(reached(inputs + rooms.end(0)), Some(Reached::Input(Place::Behind(0))));
        assert_eq!(reached(outputs + rooms.end(0) - 1), Some(Reached::Output(Place::Inside(0))));
        assert_eq!(reached(stack - 16), Some(Reached::Stack));
        assert_eq!(reached(7 << 40), Some(Reached::Elsewhere(7 << 40)));
        let other = Slate([MEMORY, 11, 8, 0, 0, 0]).reached(6, &rooms, &rooms);
        assert_eq!(other, None, "a note about another signal");
    }
}
