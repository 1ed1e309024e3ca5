//! The files beside an input: the project's own, read once, and what a target lays over them.

use coercivity_scenario::Source;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

/// The files below `configs`, by their path from there.
fn configs() -> &'static BTreeMap<String, Vec<u8>> {
    static FILES: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs");
        let mut files = BTreeMap::new();
        gather(&root, "", &mut files);
        files
    })
}

fn gather(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            gather(&path, &format!("{name}/"), files);
        } else if let Ok(bytes) = std::fs::read(&path) {
            files.insert(name, bytes);
        }
    }
}

/// The project's files with a few others before them.
pub(crate) struct Beside<'a>(pub(crate) &'a [(&'a str, &'a [u8])]);

impl Source for Beside<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let own = self.0.iter().find(|(name, _)| *name == path).map(|(_, bytes)| bytes.to_vec());
        own.or_else(|| configs().get(path).cloned()).ok_or_else(|| String::from("there is no such file"))
    }
}
