//! The header is written by hand; a compiler and this crate say whether it is right.

use coercivity_policy::{Card, Column, Effect, Element, Kind, NO_LIMIT, NONE, Rule, Status, abi};
use std::collections::BTreeSet;
use std::mem::offset_of;
use std::path::{Path, PathBuf};
use std::process::Command;

const HEADER: &str = include_str!("../../include/coercivity_policy.h");

/// A struct by its name in C, with its size and its fields' offsets.
type Layout = (&'static str, usize, Vec<(&'static str, usize)>);

macro_rules! layouts {
    ($($name:ident = $c:literal: $($field:ident)*;)*) => {
        vec![$(($c, size_of::<abi::$name>(), vec![$((stringify!($field), offset_of!(abi::$name, $field))),*])),*]
    };
}

fn layouts() -> Vec<Layout> {
    layouts! {
        Text = "coercivity_text": data length;
        ManifestHead = "coercivity_manifest_head": magic abi flags length;
        Metric = "coercivity_metric": struct_size jurisdiction good reserved name unit value;
        Event = "coercivity_event": struct_size jurisdiction good firm name detail;
        Restriction = "coercivity_restriction":
            struct_size exporter_kind exporter importer_kind importer good status regime;
        Host = "coercivity_host": struct_size abi log draw exp ln pow metric event restrict;
        Names = "coercivity_names": struct_size tick_days n_goods goods good_units good_base_units good_prices_usd
            good_is_final n_jurisdictions jurisdictions n_stages stages stage_rows n_recipes recipes n_regimes regimes
            n_measures measures n_named named named_rows;
        Setting = "coercivity_setting": struct_size kind number integer text n_items items days values;
        Error = "coercivity_error": struct_size parameter row text capacity length;
        Create = "coercivity_create": struct_size reserved context names settings n_settings error;
        Call = "coercivity_call": struct_size tick_days context error tick day year month day_of_month reserved key
            n_inputs inputs input_rows n_outputs outputs output_rows;
        Plugin = "coercivity_plugin": struct_size abi create destroy on_tick decide settle save load;
    }
}

fn constants() -> Vec<(String, u64)> {
    let fixed = [
        ("ABI", u64::from(abi::ABI)),
        ("FLAG_CONTAINED", u64::from(abi::FLAG_CONTAINED)),
        ("NO_INDEX", u64::from(abi::NO_INDEX)),
        ("NO_LIMIT", NO_LIMIT as u64),
        ("NONE", u64::from(NONE)),
        ("NO_ROW", u64::MAX),
        ("OK", Status::Ok as u64),
        ("INVALID", Status::Invalid as u64),
        ("DISCARD", Status::Discard as u64),
        ("ERROR", Status::Error as u64),
        ("FATAL", Status::Fatal as u64),
        ("PANICKED", Status::Panicked as u64),
        ("INFO", coercivity_policy::Level::Info as u64),
        ("WARNING", coercivity_policy::Level::Warning as u64),
        ("PARTY_ANY", u64::from(abi::PARTY_ANY)),
        ("PARTY_JURISDICTION", u64::from(abi::PARTY_JURISDICTION)),
        ("PARTY_FIRM", u64::from(abi::PARTY_FIRM)),
        // Codes that the schema gives in words: `0 open, 1 grace, 2 licence, 3 ban` and `1 grant, 2 defer, 3 refuse`.
        ("OPEN", 0),
        ("GRACE", 1),
        ("LICENCE", 2),
        ("BAN", 3),
        ("AS_OFFICE", 0),
        ("GRANT", 1),
        ("DEFER", 2),
        ("REFUSE", 3),
    ];
    let kinds = Kind::ALL.into_iter().map(|kind| (kind.name().to_uppercase(), kind as u64));
    fixed.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(kinds).collect()
}

/// The name of a field in C, where `restrict` is a keyword.
fn c_field(field: &str) -> &str {
    if field == "restrict" { "restrict_trade" } else { field }
}

