//! Where texts come from: the crate asks, the caller reads.

/// Gives the bytes behind a path.
pub trait Source {
    /// The bytes of the file at `path`, joined with `/` from the path of the file that names it.
    ///
    /// # Errors
    /// A sentence that says why it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// A source in memory, for embedded presets and tests: pairs of path and text.
impl Source for std::collections::BTreeMap<String, String> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.get(path)
            .map(|text| text.clone().into_bytes())
            .ok_or_else(|| String::from("there is no such file"))
    }
}

/// `relative` as seen from the folder of `file`, with `.` and `..` worked out.
#[must_use]
pub fn join(file: &str, relative: &str) -> String {
    if relative.starts_with('/') {
        return relative.to_owned();
    }
    let folder = file.rsplit_once('/').map_or("", |parts| parts.0);
    let rooted = file.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{}{}", if rooted { "/" } else { "" }, parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_found_from_the_folder_of_the_file_that_names_it() {
        assert_eq!(join("configs/scenarios/april.ron", "../goods.ron"), "configs/goods.ron");
        assert_eq!(join("april.ron", "./goods.ron"), "goods.ron");
        assert_eq!(join("april.ron", "../goods.ron"), "../goods.ron");
        assert_eq!(join("../a/b.ron", "../../c.ron"), "../../c.ron");
        assert_eq!(join("/tmp/a/b.ron", "c.ron"), "/tmp/a/c.ron");
        assert_eq!(join("a/b.ron", "/c.ron"), "/c.ron");
    }
}
