//! Calls of a loaded plugin: what it is given and answers, and how each failure ends.

use crate::world::{Heard, Hook, LANES, called, created, names, settings, tame, tame_with};
use coercivity_base::{StableId, chance::keyed_uniform, math};
use coercivity_host::{HostError, load};
use coercivity_policy::{
    Call, Fault, Instance, Level, Moment, Party, Restriction, Setting, Slice, SliceMut, Status,
};

const HOOKS: [(Hook, &str); 3] =
    [(Hook::OnTick, "on_tick"), (Hook::Decide, "decide"), (Hook::Settle, "settle")];

fn failed(fault: &str, hook: Hook) -> Fault {
    called(&mut *tame_with(fault), hook).unwrap_err()
}

fn refused(settings: &[Setting]) -> HostError {
    load(tame(&[])).unwrap().create(&names(), settings, 7, &mut Heard::default()).map(drop).unwrap_err()
}

#[test]
fn columns_go_in_and_effects_come_out() {
    let mut instance = tame_with("none");
    let written = called(&mut *instance, Hook::OnTick).unwrap();
    // rate 0.5 + flow n * transit 2.
    let expected: [f64; LANES] = std::array::from_fn(|row| 0.5 + 2.0 * row as f64);
    assert_eq!(written.tariff, expected);
    // 1 (grant) + 1 (a restriction outside of on_tick is not acceptable) = 2.
    assert_eq!(called(&mut *instance, Hook::Decide).unwrap().decisions, [2, 2, 2]);
    assert!(called(&mut *instance, Hook::Settle).is_ok());
}

#[test]
fn create_can_use_the_log() {
    let mut heard = Heard::default();
    load(tame(&[])).unwrap().create(&names(), &settings(0.5, "none"), 7, &mut heard).unwrap();
    assert_eq!(heard.log, [(Level::Info, String::from("created"))]);
}

#[test]
fn services_reach_the_host() {
    let written = called(&mut *tame_with("on_tick:services"), Hook::OnTick).unwrap();
    assert_eq!(written.tariff[0], 0.0, "all three are taken");
    assert_eq!(written.tariff[1], keyed_uniform(42, StableId(7), 1, 2));
    assert_eq!(written.tariff[2], math::exp(1.0) + math::ln(2.0) + math::pow(2.0, 0.5));
    assert_eq!(written.tariff[3], 20_250_101.0);
    let heard = written.heard;
    assert_eq!(heard.metrics, [("heat".into(), "K".into(), Some(1), None, 0.5)]);
    assert_eq!(heard.events, [("alarm".into(), None, Some(1), Some(2), "red".into())]);
    let expected = Restriction {
        exporter: Party::Jurisdiction(0),
        importer: Party::Firm(2),
        good: Some(1),
        status: 2,
        regime: Some(0),
    };
    assert_eq!(heard.restrictions, [expected]);
}

#[test]
fn services_refuse_what_is_not_acceptable() {
    let written = called(&mut *tame_with("on_tick:probe"), Hook::OnTick).unwrap();
    // Fourteen requests, fourteen refusals, none that was taken first.
    assert_eq!(written.tariff[..3], [14.0, 14.0, -1.0]);
    assert!(written.heard.metrics.is_empty() && written.heard.events.is_empty());
    assert!(written.heard.restrictions.is_empty());
}

#[test]
fn a_line_of_the_log_that_is_not_utf_8_is_mended_and_one_without_bytes_left_out() {
    let heard = called(&mut *tame_with("on_tick:log"), Hook::OnTick).unwrap().heard;
    assert_eq!(heard.log, [(Level::Warning, String::from("caf\u{fffd}"))]);
}

