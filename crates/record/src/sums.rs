//! `SHA256SUMS`: the hash of every file of a directory that is whole, as `sha256sum` writes and checks them.
//!
//! What a disk, a copy or an editor did to a file later is so told before a number of it is believed.

use crate::{
    RecordError,
    bounded::{self, MOST_LIST_MB},
    fingerprint::hex,
};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    path::Path,
};

/// The name of the file.
const SUMS: &str = "SHA256SUMS";

/// Writes the hashes of all files of `directory`; checkpoints have one of their own.
pub(crate) fn write(directory: &Path) -> Result<(), RecordError> {
    let entries = fs::read_dir(directory).map_err(RecordError::io("read", directory))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(RecordError::io("read", directory))?;
        let name = entry.file_name().into_string().unwrap_or_default();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file
            && !name.is_empty()
            && name != SUMS
            && name != crate::directory::LOCK
            && !name.starts_with("checkpoint-")
        {
            names.push(name);
        }
    }
    names.sort_unstable();
    let mut text = String::new();
    for name in names {
        text.push_str(&format!("{}  {name}\n", sha256_of(&directory.join(&name))?));
    }
    let path = directory.join(SUMS);
    let mut file = File::create(&path).map_err(RecordError::io("create", &path))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(RecordError::io("write", &path))
}

/// Checks a file of a directory against its hash; a directory without hashes is believed.
///
/// # Errors
/// If the file is not as it was written, or the list is damaged. A file that is not listed was put there later, and is
/// believed.
pub fn check_file(directory: &Path, name: &str) -> Result<(), RecordError> {
    let Some(text) = list(directory)? else { return Ok(()) };
    let listed = text.lines().find_map(|line| line.split_once("  ").filter(|(_, of)| *of == name));
    let path = directory.join(name);
    let changed = |reason: &str| RecordError::Changed { path: path.clone(), reason: reason.to_owned() };
    let Some((sum, _)) = listed else {
        // A file that somebody put there is not listed; a damaged list names what is not there.
        let is_whole = text.lines().all(|line| {
            line.split_once("  ").is_some_and(|(_, of)| is_name(of) && directory.join(of).is_file())
        });
        return if is_whole { Ok(()) } else { Err(changed("SHA256SUMS beside it is damaged")) };
    };
    if sha256_of(&path)? == sum {
        Ok(())
    } else {
        Err(changed("it does not have the hash that SHA256SUMS beside it says"))
    }
}

/// Checks every file that is listed and there against its hash; a directory without hashes is believed.
///
/// # Errors
/// If a file is not as it was written. One that was taken away is no matter here: who needs it says so.
pub fn check_all(directory: &Path) -> Result<(), RecordError> {
    let Some(text) = list(directory)? else { return Ok(()) };
    let listed = text.lines().filter_map(|line| line.split_once("  "));
    listed
        .map(|(_, name)| name)
        .filter(|name| is_name(name) && directory.join(name).is_file())
        .try_for_each(|name| check_file(directory, name))
}

/// Whether a directory has a list of hashes; without one nothing tells whether its files are as they were written.
#[must_use]
pub fn has_sums(directory: &Path) -> bool {
    directory.join(SUMS).is_file()
}

/// The list of a directory, if it has one.
fn list(directory: &Path) -> Result<Option<String>, RecordError> {
    match bounded::read(&directory.join(SUMS), MOST_LIST_MB) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether it is the name of a file beside the list, and no way elsewhere.
fn is_name(name: &str) -> bool {
    Path::new(name).components().count() == 1 && !name.contains(['/', '\\'])
}

fn sha256_of(path: &Path) -> Result<String, RecordError> {
    let mut file = bounded::open(path, u64::MAX)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(RecordError::io("read", path))? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_are_checked_whether_they_are_read_or_not() {
        let home = tempfile::tempdir().unwrap();
        for name in ["manifest.json", "series.csv", "spare.csv"] {
            fs::write(home.path().join(name), format!("{name}\n")).unwrap();
        }
        assert!(check_all(home.path()).is_ok(), "without a list it is believed");
        write(home.path()).unwrap();
        fs::write(home.path().join("tornado.csv"), "put there later\n").unwrap();
        fs::remove_file(home.path().join("spare.csv")).unwrap();
        assert!(check_all(home.path()).is_ok());
        fs::write(home.path().join("series.csv"), "Series.csv\n").unwrap();
        let error = check_all(home.path()).unwrap_err().to_string();
        assert!(error.contains("series.csv") && error.contains("SHA256SUMS"), "{error}");
    }

    #[test]
    fn every_flipped_bit_of_a_file_and_of_the_list_is_noticed() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("manifest.json");
        fs::write(&file, "{\"seed\": 7}\n").unwrap();
        assert!(check_file(home.path(), "manifest.json").is_ok(), "without a list it is believed");
        write(home.path()).unwrap();
        assert!(check_file(home.path(), "manifest.json").is_ok());
        fs::write(home.path().join("other.csv"), "a\n").unwrap();
        assert!(check_file(home.path(), "other.csv").is_ok(), "it was put there later");
        for path in [file, home.path().join(SUMS)] {
            let whole = fs::read(&path).unwrap();
            for at in 0..whole.len() {
                let mut torn = whole.clone();
                torn[at] ^= 1 << (at % 7);
                fs::write(&path, &torn).unwrap();
                let noticed = check_file(home.path(), "manifest.json").is_err();
                // The line feed at the end of the list says nothing.
                assert!(noticed || path.ends_with(SUMS) && at + 1 == whole.len(), "byte {at} of {path:?}");
            }
            fs::write(&path, &whole).unwrap();
        }
    }
}
