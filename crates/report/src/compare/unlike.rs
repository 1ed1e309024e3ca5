//! Whether two sides met the same luck, and what else a reader of their difference should know.

use super::CompareError;
use super::alike::Alike;
use super::side::{Facts, Side};

/// Facts in which two sides differ, each in words; empty if they can be paired.
pub(super) fn differences(a: &Side, b: &Side) -> Vec<String> {
    let fact = |name: &str, value: fn(&Facts) -> u64| {
        let (a, b) = (value(&a.facts), value(&b.facts));
        (a != b).then(|| format!("{name} ({a} and {b})"))
    };
    let is_run = a.scenario.is_empty();
    let words = |what: &str, a: &str, b: &str| (a != b).then(|| format!("{what} ({a} and {b})"));
    let design = |side: &Side| match side.facts.design.as_slice() {
        [] => String::from("nothing"),
        paths => paths.join(", "),
    };
    let facts = [
        fact("seed", |facts| facts.seed),
        fact(if is_run { "replicate" } else { "number of replicates" }, |facts| facts.replicates),
        fact("number of firms", |facts| facts.firms),
        fact("number of ticks", |facts| facts.ticks),
        words("calendar", &a.facts.calendar, &b.facts.calendar),
        fact("number of points", |facts| facts.points),
        words("what is varied", &design(a), &design(b)),
    ];
    let mut found: Vec<String> = facts.into_iter().flatten().collect();
    if found.is_empty() && a.facts.values != b.facts.values {
        let same = a.facts.values.iter().zip(&b.facts.values).take_while(|(a, b)| a == b).count();
        found.push(format!("values of the varied parameters (first at point {same})"));
    }
    found
}

/// Why two sides are not paired.
pub(super) fn refusal(a: &Side, b: &Side, differences: &[String]) -> CompareError {
    CompareError::Unlike(format!(
        "{} and {} are not compared run by run, since they differ in more than their scenario: {}. Runs of another luck or \
         size are no pairs. Make both alike, or compare them in spite of it with --unpaired.",
        place(a),
        place(b),
        differences.join("; ")
    ))
}

/// The same for those who compare in spite of it.
pub(super) fn note(a: &Side, b: &Side, differences: &[String]) -> String {
    let mut note = format!(
        "{} and {} are not paired: they differ in {}. So the luck differs, and with it whatever depends on luck.",
        a.described.name,
        b.described.name,
        differences.join("; ")
    );
    if a.facts.ticks != b.facts.ticks {
        note.push_str(" Sums over whole runs are over times of different length.");
    }
    note
}

/// What else should be known: a shared baseline, other sides, another program.
pub(super) fn remarks(alike: Alike, a: &Side, b: &Side) -> Vec<String> {
    let (first, second) = (&a.described.name, &b.described.name);
    let mut remarks: Vec<String> = a.notes.iter().chain(&b.notes).cloned().collect();
    // Of those that are the same it was said already.
    if matches!(alike, Alike::No | Alike::SameFigures) {
        remarks.extend(baselines(alike, a, b));
    }
    for (side, who) in ["who acts", "who is acted upon"].iter().enumerate() {
        let [own, other] = [a, b].map(|known| &known.described.sides[side]);
        if own != other && !(own.is_empty() && other.is_empty()) {
            remarks.push(format!(
                "By the schedule, {who} is {} in {first} and {} in {second}: lines by side compare other countries.",
                codes(own),
                codes(other)
            ));
        }
    }
    if a.facts.program != b.facts.program {
        remarks.push(format!(
            "{first} and {second} were made by different programs ({} and {}): a difference may be of the program.",
            a.facts.program, b.facts.program
        ));
    }
    remarks
}

fn baselines(alike: Alike, a: &Side, b: &Side) -> Option<String> {
    let (first, second) = (&a.described.name, &b.described.name);
    let known = |side: &Side| side.baselines.iter().all(|hash| !hash.is_empty());
    if a.baselines.is_empty() || b.baselines.is_empty() {
        return None;
    }
    if a.baselines == b.baselines && known(a) {
        let by_run = if a.scenario.is_empty() { "" } else { ", run by run" };
        let what = if alike.agrees() { "" } else { ": what differs is what their measures do" };
        return Some(format!(
            "{first} and {second} share a baseline (the state at its end is the same{by_run}){what}."
        ));
    }
    (known(a) && known(b)).then(|| {
        format!(
            "{first} and {second} have different baselines: part of a difference may be one of the undisturbed economy, and \
             losses are each against its own."
        )
    })
}

fn codes(codes: &[String]) -> String {
    if codes.is_empty() { "nobody".into() } else { crate::words::list(codes, 8) }
}

fn place(side: &Side) -> String {
    if side.scenario.is_empty() {
        side.described.directory.clone()
    } else {
        format!("{} ({})", side.described.directory, side.scenario)
    }
}
