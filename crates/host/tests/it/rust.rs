//! Plugins written with the SDK: a panic anywhere in one becomes a sentence with file and line.

use crate::world::{Heard, Hook, names};
use coercivity_host::{HostError, Inspected, inspect, load};
use coercivity_policy::{Call, Fault, Instance, Moment, Setting, SliceMut, Status};
use coercivity_testkit::build_rust;
use std::path::Path;

fn read(name: &str) -> Result<Inspected, HostError> {
    inspect(&build_rust(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins").join(name)))
}

/// An instance that panics in `place`.
fn panicking(place: &str) -> Result<Box<dyn Instance>, HostError> {
    let library = load(read("panics")?)?;
    library.create(&names(), &[Setting::Text(place.into())], 7, &mut Heard::default())
}

fn called(instance: &mut dyn Instance, hook: Hook) -> Result<(), Fault> {
    let moment = Moment { tick: 0, day: 20_089, year: 2025, month: 1, day_of_month: 1, tick_days: 7, key: 1 };
    let (mut tariff, mut decisions) = ([0.0; 8], [0; 3]);
    let mut outputs = [
        SliceMut::F64(if hook == Hook::OnTick { &mut tariff } else { &mut [] }),
        SliceMut::U8(if hook == Hook::Decide { &mut decisions } else { &mut [] }),
    ];
    let outputs = if hook == Hook::Settle { &mut [][..] } else { &mut outputs[..] };
    let call = Call { moment, inputs: &[], versions: &[], outputs, services: &mut Heard::default() };
    match hook {
        Hook::OnTick => instance.on_tick(call),
        Hook::Decide => instance.decide(call),
        Hook::Settle => instance.settle(call),
    }
}

fn is_told(fault: &Fault, place: &str) {
    assert_eq!(fault.status, Status::Panicked, "{fault}");
    let words = format!("it was told to panic in {place}");
    assert!(fault.message.contains(&words) && fault.message.contains("src/lib.rs:"), "{fault}");
}

#[test]
fn a_manifest_made_by_the_sdk_is_read_and_every_function_is_used() {
    let read = read("panics").unwrap();
    assert_eq!((read.card.id.as_str(), read.card.version.as_str()), ("panics", "1.0.0"));
    assert_eq!(read.card.parameters[0].choices.len(), 8);
    assert!(load(read).unwrap().idle_functions().is_empty());
}

#[test]
fn one_that_is_not_told_to_panic_works() {
    let mut instance = panicking("nowhere").unwrap();
    for hook in [Hook::OnTick, Hook::Decide, Hook::Settle] {
        called(&mut *instance, hook).unwrap();
    }
    let state = instance.save().unwrap();
    assert_eq!(state, [1], "one tick");
    instance.load(&state).unwrap();
    assert_eq!(instance.load(&[]).unwrap_err().message, "a state is one byte");
}

#[test]
fn a_panic_in_new_is_told_with_its_place() {
    let error = panicking("new").map(drop).unwrap_err();
    assert!(error.to_string().starts_with("Plugin `panics` ("), "{error}");
    assert!(matches!(&error, HostError::Create { fault, .. } if fault.status == Status::Panicked));
    assert!(error.to_string().contains("it was told to panic in new"), "{error}");
}

#[test]
fn a_panic_in_each_hook_is_told_with_its_place_and_ends_the_instance() {
    for (hook, place) in [(Hook::OnTick, "on_tick"), (Hook::Decide, "decide"), (Hook::Settle, "settle")] {
        let mut instance = panicking(place).unwrap();
        is_told(&called(&mut *instance, hook).unwrap_err(), place);
        let again = called(&mut *instance, Hook::OnTick).unwrap_err();
        assert!(again.message.contains("has failed before"), "{again}");
    }
}

#[test]
fn a_panic_while_a_state_is_saved_or_taken_up_is_told() {
    is_told(&panicking("save").unwrap().save().unwrap_err(), "save");
    is_told(&panicking("load").unwrap().load(&[1]).unwrap_err(), "load");
}

#[test]
fn a_panic_while_the_policy_is_dropped_harms_nobody() {
    drop(panicking("drop").unwrap());
    assert!(called(&mut *panicking("nowhere").unwrap(), Hook::OnTick).is_ok());
}

#[test]
fn a_plugin_built_to_abort_on_panic_is_refused_before_it_is_loaded() {
    let error = read("aborts").map(drop).unwrap_err();
    assert!(matches!(error, HostError::Uncontained { .. }), "{error}");
    assert!(error.to_string().contains("Remove `panic = \"abort\"`"), "{error}");
}
