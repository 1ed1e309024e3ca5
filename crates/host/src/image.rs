//! The file format of a plugin: what the system's loader would choke on is told here in words.
//!
//! A loader maps what the headers speak of. Where the file ends before, touching the mapping kills the process, and
//! for another architecture the loader says that there is no such file; so both are looked at first.

use crate::{HostError, error::plural};
use coercivity_policy::abi::MANIFEST_SYMBOL;
use object::{
    Endianness, ExportTarget, FileKind, Object as _, ObjectKind, ObjectSegment as _, elf,
    read::{
        NameOrOrdinal,
        elf::{FileHeader, ProgramHeader as _, SectionHeader as _},
    },
};
use std::{env::consts, path::Path};

/// A shared library for this machine, all of it.
pub(crate) struct Image<'a> {
    path: &'a Path,
    file: object::File<'a>,
}

impl<'a> Image<'a> {
    /// Checks the format.
    pub(crate) fn parse(path: &'a Path, bytes: &'a [u8]) -> Result<Self, HostError> {
        match FileKind::parse(bytes) {
            Ok(FileKind::Elf32) => elf_fits::<elf::FileHeader32<Endianness>>(path, bytes)?,
            Ok(FileKind::Elf64) => elf_fits::<elf::FileHeader64<Endianness>>(path, bytes)?,
            Ok(_) if !bytes.starts_with(b"!<arch>") => {}
            _ => return Err(stranger(path, bytes)),
        }
        let damaged =
            |error: object::Error| HostError::Damaged { path: path.to_owned(), why: error.to_string() };
        let file = object::File::parse(bytes).map_err(damaged)?;
        let architecture = format!("{:?}", file.architecture()).to_lowercase();
        if architecture != consts::ARCH && !(architecture == "i386" && consts::ARCH == "x86") {
            return Err(foreign(path, &architecture));
        }
        if file.format() != object::BinaryFormat::native_object() {
            return Err(foreign(path, &format!("{:?} systems", file.format())));
        }
        match file.kind() {
            ObjectKind::Dynamic => Ok(Self { path, file }),
            ObjectKind::Relocatable => Err(not_a_library(path, "an object file", "Link it with -shared.")),
            ObjectKind::Executable => Err(not_a_library(path, "a program", "Build it as a shared library.")),
            _ => Err(not_a_library(path, "a file of another purpose", "Name the library file itself.")),
        }
    }

