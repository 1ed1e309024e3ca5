//! Plugins in processes of their own: the same answers as in this process, and whatever a plugin does, this process goes
//! on and says what it was.

use crate::world::{Heard, Hook, LANES, built, called, names, settings, tame};
use coercivity_host::{Carrier, HostError, Inspected, Isolation, Libraries, Plugin, Program, inspect};
use coercivity_policy::{Call, Fault, Instance, Level, Moment, Slice, SliceMut, Status};
use std::{path::PathBuf, time::Duration};

fn isolated(limit: Duration) -> Carrier {
    let file = PathBuf::from(env!("CARGO_BIN_EXE_coercivity-cell"));
    Carrier::Isolated(Isolation { program: Program { file, arguments: Vec::new() }, limit })
}

fn patient() -> Carrier {
    isolated(Duration::from_secs(60))
}

fn wild(flags: &[&str]) -> Inspected {
    inspect(&built("wild.c", flags)).unwrap()
}

fn made(plugin: &Plugin, fault: &str) -> Result<Box<dyn Instance>, HostError> {
    plugin.create(&names(), &settings(0.5, fault), 7, &mut Heard::default())
}

/// What comes of a fault of `wild` in a hook.
fn ended(plugin: &Plugin, fault: &str, hook: Hook) -> Fault {
    called(&mut *made(plugin, fault).unwrap(), hook).unwrap_err()
}

/// Expects that `fault` in `on_tick` ends the process with these words, and that another instance works as before.
fn ends_with(cases: &[(&str, &str)]) {
    let plugin = Plugin::load(wild(&[]), &patient()).unwrap();
    for (fault, words) in cases {
        let told = ended(&plugin, &format!("on_tick:{fault}"), Hook::OnTick);
        assert!(told.message.contains(words), "{fault}: {told}");
        assert_eq!((told.parameter, told.row), (None, None), "{fault}");
        let mut other = made(&plugin, "none").unwrap();
        assert_eq!(called(&mut *other, Hook::OnTick).unwrap().tariff[3], 3.5, "after {fault}");
    }
}

#[test]
fn answers_and_faults_are_those_of_the_same_plugin_in_this_process() {
    let native = Plugin::load(tame(&[]), &Carrier::Native).unwrap();
    let apart = Plugin::load(tame(&[]), &patient()).unwrap();
    assert_eq!((native.carrier(), apart.carrier()), ("native", "isolated"));
    assert_eq!((native.sha256(), native.abi()), (apart.sha256(), apart.abi()));
    let words = [
        "none", "services", "log", "invalid", "discard", "error", "panicked", "unknown", "silent", "bytes",
        "long", "mode",
    ];
    for word in words {
        for (hook, name) in [(Hook::OnTick, "on_tick"), (Hook::Decide, "decide"), (Hook::Settle, "settle")] {
            let fault = format!("{name}:{word}");
            let [one, other] = [&native, &apart].map(|plugin| {
                let mut instance = made(plugin, &fault).unwrap();
                let first = called(&mut *instance, hook).map(|written| format!("{written:?}"));
                (first, called(&mut *instance, Hook::OnTick).map(|written| format!("{written:?}")))
            });
            assert_eq!(one, other, "{fault}");
        }
    }
}

#[test]
fn refusals_at_creation_and_states_are_the_same_too() {
    let plugins = [Carrier::Native, patient()].map(|carrier| Plugin::load(tame(&[]), &carrier).unwrap());
    for word in ["invalid", "error", "unknown", "null"] {
        let [one, other] = plugins
            .each_ref()
            .map(|plugin| made(plugin, &format!("create:{word}")).map(drop).unwrap_err().to_string());
        assert_eq!(one, other);
    }
    let saved = plugins.each_ref().map(|plugin| {
        let mut instance = plugin.create(&names(), &settings(9.0, "none"), 7, &mut Heard::default()).unwrap();
        called(&mut *instance, Hook::OnTick).unwrap();
        let state = instance.save().unwrap();
        let mut other = made(plugin, "none").unwrap();
        other.load(&state).unwrap();
        let refused = other.load(&[1, 2]).unwrap_err();
        (state, other.save().unwrap(), refused)
    });
    assert_eq!(saved[0].0.len(), 9_008);
    assert_eq!(saved[0], saved[1]);
    for word in ["huge", "growing", "error"] {
        let told = plugins.each_ref().map(|plugin| made(plugin, &format!("save:{word}")).unwrap().save());
        assert_eq!(told[0], told[1]);
    }
}

