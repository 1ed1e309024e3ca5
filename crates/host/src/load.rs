//! Loads inspected plugins: opens a private copy, asks for the function table, and checks that it can do what the
//! manifest says. A library is never unloaded, since code of it may be running or be registered somewhere.

use crate::{HostError, Inspected, copy, floating, services::HOST};
use coercivity_policy::{
    Card, Effect,
    abi::{self, ABI, ENTRY_SYMBOL, EntryFn},
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

/// Largest function table that can be meant: 1.0 has 64 bytes, and later ones grow by 8 for each function.
const TABLE_MAX: usize = 1_024;

/// A loaded plugin.
#[derive(Clone, Debug)]
pub struct Library {
    pub(crate) shared: Arc<Shared>,
}

/// What all instances of a plugin have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) path: PathBuf,
    pub(crate) card: Card,
    pub(crate) table: abi::Plugin,
    pub(crate) sha256: String,
    /// A call ended with `Fatal`: nothing of this plugin may be called any more.
    pub(crate) is_dead: AtomicBool,
}

/// Loads a plugin; its constructors run, and its entry. Two uses of one plugin should share one library: see
/// [`crate::Libraries`].
///
/// # Errors
/// If the system's loader refuses, or the plugin is not what its manifest says.
pub fn load(inspected: Inspected) -> Result<Library, HostError> {
    load_by(inspected, copy::open)
}

/// The same, where `open` makes the system load the plugin of this id, path and bytes.
pub(crate) fn load_by(
    inspected: Inspected,
    open: impl FnOnce(&str, &Path, &[u8]) -> Result<libloading::Library, HostError>,
) -> Result<Library, HostError> {
    let Inspected { path, bytes, sha256, card, abi: _ } = inspected;
    let (library, changed) = floating::kept(|| open(&card.id, &path, &bytes));
    let library = library?;
    let floating_point = |when| HostError::FloatingPoint { id: card.id.clone(), path: path.clone(), when };
    if changed {
        // Never unloaded, not even now: its destructors would run.
        std::mem::forget(library);
        return Err(floating_point("when it was loaded"));
    }
    let (table, changed) = floating::kept(|| enter(&library, &card, &path));
    std::mem::forget(library);
    if changed {
        return Err(floating_point("in its entry"));
    }
    let table = table?;
    check(&table, &card).map_err(|why| wrong_table(&card, &path, why))?;
    Ok(Library { shared: Arc::new(Shared { path, card, table, sha256, is_dead: AtomicBool::new(false) }) })
}

impl Library {
    /// File that it was read from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// What its manifest says.
    #[must_use]
    pub fn card(&self) -> &Card {
        &self.shared.card
    }

    /// SHA-256 of the bytes that run.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.shared.sha256
    }

    /// Version of the ABI that it is built for.
    #[must_use]
    pub fn abi(&self) -> u32 {
        self.shared.table.abi
    }

    /// Functions that the table has, but that are never called since the manifest does not ask for them.
    #[must_use]
    pub fn idle_functions(&self) -> Vec<&'static str> {
        let Shared { card, table, .. } = &*self.shared;
        let rules = card.writes.contains(&Effect::Decision);
        [
            ("decide", table.decide.is_some() && !rules),
            ("settle", table.settle.is_some() && !card.settles),
            ("save", table.save.is_some() && card.state == 0),
            ("load", table.load.is_some() && card.state == 0),
        ]
        .into_iter()
        .filter_map(|(name, is_idle)| is_idle.then_some(name))
        .collect()
    }
}

/// Calls the entry and copies the table.
fn enter(library: &libloading::Library, card: &Card, path: &Path) -> Result<abi::Plugin, HostError> {
    // SAFETY: the ABI gives this symbol this type, and the manifest says that the plugin keeps to the ABI.
    let entry = unsafe { library.get::<EntryFn>(ENTRY_SYMBOL) };
    let Ok(entry) = entry else {
        return Err(HostError::NoSymbol { path: path.to_owned(), symbol: ENTRY_SYMBOL });
    };
    // SAFETY: the host's table is static, as the ABI demands, and the function was found under the entry's name.
    let table = unsafe { entry(&raw const HOST) };
    // SAFETY: a table that is not null is valid until the process ends.
    unsafe { copied(table) }.map_err(|why| wrong_table(card, path, why))
}

/// Copies a table, after its size and version.
///
/// # Safety
/// `table` is null, or points to a table that is as large as it says.
unsafe fn copied(table: *const abi::Plugin) -> Result<abi::Plugin, String> {
    if table.is_null() {
        return Err(format!(
            "its entry returned null, that is, it cannot work with ABI {ABI} of this program"
        ));
    }
    if !table.is_aligned() {
        return Err(format!("it lies at an address that is no multiple of {}", align_of::<abi::Plugin>()));
    }
    // SAFETY: size and version are the first fields of every table, in this order; the pointer is aligned.
    let (size, version) = unsafe { (*table.cast::<u32>(), *table.cast::<u32>().add(1)) };
    let ours = size_of::<abi::Plugin>();
    if (size as usize) < ours {
        return Err(format!("it has {size} bytes, and ABI {ABI} needs {ours} (is struct_size set?)"));
    }
    if size as usize > TABLE_MAX {
        return Err(format!(
            "it claims to have {size} bytes, and ABI {ABI} has {ours} (is struct_size set?)"
        ));
    }
    if version != ABI {
        return Err(format!("it is of ABI {version}, but the manifest says {ABI}"));
    }
    // SAFETY: the table is at least as large as ours; all bit patterns are valid for optional functions and numbers.
    Ok(unsafe { *table })
}

/// Compares the table with the manifest.
fn check(table: &abi::Plugin, card: &Card) -> Result<(), String> {
    let rules = card.writes.contains(&Effect::Decision);
    let needed = [
        ("create", table.create.is_none(), "every plugin needs it"),
        ("destroy", table.destroy.is_none(), "every plugin needs it"),
        ("on_tick", table.on_tick.is_none(), "every plugin needs it"),
        ("decide", table.decide.is_none() && rules, "the manifest writes applications.decision"),
        ("settle", table.settle.is_none() && card.settles, "the manifest says `settle 1`"),
        ("save", table.save.is_none() && card.state > 0, "the manifest names a version of state"),
        ("load", table.load.is_none() && card.state > 0, "the manifest names a version of state"),
    ];
    match needed.into_iter().find(|function| function.1) {
        Some((name, _, why)) => Err(format!("`{name}` is missing, and {why}")),
        None => Ok(()),
    }
}

fn wrong_table(card: &Card, path: &Path, why: String) -> HostError {
    HostError::Table { id: card.id.clone(), path: path.to_owned(), why }
}
