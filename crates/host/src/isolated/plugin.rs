//! A plugin whose instances live in cells.

use super::{
    Isolation, Program, ending,
    instance::Isolated,
    layout::Rooms,
    process::{Loss, Process, is_shortage},
    protocol::{Answer, Request, SettingText, Start},
    said,
};
use crate::{HostError, Inspected, answer::fault, copy, image, services::Bounds};
use coercivity_policy::{Card, Fault, Instance, Names, Services, Setting, Status};
use std::{
    fs::File,
    path::PathBuf,
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Libraries of the system that a cell may have open before its lock closes: those of the languages themselves.
const SYSTEM: [&str; 9] = [
    "libc.so.6",
    "libm.so.6",
    "libgcc_s.so.1",
    "libpthread.so.0",
    "libdl.so.2",
    "librt.so.1",
    "libstdc++.so.6",
    "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
];
/// Shortest limit for a start or a creation: a limit that is meant for calls must not keep a process from starting.
const START: Duration = Duration::from_secs(10);
/// Memory that an instance may ask for, bytes.
const MEMORY: u64 = 4 << 30;

/// A plugin that was loaded once in a cell to see that it can be.
#[derive(Debug)]
pub(crate) struct Plugin {
    pub(crate) path: PathBuf,
    pub(crate) card: Card,
    pub(crate) sha256: String,
    pub(crate) abi: u32,
    /// Functions that are never called.
    pub(crate) idle: Vec<String>,
    program: Program,
    /// Its bytes, sealed.
    image: File,
    needs: Vec<String>,
    /// The cell of the trial, for the first instance.
    spare: Mutex<Option<Process>>,
    /// A call ended with `Fatal`: nothing of this plugin may be called any more.
    pub(super) is_dead: AtomicBool,
}

impl Plugin {
    /// Loads the plugin in a cell.
    pub(crate) fn load(inspected: Inspected, isolation: &Isolation) -> Result<Self, HostError> {
        let Inspected { path, bytes, sha256, card, abi } = inspected;
        let needs = image::needed(&path, &bytes)?;
        if let Some(library) = needs.iter().find(|library| !SYSTEM.contains(&library.as_str())) {
            return Err(HostError::Needs { id: card.id, path, library: library.clone() });
        }
        let image = copy::sealed(&card.id, &bytes).map_err(HostError::io("make a private copy of", &path))?;
        let mut plugin = Self {
            idle: Vec::new(),
            path,
            card,
            sha256,
            abi,
            program: isolation.program.clone(),
            image,
            needs,
            spare: Mutex::new(None),
            is_dead: AtomicBool::new(false),
        };
        let (process, idle) = plugin.start(isolation.limit)?;
        plugin.idle = idle;
        *plugin.spare.lock().unwrap_or_else(PoisonError::into_inner) = Some(process);
        Ok(plugin)
    }

    /// Starts a use of the plugin in a cell of its own.
    pub(crate) fn create(
        self: &Arc<Self>,
        names: &Names,
        settings: &[Setting],
        tick_days: u32,
        services: &mut dyn Services,
        limit: Duration,
    ) -> Result<Box<dyn Instance>, HostError> {
        if self.is_dead.load(Ordering::Relaxed) {
            return Err(self.cannot_start(fault(Status::Fatal, "it has failed for good before")));
        }
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut process = match spare {
            Some(process) => process,
            None => self.start(limit)?.0,
        };
        let settings = settings.iter().cloned().map(SettingText).collect();
        let request = Request::Create { names: names.clone(), settings, tick_days };
        let answer = process.ask(&request, limit.max(START));
        let none = Rooms::default();
        let (ended, told) = match answer {
            Ok(Answer::Done { ended, said }) => (ended, said),
            Ok(_) => return Err(self.cannot_start(lost(&Loss::Garbled, &process, &self.card, &none, &none))),
            Err(loss) => return Err(self.cannot_start(lost(&loss, &process, &self.card, &none, &none))),
        };
        let bounds = Bounds::of(names);
        if !said::done(told, bounds, false, services) {
            return Err(self.cannot_start(lost(&Loss::Garbled, &process, &self.card, &none, &none)));
        }
        match ended {
            Ok(()) => Ok(Box::new(Isolated::new(Arc::clone(self), process, bounds, limit))),
            Err(failing) => Err(self.cannot_start(self.noted(failing.checked(self.card.parameters.len())))),
        }
    }

    /// Remembers a failure for good.
    pub(super) fn noted(&self, fault: Fault) -> Fault {
        if fault.status == Status::Fatal {
            self.is_dead.store(true, Ordering::Relaxed);
        }
        fault
    }

    /// Starts a cell up to the point where the plugin is loaded; functions that are never called.
    fn start(&self, limit: Duration) -> Result<(Process, Vec<String>), HostError> {
        let limit = limit.max(START);
        let refused = |error: std::io::Error| {
            let shortage = if is_shortage(&error) { "; is there room for another process?" } else { "" };
            HostError::Unlockable {
                why: format!("no process can be started for a plugin ({error}){shortage}"),
            }
        };
        let mut process = Process::start(&self.program, &self.card.id, &self.image).map_err(refused)?;
        let request = Request::Start(Start {
            path: self.path.display().to_string(),
            parent: process::id(),
            needs: self.needs.clone(),
            memory: MEMORY,
        });
        let none = Rooms::default();
        let told = |loss: &Loss, process: &Process| ending::told(loss, process, &self.card, &none, &none);
        match process.ask(&request, limit) {
            Ok(Answer::Locked) => {}
            Ok(Answer::Unlockable(why)) => return Err(HostError::Unlockable { why }),
            Ok(_) => return Err(HostError::Unlockable { why: told(&Loss::Garbled, &process) }),
            Err(loss) => return Err(HostError::Unlockable { why: told(&loss, &process) }),
        }
        let broken = |why| HostError::Cell { id: self.card.id.clone(), path: self.path.clone(), why };
        match process.answer(limit) {
            Ok(Answer::Loaded(idle)) => Ok((process, idle)),
            Ok(Answer::Refused(sentence)) => Err(HostError::InCell(sentence)),
            Ok(_) => Err(broken(told(&Loss::Garbled, &process))),
            Err(loss) => Err(broken(told(&loss, &process))),
        }
    }

    fn cannot_start(&self, fault: Fault) -> HostError {
        HostError::Create {
            id: self.card.id.clone(),
            path: self.path.clone(),
            parameter: fault.parameter.map(|n| self.card.parameters[n].name.clone()),
            fault: Box::new(fault),
        }
    }
}

/// The end of a cell as a fault; its own status tells it from what a plugin says itself.
pub(super) fn lost(loss: &Loss, process: &Process, card: &Card, inputs: &Rooms, outputs: &Rooms) -> Fault {
    fault(Status::Fatal, ending::told(loss, process, card, inputs, outputs))
}
