//! What a benchmark measures: numbers of firms that the memory holds, numbers of threads.

use crate::{
    args::MeasureArguments,
    exit::{Code, Failure},
    memory, scenarios,
    screen::count,
};
use coercivity_record::available_memory_mb;
use std::path::{Path, PathBuf};

/// Numbers of firms unless some are asked for.
const FIRMS: [u64; 3] = [10_000, 100_000, 1_000_000];
/// Most memory that a world needs while it is built: so many megabytes, and so many bytes a firm, with room to spare.
const BASE_MB: u64 = 300;
const BYTES_PER_FIRM: u64 = 1_200;

/// Most threads for each processor: with more, the threads wait for each other far longer than they work.
const MOST_TURNS: usize = 8;

/// What is measured.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) firms: Vec<u64>,
    pub(super) threads: Vec<u16>,
    /// What the user should know.
    pub(super) notes: Vec<String>,
}

impl Plan {
    /// Firms and threads of each measurement, in order.
    pub(super) fn pairs(&self) -> Vec<(u64, u16)> {
        let of = |&firms: &u64| self.threads.iter().map(move |&threads| (firms, threads));
        self.firms.iter().flat_map(of).collect()
    }
}

/// The plan that the arguments mean on a machine with `cores`.
pub(super) fn plan(arguments: &MeasureArguments, cores: usize) -> Result<Plan, Failure> {
    of(&arguments.firms, &arguments.threads, cores, available_memory_mb())
        .map_err(|words| Failure::new(Code::Usage, words))
}

/// Firms that are asked for must fit; of the usual ones those that do are taken.
fn of(firms: &[u64], threads: &[u16], cores: usize, memory_mb: Option<u64>) -> Result<Plan, String> {
    let mut notes = Vec::new();
    let mut taken = Vec::new();
    let asked = !firms.is_empty();
    for &firms in if asked { firms } else { &FIRMS } {
        match lack(firms, memory_mb) {
            Some(words) if asked => return Err(format!("--firms {firms}: {words}. Ask for fewer.")),
            Some(words) => notes.push(format!("{} firms are left out: {words}.", count(firms as f64))),
            None => taken.push(firms),
        }
    }
    if taken.is_empty() {
        return Err(format!("{} Ask for fewer by --firms N.", notes.join(" ")));
    }
    let all = u16::try_from(cores).unwrap_or(u16::MAX);
    let mut threads = if threads.is_empty() { vec![1, all] } else { threads.to_vec() };
    threads.sort_unstable();
    threads.dedup();
    if let Some(many) = threads.iter().find(|&&threads| usize::from(threads) > MOST_TURNS * cores) {
        let most = MOST_TURNS * cores;
        return Err(format!("--threads {many}: there are only {cores} processors. Ask for at most {most}."));
    }
    if threads.iter().any(|&threads| usize::from(threads) > cores) {
        notes.push(format!("There are only {cores} processors: more threads than that take turns."));
    }
    taken.sort_unstable();
    taken.dedup();
    Ok(Plan { firms: taken, threads, notes })
}

/// Why a world of so many firms does not fit, if it does not.
fn lack(firms: u64, memory_mb: Option<u64>) -> Option<String> {
    let needed = BASE_MB + firms.saturating_mul(BYTES_PER_FIRM) / 1_000_000;
    memory::lack(needed, memory_mb)
}

/// The file of a scenario that is given by its path, or by its name among those that come with the program.
pub(super) fn file(scenario: &Path) -> PathBuf {
    let is_name = scenario.components().count() == 1 && scenario.extension().is_none() && !scenario.exists();
    if !is_name {
        return scenario.to_owned();
    }
    Path::new(scenarios::SHIPPED).join(scenario).with_extension("ron")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_sizes_that_fit_are_taken_and_an_asked_one_must() {
        let plan = of(&[], &[], 2, Some(1_000)).unwrap();
        assert_eq!(
            (plan.firms.as_slice(), plan.threads.as_slice()),
            ([10_000, 100_000].as_slice(), [1, 2].as_slice())
        );
        // 300 MB and 1,000,000 x 1,200 bytes.
        assert_eq!(
            plan.notes,
            ["1,000,000 firms are left out: they need about 1.5 GB of memory, and 1.0 GB are free."]
        );
        let words = of(&[1_000_000], &[], 2, Some(1_000)).unwrap_err();
        assert!(words.starts_with("--firms 1000000: they need about 1.5 GB"), "{words}");
        assert!(of(&[], &[], 2, Some(10)).unwrap_err().ends_with("Ask for fewer by --firms N."));
        assert!(of(&[u64::MAX], &[], 2, Some(1_000)).is_err());
    }

    #[test]
    fn sizes_and_threads_are_measured_once_each_in_their_order() {
        let plan = of(&[20, 10, 20], &[2, 1, 2], 2, None).unwrap();
        assert_eq!(plan.pairs(), [(10, 1), (10, 2), (20, 1), (20, 2)]);
        assert_eq!(of(&[10], &[], 1, None).unwrap().threads, [1]);
        assert_eq!(of(&[10], &[4], 2, None).unwrap().notes.len(), 1);
        let words = of(&[10], &[1000], 2, None).unwrap_err();
        assert_eq!(words, "--threads 1000: there are only 2 processors. Ask for at most 16.");
    }

    #[test]
    fn a_bare_name_is_a_scenario_of_the_program() {
        assert_eq!(file(Path::new("april_2025")), Path::new("configs/scenarios/april_2025.ron"));
        assert_eq!(file(Path::new("mine.ron")), Path::new("mine.ron"));
        assert_eq!(file(Path::new("my/scenario")), Path::new("my/scenario"));
    }
}
