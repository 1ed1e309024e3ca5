//! Times to fall and to recover, and what is known of runs that have none.
//!
//! A run that never fell has no time to fall, and one that is not back by its end none to recover. Neither is zero, nor may
//! it be left out in silence: means are over runs that have a time, and beside them stands how many have none, and why. The
//! order of two runs is known in spite of it: never to fall is later than any fall, and not to be back by the end is longer
//! than any recovery within a run of the same length.

use super::book::{Book, Draw, Key};

/// Kinds of times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// From the first measure to the fall; a fall is a flag of its own.
    ToFall,
    /// From the fall to the recovery.
    ToRecover,
    /// Months under 95%: a lower bound if the flag `recovered` is 0.
    Recovery,
}

/// The kind of a time and the metric of its flag; nothing for what is no time.
pub(super) fn kind(metric: &str) -> Option<(Kind, String)> {
    let flag = |suffix: &str, flag: &str| {
        let side = metric.strip_suffix(suffix)?;
        (side.is_empty() || side.ends_with('_')).then(|| format!("{side}{flag}"))
    };
    if let Some(flag) = flag("weeks_to_fall", "fell") {
        Some((Kind::ToFall, flag))
    } else if let Some(flag) = flag("weeks_to_recover", "fell") {
        Some((Kind::ToRecover, flag))
    } else {
        flag("recovery_months", "recovered").map(|flag| (Kind::Recovery, flag))
    }
}

/// The times that a flag speaks of.
pub(super) fn of_flag(key: &Key) -> Vec<Key> {
    match key.metric.strip_suffix("fell") {
        Some(side) if side.is_empty() || side.ends_with('_') => ["weeks_to_fall", "weeks_to_recover"]
            .map(|time| key.with_metric(format!("{side}{time}"), "weeks"))
            .to_vec(),
        _ => Vec::new(),
    }
}

/// What is known of a draw's time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Known {
    /// A time.
    At(f64),
    /// It never fell.
    NeverFell,
    /// It was not back by the end; at least so long, where that is known.
    NotBack,
    /// There is no flag to tell.
    Nothing,
}

impl Known {
    /// A number whose order is that of what is known; not a number if nothing is.
    pub(super) fn order(self, kind: Kind) -> f64 {
        match (self, kind) {
            (Self::At(value), _) => value,
            (Self::NeverFell, Kind::ToFall) | (Self::NotBack, _) => f64::INFINITY,
            // Who never fell has nothing to recover from.
            (Self::NeverFell, _) => f64::NEG_INFINITY,
            (Self::Nothing, _) => f64::NAN,
        }
    }
}

/// What `book` knows of the time `key` in a draw.
pub(super) fn known(book: &Book, key: &Key, (kind, flag): &(Kind, String), draw: Draw) -> Known {
    let time = book.value(key, draw);
    let flag = book.value(&key.with_metric(flag.clone(), "flag"), draw);
    match (kind, time, flag) {
        // Months of a run that was not back are a lower bound and no time.
        (Kind::Recovery, _, Some(0.0)) => Known::NotBack,
        (_, Some(time), _) => Known::At(time),
        (Kind::Recovery, None, None) | (_, None, Some(0.0)) => Known::NeverFell,
        (Kind::ToRecover, None, Some(_)) => Known::NotBack,
        _ => Known::Nothing,
    }
}

/// How many of `known` never fell, and how many were not back; the latter only of times of recovery.
pub(super) fn count(kind: Kind, known: &[Known]) -> (usize, Option<usize>) {
    let of = |what: Known| known.iter().filter(|known| **known == what).count();
    (of(Known::NeverFell), (kind != Kind::ToFall).then(|| of(Known::NotBack)))
}

/// What was censored on one side, in words; empty if nothing was.
pub(super) fn words(name: &str, kind: Kind, known: &[Known]) -> String {
    let runs = known.len();
    let (never, not_back) = count(kind, known);
    let not_back = not_back.unwrap_or(0);
    let fallen = match kind {
        Kind::Recovery => "never under 95%",
        Kind::ToFall | Kind::ToRecover => "never fell",
    };
    if runs == 1 {
        return match known[0] {
            Known::NeverFell => format!("{name}: {fallen}"),
            Known::NotBack => format!("{name}: not back by the end of the run"),
            Known::At(_) | Known::Nothing => String::new(),
        };
    }
    let part = |count: usize, what: &str| (count > 0).then(|| format!("{what} in {count} of {runs} runs"));
    let parts: Vec<String> =
        [part(never, fallen), part(not_back, "not back by the end")].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("{name}: {}", parts.join(", ")) }
}
