//! The cell: the process that holds one instance of a plugin. It is started by [`crate::isolated`], locks itself, loads
//! the plugin as a program would that trusts it, and passes on what the channel asks.

#[expect(unsafe_code, reason = "maps files that it shares with the program")]
mod arena;
#[expect(unsafe_code, reason = "borrows columns of shared memory for the time of a call")]
mod calls;
mod lock;
#[expect(unsafe_code, reason = "closes files that nobody owns")]
mod start;
#[expect(unsafe_code, reason = "handlers of signals and their registers")]
mod trap;

use super::{
    frames,
    protocol::{Answer, Failing, HookCall, Request, SettingText, Start},
    said::Notebook,
};
use crate::{HostError, Inspected, Library, copy, load};
use arena::Arena;
use coercivity_policy::{Fault, Instance, Names, Setting, Status};
use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Largest request, bytes: a state and something.
const REQUEST_MAX: usize = (1 << 30) + (1 << 20);

/// A cell at work.
struct Cell {
    channel: File,
    inputs: Arena,
    outputs: Arena,
    library: Library,
    instance: Option<Box<dyn Instance>>,
}

/// Does what the program on the other side of standard input asks, until it hangs up.
pub fn serve() -> ExitCode {
    match start::arrive() {
        Ok(arrived) => match work(arrived) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(_) => {
            eprintln!(
                "error: this command is for the program's own use: it runs a plugin for another process."
            );
            ExitCode::from(2)
        }
    }
}

fn work(arrived: start::Arrived) -> io::Result<()> {
    let start::Arrived { channel, start, image, inspected, inputs, outputs } = arrived;
    if let Err(why) = lock::close(start.memory) {
        return frames::send(&channel, &Answer::Unlockable(why));
    }
    frames::send(&channel, &Answer::Locked)?;
    match loaded(inspected, &image) {
        Ok(library) => {
            let idle = library.idle_functions().into_iter().map(str::to_owned).collect();
            frames::send(&channel, &Answer::Loaded(idle))?;
            Cell { channel, inputs, outputs, library, instance: None }.run()
        }
        Err(error) => frames::send(&channel, &Answer::Refused(error.to_string())),
    }
}

/// Loads the plugin from the file that is open already.
fn loaded(inspected: Inspected, image: &Path) -> Result<Library, HostError> {
    load::load_by(inspected, |id, path, _| copy::open_file(id, path, image))
}

impl Cell {
    fn run(mut self) -> io::Result<()> {
        while let Some(bytes) = frames::receive_bytes(&self.channel, REQUEST_MAX)? {
            let request = frames::parsed(&bytes).ok_or(io::ErrorKind::InvalidData)?;
            drop(bytes);
            let answer = self.answer(request)?;
            frames::send(&self.channel, &answer)?;
        }
        // Its end is not the program's concern any more: no destructors.
        std::mem::forget(self.instance.take());
        Ok(())
    }

    fn answer(&mut self, request: Request) -> io::Result<Answer> {
        Ok(match request {
            Request::Start(Start { .. }) => return Err(io::ErrorKind::InvalidData.into()),
            Request::Create { names, settings, tick_days } => self.create(&names, settings, tick_days),
            Request::Hook(call) => self.hook(call)?,
            Request::Save => Answer::State(self.with(|instance| instance.save())),
            Request::Load(state) => {
                let ended = self.with(|instance| instance.load(&state));
                Answer::Done { ended, said: Vec::new() }
            }
            Request::Destroy => {
                drop(self.instance.take());
                Answer::Done { ended: Ok(()), said: Vec::new() }
            }
        })
    }

    fn create(&mut self, names: &Names, settings: Vec<SettingText>, tick_days: u32) -> Answer {
        let settings: Vec<Setting> = settings.into_iter().map(|setting| setting.0).collect();
        let mut book = Notebook::default();
        let ended = match self.library.create(names, &settings, tick_days, &mut book) {
            Ok(instance) => {
                self.instance = Some(instance);
                Ok(())
            }
            Err(HostError::Create { fault, .. }) => Err(Failing::from(*fault)),
            Err(other) => Err(Failing::from(nothing(&other.to_string()))),
        };
        Answer::Done { ended, said: book.close() }
    }

    fn hook(&mut self, call: HookCall) -> io::Result<Answer> {
        let Self { inputs, outputs, library, instance, .. } = self;
        let mut book = Notebook::default();
        let ended = match instance {
            Some(instance) => calls::hook(&mut **instance, library.card(), call, inputs, outputs, &mut book)?,
            None => Err(nothing("there is no instance")),
        };
        Ok(Answer::Done { ended: ended.map_err(Failing::from), said: book.close() })
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut dyn Instance) -> Result<T, Fault>) -> Result<T, Failing> {
        match &mut self.instance {
            Some(instance) => act(&mut **instance).map_err(Failing::from),
            None => Err(nothing("there is no instance").into()),
        }
    }
}

fn nothing(why: &str) -> Fault {
    Fault { status: Status::Error, message: why.to_owned(), parameter: None, row: None }
}

/// Name under which the system's loader is to open a file.
fn name_of_open(file: i32) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{file}"))
}
