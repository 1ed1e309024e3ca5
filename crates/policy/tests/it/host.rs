//! A host for tests of the table: services that write down what they are given, and functions whose results are easy to
//! recognise (draw adds its arguments, exp and ln add 100, pow multiplies).

#![expect(unsafe_code, reason = "services have the signatures of the boundary")]

use coercivity_policy::abi::{self, ABI, Error, Host, Setting, Text};
use std::ffi::c_void;
use std::ptr::{null, null_mut};

/// What the host's services were given, behind the context of a call.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Heard(pub(crate) Vec<String>);

unsafe fn heard<'a>(context: *mut c_void) -> &'a mut Heard {
    // SAFETY: the tests below pass a `Heard` as context.
    unsafe { &mut *context.cast::<Heard>() }
}

unsafe fn read(text: Text) -> String {
    // SAFETY: the plugin gives texts that are valid for the call.
    String::from_utf8(unsafe { std::slice::from_raw_parts(text.data, text.length as usize) }.to_vec())
        .unwrap()
}

unsafe extern "C" fn log(context: *mut c_void, level: i32, data: *const u8, length: u64) {
    // SAFETY: see `heard` and `read`.
    unsafe { heard(context).0.push(format!("log {level} {}", read(Text { data, length }))) };
}
unsafe extern "C" fn draw(key: u64, id: u64, ordinal: u32, index: u32) -> f64 {
    (key + id) as f64 + f64::from(ordinal) + f64::from(index)
}
unsafe extern "C" fn function(x: f64) -> f64 {
    x + 100.0
}
unsafe extern "C" fn pow(x: f64, y: f64) -> f64 {
    x * y
}
unsafe extern "C" fn metric(context: *mut c_void, metric: *const abi::Metric) -> i32 {
    // SAFETY: the plugin gives a struct that is valid for the call; see `heard` and `read`.
    unsafe {
        let metric = *metric;
        heard(context).0.push(format!(
            "metric {} {} {} {}",
            read(metric.name),
            read(metric.unit),
            metric.good,
            metric.value
        ));
    }
    0
}
unsafe extern "C" fn event(context: *mut c_void, event: *const abi::Event) -> i32 {
    // SAFETY: as above.
    unsafe {
        heard(context).0.push(format!("event {} {} {}", read((*event).name), (*event).firm, (*event).good))
    };
    0
}
unsafe extern "C" fn restrict(context: *mut c_void, restriction: *const abi::Restriction) -> i32 {
    // SAFETY: as above.
    let r = unsafe { *restriction };
    let parties = format!("{} {} {} {}", r.exporter_kind, r.exporter, r.importer_kind, r.importer);
    // SAFETY: as above.
    unsafe { heard(context).0.push(format!("restrict {parties} {} {}", r.status, r.regime)) };
    0
}

/// The table.
pub(crate) static HOST: Host = Host {
    struct_size: size_of::<Host>() as u32,
    abi: ABI,
    log,
    draw,
    exp: function,
    ln: function,
    pow,
    metric,
    event,
    restrict,
};

/// A text of the boundary.
pub(crate) fn text(text: &str) -> Text {
    Text { data: text.as_ptr(), length: text.len() as u64 }
}

/// Room for what went wrong.
pub(crate) struct Told {
    room: [u8; 64],
    pub(crate) error: Error,
}

impl Told {
    pub(crate) fn new(capacity: u64) -> Box<Self> {
        let error = Error {
            struct_size: size_of::<Error>() as u32,
            parameter: -1,
            row: u64::MAX,
            text: null_mut(),
            capacity,
            length: 0,
        };
        let mut told = Box::new(Self { room: [0; 64], error });
        told.error.text = told.room.as_mut_ptr();
        told
    }

    pub(crate) fn said(&self) -> &str {
        std::str::from_utf8(&self.room[..self.error.length as usize]).unwrap()
    }
}

/// A setting without a value.
pub(crate) const EMPTY: Setting = Setting {
    struct_size: size_of::<Setting>() as u32,
    kind: 0,
    number: 0.0,
    integer: 0,
    text: Text { data: null(), length: 0 },
    n_items: 0,
    items: null(),
    days: null(),
    values: null(),
};
