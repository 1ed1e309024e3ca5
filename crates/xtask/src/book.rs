//! `cargo xtask book`: the book in docs/ holds together without being built.
//!
//! Every page that `docs/SUMMARY.md` names is there, every page of docs/ is named in it, and every link and picture in
//! README.md and in docs/ leads to a file, and where it has a `#part`, to a heading of that page. Pages of the book link to
//! files in docs/ only, since nothing else comes along when it is built. Not verified: addresses on the web, and that
//! mdBook takes the pages (`mdbook build docs`).

use crate::workspace::root;
use anyhow::{Context as _, Result, bail};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Component, Path, PathBuf},
};

/// The folder of the book and its list of pages.
const BOOK: &str = "docs";
const SUMMARY: &str = "docs/SUMMARY.md";
/// Pages outside the book whose links are looked at too.
const OTHERS: [&str; 2] = ["README.md", "benches/peers/README.md"];

pub(crate) fn run() -> Result<()> {
    let (pages, problems) = problems(&root())?;
    if problems.is_empty() {
        println!("{pages} pages are in the book, and all links lead somewhere");
        return Ok(());
    }
    bail!("the book in {BOOK}/ does not hold together:\n  {}", problems.join("\n  "))
}

/// Number of pages of the book, and what is wrong with it.
fn problems(root: &Path) -> Result<(usize, Vec<String>)> {
    let mut pages = BTreeMap::new();
    for name in names(root)? {
        let text = fs::read_to_string(root.join(&name)).with_context(|| format!("cannot read {name}"))?;
        pages.insert(name, Page::read(&text));
    }
    let mut problems = Vec::new();
    let summary = pages.get(SUMMARY).with_context(|| format!("there is no {SUMMARY}"))?;
    let listed: BTreeSet<String> = summary
        .links
        .iter()
        .map(|link| resolved(SUMMARY, link.target.split('#').next().unwrap_or("")))
        .collect();
    let of_book: Vec<&String> =
        pages.keys().filter(|name| name.starts_with(BOOK) && *name != SUMMARY).collect();
    problems.extend(
        of_book
            .iter()
            .filter(|name| !listed.contains(**name))
            .map(|name| format!("{name} is not in {SUMMARY}")),
    );
    for (name, page) in &pages {
        let broken = page.links.iter().filter_map(|link| {
            let why = wrong(root, name, &link.target, &pages)?;
            Some(format!("{name}:{}: `{}`: {why}", link.line, link.target))
        });
        problems.extend(broken);
    }
    Ok((of_book.len(), problems))
}

/// Paths of all pages from the root, with `/`.
fn names(root: &Path) -> Result<Vec<String>> {
    let mut names: Vec<String> = OTHERS.iter().map(|name| (*name).to_owned()).collect();
    let mut folders = vec![String::from(BOOK)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).with_context(|| format!("cannot list {folder}"))? {
            let entry = entry?;
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push(name);
            } else if name.ends_with(".md") {
                names.push(name);
            }
        }
    }
    Ok(names)
}

/// Why a link of the page `name` leads nowhere.
fn wrong(root: &Path, name: &str, target: &str, pages: &BTreeMap<String, Page>) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, part) = target.split_once('#').map_or((target, None), |(path, part)| (path, Some(part)));
    let to = if path.is_empty() { name.to_owned() } else { resolved(name, path) };
    if !root.join(&to).exists() {
        return Some(format!("there is no {to}"));
    }
    if name.starts_with(BOOK) && !to.starts_with(BOOK) {
        return Some(format!("pages of the book link to files in {BOOK}/ only"));
    }
    let part = part?;
    match pages.get(&to) {
        Some(page) if page.headings.contains(part) => None,
        _ => Some(format!("{to} has no heading #{part}")),
    }
}

