use coercivity_fuzz::mutate::{Luck, mutated};
use coercivity_fuzz::{TARGETS, Target, corpus, target};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Seconds after which one input hangs. It is a thousand times what the slowest needs.
const HANGS_S: u64 = 60;

/// Mutations of a target, and seconds after which no more are tried. `COERCIVITY_MUTATIONS` is another number of them, then
/// without an end; `COERCIVITY_SEED` another seed.
fn budget() -> (u64, u64, u64) {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed = number("COERCIVITY_SEED").unwrap_or(1);
    number("COERCIVITY_MUTATIONS").map_or((4_000, 6, seed), |many| (many, u64::MAX, seed))
}

/// Keeps an input that broke a target where it can be found.
fn keep(target: &Target, bytes: &[u8]) -> String {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("broken");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(target.name);
    std::fs::write(&path, bytes).unwrap();
    format!("the input is in {}; keep it in crates/fuzz/corpus/{}", path.display(), target.name)
}

/// Gives the inputs to the target on a thread of its own; fails with the one that panics or never ends.
fn try_all(target: &'static Target, inputs: impl Iterator<Item = (String, Vec<u8>)> + Send + 'static) -> u64 {
    let (tell, told) = mpsc::channel();
    let worker = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let mut done = 0;
        for (name, bytes) in inputs {
            if tell.send((name, bytes.clone())).is_err() {
                break;
            }
            if catch_unwind(AssertUnwindSafe(|| (target.run)(&bytes))).is_err() {
                return Err(done);
            }
            done += 1;
        }
        Ok(done)
    });
    let mut last = (String::new(), Vec::new());
    loop {
        match told.recv_timeout(Duration::from_secs(HANGS_S)) {
            Ok(input) => last = input,
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                panic!("{}: {} hangs; {}", target.name, last.0, keep(target, &last.1))
            }
        }
    }
    match worker.unwrap().join().unwrap() {
        Ok(done) => done,
        Err(_) => panic!("{}: {} panics; {}", target.name, last.0, keep(target, &last.1)),
    }
}

#[test]
fn every_input_of_the_corpus_is_taken_or_refused() {
    for target in TARGETS {
        let inputs = corpus(target).unwrap();
        assert!(!inputs.is_empty(), "{} has no inputs", target.name);
        try_all(target, inputs.into_iter());
    }
}

/// Seeded mutations of the corpus of a target.
#[expect(clippy::disallowed_methods, reason = "a slow machine tries fewer of them")]
fn mutate(name: &str) {
    let target = target(name).unwrap();
    let (most, seconds, seed) = budget();
    let inputs = corpus(target).unwrap();
    let start = Instant::now();
    let made = (0..most).take_while(move |_| start.elapsed().as_secs() < seconds).map(move |n| {
        let mut luck = Luck::new(seed << 32 ^ n);
        let (one, other) = (luck.below(inputs.len()), luck.below(inputs.len()));
        let bytes = mutated(&inputs[one].1, &inputs[other].1, &mut luck);
        (format!("mutation {n} of {} under seed {seed}", inputs[one].0), bytes)
    });
    let done = try_all(target, made);
    println!("{name}: {done} mutations in {:.1} s", start.elapsed().as_secs_f64());
}

macro_rules! mutations {
    ($($name:ident)*) => {$(
        mod $name {
            #[test]
            fn mutations_are_taken_or_refused() {
                super::mutate(stringify!($name));
            }
        }
    )*};
}

mutations! { scenario set import study card library manifest bench draw checkpoint state }

#[test]
fn all_targets_are_mutated() {
    assert_eq!(TARGETS.len(), 11, "add the new target to `mutations!`");
}
