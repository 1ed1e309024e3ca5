//! `coercivity merge`: the shards of an ensemble as one.

use super::finish::{self, Findings};
use super::job::Outline;
use crate::{
    args::MergeArguments,
    commands::run::record_failure,
    exit::{self, Code, Failure},
    facts, terminal,
};
use coercivity_record::{EnsembleDirectory, ShardDirectory};
use std::process::ExitCode;

pub(crate) fn run(arguments: &MergeArguments) -> exit::Outcome {
    let open = |path: &std::path::PathBuf| ShardDirectory::open(path);
    let shards = arguments.shards.iter().map(open).collect::<Result<Vec<_>, _>>();
    let shards = shards.map_err(|error| record_failure(&error))?;
    let Some(first) = shards.first() else {
        return Err(Failure::new(Code::Usage, "Name the directories of the shards."));
    };
    alike(&shards, first)?;
    let outline: Outline = finish::read_outline(&first.path).map_err(|error| record_failure(&error))?;
    let draws = outline.design.points.len() as u32 * outline.replicates;
    let all: Vec<u32> = (0..draws).collect();
    complete(&shards, first, &all)?;
    let directory =
        EnsembleDirectory::open(&arguments.out, first.identity, &facts::command(), arguments.force, false)
            .map_err(|error| record_failure(&error))?;
    for shard in &shards {
        for &number in shard.draws.iter().filter(|number| !directory.found().contains(number)) {
            let draw = shard.read(number).map_err(|error| record_failure(&error))?;
            directory.write(number, &draw).map_err(|error| record_failure(&error))?;
        }
    }
    let mut manifest = first.manifest.clone();
    manifest.kind = "ensemble".into();
    manifest.shard = None;
    manifest.command = facts::command();
    manifest.repeat = manifest.repeat.split(" --shard ").next().unwrap_or_default().to_owned();
    manifest.wall_s = shards.iter().map(|shard| shard.manifest.wall_s).sum();
    manifest.notes.push(format!("Put together from {} shards; wall_s is the sum of theirs.", shards.len()));
    let whole = finish::whole(directory, &outline, &all, manifest, arguments.files);
    let Findings { finished, text } = whole.map_err(|error| record_failure(&error))?;
    if !arguments.quiet {
        terminal::print(&text)?;
        terminal::print(&format!("Results: {}\n", finished.path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether all shards belong to one ensemble.
fn alike(shards: &[ShardDirectory], first: &ShardDirectory) -> Result<(), Failure> {
    match shards.iter().find(|shard| shard.identity != first.identity) {
        None => Ok(()),
        Some(other) => {
            let words = format!(
                "{} and {} are parts of different ensembles: their plans, scenarios, plugins, seeds or programs differ. \
                 Merge parts of one.",
                first.path.display(),
                other.path.display()
            );
            Err(Failure::new(Code::Unlike, words))
        }
    }
}

/// Whether every draw is there.
fn complete(shards: &[ShardDirectory], first: &ShardDirectory, all: &[u32]) -> Result<(), Failure> {
    let missing: Vec<u32> = all
        .iter()
        .copied()
        .filter(|number| !shards.iter().any(|shard| shard.draws.contains(number)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let of = first.manifest.shard.map_or(1, |shard| shard.of);
    let mut parts: Vec<u32> = missing.iter().map(|number| number % of + 1).collect();
    parts.sort_unstable();
    parts.dedup();
    let parts: Vec<String> = parts.iter().take(20).map(|part| format!("{part}/{of}")).collect();
    let words = format!(
        "{} of {} draws are missing: those of parts {}. Run these by --shard, then merge all of them.",
        missing.len(),
        all.len(),
        parts.join(", ")
    );
    Err(Failure::new(Code::Files, words))
}