#[test]
fn create_can_use_the_log() {
    let mut heard = Heard::default();
    let plugin = Plugin::load(tame(&[]), &patient()).unwrap();
    plugin.create(&names(), &settings(0.5, "none"), 7, &mut heard).unwrap();
    assert_eq!(heard.log, [(Level::Info, String::from("created"))]);
}

#[test]
fn after_a_fatal_failure_no_use_of_the_plugin_is_called_again_and_after_a_crash_it_is() {
    let plugin = Plugin::load(tame(&[]), &patient()).unwrap();
    let mut other = made(&plugin, "none").unwrap();
    called(&mut *made(&plugin, "settle:fatal").unwrap(), Hook::Settle).unwrap_err();
    assert_eq!(called(&mut *other, Hook::OnTick).unwrap_err().status, Status::Fatal);
    assert!(made(&plugin, "none").map(drop).unwrap_err().to_string().contains("failed for good"));
    let plugin = Plugin::load(wild(&[]), &patient()).unwrap();
    let mut other = made(&plugin, "none").unwrap();
    let mut broken = made(&plugin, "on_tick:null").unwrap();
    let told = called(&mut *broken, Hook::OnTick).unwrap_err();
    let again = called(&mut *broken, Hook::Decide).unwrap_err();
    assert!(again.message.contains("failed before") && again.message.contains(&told.message), "{again}");
    assert!(broken.save().is_err() && broken.load(&[0; 8]).is_err());
    assert!(called(&mut *other, Hook::OnTick).is_ok());
}

#[test]
fn crashes_and_ends_are_told() {
    ends_with(&[
        ("null", "its process was ended by SIGSEGV (signal 11): it used a null pointer"),
        ("wild", "SIGSEGV (signal 11): it touched the address 0x123456789000, which it does not have"),
        ("abort", "SIGABRT (signal 6): it called abort; its last words: the books make no sense"),
        ("exit", "its process was ended by exit with code 0"),
        ("exit3", "its process was ended by exit with code 3"),
        ("divide", "SIGFPE (signal 8): it divided by zero"),
        ("stack", "SIGSEGV (signal 11): its stack overflowed"),
        ("illegal", "SIGILL (signal 4)"),
        ("term", "SIGTERM (signal 15)"),
        ("huge", "SIGSEGV (signal 11): it used a null pointer"),
    ]);
}

#[test]
fn system_calls_that_are_not_allowed_are_told_by_name_and_not_made() {
    ends_with(&[
        ("open", "it asked for the system call `openat` (257), which an isolated plugin may not"),
        ("create_file", "`openat`"),
        ("socket", "`socket`"),
        ("fork", "`clone`"),
        ("thread", "`clone3`"),
        ("exec", "`execve`"),
        ("kill", "`getppid`"),
        ("signals", "`rt_sigaction`"),
        ("sleep", "`clock_nanosleep`"),
        ("stat", "`access`"),
    ]);
    assert!(!std::path::Path::new("/tmp/coercivity_wild").exists());
}

#[test]
fn writes_and_reads_out_of_bounds_are_told_with_the_column() {
    ends_with(&[
        ("past", "it went past the end of the column lanes.tariff"),
        ("far_past", "it went past the end of the column lanes.tariff"),
        ("before", "it wrote before the beginning of the column lanes.tariff"),
        ("input", "it wrote to the column lanes.flow, which is there to be read"),
        ("read_past", "it went past the end of the column lanes.flow"),
    ]);
}

#[test]
fn a_channel_that_is_closed_or_written_to_is_told() {
    let plain = "its process wrote to its channel what is no answer";
    ends_with(&[
        ("hang_up", "its process closed its channel to the program"),
        ("garbage", plain),
        ("long", plain),
        ("forge", plain),
        ("half", "its process was ended by exit with code 0"),
    ]);
}

