//! The cases, in the order in which they run. A case that needs others is left out where one of them does not pass:
//! what is wrong with the plugin is told once, by the case that is about it.

mod basics;
mod limits;
mod rows;
mod sameness;
mod state;
mod writes;

use super::{message::Verdict, rig::Rig};
use crate::{Carrier, Plugin};
use std::path::Path;

/// What a case found: a verdict, or what was seen instead of what should be.
type Found = Result<Verdict, String>;

/// One question that is asked of a plugin.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Name, lower snake case.
    pub name: &'static str,
    /// What holds for a plugin that passes.
    pub claim: &'static str,
    /// Cases that must have passed.
    pub(super) needs: &'static [&'static str],
    /// Whether it is asked in two processes, which must answer the same.
    pub(super) twice: bool,
    run: Run,
}

#[derive(Clone, Copy, Debug)]
enum Run {
    File(fn(&Path) -> Found),
    Plugin(fn(Plugin, u64) -> Found),
    Rig(fn(&Rig) -> Found),
}

/// All cases.
pub const CASES: &[Case] = &[
    file("manifest", "the file is a library with a manifest that makes sense", basics::manifest),
    Case {
        name: "table",
        claim: "it loads, and its functions are those that the manifest asks for",
        needs: &["manifest"],
        twice: false,
        run: Run::Plugin(basics::table),
    },
    Case {
        name: "defaults",
        claim: "it takes its own defaults",
        needs: &["table"],
        twice: false,
        run: Run::Plugin(basics::defaults),
    },
    case("calls", "every hook works in an ordinary world, again and again", &["defaults"], basics::calls),
    case("floating_point", "it leaves the floating-point mode as it is", &["calls"], basics::floating_point),
    case("red_zones", "it writes nothing before or behind its columns", SOUND, writes::red_zones),
    case("inputs", "it changes no column that it may only read", SOUND, writes::inputs),
    case(
        "ranges",
        "what it writes is finite and in range, whatever happens in the world",
        SOUND,
        writes::ranges,
    ),
    case(
        "parameters",
        "valid parameters are taken or refused with words, and work",
        VALID,
        limits::parameters,
    ),
    case(
        "bounds",
        "bounds of numbers are taken; what lies beyond is refused or harmless",
        VALID,
        limits::bounds,
    ),
    case("rows_none", "tables without rows are no trouble", VALID, rows::none),
    case("rows_one", "one row of everything is no trouble", VALID, rows::one),
    case("rows_many", "tens of thousands of firms are no trouble", VALID, rows::many),
    case("not_a_number", "NaN and infinite inputs do not crash it", SOUND, rows::not_a_number),
    case("repeat", "the same calls on two new instances give the same bits", SOUND, sameness::repeat),
    Case {
        name: "processes",
        claim: "the same calls in two processes give the same bits",
        needs: &["repeat"],
        twice: true,
        run: Run::Rig(sameness::processes),
    },
    case(
        "presets",
        "what it writes depends on nothing that lay in the columns by accident",
        SAME,
        sameness::presets,
    ),
    case(
        "chunks",
        "a ruling does not depend on which applications come with it, or in which order",
        SAME,
        sameness::chunks,
    ),
    case("instances", "two instances side by side do not disturb each other", SAME, sameness::instances),
    case("threads", "threads make no difference", &["instances"], sameness::threads),
    case("state_resume", "after save and load it goes on as if nothing had been", SAME, state::resume),
    case("state_damaged", "a state that is none is refused and changes nothing", SOUND, state::damaged),
    case(
        "containment",
        "after a failure nothing crashes, and other instances work as before",
        &["repeat", "not_a_number"],
        state::containment,
    ),
    case("memory", "1,000 instances come and go without a trace", SOUND, limits::memory),
    case(
        "time",
        "a call takes no more than its share longer when there are more rows",
        &["rows_many"],
        limits::time,
    ),
];

/// Needed by all that judge what a plugin does.
const SOUND: &[&str] = &["floating_point"];
/// Needed by all that expect values in range.
const VALID: &[&str] = &["ranges"];
/// Needed by all that compare two runs.
const SAME: &[&str] = &["repeat"];

/// The case of a name.
#[must_use]
pub fn case_named(name: &str) -> Option<&'static Case> {
    CASES.iter().find(|case| case.name == name)
}

impl Case {
    /// Asks the question here and now, in this process, which a bad plugin may end or hang.
    pub(super) fn run(&self, file: &Path, seed: u64, carrier: &Carrier) -> Verdict {
        let load = || {
            let inspected = crate::inspect(file).map_err(|error| error.to_string())?;
            Plugin::load(inspected, carrier).map_err(|error| error.to_string())
        };
        let found = match self.run {
            Run::File(run) => run(file),
            Run::Plugin(run) => load().and_then(|plugin| run(plugin, seed)),
            Run::Rig(run) => load().and_then(|plugin| run(&Rig::new(plugin, seed)?)),
        };
        found.unwrap_or_else(Verdict::Failed)
    }
}

const fn case(
    name: &'static str,
    claim: &'static str,
    needs: &'static [&'static str],
    run: fn(&Rig) -> Found,
) -> Case {
    Case { name, claim, needs, twice: false, run: Run::Rig(run) }
}

const fn file(name: &'static str, claim: &'static str, run: fn(&Path) -> Found) -> Case {
    Case { name, claim, needs: &[], twice: false, run: Run::File(run) }
}

fn passed(remark: impl Into<String>) -> Found {
    Ok(Verdict::Passed(remark.into()))
}

fn skipped(why: impl Into<String>) -> Found {
    Ok(Verdict::Skipped(why.into()))
}

/// Fails with what was seen, if anything.
fn nothing(seen: Option<String>) -> Result<(), String> {
    seen.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_needs_only_cases_that_come_before_it() {
        for (n, case) in CASES.iter().enumerate() {
            for needed in case.needs {
                assert!(
                    CASES[..n].iter().any(|earlier| earlier.name == *needed),
                    "{} needs {needed}",
                    case.name
                );
            }
            assert!(coercivity_policy::is_snake_case(case.name), "{}", case.name);
            assert_eq!(CASES.iter().filter(|other| other.name == case.name).count(), 1, "{}", case.name);
        }
    }
}
