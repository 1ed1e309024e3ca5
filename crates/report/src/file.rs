//! Writing the page: under a temporary name, then renamed, so that nobody sees half a report.

use crate::ReportError;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Writes `text` to `path`, which must not exist unless it is to be replaced (`force`).
///
/// # Errors
/// If there is such a file already, or the system refuses.
pub fn write(path: &Path, text: &str, force: bool) -> Result<(), ReportError> {
    if path.is_dir() {
        return Err(ReportError::Directory { path: path.to_owned() });
    }
    if path.exists() && !force {
        return Err(ReportError::Exists { path: path.to_owned() });
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(ReportError::io("create", parent))?;
    }
    let mut name = path.file_name().map(std::ffi::OsStr::to_owned).unwrap_or_default();
    name.push(".partial");
    let partial: PathBuf = path.with_file_name(name);
    fs::write(&partial, text).map_err(ReportError::io("write", &partial))?;
    fs::rename(&partial, path).map_err(ReportError::io("rename", &partial))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_never_overwritten_unless_asked_for() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("new/report.html");
        write(&path, "a", false).unwrap();
        assert!(write(&path, "b", false).unwrap_err().to_string().contains("exists already"));
        write(&path, "b", true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "b");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing else is left");
    }
}
