//! A private copy of a library's bytes for the system's loader, so that what was hashed is what runs: overwriting the
//! file of a loaded library would change or kill the process that maps it.
//!
//! On Linux the copy is a sealed file in memory; elsewhere, and where the system refuses one, a private temporary file.

use crate::HostError;
use libloading::Library;
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// Opens a copy of `bytes`, which are a checked library, and resolves all its symbols. The copy is never closed.
pub(crate) fn open(id: &str, path: &Path, bytes: &[u8]) -> Result<Library, HostError> {
    #[cfg(target_os = "linux")]
    if let Ok(sealed) = sealed(id, bytes) {
        use std::os::fd::IntoRawFd as _;
        // The loader knows libraries by name, so the number must never stand for another file: it stays open.
        return open_file(id, path, &PathBuf::from(format!("/proc/self/fd/{}", sealed.into_raw_fd())));
    }
    let (folder, file) = temporary(id, bytes).map_err(HostError::io("make a private copy of", path))?;
    let opened = open_file(id, path, &file);
    // Windows keeps files that are in use; what cannot be removed is left to the system's own cleaning.
    let _ = fs::remove_file(&file).and_then(|()| fs::remove_dir(&folder));
    opened
}

/// A file in memory with these bytes, which nobody can change.
#[cfg(target_os = "linux")]
pub(crate) fn sealed(id: &str, bytes: &[u8]) -> std::io::Result<std::fs::File> {
    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
    let file = memfd_create(format!("lib{id}.so"), MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
    let mut file = fs::File::from(file);
    file.write_all(bytes)?;
    fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE | SealFlags::SEAL)?;
    Ok(file)
}

/// A file in a folder of its own, which must be new: nobody else can have prepared it.
fn temporary(id: &str, bytes: &[u8]) -> std::io::Result<(PathBuf, PathBuf)> {
    static COPIES: AtomicU32 = AtomicU32::new(0);
    let copy = COPIES.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("coercivity-{}-{copy}", std::process::id()));
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&folder)?;
    let file = folder.join(format!("{}{id}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX));
    fs::OpenOptions::new().write(true).create_new(true).open(&file)?.write_all(bytes)?;
    Ok((folder, file))
}

/// Opens a library from a file that stands for `path`.
pub(crate) fn open_file(id: &str, path: &Path, copy: &Path) -> Result<Library, HostError> {
    // SAFETY: the library's constructors run here. That they do no harm is what loading native code takes for
    // granted; what can be checked without running it was checked before.
    let opened = unsafe { open_now(copy) };
    opened.map_err(|error| {
        // The loader's own words are the source of the error.
        let words = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
        let why = words.replace(&copy.display().to_string(), &path.display().to_string());
        HostError::Load { id: id.to_owned(), path: path.to_owned(), why }
    })
}

/// Opens a library of the system, by its name. It must be one that is known to be harmless.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) fn open_system(name: &str) -> Result<Library, libloading::Error> {
    // SAFETY: libraries of languages do no harm when they are loaded.
    unsafe { open_now(Path::new(name)) }
}

/// Resolves every symbol at once: a missing one must not end the process in the middle of a run.
#[cfg(unix)]
unsafe fn open_now(copy: &Path) -> Result<Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // SAFETY: as the caller's.
    unsafe { Library::open(Some(copy), RTLD_NOW | RTLD_LOCAL) }.map(Into::into)
}

#[cfg(not(unix))]
unsafe fn open_now(copy: &Path) -> Result<Library, libloading::Error> {
    // SAFETY: as the caller's.
    unsafe { Library::new(copy) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_copy_holds_the_bytes_in_a_folder_of_its_own() {
        let (folder, file) = temporary("tame", b"bytes").unwrap();
        let (other, _) = temporary("tame", b"others").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"bytes");
        assert_ne!(folder, other);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
        for folder in [folder, other] {
            fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_sealed_copy_cannot_be_written_to() {
        let mut file = sealed("tame", b"bytes").unwrap();
        assert_eq!(file.metadata().unwrap().len(), 5);
        assert!(file.write_all(b"others").is_err());
        assert!(file.set_len(0).is_err());
    }
}
