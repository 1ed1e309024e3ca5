//! Uses of plugins: what can be checked before any of their files is opened.

use super::checker::{Checker, is_snake_case};
use crate::checked::{PLUGIN_ENDINGS, PluginUse};
use crate::read::child;
use crate::sections::Plugin;
use std::collections::BTreeSet;

/// Digits of a SHA-256.
const HASH_DIGITS: usize = 64;

/// Uses of plugins in the order of the list.
pub(super) fn resolve(check: &mut Checker<'_>) -> Vec<PluginUse> {
    let mut seen = BTreeSet::new();
    let plugins = check.sections.plugins.iter().enumerate();
    plugins.map(|(n, plugin)| one(check, &mut seen, &format!("plugins[{n}]"), plugin)).collect()
}

fn one(check: &mut Checker<'_>, seen: &mut BTreeSet<String>, at: &str, plugin: &Plugin) -> PluginUse {
    let named = child(at, "plugin");
    if plugin.plugin.trim().is_empty() {
        check.error(&named, "the plugin has no name", Some("write its name or the path of its file"));
    }
    let id = plugin.id.clone().unwrap_or_else(|| name_of(&plugin.plugin).to_owned());
    check_id(check, at, plugin, &id);
    if !plugin.plugin.trim().is_empty() && !seen.insert(id.clone()) {
        let path = if plugin.id.is_some() { child(at, "id") } else { named.clone() };
        check.error(&path, format!("there are two plugins called `{id}`"), Some("give one another id"));
    }
    if let Some(hash) = &plugin.sha256
        && (hash.len() != HASH_DIGITS || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        let message = format!("`{hash}` is no SHA-256");
        let help = "write the 64 hexadecimal digits that `sha256sum FILE` prints";
        check.error(&child(at, "sha256"), message, Some(help));
    }
    PluginUse {
        id,
        plugin: plugin.plugin.clone(),
        base_file: check.file_of(&named),
        sha256: plugin.sha256.as_ref().map(|hash| hash.to_ascii_lowercase()),
        carrier: plugin.carrier,
        on_error: plugin.on_error,
        warn_ms: plugin.warn_ms,
        limit_ms: plugin.limit_ms,
    }
}

fn check_id(check: &mut Checker<'_>, at: &str, plugin: &Plugin, id: &str) {
    if is_snake_case(id) || plugin.plugin.trim().is_empty() && plugin.id.is_none() {
        return;
    }
    let message = format!("`{id}` is not lower snake case");
    if plugin.id.is_some() {
        let help = "write small letters, digits and `_`, such as `us_tariffs`";
        check.error(&child(at, "id"), message, Some(help));
    } else {
        let help = "results need a name: add an id such as `us_tariffs`";
        check.error(&child(at, "plugin"), message, Some(help));
    }
}

/// The name of a plugin: of a path that of the file, without `lib` in front and without its ending.
fn name_of(plugin: &str) -> &str {
    let file = plugin.rsplit('/').next().unwrap_or(plugin);
    match PLUGIN_ENDINGS.iter().find_map(|ending| file.strip_suffix(ending)) {
        Some(stem) => stem.strip_prefix("lib").unwrap_or(stem),
        None => file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_called_as_its_file() {
        let cases = [
            ("tariff_ladder", "tariff_ladder"),
            ("../plugins/libtariff_ladder.so", "tariff_ladder"),
            ("quota.dll", "quota"),
            ("rules/libquota.dylib", "quota"),
            ("library_rule", "library_rule"),
            ("rules/", ""),
        ];
        for (plugin, name) in cases {
            assert_eq!(name_of(plugin), name, "{plugin}");
        }
    }
}
