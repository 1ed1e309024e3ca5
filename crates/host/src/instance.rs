//! A loaded plugin at work: [`Instance`] over the ABI.
//!
//! The engine's columns are handed over as they are, without a copy. Every answer of the plugin is checked: status,
//! text of an error, size of a state, floating-point mode. After a failure the instance is not called again, except
//! for its end.

use crate::{
    HostError, Library,
    answer::{Answer, Complaint, fault},
    columns::{agree, input, output},
    dictionary::{Dictionary, Settings},
    floating,
    services::{Bounds, Context},
};
use coercivity_policy::{Call, Card, Fault, Instance, Names, Services, Setting, Status, abi};
use std::{ffi::c_void, ptr, sync::atomic::Ordering};

/// Largest state that is taken, bytes.
pub(crate) const STATE_MAX: u64 = 1 << 30;
/// Room for a state in the first attempt, bytes.
const STATE_ROOM: usize = 4_096;

/// An instance in the plugin's hands.
#[derive(Debug)]
struct Loaded {
    library: Library,
    /// What `create` gave; not null.
    instance: *mut c_void,
    bounds: Bounds,
    /// Why it is not called any more.
    end: Option<Fault>,
}

// SAFETY: the ABI lets one thread at a time use an instance, not always the same one; `&mut self` sees to the first.
unsafe impl Send for Loaded {}

impl Library {
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
        let created = self.try_create(names, settings, tick_days, services);
        created.map(|loaded| Box::new(loaded) as Box<dyn Instance>).map_err(|fault| HostError::Create {
            id: self.card().id.clone(),
            path: self.path().to_owned(),
            parameter: fault.parameter.map(|n| self.card().parameters[n].name.clone()),
            fault: Box::new(fault),
        })
    }

    fn try_create(
        &self,
        names: &Names,
        settings: &[Setting],
        tick_days: u32,
        services: &mut dyn Services,
    ) -> Result<Loaded, Fault> {
        if self.shared.is_dead.load(Ordering::Relaxed) {
            return Err(fault(Status::Fatal, "it has failed for good before"));
        }
        let function = self.shared.table.create.ok_or_else(|| lacks("create"))?;
        let kept = Settings::of(settings, &self.card().parameters)
            .ok_or_else(|| fault(Status::Invalid, "the settings are not those of its parameters"))?;
        let rows = kept.table();
        let pointers: Vec<*const abi::Setting> = rows.iter().map(ptr::from_ref).collect();
        let dictionary = Dictionary::of(names, tick_days);
        let table = dictionary.table();
        let bounds = Bounds::of(names);
        let mut complaint = Complaint::new();
        let mut error = complaint.table();
        let mut instance = ptr::null_mut();
        let (code, has_changed_mode) = Context::new(services, bounds, false).during(|context| {
            let create = abi::Create {
                struct_size: size_of::<abi::Create>() as u32,
                reserved: 0,
                context,
                names: &raw const table,
                settings: pointers.as_ptr(),
                n_settings: pointers.len() as u64,
                error: &raw mut error,
            };
            // SAFETY: the function is the plugin's `create`; every pointer is to something that is alive until it
            // returns, of the size and type that the ABI gives it.
            floating::kept(|| unsafe { function(&raw const create, &raw mut instance) })
        });
        self.answer("create", code, has_changed_mode).judged(&complaint, &error)?;
        if instance.is_null() {
            return Err(fault(Status::Error, "`create` says that all is well, but gave no instance"));
        }
        Ok(Loaded { library: self.clone(), instance, bounds, end: None })
    }

    fn answer(&self, function: &'static str, code: i32, has_changed_mode: bool) -> Answer {
        if code == Status::Fatal as i32 {
            self.shared.is_dead.store(true, Ordering::Relaxed);
        }
        Answer { function, code, has_changed_mode, parameters: self.card().parameters.len() }
    }
}

impl Bounds {
    pub(crate) fn of(names: &Names) -> Self {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Self {
            goods: count(names.goods.len()),
            jurisdictions: count(names.jurisdictions.len()),
            firms: u32::try_from(names.firm_count()).unwrap_or(u32::MAX),
            regimes: count(names.regimes.len()),
        }
    }
}