    /// The bytes from an exported symbol to the end of what the file holds of its segment.
    pub(crate) fn behind(&self, symbol: &'static str) -> Result<&'a [u8], HostError> {
        let missing = || HostError::NoSymbol { path: self.path.to_owned(), symbol };
        let address = self.address(symbol).ok_or_else(missing)?;
        for segment in self.file.segments() {
            let (start, data) = (segment.address(), segment.data().unwrap_or_default());
            if let Some(offset) = address.checked_sub(start).and_then(|offset| usize::try_from(offset).ok())
                && offset < data.len()
            {
                return Ok(&data[offset..]);
            }
        }
        let why = format!("`{symbol}` has no bytes in the file");
        if symbol == MANIFEST_SYMBOL {
            return Err(HostError::Manifest { path: self.path.to_owned(), why });
        }
        Err(HostError::Damaged { path: self.path.to_owned(), why })
    }

    fn address(&self, symbol: &str) -> Option<u64> {
        // Mach-O puts an underscore before the names of C.
        let is_meant = |name: &[u8]| {
            name == symbol.as_bytes() || (name.first() == Some(&b'_') && &name[1..] == symbol.as_bytes())
        };
        let mut exports = self.file.exports().ok()?.flatten();
        exports.find_map(|export| match (export.name(), export.target()) {
            (NameOrOrdinal::Name(name), ExportTarget::Address { address }) if is_meant(name) => Some(address),
            _ => None,
        })
    }
}

/// Checks class, machine and length of an ELF file.
fn elf_fits<Elf: FileHeader<Endian = Endianness>>(path: &Path, bytes: &[u8]) -> Result<(), HostError> {
    let short = |needed| HostError::CutShort { path: path.to_owned(), needed, length: bytes.len() as u64 };
    let damaged = |error: object::Error| HostError::Damaged { path: path.to_owned(), why: error.to_string() };
    let head = size_of::<Elf>() as u64;
    if (bytes.len() as u64) < head {
        return Err(short(head));
    }
    let header = Elf::parse(bytes).map_err(damaged)?;
    let endian = header.endian().map_err(damaged)?;
    let is_other_width = header.is_class_64() != (usize::BITS == 64);
    if is_other_width || header.is_little_endian() != cfg!(target_endian = "little") {
        let order = if header.is_little_endian() { "little-endian" } else { "big-endian" };
        let bits = if header.is_class_64() { 64 } else { 32 };
        let machine = machine_name(header.e_machine(endian).0);
        return Err(foreign(path, &format!("{machine} ({bits} bits, {order})")));
    }
    let machine = machine_name(header.e_machine(endian).0);
    if machine != consts::ARCH {
        return Err(foreign(path, &machine));
    }
    let table =
        |start: u64, entries: u16, size: u16| start.saturating_add(u64::from(entries) * u64::from(size));
    let tables = table(header.e_phoff(endian).into(), header.e_phnum(endian), header.e_phentsize(endian))
        .max(table(header.e_shoff(endian).into(), header.e_shnum(endian), header.e_shentsize(endian)));
    if tables > bytes.len() as u64 {
        return Err(short(tables));
    }
    let mut needed = 0;
    for program in header.program_headers(endian, bytes).map_err(damaged)? {
        let (start, size): (u64, u64) = (program.p_offset(endian).into(), program.p_filesz(endian).into());
        needed = needed.max(start.saturating_add(size));
    }
    let sections = header.section_headers(endian, bytes).map_err(damaged)?;
    for section in sections.iter().filter(|section| section.sh_type(endian) != elf::SHT_NOBITS) {
        let (start, size): (u64, u64) = (section.sh_offset(endian).into(), section.sh_size(endian).into());
        needed = needed.max(start.saturating_add(size));
    }
    if needed > bytes.len() as u64 { Err(short(needed)) } else { Ok(()) }
}

/// Libraries that an ELF file of 64 bits asks the system for.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) fn needed(path: &Path, bytes: &[u8]) -> Result<Vec<String>, HostError> {
    use object::read::elf::Dyn as _;
    let damaged = |error: object::Error| HostError::Damaged { path: path.to_owned(), why: error.to_string() };
    let names = || -> object::Result<Vec<String>> {
        let header = elf::FileHeader64::<Endianness>::parse(bytes)?;
        let endian = header.endian()?;
        let sections = header.sections(endian, bytes)?;
        let Some((entries, link)) = sections.dynamic(endian, bytes)? else { return Ok(Vec::new()) };
        let strings = sections.strings(endian, bytes, link)?;
        let needed = entries.iter().filter(|entry| entry.d_tag(endian) == elf::DT_NEEDED);
        needed.map(|entry| Ok(String::from_utf8_lossy(entry.string(endian, strings)?).into_owned())).collect()
    };
    names().map_err(damaged)
}

fn machine_name(machine: u16) -> String {
    let names = [(3, "x86"), (21, "powerpc64"), (22, "s390x"), (40, "arm"), (62, "x86_64"), (183, "aarch64")];
    let more = [(243, "riscv64"), (258, "loongarch64")];
    let known = names.iter().chain(&more).find(|name| name.0 == machine);
    known.map_or_else(|| format!("machine {machine}"), |name| name.1.to_owned())
}

fn foreign(path: &Path, theirs: &str) -> HostError {
    let ours = format!("{} on {}", consts::ARCH, consts::OS);
    HostError::Architecture { path: path.to_owned(), theirs: theirs.to_owned(), ours }
}

fn not_a_library(path: &Path, found: &str, fix: &'static str) -> HostError {
    HostError::NotALibrary { path: path.to_owned(), found: found.to_owned(), fix }
}

/// A file that is in no format of libraries.
fn stranger(path: &Path, bytes: &[u8]) -> HostError {
    const ELF: &[u8] = b"\x7fELF";
    if bytes.starts_with(ELF) || ELF.starts_with(bytes) {
        return HostError::CutShort { path: path.to_owned(), needed: 64, length: bytes.len() as u64 };
    }
    if bytes.starts_with(b"!<arch>") {
        let fix = "Build a shared one: crate-type = [\"cdylib\"] in Rust, -shared in C.";
        return not_a_library(path, "a static library", fix);
    }
    let is_text = std::str::from_utf8(&bytes[..bytes.len().min(64)]).is_ok_and(|text| !text.contains('\0'));
    let found = if is_text {
        String::from("a text file")
    } else {
        plural(bytes.len(), "byte") + " of unknown format"
    };
    not_a_library(path, &found, "Name the library file itself.")
}