#[test]
fn a_call_that_never_returns_is_ended_at_its_limit() {
    let plugin = Plugin::load(wild(&[]), &isolated(Duration::from_millis(300))).unwrap();
    for (hook, name) in [(Hook::OnTick, "on_tick"), (Hook::Decide, "decide"), (Hook::Settle, "settle")] {
        let told = ended(&plugin, &format!("{name}:loop"), hook).message;
        assert_eq!(told, "it had not returned after 300 ms, and its process was ended");
    }
    let told = made(&plugin, "save:loop").unwrap().save().unwrap_err().message;
    assert!(told.contains("had not returned after 300 ms"), "{told}");
    // Nobody waits longer for a farewell.
    drop(made(&plugin, "destroy:loop").unwrap());
}

#[test]
fn every_function_may_end_its_process() {
    let plugin = Plugin::load(wild(&[]), &patient()).unwrap();
    for (hook, name) in [(Hook::Decide, "decide"), (Hook::Settle, "settle")] {
        assert!(ended(&plugin, &format!("{name}:exit3"), hook).message.contains("exit with code 3"));
    }
    assert!(made(&plugin, "save:abort").unwrap().save().unwrap_err().message.contains("SIGABRT"));
    assert!(made(&plugin, "load:null").unwrap().load(&[0; 8]).unwrap_err().message.contains("null pointer"));
    let told = made(&plugin, "create:open").map(drop).unwrap_err().to_string();
    assert!(told.contains("Plugin `wild`") && told.contains("cannot start: its process was ended"), "{told}");
    assert!(told.contains("`openat`"), "{told}");
    drop(made(&plugin, "destroy:abort").unwrap());
}

#[test]
fn code_that_runs_at_load_is_behind_the_lock() {
    let told = |flags: &str| Plugin::load(wild(&[flags]), &patient()).map(drop).unwrap_err().to_string();
    let crash = told("-DAT_LOAD=end_or_hang(\"null\")");
    assert!(
        crash.contains("Plugin `wild`")
            && crash.contains("cannot be loaded: its process was ended by SIGSEGV"),
        "{crash}"
    );
    assert!(told("-DAT_LOAD=ask_the_system(\"open\")").contains("`openat`"));
    assert!(told("-DAT_LOAD=ask_the_system(\"socket\")").contains("`socket`"));
    assert!(told("-DAT_LOAD=exit(3)").contains("exit with code 3"));
    assert!(told("-DIN_ENTRY=abort()").contains("SIGABRT"));
}

#[test]
fn what_is_wrong_with_a_plugin_is_told_as_in_this_process() {
    for flags in ["-DTABLE_SIZE=8", "-DNULL_ENTRY", "-DUNDEFINED", "-DMODE_AT_LOAD"] {
        let [one, other] = [Carrier::Native, patient()]
            .map(|carrier| Plugin::load(tame(&[flags]), &carrier).map(drop).unwrap_err());
        assert_eq!(one.to_string(), other.to_string());
    }
}

#[test]
fn columns_may_grow_and_shrink_from_call_to_call() {
    let plugin = Plugin::load(wild(&[]), &patient()).unwrap();
    let mut instance = made(&plugin, "none").unwrap();
    for rows in [8, 1, 20_000, 0, 200_000, 3] {
        let flow: Vec<f64> = (0..rows).map(f64::from).collect();
        let transit = vec![2_u32; flow.len()];
        let mut tariff = vec![0.0; flow.len()];
        let moment = Moment { tick: 0, day: 0, year: 1970, month: 1, day_of_month: 1, tick_days: 7, key: 0 };
        let mut outputs = [SliceMut::F64(&mut tariff), SliceMut::U8(&mut [])];
        let inputs = [Slice::F64(&flow), Slice::U32(&transit)];
        instance
            .on_tick(Call {
                moment,
                inputs: &inputs,
                versions: &[],
                outputs: &mut outputs,
                services: &mut Heard::default(),
            })
            .unwrap();
        assert!(tariff.iter().zip(&flow).all(|(tariff, flow)| *tariff == 0.5 + flow), "{rows} rows");
    }
}