impl Loaded {
    /// Refuses a call of an instance that has failed.
    fn usable(&self) -> Result<(), Fault> {
        if let Some(end) = &self.end {
            let message = format!("it has failed before and is not called any more ({})", end.message);
            return Err(Fault { message, ..end.clone() });
        }
        if self.library.shared.is_dead.load(Ordering::Relaxed) {
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

    fn hook(
        &mut self,
        name: &'static str,
        function: Option<abi::HookFn>,
        call: Call<'_>,
    ) -> Result<(), Fault> {
        self.usable()?;
        let function = function.ok_or_else(|| lacks(name))?;
        agree(self.card(), &call, name == "settle").map_err(|why| fault(Status::Discard, why))?;
        let Call { moment, inputs, outputs, services, .. } = call;
        let (columns, rows): (Vec<_>, Vec<_>) = inputs.iter().map(input).unzip();
        let (written, written_rows): (Vec<_>, Vec<_>) = outputs.iter_mut().map(output).unzip();
        let mut complaint = Complaint::new();
        let mut error = complaint.table();
        let instance = self.instance;
        let (code, has_changed_mode) =
            Context::new(services, self.bounds, name == "on_tick").during(|context| {
                let call = abi::Call {
                    struct_size: size_of::<abi::Call>() as u32,
                    tick_days: u32::from(moment.tick_days),
                    context,
                    error: &raw mut error,
                    tick: moment.tick,
                    day: moment.day,
                    year: moment.year,
                    month: moment.month,
                    day_of_month: moment.day_of_month,
                    reserved: 0,
                    key: moment.key,
                    n_inputs: columns.len() as u64,
                    inputs: columns.as_ptr(),
                    input_rows: rows.as_ptr(),
                    n_outputs: written.len() as u64,
                    outputs: written.as_ptr(),
                    output_rows: written_rows.as_ptr(),
                };
                // SAFETY: the function and the instance are the plugin's; columns are those of the manifest, as
                // `agree` has made sure, borrowed until the call returns, outputs by nobody else.
                floating::kept(|| unsafe { function(instance, &raw const call) })
            });
        let judged = self.library.answer(name, code, has_changed_mode).judged(&complaint, &error);
        self.noted(judged)
    }

    /// Asks for the state with so much room; gives the bytes that it has, which may be more.
    fn try_save(&mut self, bytes: &mut [u8]) -> Result<u64, Fault> {
        let function = self.library.shared.table.save.ok_or_else(|| lacks("save"))?;
        let mut complaint = Complaint::new();
        let mut error = complaint.table();
        let mut length = 0;
        let (room, capacity, instance) = (bytes.as_mut_ptr(), bytes.len() as u64, self.instance);
        // SAFETY: the function and the instance are the plugin's, and `capacity` bytes are there to be written.
        let (code, has_changed_mode) =
            floating::kept(|| unsafe { function(instance, room, capacity, &raw mut length, &raw mut error) });
        let judged = self.library.answer("save", code, has_changed_mode).judged(&complaint, &error);
        self.noted(judged)?;
        if length > STATE_MAX {
            let message = format!("`save` says that its state has {length} bytes; {STATE_MAX} are the most");
            return self.noted(Err(fault(Status::Error, message)));
        }
        Ok(length)
    }
}

impl Instance for Loaded {
    fn card(&self) -> &Card {
        self.library.card()
    }

    fn on_tick(&mut self, call: Call<'_>) -> Result<(), Fault> {
        self.hook("on_tick", self.library.shared.table.on_tick, call)
    }

    fn decide(&mut self, call: Call<'_>) -> Result<(), Fault> {
        self.hook("decide", self.library.shared.table.decide, call)
    }

    fn settle(&mut self, call: Call<'_>) -> Result<(), Fault> {
        self.hook("settle", self.library.shared.table.settle, call)
    }

    fn save(&mut self) -> Result<Vec<u8>, Fault> {
        if self.card().state == 0 {
            return Ok(Vec::new());
        }
        self.usable()?;
        let mut bytes = vec![0; STATE_ROOM];
        let mut length = self.try_save(&mut bytes)?;
        if length > bytes.len() as u64 {
            bytes = vec![0; length as usize];
            length = self.try_save(&mut bytes)?;
        }
        if length > bytes.len() as u64 {
            let message =
                format!("`save` first asked for {} bytes of room and then for {length}", bytes.len());
            return self.noted(Err(fault(Status::Error, message)));
        }
        bytes.truncate(length as usize);
        Ok(bytes)
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Fault> {
        if self.card().state == 0 {
            let why = "it keeps no state, so there is none to take up";
            return if state.is_empty() { Ok(()) } else { Err(fault(Status::Invalid, why)) };
        }
        self.usable()?;
        let function = self.library.shared.table.load.ok_or_else(|| lacks("load"))?;
        let mut complaint = Complaint::new();
        let mut error = complaint.table();
        let (data, length, instance) = (state.as_ptr(), state.len() as u64, self.instance);
        // SAFETY: the function and the instance are the plugin's, and `length` bytes are there to be read.
        let (code, has_changed_mode) =
            floating::kept(|| unsafe { function(instance, data, length, &raw mut error) });
        let judged = self.library.answer("load", code, has_changed_mode).judged(&complaint, &error);
        self.noted(judged)
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        let shared = &self.library.shared;
        if let Some(function) = shared.table.destroy.filter(|_| !shared.is_dead.load(Ordering::Relaxed)) {
            let instance = self.instance;
            // SAFETY: the instance is the plugin's, and nobody uses it any more.
            floating::kept(|| unsafe { function(instance) });
        }
    }
}

fn lacks(function: &str) -> Fault {
    fault(Status::Error, format!("it has no `{function}`"))
}
