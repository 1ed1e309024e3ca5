//! What a policy says of itself. All of it is known at compile time, so that the manifest can be read from the file
//! without running the plugin.

use crate::{Column, Effect};

/// What a policy is, what it reads and what it writes. Begin with [`about!`](crate::about), which knows version and
/// licence from the author's `Cargo.toml`:
///
/// ```
/// use coercivity_policy::prelude::*;
/// const ABOUT: About = About { id: "idle", summary: "Does nothing.", ..about!() };
/// assert_eq!(ABOUT.id, "idle");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Id, lower snake case: the name by which scenarios know the policy.
    pub id: &'static str,
    /// Version.
    pub version: &'static str,
    /// Licence.
    pub licence: &'static str,
    /// What the policy does, in a sentence.
    pub summary: &'static str,
    /// Where the rule and its figures come from.
    pub source: &'static str,
    /// Columns that it reads.
    pub reads: &'static [Column],
    /// Effects that it writes.
    pub writes: &'static [Effect],
    /// Version of its state; 0 if it keeps none from tick to tick. With a state, `save` and `load` are called, and a
    /// saved run refuses another version.
    pub state: u32,
    /// Longest customs hold that it sets, days; needed by those who write [`Effect::HoldDaysMax`].
    pub hold_days: u32,
    /// Whether `settle` is called at the end of each tick.
    pub settles: bool,
}

impl About {
    /// Says nothing.
    pub const EMPTY: Self = Self {
        id: "",
        version: "0.0.0",
        licence: "",
        summary: "",
        source: "",
        reads: &[],
        writes: &[],
        state: 0,
        hold_days: 0,
        settles: false,
    };

    /// Stops the compiler at what no host would take.
    pub(crate) const fn check(&self) {
        assert!(!self.id.is_empty(), "ABOUT needs an `id`, lower snake case");
        assert!(!self.summary.is_empty(), "ABOUT needs a `summary`, a sentence on what the policy does");
        let id = self.id.as_bytes();
        assert!(id[0].is_ascii_lowercase(), "the `id` in ABOUT must be lower snake case");
        let mut n = 0;
        while n < id.len() {
            let snake = id[n].is_ascii_lowercase() || id[n].is_ascii_digit() || id[n] == b'_';
            assert!(snake, "the `id` in ABOUT must be lower snake case");
            n += 1;
        }
        let holds = self.has(Effect::HoldDaysMax);
        assert!(!holds || self.hold_days > 0, "ABOUT writes Effect::HoldDaysMax, so it must say `hold_days`");
    }

    /// Whether it writes an effect.
    pub(crate) const fn has(&self, effect: Effect) -> bool {
        let mut n = 0;
        while n < self.writes.len() {
            if self.writes[n] as u32 == effect as u32 {
                return true;
            }
            n += 1;
        }
        false
    }
}

/// An [`About`] that knows version and licence from the `Cargo.toml` of the crate that writes it.
#[macro_export]
macro_rules! about {
    () => {
        $crate::About {
            version: match ::core::option_env!("CARGO_PKG_VERSION") {
                Some(version) => version,
                None => "0.0.0",
            },
            licence: match ::core::option_env!("CARGO_PKG_LICENSE") {
                Some(licence) => licence,
                None => "",
            },
            ..$crate::About::EMPTY
        }
    };
}