/// The file that `path` means on the page `name`, from the root.
fn resolved(name: &str, path: &str) -> String {
    let mut found = PathBuf::from(name);
    found.pop();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => drop(found.pop()),
            Component::Normal(part) => found.push(part),
            _ => {}
        }
    }
    found.to_string_lossy().replace('\\', "/")
}

/// Links and headings of a page.
#[derive(Debug, Default)]
struct Page {
    links: Vec<Link>,
    /// As they are written after `#`.
    headings: BTreeSet<String>,
}

#[derive(Debug, PartialEq)]
struct Link {
    line: usize,
    target: String,
}

impl Page {
    fn read(text: &str) -> Self {
        let mut page = Self::default();
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let mut in_code = false;
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                in_code = !in_code;
                continue;
            }
            if in_code {
                continue;
            }
            let level = line.bytes().take_while(|byte| *byte == b'#').count();
            if let Some(title) = line.get(level..).filter(|rest| level > 0 && rest.starts_with(' ')) {
                let id = id(title);
                let times = seen.entry(id.clone()).or_default();
                page.headings.insert(if *times == 0 { id } else { format!("{id}-{times}") });
                *times += 1;
            }
            let line = without_code(line);
            // A title in quotes may follow the target.
            let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
            page.links.extend(targets.map(|target| Link { line: number + 1, target: target.to_owned() }));
        }
        page
    }
}

/// What a heading is called in a link: letters and digits in small letters, `-` for a space, nothing for the rest.
fn id(title: &str) -> String {
    let kept = |letter: char| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        _ if letter.is_alphanumeric() => letter.to_lowercase().next(),
        _ => None,
    };
    title.trim().chars().filter_map(kept).collect()
}

/// A line without what stands between backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_holds_together() {
        let found = problems(&root()).map(|(_, problems)| problems).map_err(|error| error.to_string());
        assert_eq!(found, Ok(Vec::new()));
    }

    #[test]
    fn links_and_headings_are_found_outside_code() {
        let page = Page::read(
            "# A `b` (c), d\n## Same\n## Same\n[x](a.md#y) `[no](no.md)` ![p](p.png \"t\")\n```\n# no\n[n](n.md)\n```\n",
        );
        let headings: Vec<&str> = page.headings.iter().map(String::as_str).collect();
        assert_eq!(headings, ["a-b-c-d", "same", "same-1"]);
        let targets: Vec<(usize, &str)> =
            page.links.iter().map(|link| (link.line, link.target.as_str())).collect();
        assert_eq!(targets, [(4, "a.md#y"), (4, "p.png")]);
    }

    /// What is said of a book of two pages.
    fn said(summary: &str, page: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write(OTHERS[0], "[book](docs/A.md#top)");
        write(OTHERS[1], "");
        write(SUMMARY, summary);
        write("docs/A.md", page);
        problems(folder.path()).unwrap().1
    }

    #[test]
    fn a_page_that_is_not_listed_and_a_link_to_nowhere_are_told_at_their_places() {
        let listed = "- [A](A.md)\n";
        assert_eq!(said(listed, "# Top\n[self](#top) [web](https://example.org/#x)\n"), Vec::<String>::new());
        assert_eq!(said("# Nothing\n", "# Top\n"), ["docs/A.md is not in docs/SUMMARY.md"]);
        assert_eq!(
            said(&format!("{listed}- [B](B.md)\n"), "# Top\n"),
            ["docs/SUMMARY.md:2: `B.md`: there is no docs/B.md"]
        );
        assert_eq!(
            said(listed, "# Top\n\n[x](#bottom) [r](../README.md)\n"),
            [
                "docs/A.md:3: `#bottom`: docs/A.md has no heading #bottom",
                "docs/A.md:3: `../README.md`: pages of the book link to files in docs/ only",
            ]
        );
        assert_eq!(
            said(listed, "# Bottom\n"),
            ["README.md:1: `docs/A.md#top`: docs/A.md has no heading #top"]
        );
    }
}
