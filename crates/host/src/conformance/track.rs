//! What an instance did over several calls, comparable to the bit.

use super::{
    rig::{Done, Hook},
    values::Values,
};
use coercivity_policy::{Card, Day, Recorder};

/// When a call was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Calling {
    pub(super) hook: Hook,
    pub(super) tick: usize,
    pub(super) day: Day,
}

/// Calls and what came of them, in order.
#[derive(Debug, Default)]
pub(super) struct Track {
    calls: Vec<(Calling, Done)>,
}

impl std::fmt::Display for Calling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of tick {} ({})", self.hook.name(), self.tick, self.day)
    }
}

impl Track {
    pub(super) fn note(&mut self, calling: Calling, done: Done) {
        self.calls.push((calling, done));
    }

    pub(super) fn len(&self) -> usize {
        self.calls.len()
    }

    /// The call that failed, in words.
    pub(super) fn failure(&self) -> Option<String> {
        let failed = |(calling, done): &(Calling, Done)| {
            done.ended.as_ref().err().map(|fault| format!("{calling} failed: {fault}"))
        };
        self.calls.iter().find_map(failed)
    }

    /// What `find` finds in a call, with the call.
    pub(super) fn find(&self, find: impl Fn(&Done) -> Option<String>) -> Option<String> {
        self.calls.iter().find_map(|(calling, done)| find(done).map(|found| format!("{calling}: {found}")))
    }

    /// The first way in which `other` differs, in words; `names` are what this track and the other one are called.
    pub(super) fn difference(&self, other: &Self, card: &Card, names: (&str, &str)) -> Option<String> {
        for ((calling, mine), (_, theirs)) in self.calls.iter().zip(&other.calls) {
            if let Some(what) = mine.difference(theirs, card, names) {
                return Some(format!("{calling}: {what}"));
            }
        }
        let (mine, theirs) = (self.len(), other.len());
        (mine != theirs).then(|| format!("{mine} calls {}, {theirs} {}", names.0, names.1))
    }

    /// A number that stands for everything in it.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        let mut add = |number: u64| {
            for byte in number.to_le_bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            }
        };
        for (_, done) in &self.calls {
            for values in &done.outputs {
                (0..values.len()).for_each(|row| add(values.bits(row)));
            }
            for byte in words(&done.told).bytes() {
                add(u64::from(byte));
            }
        }
        hash
    }
}

impl Done {
    fn difference(&self, other: &Self, card: &Card, names: (&str, &str)) -> Option<String> {
        if self.ended != other.ended {
            let said = |done: &Self| match &done.ended {
                Ok(()) => String::from("went well"),
                Err(fault) => format!("failed ({fault})"),
            };
            return Some(format!("it {} {}, and {} {}", said(self), names.0, said(other), names.1));
        }
        for ((mine, theirs), effect) in self.outputs.iter().zip(&other.outputs).zip(&card.writes) {
            if let Some(row) = mine.first_difference(theirs) {
                let of = |values: &Values| match row < values.len() {
                    true => values.value(row).to_string(),
                    false => String::from("no such row"),
                };
                let (mine, theirs) = (of(mine), of(theirs));
                let name = effect.name();
                return Some(format!("{name} in row {row} is {mine} {}, and {theirs} {}", names.0, names.1));
            }
        }
        (self.told != other.told)
            .then(|| format!("metrics, events, log or restrictions {} are not those {}", names.0, names.1))
    }
}

fn words(told: &Recorder) -> String {
    format!("{:?} {:?} {:?} {:?}", told.log, told.metrics, told.events, told.restrictions)
}
