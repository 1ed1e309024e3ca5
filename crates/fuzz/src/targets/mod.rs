//! The targets: what takes the bytes of each kind of file.

mod plugins;
mod records;
mod scenarios;
mod states;

/// A kind of file, and what takes its bytes.
#[derive(Clone, Copy)]
pub struct Target {
    /// Name, which is that of its folder in `corpus`.
    pub name: &'static str,
    /// What its inputs are.
    pub about: &'static str,
    /// Takes an input. It may refuse it, and must come back.
    pub run: fn(&[u8]),
    /// Inputs that are made rather than kept, since they change with the program.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

const fn kept(name: &'static str, about: &'static str, run: fn(&[u8])) -> Target {
    Target { name, about, run, seeds: Vec::new }
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target {
        name: "scenario",
        about: "a scenario file, beside the project's own files",
        run: scenarios::scenario,
        seeds: scenarios::whole,
    },
    kept("set", "values of the command line, PATH=VALUE, one a line", scenarios::set),
    kept("import", "tables of firms and links, parted by a line of two per cent signs", scenarios::import),
    kept("study", "a plan, a game or a history file", scenarios::study),
    kept("card", "the text of a plugin's manifest", plugins::card),
    kept("library", "the file of a plugin", plugins::library),
    kept("manifest", "manifest.json of a run, a game or an ensemble", records::manifest),
    kept("bench", "a file of `coercivity bench`", records::bench),
    Target {
        name: "draw",
        about: "a draw of an ensemble, without its head and its hash",
        run: records::draw,
        seeds: records::draws,
    },
    Target {
        name: "checkpoint",
        about: "a checkpoint without its hash",
        run: states::checkpoint,
        seeds: states::checkpoints,
    },
    Target { name: "state", about: "the state in a checkpoint", run: states::state, seeds: states::states },
];

/// The target of that name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
