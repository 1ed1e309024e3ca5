//! `coercivity plugin list`: what a scenario can name, what is broken, and where was searched.

use super::as_json;
use crate::{
    args::PluginListArguments,
    exit, plugins,
    screen::{table, wrapped},
    terminal,
};
use coercivity_host::{HostError, SearchPath, list};
use coercivity_policy::Card;
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

type Found = (PathBuf, Result<Card, HostError>);

pub(crate) fn run(arguments: &PluginListArguments) -> exit::Outcome {
    let path = plugins::search_path(arguments.scenario.as_deref(), &arguments.plugins.plugin);
    let found = list(&path);
    terminal::print(&if arguments.json { as_json(&object(&path, &found)) } else { page(&path, &found) })?;
    Ok(ExitCode::SUCCESS)
}

fn page(path: &SearchPath, found: &[Found]) -> String {
    let mut text = String::new();
    let cards = found.iter().filter_map(|(file, card)| card.as_ref().ok().map(|card| (file, card)));
    let rows: Vec<Vec<String>> = cards
        .map(|(file, card)| vec![card.id.clone(), card.version.clone(), file.display().to_string()])
        .collect();
    if rows.is_empty() {
        text += "No plugins were found.\n";
    } else {
        text += &table(3, &["plugin", "version", "file"], &rows);
    }
    let broken: Vec<&HostError> = found.iter().filter_map(|(_, card)| card.as_ref().err()).collect();
    if !broken.is_empty() {
        text += "\nBroken:\n";
        text.extend(broken.iter().map(|error| wrapped("  ", &error.to_string())));
    }
    text += "\nSearched, in this order:\n";
    text.extend(path.folders().iter().map(|folder| format!("  {}{}\n", shown(folder), missing(folder))));
    let ignored = path.ignored();
    if !ignored.is_empty() {
        text += "\nNot searched, since they are not absolute:\n";
        text.extend(ignored.iter().map(|folder| format!("  {}\n", folder.display())));
    }
    text
}

fn shown(folder: &Path) -> String {
    if folder.as_os_str().is_empty() { ".".into() } else { folder.display().to_string() }
}

fn missing(folder: &Path) -> &'static str {
    if folder.as_os_str().is_empty() || folder.exists() { "" } else { " (is not there)" }
}

fn object(path: &SearchPath, found: &[Found]) -> Value {
    let plugins = found.iter().map(|(file, card)| {
        let file = file.display().to_string();
        match card {
            Ok(card) => {
                json!({"file": file, "id": card.id, "version": card.version, "summary": card.summary})
            }
            Err(error) => json!({"file": file, "error": error.to_string()}),
        }
    });
    let shown = |places: Vec<PathBuf>| places.iter().map(|place| shown(place)).collect::<Vec<_>>();
    json!({
        "plugins": plugins.collect::<Vec<_>>(),
        "searched": shown(path.folders()),
        "ignored": shown(path.ignored()),
    })
}
