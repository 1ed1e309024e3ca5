//! Making a library of a policy: the manifest and the entry that it exports, and the table of functions behind it.
//!
//! Every function of the table guards itself: a panic of the policy, also one while it is dropped, becomes a status
//! and a sentence with file and line, and never leaves the library. What the host hands over is checked for size,
//! null, alignment and number before it is touched.

#![expect(unsafe_code, reason = "this is the plugin's side of the boundary")]

mod read;
mod services;

use crate::abi::{self, ABI, Plugin};
use crate::panics::guarded;
use crate::{Call, Effect, Fault, InProcess, Instance, Policy, Status};
use read::{fields, settings, slice, with_call, write_error};
use services::HostServices;
use std::ffi::c_void;
use std::marker::PhantomData;

/// Exports a policy, so that the crate, built as a `cdylib`, is a plugin. Once in a crate.
///
/// ```
/// use coercivity_policy::prelude::*;
///
/// pub struct Idle;
/// impl Policy for Idle {
///     const ABOUT: About = About { id: "idle", summary: "Does nothing.", ..about!() };
///     type Parameters = ();
///     fn new((): (), _: &Names) -> Result<Self, Refusal> {
///         Ok(Self)
///     }
///     fn on_tick(&mut self, _: &World<'_>, _: &mut Measures<'_>) -> Result<(), Refusal> {
///         Ok(())
///     }
/// }
/// export_policy!(Idle);
/// ```
#[macro_export]
macro_rules! export_policy {
    ($policy:ty) => {
        const _: () = {
            const LENGTH: usize = $crate::manifest_length::<$policy>();
            const FLAGS: u32 = if ::core::cfg!(panic = "unwind") { $crate::abi::FLAG_CONTAINED } else { 0 };

            #[unsafe(export_name = "coercivity_policy_manifest_v1")]
            #[used]
            static MANIFEST: $crate::Manifest<LENGTH> = $crate::Manifest::of::<$policy>(FLAGS);

            #[unsafe(export_name = "coercivity_policy_entry_v1")]
            unsafe extern "C" fn entry(host: *const $crate::abi::Host) -> *const $crate::abi::Plugin {
                // SAFETY: what the host promises to the exported entry is what `entry` asks for.
                unsafe { $crate::entry::<$policy>(host) }
            }
        };
    };
}

/// What the exported entry does: remembers the host and gives the table. Null if the host is of another ABI.
///
/// # Safety
/// `host` is null, or valid until the process ends as far as the size that it begins with.
#[must_use]
pub unsafe fn entry<P: Policy>(host: *const abi::Host) -> *const Plugin {
    // SAFETY: by this function's own terms.
    let known = guarded(|| unsafe { services::remember(host) });
    if known == Ok(true) { Table::<P>::TABLE } else { std::ptr::null() }
}

struct Table<P>(PhantomData<P>);

impl<P: Policy> Table<P> {
    const TABLE: &'static Plugin = &Plugin {
        struct_size: size_of::<Plugin>() as u32,
        abi: ABI,
        create: Some(create::<P>),
        destroy: Some(destroy::<P>),
        on_tick: Some(on_tick::<P>),
        decide: if P::ABOUT.has(Effect::Decision) { Some(decide::<P>) } else { None },
        settle: if P::ABOUT.settles { Some(settle::<P>) } else { None },
        save: if P::ABOUT.state > 0 { Some(save::<P>) } else { None },
        load: if P::ABOUT.state > 0 { Some(load::<P>) } else { None },
    };
}

unsafe extern "C" fn create<P: Policy>(create: *const abi::Create, instance: *mut *mut c_void) -> i32 {
    // SAFETY: the host passes a `Create` that is valid for the call, or null; `fields` checks its size.
    let Some(given) = (unsafe { fields(create) }) else { return Status::Invalid as i32 };
    reported(given.error, || {
        if instance.is_null() {
            return Err(broken("the host gave no place for the instance"));
        }
        // SAFETY: `names` is null or valid for the call, and so is all that it points to.
        let names = unsafe { read::names(given.names) }?;
        // SAFETY: the settings are valid for the call.
        let settings = unsafe { settings::<P>(given.settings, given.n_settings) }?;
        let made = InProcess::<P>::new(&names, settings, services::functions())?;
        // SAFETY: not null, and the host's to write to.
        unsafe { instance.write(Box::into_raw(Box::new(made)).cast()) };
        Ok(())
    })
}