#[test]
fn each_status_of_each_hook_comes_through_with_words_and_row() {
    let statuses = [
        ("invalid", Status::Invalid),
        ("discard", Status::Discard),
        ("error", Status::Error),
        ("fatal", Status::Fatal),
        ("panicked", Status::Panicked),
    ];
    for (hook, name) in HOOKS {
        for (word, status) in statuses {
            let expected =
                Fault { status, message: "as it was told".into(), parameter: Some(0), row: Some(3) };
            assert_eq!(failed(&format!("{name}:{word}"), hook), expected);
        }
    }
}

#[test]
fn odd_answers_are_told_and_not_believed() {
    for (hook, name) in HOOKS {
        let unknown = failed(&format!("{name}:unknown"), hook);
        assert_eq!(unknown.message, format!("`{name}` returned 17, which is no status"));
        assert!(failed(&format!("{name}:silent"), hook).message.contains("without a word"));
        assert_eq!(failed(&format!("{name}:bytes"), hook).message, "caf\u{fffd}");
        let long = failed(&format!("{name}:long"), hook).message;
        assert!(
            long.starts_with("so long") && long.contains("claims to have written 1099511627776"),
            "{long}"
        );
    }
}

#[test]
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn a_call_that_changes_the_floating_point_mode_fails_and_the_mode_is_put_back() {
    let tiny = std::hint::black_box(f64::MIN_POSITIVE);
    for (hook, name) in HOOKS {
        let message = failed(&format!("{name}:mode"), hook).message;
        assert!(message.contains(name) && message.contains("floating-point mode"), "{message}");
        assert!(tiny / 4.0 > 0.0, "tiny numbers count again");
    }
}

#[test]
fn after_an_error_the_instance_is_not_called_again_and_after_a_discarded_call_it_is() {
    let mut instance = tame_with("on_tick:error");
    called(&mut *instance, Hook::OnTick).unwrap_err();
    let again = called(&mut *instance, Hook::Decide).unwrap_err();
    assert_eq!(again.status, Status::Error);
    assert!(again.message.contains("failed before") && again.message.contains("as it was told"), "{again}");
    assert!(instance.save().is_err() && instance.load(&[0; 8]).is_err());
    let mut instance = tame_with("on_tick:discard");
    called(&mut *instance, Hook::OnTick).unwrap_err();
    assert!(called(&mut *instance, Hook::Decide).is_ok());
}

#[test]
fn after_a_fatal_failure_no_use_of_the_plugin_is_called_again() {
    let library = load(tame(&[])).unwrap();
    let mut other = created(&library, 0.5, "none");
    called(&mut *created(&library, 0.5, "settle:fatal"), Hook::Settle).unwrap_err();
    assert_eq!(called(&mut *other, Hook::OnTick).unwrap_err().status, Status::Fatal);
    let error =
        library.create(&names(), &settings(0.5, "none"), 7, &mut Heard::default()).map(drop).unwrap_err();
    assert!(error.to_string().contains("failed for good"), "{error}");
}

#[test]
fn a_refusal_by_create_names_plugin_file_and_parameter() {
    let told = refused(&settings(0.5, "create:invalid")).to_string();
    assert!(told.contains("Plugin `tame`") && told.contains("libtame"), "{told}");
    assert!(told.contains("cannot start: as it was told (row 3) (parameter `rate`)"), "{told}");
    assert!(refused(&settings(0.5, "create:error")).to_string().contains("as it was told"));
    assert!(refused(&settings(0.5, "create:unknown")).to_string().contains("returned 17"));
    assert!(refused(&settings(0.5, "create:null")).to_string().contains("gave no instance"));
}

#[test]
fn settings_of_another_number_or_kind_never_reach_the_plugin() {
    assert!(refused(&[]).to_string().contains("not those of its parameters"));
    assert!(
        refused(&[Setting::Switch(true), Setting::Text("none".into())]).to_string().contains("not those")
    );
}

