//! Fingerprints of what a run was made from.

use crate::ScenarioFile;
use sha2::{Digest, Sha256};

/// SHA-256 of `bytes`, in hexadecimal digits; what `sha256sum` prints for a file.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One fingerprint of a scenario: SHA-256 over a line `file <sha256>` for each file in the order in which they were
/// read, then a line `set <path>=<value>` for each override in the order given, each line with a line feed.
///
/// Names of files are left out, so that the fingerprint does not depend on where the files are.
#[must_use]
pub fn scenario_sha256(files: &[ScenarioFile], overrides: &[String]) -> String {
    let mut text = String::new();
    for file in files {
        text.push_str(&format!("file {}\n", file.sha256));
    }
    for entry in overrides {
        text.push_str(&format!("set {entry}\n"));
    }
    sha256(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_standard_one() {
        // FIPS 180-4, example of one block.
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_scenario_is_its_contents_and_overrides_wherever_it_lies() {
        let file =
            |name: &str, text: &str| ScenarioFile { name: name.into(), sha256: sha256(text.as_bytes()) };
        let overrides = vec!["run.seed=7".to_owned()];
        let here = scenario_sha256(&[file("a.ron", "abc")], &overrides);
        assert_eq!(here, scenario_sha256(&[file("/elsewhere/a.ron", "abc")], &overrides));
        assert_ne!(here, scenario_sha256(&[file("a.ron", "abd")], &overrides));
        assert_ne!(here, scenario_sha256(&[file("a.ron", "abc")], &[]));
        let lines = format!("file {}\nset run.seed=7\n", sha256(b"abc"));
        assert_eq!(here, sha256(lines.as_bytes()));
    }
}
