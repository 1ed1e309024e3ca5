//! Files that are read back, up to a limit: whoever hands over a directory of results could put anything in it, such as a
//! hole of a terabyte or a pipe that never ends.

use crate::RecordError;
use std::{
    fs::{self, File},
    io::Read as _,
    path::Path,
};

/// Most megabytes (2^20 bytes) that are read of a manifest, and of a file of `coercivity bench`.
pub const MOST_MANIFEST_MB: u64 = 64;
/// Most megabytes of a list of hashes, of the outline of an ensemble and of a draw: some million lines or numbers.
pub const MOST_LIST_MB: u64 = 1024;
/// Most megabytes of a table in CSV, which is read row by row.
pub const MOST_TABLE_MB: u64 = 4096;

/// Bytes of a megabyte here.
const MB: u64 = 1 << 20;

/// Opens a file that is one, and has at most `most_mb` megabytes.
///
/// # Errors
/// If it cannot be opened, is something else or has more.
pub fn open(path: &Path, most_mb: u64) -> Result<File, RecordError> {
    let about = fs::metadata(path).map_err(RecordError::io("open", path))?;
    if !about.is_file() {
        return Err(RecordError::NotAFile { path: path.to_owned() });
    }
    if about.len() > most_mb.saturating_mul(MB) {
        return Err(too_large(path, about.len(), most_mb));
    }
    File::open(path).map_err(RecordError::io("open", path))
}

/// Reads a file that is one, and has at most `most_mb` megabytes.
///
/// # Errors
/// As [`open`], and if it cannot be read.
pub fn read(path: &Path, most_mb: u64) -> Result<Vec<u8>, RecordError> {
    let mut bytes = Vec::new();
    // Its length is what the system says; what it gives may be more.
    let file = open(path, most_mb)?.take(most_mb * MB + 1);
    { file }.read_to_end(&mut bytes).map_err(RecordError::io("read", path))?;
    let length = bytes.len() as u64;
    if length > most_mb * MB { Err(too_large(path, length, most_mb)) } else { Ok(bytes) }
}

fn too_large(path: &Path, bytes: u64, most_mb: u64) -> RecordError {
    RecordError::TooLarge { path: path.to_owned(), bytes, most_mb }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_larger_than_its_limit_is_told_and_not_read() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("manifest.json");
        let file = File::create(&path).unwrap();
        file.set_len(2 * MB).unwrap();
        assert_eq!(read(&path, 2).unwrap().len() as u64, 2 * MB);
        // A hole of a terabyte takes no room.
        file.set_len(1 << 40).unwrap();
        let words = read(&path, 2).unwrap_err().to_string();
        assert!(words.contains("has 1048576.0 MB, and at most 2 MB of it are read"), "{words}");
        assert!(matches!(open(&path, 2), Err(RecordError::TooLarge { .. })));
        assert!(open(&path, u64::MAX).is_ok());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_is_no_file_is_told_and_not_waited_for() {
        let home = tempfile::tempdir().unwrap();
        let pipe = home.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for path in [pipe.as_path(), Path::new("/dev/zero"), home.path()] {
            let words = read(path, 2).unwrap_err().to_string();
            assert!(words.contains("is no file"), "{words}");
        }
        // The system says that it has no bytes, and it has more than the limit.
        assert!(matches!(read(Path::new("/proc/self/status"), 0), Err(RecordError::TooLarge { .. })));
    }
}
