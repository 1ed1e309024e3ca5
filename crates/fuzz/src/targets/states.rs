//! Checkpoints: the file, whose hash is made to fit so that what is behind it is reached, and the state of a world.

use coercivity_engine::{Control, RunOptions, resume, run};
use coercivity_record::{Options, Order, Rows, RunDirectory, checkpoints as found_in, open_checkpoint};
use coercivity_scenario::{Scenario, load_text};
use coercivity_testkit::MINIATURE;
use std::io::Read;
use std::sync::OnceLock;

/// Most bytes of a state that are looked at.
const MOST: u64 = 64 << 20;

/// A chain of five firms with a licence, for six weeks.
fn scenario() -> &'static Scenario {
    static SCENARIO: OnceLock<Scenario> = OnceLock::new();
    SCENARIO.get_or_init(|| {
        let values = [("run.ticks", "6"), ("run.burn_in_ticks", "1")];
        let values = values.map(|(path, value)| (path.to_owned(), value.to_owned()));
        match load_text(MINIATURE, &values) {
            Ok(loaded) => loaded.scenario,
            Err(found) => panic!("{found}"),
        }
    })
}

fn options() -> RunOptions {
    RunOptions { threads: 1, all_events: true, baseline: true, checkpoint_every: 2 }
}

/// Takes all rows and drops them.
struct Nowhere;

impl Rows for Nowhere {}

/// A checkpoint without its hash.
pub(super) fn checkpoint(bytes: &[u8]) {
    let file = [bytes, blake3::hash(bytes).as_bytes()].concat();
    super::records::with_file("checkpoint-000002.bin", &file, |path| match open_checkpoint(path) {
        Ok((_, body)) => {
            drop(body.take(MOST).read_to_end(&mut Vec::new()).map_err(|error| error.to_string()))
        }
        Err(error) => drop(error.to_string()),
    });
}

/// The state of a world, which is taken over and summed up. No tick is run: that a state's numbers are honest is not
/// promised, only that its tables fit the world.
pub(super) fn state(bytes: &[u8]) {
    let mut from = bytes;
    let mut through = scenario().clone();
    through.run.ticks = 0;
    let outcome = resume(&through, &[], &options(), &mut from, &mut Nowhere, &mut |_| Control::Continue);
    match outcome {
        Ok(outcome) => drop(outcome.failure.map(|failure| failure.to_string())),
        Err(error) => drop(error.to_string()),
    }
}

/// Files of checkpoints, without their hashes.
pub(super) fn checkpoints() -> Vec<Vec<u8>> {
    files(|path| {
        let mut bytes = std::fs::read(path).ok()?;
        bytes.truncate(bytes.len().checked_sub(32)?);
        Some(bytes)
    })
}

/// States in them.
pub(super) fn states() -> Vec<Vec<u8>> {
    files(|path| {
        let (_, mut body) = open_checkpoint(path).ok()?;
        let mut bytes = Vec::new();
        body.read_to_end(&mut bytes).ok().map(|_| bytes)
    })
}

/// What `of` makes of the checkpoints of a run that is stopped in its baseline.
fn files(of: impl Fn(&std::path::Path) -> Option<Vec<u8>>) -> Vec<Vec<u8>> {
    let made = || -> Option<Vec<Vec<u8>>> {
        let home = tempfile::tempdir().ok()?;
        let mut out = RunDirectory::create(&home.path().join("run"), Options::default()).ok()?;
        out.write_checkpoints(Order { every: 2, keep: true, ..Order::default() });
        let stop = |progress: coercivity_engine::Progress<'_>| {
            let is_last = progress.stage == coercivity_engine::Stage::Baseline && progress.done == 3;
            if is_last { Control::Stop } else { Control::Continue }
        };
        run(scenario(), &[], &options(), &mut out, &mut { stop }).ok()?;
        let left = out.leave().ok()?;
        Some(found_in(&left).ok()?.iter().filter_map(|checkpoint| of(&checkpoint.path)).collect())
    };
    made().unwrap_or_default()
}
