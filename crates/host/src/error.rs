//! What can go wrong with a plugin before the engine runs it: sentences that say which file, what is wrong with it
//! and what to do.

use coercivity_policy::Fault;
use std::{
    io,
    path::{Path, PathBuf},
};

/// A plugin that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// No file stands for the reference.
    #[error("No plugin {reference:?} was found.{} {}", near_names(near), places(searched, ignored))]
    NotFound {
        /// How the plugin was referred to.
        reference: String,
        /// Files and folders that were looked at, in order.
        searched: Vec<PathBuf>,
        /// Entries of the search variable that are not absolute, and so were not looked at.
        ignored: Vec<PathBuf>,
        /// Plugins found there whose names are alike.
        near: Vec<String>,
    },
    /// The system refused.
    #[error("Cannot {action} the plugin {}: {source}. Check that the file is there and may be read.", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Something else than a file.
    #[error("{} is {found}, not a plugin. Name the library file itself.", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
        /// What it is.
        found: &'static str,
    },
    /// A file without bytes.
    #[error("{} is empty. Build or copy the plugin again.", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A file that is larger than any plugin.
    #[error("{} has {:.1} MB, and at most {most_mb} MB of a plugin are read. Name the library itself, built without the debug information of all that it is linked with.", path.display(), *bytes as f64 / f64::from(1 << 20))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its bytes.
        bytes: u64,
        /// Most megabytes (2^20 bytes) that are read.
        most_mb: u64,
    },
    /// A file that is no shared library.
    #[error("{} is {found}, not a shared library. {fix}", path.display())]
    NotALibrary {
        /// The file.
        path: PathBuf,
        /// What it is.
        found: String,
        /// What to do.
        fix: &'static str,
    },
    /// A library of which the end is missing.
    #[error("{} is cut short: it has {length} bytes of {needed}. Copy or build it again.", path.display())]
    CutShort {
        /// The file.
        path: PathBuf,
        /// Bytes that its headers speak of.
        needed: u64,
        /// Bytes that there are.
        length: u64,
    },
    /// A library whose headers make no sense.
    #[error("{} is damaged: {why}. Copy or build it again.", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What makes no sense.
        why: String,
    },
    /// A library for another kind of machine or system.
    #[error("{} is built for {theirs}, and this program for {ours}. Build the plugin for {ours}.", path.display())]
    Architecture {
        /// The file.
        path: PathBuf,
        /// What it is built for.
        theirs: String,
        /// What this program is built for.
        ours: String,
    },
    /// A library, but not one of ours.
    #[error("{} is a library, but no policy plugin: it does not export `{symbol}`. {}", path.display(), symbol_fix(symbol))]
    NoSymbol {
        /// The file.
        path: PathBuf,
        /// The symbol that it lacks.
        symbol: &'static str,
    },
    /// A manifest that cannot be read, or that contradicts itself.
    #[error("The manifest of {} is broken: {why}. Correct it in the plugin's source and build it again.", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A plugin for an ABI that is not that of the host.
    #[error("{} is built for version {theirs} of the plugin ABI, and this program has version {ours}. {}", path.display(), abi_fix(*theirs, *ours))]
    Abi {
        /// The file.
        path: PathBuf,
        /// Version of the plugin.
        theirs: u32,
        /// Version of the host.
        ours: u32,
    },
    /// A plugin whose panics would end the process.
    #[error("{} is built with panic = \"abort\", so a panic in it would end the whole run. Remove `panic = \"abort\"` from the [profile] sections of its Cargo.toml (or write panic = \"unwind\") and build it again.", path.display())]
    Uncontained {
        /// The file.
        path: PathBuf,
    },
    /// Parameters of a manifest that contradict themselves.
    #[error(
        "The parameters of plugin `{id}` are broken: {why}. Correct them in the plugin's source and build it again."
    )]
    Parameters {
        /// Id of the plugin.
        id: String,
        /// What is wrong.
        why: String,
    },
    /// A file that is not the one that was reviewed.
    #[error("{} has the SHA-256 {found}, but {pinned} is pinned. If the new file is meant, pin its hash; if not, restore the old one.", path.display())]
    Hash {
        /// The file.
        path: PathBuf,
        /// The hash asked for.
        pinned: String,
        /// The hash of the file.
        found: String,
    },
    /// Two files say that they are the same plugin.
    #[error("{} and {} are different files, but both call themselves `{id}`. Use one of them, or give one another id.", first.display(), second.display())]
    Twice {
        /// The id.
        id: String,
        /// The file that came first.
        first: PathBuf,
        /// The other one.
        second: PathBuf,
    },
    /// The system's loader refused.
    #[error("Cannot load plugin `{id}` from {}: {why}. Link what is missing into the plugin and build it again.", path.display())]
    Load {
        /// Id of the plugin.
        id: String,
        /// The file.
        path: PathBuf,
        /// What the loader says.
        why: String,
    },
    /// A library that changes how the processor computes, for the whole process.
    #[error("Plugin `{id}` ({}) changed the floating-point mode of the processor {when}, which would change all results. Build it without -ffast-math and -Ofast.", path.display())]
    FloatingPoint {
        /// Id of the plugin.
        id: String,
        /// The file.
        path: PathBuf,
        /// When it did.
        when: &'static str,
    },
    /// A function table that does not fit the ABI or the manifest.
    #[error("Plugin `{id}` ({}) has a wrong function table: {why}. Correct it in the plugin's source and build it again.", path.display())]
    Table {
        /// Id of the plugin.
        id: String,
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// This system cannot isolate a plugin.
    #[error(
        "Plugins cannot be isolated here: {why}. Isolated plugins need Linux 5.13 or later on x86-64 or AArch64, with Landlock and seccomp; a plugin that you trust can be used with `carrier: Native`."
    )]
    Unlockable {
        /// What is missing or went wrong.
        why: String,
    },
    /// A plugin that needs a library which a locked process cannot open.
    #[error("Plugin `{id}` ({}) needs the library `{library}`, which an isolated plugin cannot open. Link it into the plugin, or use the plugin with `carrier: Native` if you trust it.", path.display())]
    Needs {
        /// Id of the plugin.
        id: String,
        /// The file.
        path: PathBuf,
        /// The library.
        library: String,
    },
    /// A plugin that broke its process while it was loaded.
    #[error("Plugin `{id}` ({}) cannot be loaded: {why}.", path.display())]
    Cell {
        /// Id of the plugin.
        id: String,
        /// The file.
        path: PathBuf,
        /// What became of the process.
        why: String,
    },
    /// What loading a plugin ended with in its own process, which is one of the other errors.
    #[error("{0}")]
    InCell(String),
    /// The plugin will not work with these parameters.
    #[error("Plugin `{id}` ({}) cannot start: {fault}{}.", path.display(), of_parameter(parameter))]
    Create {
        /// Id of the plugin.
        id: String,
        /// The file.
        path: PathBuf,
        /// Name of the parameter concerned.
        parameter: Option<String>,
        /// What it says.
        fault: Box<Fault>,
    },
}

