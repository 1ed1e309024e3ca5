//! Builds real plugin libraries for tests.
//!
//! What is built from C lies in the target folder under a hash of source, headers and flags, so that it is built once
//! and never stale; Cargo sees to the same for what is built from Rust.

use coercivity_base::StableId;
use std::{
    env::consts::{DLL_PREFIX, DLL_SUFFIX},
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// The folder with the C header of the plugin boundary.
#[must_use]
pub fn include_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../policy/include")
}

/// The shared library that `cc` (or what the variable `CC` names) makes of one C file: `tame.c` becomes `libtame.so`.
///
/// # Panics
/// If it does not compile; the panic shows the compiler's words.
#[must_use]
pub fn compile_c(source: &Path, flags: &[&str]) -> PathBuf {
    let name = source.file_stem().unwrap_or_default().to_string_lossy();
    let folder = target_folder().join(format!("c/{:016x}", fingerprint(source, flags).0));
    let library = folder.join(format!("{DLL_PREFIX}{name}{DLL_SUFFIX}"));
    if library.exists() {
        return library;
    }
    fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    // Tests run side by side, in threads and processes: each writes a file of its own and renames it.
    static BUILDS: AtomicU32 = AtomicU32::new(0);
    let build = BUILDS.fetch_add(1, Ordering::Relaxed);
    let partial = folder.join(format!("{}-{build}.partial", std::process::id()));
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let mut command = Command::new(compiler);
    command.args(["-shared", "-fPIC", "-fvisibility=hidden", "-std=c11", "-O1", "-Wall", "-Wextra", "-I"]);
    command.arg(include_folder()).args(flags).arg("-o").arg(&partial).arg(source);
    finished(&mut command);
    fs::rename(&partial, &library).unwrap_or_else(|error| panic!("{}: {error}", library.display()));
    library
}

/// The shared library of a crate that stands alone in a folder, built without the network.
///
/// # Panics
/// If it does not build; the panic shows Cargo's words.
#[must_use]
pub fn build_rust(folder: &Path) -> PathBuf {
    let manifest = folder.join("Cargo.toml");
    let text =
        fs::read_to_string(&manifest).unwrap_or_else(|error| panic!("{}: {error}", manifest.display()));
    let name =
        text.lines().find_map(|line| line.strip_prefix("name = ")).unwrap_or_default().trim_matches('"');
    let target = target_folder().join("rust").join(name);
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["build", "--quiet", "--offline", "--lib", "--manifest-path"]).arg(&manifest);
    finished(command.arg("--target-dir").arg(&target));
    let library = target.join(format!("debug/{DLL_PREFIX}{}{DLL_SUFFIX}", name.replace('-', "_")));
    assert!(library.exists(), "cargo made no {}: is it a cdylib?", library.display());
    library
}

/// The folder with the libraries of the policies in `plugins/`, built without the network, once in a process.
///
/// # Panics
/// If one does not build; the panic shows the compiler's words.
#[must_use]
pub fn shipped_plugins() -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let build = || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let target = target_folder().join("shipped");
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["build", "--quiet", "--offline", "--manifest-path"]).arg(root.join("Cargo.toml"));
        command.arg("--target-dir").arg(&target);
        let plugins = fs::read_dir(root.join("plugins")).into_iter().flatten().flatten();
        for plugin in plugins.filter(|plugin| plugin.path().join("Cargo.toml").is_file()) {
            let name = plugin.file_name().to_string_lossy().replace('_', "-");
            command.args(["--package", &format!("coercivity-plugin-{name}")]);
        }
        finished(&mut command);
        target.join("debug")
    };
    FOLDER.get_or_init(build).clone()
}

/// A folder for what tests build: beside the folder in which Cargo put this very test.
fn target_folder() -> PathBuf {
    let test = std::env::current_exe().unwrap_or_default();
    let profile = test.ancestors().find(|folder| folder.ends_with("deps")).and_then(Path::parent);
    let target = profile.and_then(Path::parent).map_or_else(std::env::temp_dir, Path::to_owned);
    target.join("tmp/plugins")
}

/// Of everything that the library is made of.
fn fingerprint(source: &Path, flags: &[&str]) -> StableId {
    let mut headers: Vec<PathBuf> = [source.parent().unwrap_or(Path::new(".")), &include_folder()]
        .into_iter()
        .flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "h"))
        .collect();
    headers.sort();
    let of_flags = flags.iter().fold(StableId(0), |hash, flag| hash.join(StableId::of(flag)));
    headers.iter().map(PathBuf::as_path).chain([source]).fold(of_flags, |hash, path| {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        hash.join(StableId::of(&text))
    })
}

fn finished(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed:\n{words}");
}
