//! `coercivity plugin new`: a small policy with tests, a scenario and everything that it needs to be built, in a new
//! folder. The texts lie in `scaffold/`; `{{name}}` and the like stand for what differs.

use super::sdk::{HEADER, LICENCES, SOURCES};
use crate::{
    args::PluginNewArguments,
    exit::{self, Code, Failure},
    facts, terminal,
};
use coercivity_policy::is_snake_case;
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Longest name of a plugin, as long as a name in the log of a run.
const NAME_MAX: usize = 64;

/// Name of the scenario that the plugin's own one is based on.
const NEIGHBOUR: &str = "three_firms";

/// Words that cannot be the name of a crate.
const RESERVED: &[&str] = &[
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "coercivity_policy",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc_macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// A file of a scaffold: path and text.
type Item = (&'static str, &'static str);

const RUST: &[Item] = &[
    ("Cargo.toml", include_str!("../../../scaffold/rust/Cargo.toml.txt")),
    ("src/lib.rs", include_str!("../../../scaffold/rust/lib.rs.txt")),
    ("README.md", include_str!("../../../scaffold/rust/README.md")),
    (".gitignore", "/target\n/runs\n"),
    ("sdk/Cargo.toml", include_str!("../../../scaffold/rust/sdk.toml.txt")),
];

const C: &[Item] = &[
    ("Makefile", include_str!("../../../scaffold/c/Makefile")),
    ("src/{{name}}.c", include_str!("../../../scaffold/c/policy.c")),
    ("tests/test.c", include_str!("../../../scaffold/c/test.c")),
    ("README.md", include_str!("../../../scaffold/c/README.md")),
    (".gitignore", "/build\n/runs\n"),
];

/// Three firms that need nothing else, and the scenario that lets the plugin loose on them.
const WORLD: &[Item] = &[
    ("scenarios/three_firms.ron", include_str!("../../../../../configs/scenarios/minimal.ron")),
    ("scenarios/{{name}}.ron", include_str!("../../../scaffold/scenario.ron")),
];

pub(crate) fn run(arguments: &PluginNewArguments) -> exit::Outcome {
    let name = &arguments.name;
    checked(name)?;
    let folder = arguments.dir.clone().unwrap_or_else(|| PathBuf::from(name));
    if fs::symlink_metadata(&folder).is_ok() {
        let words = format!(
            "{} is there already, and nothing is overwritten. Name another with --dir.",
            folder.display()
        );
        return Err(Failure::new(Code::Files, words));
    }
    let write = |path: &str, text: &str| {
        let path = folder.join(filled(path, name));
        written(&path, text).map_err(|error| {
            Failure::new(Code::Files, format_args!("Cannot write {}: {error}.", path.display()))
        })
    };
    let own = if arguments.c { C } else { RUST };
    for (path, text) in own.iter().chain(WORLD) {
        write(path, &filled(text, name))?;
    }
    // What comes from the project itself has no blanks, and is passed on as it is.
    let carried = if arguments.c { "include" } else { "sdk" };
    for (path, text) in LICENCES {
        write(&format!("{carried}/{path}"), text)?;
    }
    if arguments.c {
        write("include/coercivity_policy.h", HEADER)?;
    } else {
        SOURCES.iter().try_for_each(|(path, text)| write(&format!("sdk/{path}"), text))?;
    }
    terminal::print(&next_steps(&folder, name, arguments.c))?;
    Ok(ExitCode::SUCCESS)
}

fn checked(name: &str) -> Result<(), Failure> {
    let wrong = |why: String| {
        Err(Failure::new(Code::Usage, format_args!("`{name}` cannot be the name of a plugin: {why}.")))
    };
    if !is_snake_case(name) {
        return wrong("it begins with a small letter and goes on with small letters, digits and `_`, such as export_cap".into());
    }
    if name.len() > NAME_MAX {
        return wrong(format!("it has {} letters, and {NAME_MAX} are the most", name.len()));
    }
    if name == NEIGHBOUR {
        return wrong("a scenario that comes along is called so".into());
    }
    if RESERVED.contains(&name) {
        return wrong("the word has a meaning of its own in Rust or for Cargo".into());
    }
    Ok(())
}

fn written(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

/// A template with its blanks filled.
fn filled(template: &str, name: &str) -> String {
    let text = template.replace("{{name}}", name);
    text.replace("{{version}}", env!("CARGO_PKG_VERSION")).replace("{{rust}}", env!("CARGO_PKG_RUST_VERSION"))
}

fn next_steps(folder: &Path, name: &str, is_c: bool) -> String {
    let place = facts::join([folder.display().to_string()]);
    let (build, output) =
        if is_c { ("make test", "build") } else { ("cargo test && cargo build --release", "target/release") };
    format!(
        "Wrote {place}. Next:\n  cd {place}\n  {build}\n  coercivity plugin check {name} --plugin {output}\n  \
         coercivity run scenarios/{name}.ron --plugin {output}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_snake_case_is_a_name() {
        assert!(checked("export_cap2").is_ok());
        for name in
            ["", "Export", "2cap", "export-cap", "a/b", "..", "match", "test", NEIGHBOUR, &"a".repeat(65)]
        {
            assert_eq!(checked(name).unwrap_err().code, Code::Usage, "{name}");
        }
    }

    #[test]
    fn blanks_are_filled_and_none_is_left() {
        assert_eq!(filled("src/{{name}}.c", "export_cap"), "src/export_cap.c");
        assert!(WORLD.iter().any(|item| item.0 == format!("scenarios/{NEIGHBOUR}.ron")));
        for (path, text) in RUST.iter().chain(C).chain(WORLD) {
            let text = filled(path, "a_b") + &filled(text, "a_b");
            assert!(!text.contains("{{"), "{path} has a blank that nothing fills");
        }
    }
}
