//! Where unsafe code is and how much of it: counted as a reader would, and held to the table that docs/RELIABILITY.md
//! shows (`| crate | unsafe |`).

use crate::workspace::root;
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What differs between the table and the code.
pub(super) fn check() -> Result<Vec<String>> {
    let page = root().join("docs/RELIABILITY.md");
    let text = fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let (told, counted) = (table(&text), count(&root().join("crates"))?);
    let names = told.keys().chain(counted.keys());
    let mut problems: Vec<String> = names
        .filter(|name| told.get(*name) != counted.get(*name))
        .map(|name| {
            let number = |of: &BTreeMap<String, usize>| of.get(name).copied().unwrap_or(0);
            format!("unsafe in {name}: {} in the code, {} in the table", number(&counted), number(&told))
        })
        .collect();
    problems.sort();
    problems.dedup();
    Ok(problems)
}

/// Rows of the table.
fn table(page: &str) -> BTreeMap<String, usize> {
    let lines = page.lines().skip_while(|line| !line.starts_with("| crate | unsafe |")).skip(2);
    let row = |line: &str| {
        let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`'));
        Some((cells.next()?.to_owned(), cells.next()?.parse().ok()?))
    };
    lines.take_while(|line| line.starts_with('|')).filter_map(row).collect()
}

/// Unsafe blocks, functions and implementations in the sources of each crate that has any.
fn count(crates: &Path) -> Result<BTreeMap<String, usize>> {
    let mut counted = BTreeMap::new();
    for entry in fs::read_dir(crates)? {
        let folder = entry?.path();
        let words = in_folder(&folder.join("src"))?;
        if let Some(name) = folder.file_name().filter(|_| words > 0) {
            counted.insert(name.to_string_lossy().into_owned(), words);
        }
    }
    Ok(counted)
}

fn in_folder(folder: &Path) -> Result<usize> {
    let mut words = 0;
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            words += in_folder(&path)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            words += in_text(&fs::read_to_string(&path)?);
        }
    }
    Ok(words)
}

/// Times that `unsafe` stands as a word of the language: comments, texts and the names of lints do not count.
fn in_text(text: &str) -> usize {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let outside_texts = code.map(|line| line.split('"').step_by(2).collect::<Vec<_>>().join(" "));
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    outside_texts.map(|line| line.split(|c| !is_word(c)).filter(|word| *word == "unsafe").count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_of_the_language_counts() {
        let text = "WORD { f() } // WORD\nlet x = \"WORD\"; WORD fn g() {}\n#![allow(WORD_code)]";
        assert_eq!(in_text(&text.replace("WORD", "unsafe")), 2);
    }

    #[test]
    fn the_table_is_read_by_its_head() {
        let page = "| a | b |\n|---|---|\n| x | 1 |\n\n| crate | unsafe | why |\n|---|---|---|\n| `host` | 12 | calls |\n";
        assert_eq!(table(page), BTreeMap::from([("host".to_owned(), 12)]));
    }
}
