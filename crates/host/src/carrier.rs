//! Who carries a plugin: this process, or one of its own.

use crate::{HostError, Inspected, Library, isolated::Plugin as Cells, load};
use coercivity_policy::{Card, Instance, Names, Services, Setting};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// How a plugin is to be carried.
#[derive(Clone, Debug)]
pub enum Carrier {
    /// In this process.
    Native,
    /// Each instance in a process of its own.
    Isolated(Isolation),
}

/// How processes of plugins are started and how long they may take.
#[derive(Clone, Debug)]
pub struct Isolation {
    /// What runs.
    pub program: Program,
    /// Longest time for one call; a start and a creation have ten seconds at least.
    pub limit: Duration,
}

/// A program that does nothing but call [`crate::serve`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its file.
    pub file: PathBuf,
    /// What it is told.
    pub arguments: Vec<OsString>,
}

impl Program {
    /// The program that runs now, given `argument` as its only one: it must call [`crate::serve`] then. It is the same
    /// even if its file has been replaced.
    #[must_use]
    pub fn this(argument: &str) -> Self {
        Self { file: PathBuf::from("/proc/self/exe"), arguments: vec![argument.into()] }
    }
}

/// A plugin that can be used, whoever carries it.
#[derive(Clone, Debug)]
pub struct Plugin(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Native(Library),
    Isolated(Arc<Cells>, Duration),
}

impl Plugin {
    /// Loads a plugin; its constructors run, and its entry.
    ///
    /// # Errors
    /// If the system's loader refuses, the plugin is not what its manifest says, or this system cannot isolate it.
    pub fn load(inspected: Inspected, carrier: &Carrier) -> Result<Self, HostError> {
        match carrier {
            Carrier::Native => load(inspected).map(Self::from),
            Carrier::Isolated(isolation) => {
                let cells = Cells::load(inspected, isolation)?;
                Ok(Self(Kind::Isolated(Arc::new(cells), isolation.limit)))
            }
        }
    }

    /// Starts a use of the plugin. `tick_days` is the length of a tick.
    ///
    /// # Errors
    /// If it refuses its settings or fails.
    pub fn create(
        &self,
        names: &Names,
        settings: &[Setting],
        tick_days: u32,
        services: &mut dyn Services,
    ) -> Result<Box<dyn Instance>, HostError> {
        match &self.0 {
            Kind::Native(library) => library.create(names, settings, tick_days, services),
            Kind::Isolated(cells, limit) => cells.create(names, settings, tick_days, services, *limit),
        }
    }

    /// File that it was read from.
    #[must_use]
    pub fn path(&self) -> &Path {
        match &self.0 {
            Kind::Native(library) => library.path(),
            Kind::Isolated(cells, _) => &cells.path,
        }
    }

    /// What its manifest says.
    #[must_use]
    pub fn card(&self) -> &Card {
        match &self.0 {
            Kind::Native(library) => library.card(),
            Kind::Isolated(cells, _) => &cells.card,
        }
    }

    /// SHA-256 of the bytes that run.
    #[must_use]
    pub fn sha256(&self) -> &str {
        match &self.0 {
            Kind::Native(library) => library.sha256(),
            Kind::Isolated(cells, _) => &cells.sha256,
        }
    }

    /// Version of the ABI that it is built for.
    #[must_use]
    pub fn abi(&self) -> u32 {
        match &self.0 {
            Kind::Native(library) => library.abi(),
            Kind::Isolated(cells, _) => cells.abi,
        }
    }

    /// Functions that the table has, but that are never called since the manifest does not ask for them.
    #[must_use]
    pub fn idle_functions(&self) -> Vec<String> {
        match &self.0 {
            Kind::Native(library) => library.idle_functions().into_iter().map(str::to_owned).collect(),
            Kind::Isolated(cells, _) => cells.idle.clone(),
        }
    }

    /// `native` or `isolated`.
    #[must_use]
    pub fn carrier(&self) -> &'static str {
        match &self.0 {
            Kind::Native(_) => "native",
            Kind::Isolated(..) => "isolated",
        }
    }

    /// The same code, with the limit on time that `carrier` asks for, if it is carried like that.
    fn carried(&self, carrier: &Carrier) -> Option<Self> {
        match (&self.0, carrier) {
            (Kind::Native(_), Carrier::Native) => Some(self.clone()),
            (Kind::Isolated(cells, _), Carrier::Isolated(isolation)) => {
                Some(Self(Kind::Isolated(Arc::clone(cells), isolation.limit)))
            }
            _ => None,
        }
    }
}

impl From<Library> for Plugin {
    fn from(library: Library) -> Self {
        Self(Kind::Native(library))
    }
}

/// The plugins of a run: each file once for each carrier, each id for one file only.
#[derive(Debug, Default)]
pub struct Libraries {
    loaded: Vec<Plugin>,
}

impl Libraries {
    /// The plugin, loaded now if these very bytes are not loaded yet.
    ///
    /// # Errors
    /// As [`Plugin::load`], and if another file has the same id.
    pub fn load(&mut self, inspected: Inspected, carrier: &Carrier) -> Result<Plugin, HostError> {
        for known in self.loaded.iter().filter(|known| known.card().id == inspected.card.id) {
            if known.sha256() != inspected.sha256 {
                return Err(HostError::Twice {
                    id: inspected.card.id,
                    first: known.path().to_owned(),
                    second: inspected.path,
                });
            }
            if let Some(known) = known.carried(carrier) {
                return Ok(known);
            }
        }
        let plugin = Plugin::load(inspected, carrier)?;
        self.loaded.push(plugin.clone());
        Ok(plugin)
    }

    /// The plugins, in the order in which they were loaded.
    pub fn iter(&self) -> impl Iterator<Item = &Plugin> {
        self.loaded.iter()
    }
}