#[test]
fn a_column_is_copied_again_when_its_version_its_rows_or_its_place_change() {
    let plugin = Plugin::load(wild(&[]), &patient()).unwrap();
    let mut instance = made(&plugin, "none").unwrap();
    // What is shown, its version, and what the plugin then sees: a version that is told stands for what lies there.
    let calls: [(f64, usize, u64, f64); 11] = [
        (1.0, 8, 7, 1.0),
        (2.0, 8, 7, 1.0),
        (3.0, 8, 8, 3.0),
        (4.0, 8, Call::UNKNOWN, 4.0),
        (5.0, 8, 8, 5.0),
        (6.0, 0, 8, 6.0),
        (6.0, 8, 8, 5.0),
        (7.0, 9, 8, 7.0),
        // Rooms grow, so all columns move.
        (8.0, 20_000, 9, 8.0),
        (9.0, 9, 9, 9.0),
        (10.0, 9, 9, 9.0),
    ];
    for (step, (shown, rows, version, seen)) in calls.into_iter().enumerate() {
        let (flow, transit, mut tariff) = (vec![shown; rows], vec![2_u32; rows], vec![0.0; rows]);
        let moment = Moment { tick: 0, day: 0, year: 1970, month: 1, day_of_month: 1, tick_days: 7, key: 0 };
        let mut outputs = [SliceMut::F64(&mut tariff), SliceMut::U8(&mut [])];
        let call = Call {
            moment,
            inputs: &[Slice::F64(&flow), Slice::U32(&transit)],
            versions: &[version],
            outputs: &mut outputs,
            services: &mut Heard::default(),
        };
        instance.on_tick(call).unwrap();
        assert!(tariff.iter().all(|tariff| *tariff == 0.5 + seen), "call {step}: {:?}", tariff.first());
    }
}

#[test]
fn processes_end_with_their_instances_and_leave_nothing() {
    let own = |state: Option<char>| {
        let mine = format!("{}", std::process::id());
        let stats = std::fs::read_dir("/proc")
            .unwrap()
            .flatten()
            .filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok());
        stats
            .filter(|stat| {
                let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
                fields[1] == mine && state.is_none_or(|state| fields[0].starts_with(state))
            })
            .count()
    };
    let plugin = Plugin::load(wild(&[]), &patient()).unwrap();
    drop((0..5).map(|_| made(&plugin, "none").unwrap()).collect::<Vec<_>>());
    ended(&plugin, "on_tick:exit", Hook::OnTick);
    drop(plugin);
    // Other tests run beside this one, so children may be there, but none that has ended and was forgotten for long.
    std::thread::sleep(Duration::from_millis(300));
    let mut zombies = own(Some('Z'));
    for _ in 0..50 {
        std::thread::sleep(Duration::from_millis(20));
        zombies = zombies.min(own(Some('Z')));
    }
    assert_eq!(zombies, 0);
}

#[test]
fn one_file_can_be_used_both_ways() {
    let mut libraries = Libraries::default();
    let native = libraries.load(tame(&[]), &Carrier::Native).unwrap();
    let apart = libraries.load(tame(&[]), &patient()).unwrap();
    assert_eq!((native.carrier(), apart.carrier()), ("native", "isolated"));
    libraries.load(tame(&[]), &isolated(Duration::from_secs(1))).unwrap();
    assert_eq!(libraries.iter().count(), 2);
    for plugin in [native, apart] {
        let written = called(&mut *made(&plugin, "none").unwrap(), Hook::OnTick).unwrap();
        assert_eq!(written.tariff, std::array::from_fn::<f64, LANES, _>(|row| 0.5 + 2.0 * row as f64));
    }
}

#[test]
fn a_program_that_is_no_cell_is_told() {
    for file in ["/bin/true", "/nowhere/at/all"] {
        let program = Program { file: file.into(), arguments: Vec::new() };
        let carrier = Carrier::Isolated(Isolation { program, limit: Duration::from_secs(5) });
        let told = Plugin::load(tame(&[]), &carrier).map(drop).unwrap_err().to_string();
        assert!(told.contains("Plugins cannot be isolated here"), "{told}");
    }
}

#[test]
fn a_library_that_the_lock_would_keep_out_is_told_before() {
    let told = Plugin::load(wild(&["-Wl,--no-as-needed", "-lresolv"]), &patient())
        .map(drop)
        .unwrap_err()
        .to_string();
    assert!(told.contains("needs the library `libresolv.so.2`"), "{told}");
    assert!(Plugin::load(wild(&["-Wl,--no-as-needed", "-lm"]), &patient()).is_ok());
}
