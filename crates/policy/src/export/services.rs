//! The host's services, from inside a library.

use super::read::fields;
use crate::abi::{self, ABI, Host, NO_INDEX, PARTY_ANY, PARTY_FIRM, PARTY_JURISDICTION, Text};
use crate::{Functions, Level, Metric, Note, Party, Restriction, Services};
use std::ffi::c_void;
use std::sync::atomic::{AtomicPtr, Ordering};

/// The host of this library. A library has this variable for itself.
static HOST: AtomicPtr<Host> = AtomicPtr::new(std::ptr::null_mut());

/// Keeps the table of the host; false if it is of another ABI.
///
/// # Safety
/// `pointer` is null or valid until the process ends.
pub(super) unsafe fn remember(pointer: *const Host) -> bool {
    // SAFETY: by this function's own terms.
    let known = unsafe { fields(pointer) }.is_some_and(|host| host.abi == ABI);
    if known {
        HOST.store(pointer.cast_mut(), Ordering::Release);
    }
    known
}

/// The host's functions, as ordinary ones.
pub(super) fn functions() -> Functions {
    Functions {
        // SAFETY: the host lets these be called from any thread at any time with any arguments.
        draw: |key, id, ordinal, index| {
            host().map_or(f64::NAN, |host| unsafe { (host.draw)(key, id, ordinal, index) })
        },
        // SAFETY: likewise.
        exp: |x| host().map_or(f64::NAN, |host| unsafe { (host.exp)(x) }),
        // SAFETY: likewise.
        ln: |x| host().map_or(f64::NAN, |host| unsafe { (host.ln)(x) }),
        // SAFETY: likewise.
        pow: |x, y| host().map_or(f64::NAN, |host| unsafe { (host.pow)(x, y) }),
    }
}

/// Services during a call.
pub(super) struct HostServices {
    /// Context of the call.
    pub(super) context: *mut c_void,
}

impl Services for HostServices {
    fn log(&mut self, level: Level, line: &str) {
        if let Some(host) = host() {
            // SAFETY: called during a call, on its thread, with its context; the text lives until it returns.
            unsafe { (host.log)(self.context, level as i32, line.as_ptr(), line.len() as u64) };
        }
    }

    fn metric(&mut self, metric: Metric<'_>) -> bool {
        let metric = abi::Metric {
            struct_size: size_of::<abi::Metric>() as u32,
            jurisdiction: metric.jurisdiction.unwrap_or(NO_INDEX),
            good: metric.good.unwrap_or(NO_INDEX),
            reserved: 0,
            name: text(metric.name),
            unit: text(metric.unit),
            value: metric.value,
        };
        // SAFETY: called during a call, on its thread, with its context; the struct lives until it returns.
        host().is_some_and(|host| unsafe { (host.metric)(self.context, &raw const metric) } == 0)
    }

    fn event(&mut self, note: Note<'_>) -> bool {
        let event = abi::Event {
            struct_size: size_of::<abi::Event>() as u32,
            jurisdiction: note.jurisdiction.unwrap_or(NO_INDEX),
            good: note.good.unwrap_or(NO_INDEX),
            firm: note.firm.unwrap_or(NO_INDEX),
            name: text(note.name),
            detail: text(note.detail),
        };
        // SAFETY: as above.
        host().is_some_and(|host| unsafe { (host.event)(self.context, &raw const event) } == 0)
    }

    fn restrict(&mut self, restriction: Restriction) -> bool {
        let ((exporter_kind, exporter), (importer_kind, importer)) =
            (party(restriction.exporter), party(restriction.importer));
        let restriction = abi::Restriction {
            struct_size: size_of::<abi::Restriction>() as u32,
            exporter_kind,
            exporter,
            importer_kind,
            importer,
            good: restriction.good.unwrap_or(NO_INDEX),
            status: u32::from(restriction.status),
            regime: restriction.regime.unwrap_or(NO_INDEX),
        };
        // SAFETY: as above.
        host().is_some_and(|host| unsafe { (host.restrict)(self.context, &raw const restriction) } == 0)
    }
}

fn host() -> Option<&'static Host> {
    // SAFETY: null, or checked and kept by `remember`, and valid until the process ends.
    unsafe { HOST.load(Ordering::Acquire).as_ref() }
}

fn text(text: &str) -> Text {
    Text { data: text.as_ptr(), length: text.len() as u64 }
}

fn party(party: Party) -> (u32, u32) {
    match party {
        Party::Any => (PARTY_ANY, NO_INDEX),
        Party::Jurisdiction(index) => (PARTY_JURISDICTION, index),
        Party::Firm(row) => (PARTY_FIRM, row),
    }
}