#[test]
fn columns_of_another_number_or_type_never_reach_the_plugin() {
    let moment = Moment { tick: 0, day: 0, year: 1970, month: 1, day_of_month: 1, tick_days: 7, key: 0 };
    let mut instance = tame_with("none");
    let (flow, transit) = ([0.0; LANES], [0_u32; LANES]);
    let mut attempt = |inputs: &[Slice<'_>], with_decision: bool| {
        let mut tariff = [0.0; LANES];
        let mut outputs = [SliceMut::F64(&mut tariff), SliceMut::U8(&mut [])];
        let outputs = &mut outputs[..1 + usize::from(with_decision)];
        instance.on_tick(Call { moment, inputs, versions: &[], outputs, services: &mut Heard::default() })
    };
    let good = [Slice::F64(&flow), Slice::U32(&transit)];
    assert!(attempt(&good, true).is_ok());
    for (inputs, with_decision) in
        [(&good[..1], true), (&good[..], false), (&[Slice::U32(&transit), Slice::F64(&flow)][..], true)]
    {
        assert!(attempt(inputs, with_decision).unwrap_err().message.contains("other columns"));
    }
}

#[test]
fn a_state_goes_from_one_instance_to_another() {
    let mut instance = tame_with("none");
    for _ in 0..3 {
        called(&mut *instance, Hook::OnTick).unwrap();
    }
    let state = instance.save().unwrap();
    assert_eq!(state, 3_u64.to_ne_bytes(), "three ticks");
    let mut other = tame_with("none");
    other.load(&state).unwrap();
    assert_eq!(other.save().unwrap(), state);
    let told = other.load(&[1, 2]).unwrap_err();
    assert_eq!((told.status, told.message.as_str()), (Status::Invalid, "this is no state of mine"));
    assert_eq!(other.save().unwrap(), state, "a state that is refused changes nothing");
}

#[test]
fn a_large_state_is_asked_for_again_with_room() {
    let mut instance = created(&load(tame(&[])).unwrap(), 9.0, "none");
    // 8 + 9 * 1000 bytes, more than the 4,096 of the first attempt.
    assert_eq!(instance.save().unwrap().len(), 9_008);
}

#[test]
fn nonsense_about_the_size_of_a_state_is_told() {
    let told = |fault: &str| tame_with(fault).save().unwrap_err().message;
    assert!(told("save:huge").contains("18446744073709551615 bytes"));
    assert!(told("save:growing").contains("first asked for 4097 bytes of room and then for 4098"));
    assert!(told("save:error").contains("as it was told"));
    assert!(tame_with("load:error").load(&[0; 8]).unwrap_err().message.contains("as it was told"));
}

#[test]
fn a_plugin_without_state_is_never_asked_for_one() {
    let library = load(tame(&["-DDETAILS=\"parameter rate number\\nparameter fault text\\n\""])).unwrap();
    let mut instance = created(&library, 0.5, "save:error");
    assert!(instance.save().unwrap().is_empty());
    assert!(instance.load(&[]).is_ok());
    assert!(instance.load(&[1]).unwrap_err().message.contains("keeps no state"));
}

#[test]
fn an_instance_may_move_to_another_thread() {
    let mut instance: Box<dyn Instance> = tame_with("none");
    let tariff =
        std::thread::spawn(move || called(&mut *instance, Hook::OnTick).unwrap().tariff).join().unwrap();
    assert_eq!(tariff[1], 2.5);
}

/// Services that fail.
struct Broken;

impl coercivity_policy::Services for Broken {
    fn log(&mut self, _: Level, _: &str) {
        panic!("the host's own mistake");
    }
    fn metric(&mut self, _: coercivity_policy::Metric<'_>) -> bool {
        false
    }
    fn event(&mut self, _: coercivity_policy::Note<'_>) -> bool {
        false
    }
    fn restrict(&mut self, _: Restriction) -> bool {
        false
    }
}

#[test]
fn a_panic_in_the_host_does_not_pass_through_the_plugin_and_is_not_lost() {
    let library = load(tame(&[])).unwrap();
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        library.create(&names(), &settings(0.5, "none"), 7, &mut Broken).map(drop)
    }));
    assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"the host's own mistake"));
}
