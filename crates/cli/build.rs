//! Facts of the build for the manifest of a run (compiler, target and revision of the source), and the list of the
//! SDK's sources, which the program carries for the plugins that it scaffolds.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn main() {
    let target = std::env::var("TARGET").unwrap_or_else(|_| "unknown".into());
    println!("cargo::rustc-env=COERCIVITY_TARGET={target}");
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    println!("cargo::rustc-env=COERCIVITY_RUSTC={}", first_line(&compiler, &["--version"]));
    println!("cargo::rustc-env=COERCIVITY_GIT={}", first_line("git", &["rev-parse", "HEAD"]));
    println!("cargo::rerun-if-changed=build.rs");
    list_sdk();
    // The log of HEAD grows with every commit and checkout. Without it there is no repository to follow.
    let log = first_line("git", &["rev-parse", "--git-path", "logs/HEAD"]);
    if Path::new(&log).exists() {
        println!("cargo::rerun-if-changed={log}");
    }
}

fn first_line(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success());
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().map_or_else(|| "unknown".into(), str::to_owned)
}

/// Writes the sources of the SDK as a list of paths and texts to `sdk.rs` among the outputs.
fn list_sdk() {
    let sdk = folder_of_variable("CARGO_MANIFEST_DIR").join("../policy");
    let mut files = Vec::new();
    collect(&sdk.join("src"), &mut files);
    files.sort();
    let rows = files.iter().map(|file| {
        let name: Vec<_> =
            file.strip_prefix(&sdk).unwrap_or(file).iter().map(|part| part.to_string_lossy()).collect();
        format!("({:?}, include_str!({:?})),\n", name.join("/"), file.display().to_string())
    });
    let list = format!("&[\n{}]\n", rows.collect::<String>());
    let output = folder_of_variable("OUT_DIR").join("sdk.rs");
    if let Err(error) = fs::write(&output, list) {
        println!("cargo::error=cannot write {}: {error}", output.display());
    }
}

/// All Rust files under a folder. The folder itself is watched: a new file makes a new list.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn folder_of_variable(name: &str) -> PathBuf {
    PathBuf::from(std::env::var_os(name).unwrap_or_default())
}