fn compile(compiler: &str, flags: &[&str], name: &str, source: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("header");
    std::fs::create_dir_all(&folder).unwrap();
    let (input, output) = (folder.join(name), folder.join(format!("{name}.out")));
    std::fs::write(&input, source).unwrap();
    let include = concat!("-I", env!("CARGO_MANIFEST_DIR"), "/include");
    let strict = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", include];
    let run = Command::new(compiler).args(strict).args(flags).arg(&input).arg("-o").arg(&output).output();
    let run = run.unwrap_or_else(|error| panic!("these tests need the compiler `{compiler}`: {error}"));
    assert!(run.status.success(), "{compiler} {name}:\n{}", String::from_utf8_lossy(&run.stderr));
    output
}

fn probe() -> String {
    let mut lines = String::new();
    for (name, _, fields) in layouts() {
        lines += &format!("P(\"{name}\", sizeof({name}));\n");
        for (field, _) in fields {
            lines += &format!("P(\"{name}.{field}\", offsetof({name}, {}));\n", c_field(field));
        }
    }
    for (name, _) in constants() {
        lines += &format!("P(\"{name}\", COERCIVITY_{name});\n");
    }
    format!(
        "#include <stddef.h>\n#include <stdio.h>\n#include \"coercivity_policy.h\"\n\
         #define P(name, value) printf(\"%s %llu\\n\", name, (unsigned long long)(value))\n\
         int main(void) {{\n{lines}return 0;\n}}\n"
    )
}

fn wanted() -> String {
    let mut lines = String::new();
    for (name, size, fields) in layouts() {
        lines += &format!("{name} {size}\n");
        for (field, offset) in fields {
            lines += &format!("{name}.{field} {offset}\n");
        }
    }
    for (name, value) in constants() {
        lines += &format!("{name} {value}\n");
    }
    lines
}

#[test]
fn sizes_offsets_and_constants_are_the_same_in_c_and_cpp() {
    let c = compile("cc", &["-std=c11"], "probe.c", &probe());
    let cpp = compile("c++", &["-std=c++11"], "probe.cc", &probe());
    for program in [c, cpp] {
        let said = Command::new(&program).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&said.stdout), wanted(), "{}", program.display());
    }
}

#[test]
fn no_struct_and_no_constant_of_the_header_is_left_unchecked() {
    let structs: BTreeSet<&str> =
        HEADER.lines().filter_map(|line| line.strip_prefix("typedef struct ")).collect();
    let structs: BTreeSet<&str> = structs.iter().map(|line| line.trim_end_matches(" {")).collect();
    assert_eq!(structs, layouts().iter().map(|layout| layout.0).collect());
    let macros = ["EXPORT", "C", "MANIFEST", "ENTRY", "POLICY_H"];
    let defined = HEADER.lines().filter_map(|line| line.strip_prefix("#define COERCIVITY_"));
    let defined = defined.filter_map(|line| line.split([' ', '(']).next());
    let defined: BTreeSet<String> =
        defined.filter(|name| !macros.contains(name)).map(str::to_owned).collect();
    assert_eq!(defined, constants().into_iter().map(|constant| constant.0).collect());
}

fn c_type(element: Element) -> &'static str {
    match element {
        Element::F64 => "double",
        Element::F32 => "float",
        Element::U64 => "uint64_t",
        Element::U32 => "uint32_t",
        Element::U16 => "uint16_t",
        Element::U8 => "uint8_t",
    }
}

/// Entries of a table in the header's first comment: lines indented by three spaces.
fn entries<'a>(from: &str, to: &str) -> Vec<Vec<&'a str>> {
    let (first, end) = (HEADER.find(from).unwrap(), HEADER.find(to).unwrap());
    let lines = HEADER[first..end].lines().filter_map(|line| line.strip_prefix(" *   "));
    lines.filter(|line| !line.starts_with(' ')).map(|line| line.split_whitespace().collect()).collect()
}

