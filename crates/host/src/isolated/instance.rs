//! An instance in a cell: [`Instance`] over the channel.
//!
//! Columns are copied into the shared files and out of them by the system's own writes and reads, so the program never
//! maps what the plugin can change: what is checked is a copy that nobody else has.

use super::{
    layout::{MARGIN, PATTERN, Rooms},
    plugin::{Plugin, lost},
    process::{Loss, Process},
    protocol::{Answer, Hook, HookCall, Request},
    said,
};
use crate::{answer::fault, columns::agree, instance::STATE_MAX, services::Bounds};
use coercivity_policy::{Call, Card, Fault, Instance, Slice, SliceMut, Status};
use std::{
    fs::File,
    io,
    os::unix::fs::FileExt as _,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

/// Longest time for an instance to end well.
const FAREWELL: Duration = Duration::from_secs(2);

/// Version and bytes of a column that lies in the shared file, if its version is known.
type Held = Option<(u64, u64)>;

/// An instance in a cell.
#[derive(Debug)]
pub(super) struct Isolated {
    plugin: Arc<Plugin>,
    process: Process,
    bounds: Bounds,
    limit: Duration,
    inputs: Rooms,
    outputs: Rooms,
    /// What lies in the room of each input.
    held: Vec<Held>,
    /// Why it is not called any more.
    end: Option<Fault>,
    /// Whether its process is there.
    is_alive: bool,
}

impl Isolated {
    pub(super) fn new(plugin: Arc<Plugin>, process: Process, bounds: Bounds, limit: Duration) -> Self {
        let (inputs, outputs) = (Rooms::default(), Rooms::default());
        Self { plugin, process, bounds, limit, inputs, outputs, held: Vec::new(), end: None, is_alive: true }
    }

    /// Refuses a call of an instance that has failed.
    fn usable(&self) -> Result<(), Fault> {
        if let Some(end) = &self.end {
            let message = format!("it has failed before and is not called any more ({})", end.message);
            return Err(Fault { message, ..end.clone() });
        }
        if self.plugin.is_dead.load(Ordering::Relaxed) {
            return Err(fault(Status::Fatal, "another use of the plugin has failed for good"));
        }
        Ok(())
    }

    /// Remembers a failure after which the instance is not called any more.
    fn noted<T>(&mut self, result: Result<T, Fault>) -> Result<T, Fault> {
        if let Err(fault) = &result
            && matches!(fault.status, Status::Error | Status::Fatal | Status::Panicked)
        {
            self.end = Some(fault.clone());
        }
        result
    }

    fn lost(&mut self, loss: &Loss) -> Fault {
        self.is_alive = false;
        lost(loss, &self.process, self.card(), &self.inputs, &self.outputs)
    }

    fn ask(&mut self, request: &Request) -> Result<Answer, Fault> {
        self.process.ask(request, self.limit).map_err(|loss| self.lost(&loss))
    }

    /// What the plugin itself said.
    fn own(&self, failing: super::protocol::Failing) -> Fault {
        self.plugin.noted(failing.checked(self.card().parameters.len()))
    }

    fn hook(&mut self, hook: Hook, call: Call<'_>) -> Result<(), Fault> {
        self.usable()?;
        agree(self.card(), &call, hook == Hook::Settle).map_err(|why| fault(Status::Discard, why))?;
        let called = self.called(hook, call);
        self.noted(called)
    }

    fn called(&mut self, hook: Hook, call: Call<'_>) -> Result<(), Fault> {
        let Call { moment, inputs, versions, outputs, services } = call;
        let read: Vec<&[u8]> = inputs.iter().map(bytes).collect();
        let mut written: Vec<&mut [u8]> = outputs.iter_mut().map(bytes_mut).collect();
        let asked =
            self.handed_over(&read, versions, &written).map_err(|error| self.lost(&Loss::System(error)))?;
        let (input_room, output_room) = asked;
        let request = Request::Hook(HookCall {
            hook,
            moment,
            input_room,
            output_room,
            input_rows: inputs.iter().map(|column| column.len() as u64).collect(),
            output_rows: outputs.iter().map(|column| column.len() as u64).collect(),
        });
        let Answer::Done { ended, said } = self.ask(&request)? else { return Err(self.lost(&Loss::Garbled)) };
        if !said::done(said, self.bounds, hook == Hook::OnTick, services) {
            return Err(self.lost(&Loss::Garbled));
        }
        ended.map_err(|failing| self.own(failing))?;
        written = outputs.iter_mut().map(bytes_mut).collect();
        let stray = self.taken_back(&mut written).map_err(|error| self.lost(&Loss::System(error)))?;
        match stray {
            Some(at) => {
                let name = self.card().writes[at].name();
                Err(fault(Status::Error, format!("it wrote before the beginning of the column {name}")))
            }
            None => Ok(()),
        }
    }

    /// Writes what the plugin is shown, if it does not lie there already; new sizes of rooms, if there are.
    fn handed_over(
        &mut self,
        read: &[&[u8]],
        versions: &[u64],
        written: &[&mut [u8]],
    ) -> io::Result<(Option<Vec<u64>>, Option<Vec<u64>>)> {
        let Self { process, inputs, outputs, held, .. } = self;
        let lengths = read.iter().map(|column| column.len() as u64);
        let input_room = fitted(inputs, &lengths.collect::<Vec<_>>(), &process.inputs)?;
        let lengths = written.iter().map(|column| column.len() as u64);
        let output_room = fitted(outputs, &lengths.collect::<Vec<_>>(), &process.outputs)?;
        if input_room.is_some() {
            // Columns lie elsewhere now.
            held.clear();
        }
        held.resize(held.len().max(read.len()), None);
        for (at, column) in read.iter().enumerate().filter(|(_, column)| !column.is_empty()) {
            let (bytes, version) = (column.len() as u64, versions.get(at).copied().unwrap_or(Call::UNKNOWN));
            let shown = (version != Call::UNKNOWN).then_some((version, bytes));
            if shown.is_none() || held[at] != shown {
                // What is written in part is nothing that is known.
                held[at] = None;
                process.inputs.write_all_at(column, inputs.start(at, bytes))?;
                held[at] = shown;
            }
        }
        for (at, column) in written.iter().enumerate().filter(|(_, column)| !column.is_empty()) {
            let start = outputs.start(at, column.len() as u64);
            process.outputs.write_all_at(&[PATTERN; MARGIN], start - MARGIN as u64)?;
            process.outputs.write_all_at(column, start)?;
        }
        Ok((input_room, output_room))
    }

    /// Copies what the plugin wrote; the first column before which it wrote too.
    fn taken_back(&self, written: &mut [&mut [u8]]) -> io::Result<Option<usize>> {
        for (at, column) in written.iter_mut().enumerate().filter(|(_, column)| !column.is_empty()) {
            let start = self.outputs.start(at, column.len() as u64);
            let mut margin = [0; MARGIN];
            self.process.outputs.read_exact_at(&mut margin, start - MARGIN as u64)?;
            if margin != [PATTERN; MARGIN] {
                return Ok(Some(at));
            }
            self.process.outputs.read_exact_at(column, start)?;
        }
        Ok(None)
    }
}

impl Instance for Isolated {
    fn card(&self) -> &Card {
        &self.plugin.card
    }

    fn on_tick(&mut self, call: Call<'_>) -> Result<(), Fault> {
        self.hook(Hook::OnTick, call)
    }

    fn decide(&mut self, call: Call<'_>) -> Result<(), Fault> {
        self.hook(Hook::Decide, call)
    }

    fn settle(&mut self, call: Call<'_>) -> Result<(), Fault> {
        self.hook(Hook::Settle, call)
    }

    fn save(&mut self) -> Result<Vec<u8>, Fault> {
        if self.card().state == 0 {
            return Ok(Vec::new());
        }
        self.usable()?;
        let result = self.ask(&Request::Save).and_then(|answer| match answer {
            Answer::State(Ok(state)) if state.len() as u64 <= STATE_MAX => Ok(state),
            Answer::State(Err(failing)) => Err(self.own(failing)),
            _ => Err(self.lost(&Loss::Garbled)),
        });
        self.noted(result)
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Fault> {
        if self.card().state == 0 {
            let why = "it keeps no state, so there is none to take up";
            return if state.is_empty() { Ok(()) } else { Err(fault(Status::Invalid, why)) };
        }
        self.usable()?;
        let result = self.ask(&Request::Load(state.to_vec())).and_then(|answer| match answer {
            Answer::Done { ended, said } if said.is_empty() => ended.map_err(|failing| self.own(failing)),
            _ => Err(self.lost(&Loss::Garbled)),
        });
        self.noted(result)
    }
}

impl Drop for Isolated {
    fn drop(&mut self) {
        if self.is_alive && !self.plugin.is_dead.load(Ordering::Relaxed) {
            // An instance that does not end well ends all the same, with its process.
            let _ = self.process.ask(&Request::Destroy, self.limit.min(FAREWELL));
        }
    }
}

/// Makes room for columns of these sizes, in the file too; the sizes of the rooms if they are new.
fn fitted(rooms: &mut Rooms, lengths: &[u64], file: &File) -> io::Result<Option<Vec<u64>>> {
    match rooms.fit(lengths) {
        Some(false) => Ok(None),
        Some(true) => {
            file.set_len(rooms.total())?;
            Ok(Some(rooms.sizes().to_vec()))
        }
        None => Err(io::Error::from(io::ErrorKind::FileTooLarge)),
    }
}

fn bytes<'a>(column: &Slice<'a>) -> &'a [u8] {
    match column {
        Slice::F64(values) => bytemuck::cast_slice(values),
        Slice::F32(values) => bytemuck::cast_slice(values),
        Slice::U64(values) => bytemuck::cast_slice(values),
        Slice::U32(values) => bytemuck::cast_slice(values),
        Slice::U16(values) => bytemuck::cast_slice(values),
        Slice::U8(values) => values,
    }
}

fn bytes_mut<'a>(column: &'a mut SliceMut<'_>) -> &'a mut [u8] {
    match column {
        SliceMut::F64(values) => bytemuck::cast_slice_mut(values),
        SliceMut::U8(values) => values,
    }
}
