//! What the author of a plugin hands over: the manifest, and the library that holds it. No code of it is run.

use coercivity_host::{inspect, parameter_specs};
use coercivity_policy::Card;

/// The text of a manifest.
pub(super) fn card(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(card) = Card::parse(&text) {
        drop(parameter_specs(&card).map_err(|error| error.to_string()));
    }
}

/// The file of a plugin.
pub(super) fn library(bytes: &[u8]) {
    super::records::with_file("library.so", bytes, |path| {
        drop(inspect(path).map_err(|error| error.to_string()));
    });
}