impl HostError {
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }
}

fn places(searched: &[PathBuf], ignored: &[PathBuf]) -> String {
    let list = |paths: &[PathBuf]| {
        paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
    };
    let mut text = if searched.is_empty() {
        String::from("There was no place to search; name the file, or give --plugin.")
    } else {
        format!("Searched: {}. Name the file by its path, or give its folder with --plugin.", list(searched))
    };
    if !ignored.is_empty() {
        text += &format!(" Not searched, since they are not absolute: {}.", list(ignored));
    }
    text
}

fn near_names(near: &[String]) -> String {
    match near {
        [] => String::new(),
        names => format!(
            " Did you mean {}?",
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
        ),
    }
}

fn symbol_fix(symbol: &str) -> &'static str {
    if symbol == coercivity_policy::abi::ENTRY_SYMBOL {
        "Export its entry, with export_policy! in Rust or the header's macros in C."
    } else {
        "Name another file, or export its manifest, with export_policy! in Rust or COERCIVITY_MANIFEST in C."
    }
}

fn abi_fix(theirs: u32, ours: u32) -> &'static str {
    if theirs > ours {
        "Use a newer coercivity, or build the plugin with the SDK of this one."
    } else {
        "Build the plugin again with the SDK or header of this program."
    }
}

fn of_parameter(parameter: &Option<String>) -> String {
    parameter.as_ref().map_or_else(String::new, |name| format!(" (parameter `{name}`)"))
}

/// `1 byte`, `2 bytes`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