#[test]
fn columns_of_the_header_are_those_of_the_schema() {
    let entries = entries("COLUMNS TO READ", "EFFECTS TO WRITE");
    assert_eq!(entries.len(), Column::ALL.len());
    for (entry, column) in entries.iter().zip(Column::ALL) {
        assert_eq!(entry[..2], [column.name(), c_type(column.element())]);
        assert_eq!(entry[2..].join(" "), format!("{} {}", column.unit(), column.help()));
    }
}

#[test]
fn effects_of_the_header_are_those_of_the_schema() {
    let entries = entries("EFFECTS TO WRITE", "#ifndef COERCIVITY_POLICY_H");
    assert_eq!(entries.len(), Effect::ALL.len());
    for (entry, effect) in entries.iter().zip(Effect::ALL) {
        assert_eq!(entry[..2], [effect.name(), c_type(effect.element())]);
        let (low, high) = entry[3].split_once("..").unwrap();
        let numbers: Vec<f64> = [entry[2], low, high].iter().map(|number| number.parse().unwrap()).collect();
        assert_eq!(numbers, [effect.neutral(), effect.range().0, effect.range().1], "{}", effect.name());
        let rule = match effect.rule() {
            Rule::Sum => "sum",
            Rule::Smallest => "smallest",
            Rule::Largest => "largest",
            Rule::Product => "product",
            Rule::First => "first",
        };
        assert_eq!(entry[4], rule);
        assert_eq!(entry[5..].join(" "), effect.unit());
        assert!(HEADER.contains(&format!(" *       {}\n", effect.help())), "{}", effect.name());
    }
}

#[test]
fn kinds_of_parameters_in_the_header_are_those_of_the_manifest() {
    let entries = entries("KINDS OF PARAMETERS", "ROWS, with");
    let names: Vec<&str> = entries.iter().map(|entry| entry[0]).filter(|name| *name != "Lists").collect();
    assert_eq!(names, Kind::ALL.map(Kind::name));
}

const IDLE: &str = r#"
#include "coercivity_policy.h"
static const coercivity_host *host;
static int state;
static int32_t create(const coercivity_create *given, void **instance) {
    if (given->n_settings != 1) return coercivity_fail(given->error, COERCIVITY_INVALID, "no rate");
    *instance = &state;
    return COERCIVITY_OK;
}
static void destroy(void *instance) { (void)instance; }
static int32_t on_tick(void *instance, const coercivity_call *call) {
    (void)instance;
    return call->n_outputs == coercivity_lane(0, 0, 0, 0) ? COERCIVITY_OK : COERCIVITY_ERROR;
}
static const coercivity_plugin plugin = {sizeof plugin, COERCIVITY_ABI, create, destroy, on_tick, 0, 0, 0, 0};
COERCIVITY_MANIFEST("id idle\n"
                    "version 1.0.0\n"
                    "summary Does nothing, with a parameter.\n"
                    "parameter rate number\n"
                    "default 0.5\n")
COERCIVITY_ENTRY(given) {
    host = given;
    return host->abi == COERCIVITY_ABI ? &plugin : 0;
}
"#;

#[test]
fn the_macros_export_a_manifest_that_the_host_reads_from_c_and_cpp() {
    let flags = |standard| [standard, "-shared", "-fPIC", "-fvisibility=hidden"];
    let c = compile("cc", &flags("-std=c11"), "idle.c", IDLE);
    let cpp = compile("c++", &flags("-std=c++11"), "idle.cc", IDLE);
    for library in [c, cpp] {
        let bytes = std::fs::read(&library).unwrap();
        let at = bytes.windows(16).position(|window| window == abi::MAGIC).unwrap();
        let number = |from: usize| u32::from_le_bytes(bytes[at + from..at + from + 4].try_into().unwrap());
        assert_eq!([number(16), number(20), number(28)], [abi::ABI, abi::FLAG_CONTAINED, 0]);
        let text = &bytes[at + 32..at + 32 + number(24) as usize];
        let card = Card::parse(std::str::from_utf8(text).unwrap()).unwrap();
        assert_eq!((card.id.as_str(), card.parameters.len()), ("idle", 1));
    }
}
