//! Checked uses of plugins.

use crate::sections::{Carrier, OnError};

/// A use of a plugin. Its parameters are settled when its file says which there are.
#[derive(Clone, Debug, PartialEq)]
pub struct PluginUse {
    /// Own name in results, unique.
    pub id: String,
    /// Name of the plugin, or path of its file.
    pub plugin: String,
    /// The scenario file that names it; a path is relative to it.
    pub base_file: String,
    /// SHA-256 that the file must have, 64 small hexadecimal digits.
    pub sha256: Option<String>,
    /// Who carries it.
    pub carrier: Carrier,
    /// What a failure does to the run.
    pub on_error: OnError,
    /// A call that takes longer is told, milliseconds.
    pub warn_ms: f64,
    /// A call that takes longer is a failure, milliseconds.
    pub limit_ms: Option<f64>,
}

impl PluginUse {
    /// The path of its file, joined with that of the scenario file that names it; `None` if it is named and has to
    /// be looked for.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        is_path(&self.plugin).then(|| crate::source::join(&self.base_file, &self.plugin))
    }
}

/// Endings of files that are loaded as plugins.
pub(crate) const PLUGIN_ENDINGS: [&str; 3] = [".so", ".dylib", ".dll"];

/// Whether `plugin` is the path of a file rather than the name of a plugin.
fn is_path(plugin: &str) -> bool {
    plugin.contains('/') || PLUGIN_ENDINGS.iter().any(|ending| plugin.ends_with(ending))
}