unsafe extern "C" fn destroy<P: Policy>(instance: *mut c_void) {
    if !instance.is_null() {
        // SAFETY: made by `create` with `Box::into_raw`, of the same type, and given back once.
        let _told_to_nobody = guarded(|| drop(unsafe { Box::from_raw(instance.cast::<InProcess<P>>()) }));
    }
}

unsafe extern "C" fn on_tick<P: Policy>(instance: *mut c_void, call: *const abi::Call) -> i32 {
    // SAFETY: the host's promises are those that `hook` asks for.
    unsafe { hook::<P>(instance, call, true, InProcess::on_tick) }
}

unsafe extern "C" fn decide<P: Policy>(instance: *mut c_void, call: *const abi::Call) -> i32 {
    // SAFETY: as above.
    unsafe { hook::<P>(instance, call, true, InProcess::decide) }
}

unsafe extern "C" fn settle<P: Policy>(instance: *mut c_void, call: *const abi::Call) -> i32 {
    // SAFETY: as above.
    unsafe { hook::<P>(instance, call, false, InProcess::settle) }
}

unsafe extern "C" fn save<P: Policy>(
    instance: *mut c_void,
    bytes: *mut u8,
    capacity: u64,
    length: *mut u64,
    error: *mut abi::Error,
) -> i32 {
    reported(error, || {
        // SAFETY: an instance is used by one call at a time.
        let state = unsafe { running::<P>(instance) }?.save()?;
        if length.is_null() {
            return Err(broken("the host gave no place for the length of the state"));
        }
        // SAFETY: not null, and the host's to write to.
        unsafe { length.write(state.len() as u64) };
        if state.len() as u64 <= capacity && !bytes.is_null() {
            // SAFETY: `bytes` has room for `capacity` bytes, and is the host's, so it does not overlap `state`.
            unsafe { std::ptr::copy_nonoverlapping(state.as_ptr(), bytes, state.len()) };
        }
        Ok(())
    })
}

unsafe extern "C" fn load<P: Policy>(
    instance: *mut c_void,
    bytes: *const u8,
    length: u64,
    error: *mut abi::Error,
) -> i32 {
    reported(error, || {
        // SAFETY: `length` bytes are valid for the call.
        let state = unsafe { slice(bytes, length, "the state") }?;
        // SAFETY: an instance is used by one call at a time.
        unsafe { running::<P>(instance) }?.load(state)
    })
}

type Hook<P> = fn(&mut InProcess<P>, Call<'_>) -> Result<(), Fault>;

/// # Safety
/// `instance` is null or made by [`create`] and used by no other call; `call` is null or valid for the call.
unsafe fn hook<P: Policy>(instance: *mut c_void, call: *const abi::Call, writes: bool, hook: Hook<P>) -> i32 {
    // SAFETY: null or valid, by this function's own terms.
    let Some(given) = (unsafe { fields(call) }) else { return Status::Error as i32 };
    reported(given.error, || {
        // SAFETY: used by no other call, by this function's own terms.
        let running = unsafe { running::<P>(instance) }?;
        let mut services = HostServices { context: given.context };
        // SAFETY: columns are valid for the call, and those to write to are nobody else's.
        unsafe { with_call::<P>(given, writes, &mut services, |call| hook(running, call)) }
    })
}

/// # Safety
/// `instance` is null or made by [`create`] for the same policy and used by no other call.
unsafe fn running<'a, P: Policy>(instance: *mut c_void) -> Result<&'a mut InProcess<P>, Fault> {
    // SAFETY: by this function's own terms.
    unsafe { instance.cast::<InProcess<P>>().as_mut() }.ok_or_else(|| broken("the host gave no instance"))
}

/// Does the work, tells `error` why it failed, and gives the code of the status.
fn reported(error: *mut abi::Error, work: impl FnOnce() -> Result<(), Fault>) -> i32 {
    let outcome = guarded(work).unwrap_or_else(|message| {
        Err(Fault { status: Status::Panicked, message, parameter: None, row: None })
    });
    match outcome {
        Ok(()) => Status::Ok as i32,
        Err(fault) => {
            // SAFETY: the host passes null or an `Error` that is valid for the call.
            unsafe { write_error(error, &fault) };
            fault.status as i32
        }
    }
}

/// The host broke its side of the contract.
fn broken(what: &str) -> Fault {
    let message = format!("{what}: host and plugin do not agree on ABI {ABI}");
    Fault { status: Status::Error, message, parameter: None, row: None }
}
