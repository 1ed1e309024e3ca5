//! The cases in order, each in its process.

use super::{
    cases::{CASES, Case},
    child,
    message::Verdict,
    watch::Watch,
};
use std::{process::Command, time::Duration};

/// A case and how it ended.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The case.
    pub case: &'static Case,
    /// How it ended.
    pub verdict: Verdict,
    /// How long it took.
    pub took: Duration,
}

impl Finding {
    /// Whether it failed.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self.verdict, Verdict::Failed(_))
    }
}

/// Asks a plugin the cases that `is_wanted` picks, in order, each in a process that `command` describes; the process
/// must call [`super::run_here`] and then exit with code 0. `told` hears of each case as it ends.
pub fn check(
    is_wanted: &dyn Fn(&Case) -> bool,
    limit: Duration,
    command: &dyn Fn(&Case) -> Command,
    told: &mut dyn FnMut(&Finding),
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for case in CASES.iter().filter(|case| is_wanted(case)) {
        let watch = Watch::start();
        let verdict = match lacking(case, &findings) {
            Some(needed) => Verdict::Skipped(format!("it needs `{needed}`, which did not pass")),
            None => asked(case, limit, command),
        };
        let finding = Finding { case, verdict, took: watch.elapsed() };
        told(&finding);
        findings.push(finding);
    }
    findings
}

/// A case that is needed and was asked, but did not pass.
fn lacking(case: &Case, findings: &[Finding]) -> Option<&'static str> {
    let fell = |needed: &&'static str| {
        let mut earlier = findings.iter().filter(|finding| finding.case.name == *needed);
        earlier.any(|finding| !matches!(finding.verdict, Verdict::Passed(_)))
    };
    case.needs.iter().copied().find(|needed| fell(needed))
}

fn asked(case: &Case, limit: Duration, command: &dyn Fn(&Case) -> Command) -> Verdict {
    let first = child::verdict(command(case), limit);
    let Verdict::Passed(one) = &first else { return first };
    if !case.twice {
        return first;
    }
    match child::verdict(command(case), limit) {
        Verdict::Passed(other) if other == *one => first,
        Verdict::Passed(other) => Verdict::Failed(format!(
            "the same calls give other bits in another process ({one} and {other}): does it use an address, the \
             time, the environment or a file?"
        )),
        verdict => verdict,
    }
}
