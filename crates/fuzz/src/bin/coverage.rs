//! Fuzzing that is steered by coverage: libFuzzer over the target that `COERCIVITY_TARGET` names.
#![no_main]

use coercivity_fuzz::{TARGETS, Target, target};
use std::sync::OnceLock;

fn chosen() -> &'static Target {
    static TARGET: OnceLock<&'static Target> = OnceLock::new();
    TARGET.get_or_init(|| {
        let name = std::env::var("COERCIVITY_TARGET").unwrap_or_default();
        target(&name).unwrap_or_else(|| {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            eprintln!("COERCIVITY_TARGET=`{name}` is no target. There are: {}", names.join(", "));
            std::process::exit(2);
        })
    })
}

/// Inputs that a target makes itself are laid beside those that were found, where libFuzzer looks for them.
fn lay_seeds() {
    let Some(folder) = std::env::var_os("COERCIVITY_SEEDS").map(std::path::PathBuf::from) else { return };
    for (n, bytes) in (chosen().seeds)().iter().enumerate() {
        if let Err(error) = std::fs::write(folder.join(format!("made-{n}")), bytes) {
            eprintln!("{}: {error}", folder.display());
        }
    }
}

libfuzzer_sys::fuzz_target!(init: lay_seeds(), |bytes: &[u8]| { (chosen().run)(bytes) });
