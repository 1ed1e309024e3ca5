//! Texts that people read elsewhere: in a terminal, a table, a page. They are of a sane length, and every character in them
//! is one that is printed.

use super::checker::Checker;
use crate::read::child;

/// Most characters of a name, and of the title and a unit's or project's words.
const LONGEST: usize = 200;
/// Most characters of the summary.
const LONGEST_SUMMARY: usize = 4_000;

/// Checks all of them.
pub(super) fn check(check: &mut Checker<'_>) {
    let sections = check.sections;
    // A title may be broken over lines, and a summary may have several.
    printed(check, "title", &sections.title.replace('\n', " "), LONGEST);
    printed(check, "summary", &sections.summary.replace(['\n', '\r', '\t'], " "), LONGEST_SUMMARY);
    for (name, good) in &sections.goods {
        printed(check, &child(&child("goods", name), "unit"), &good.unit, LONGEST);
    }
    for (code, one) in &sections.jurisdictions.list {
        let at = child("jurisdictions.list", code);
        printed(check, &child(&at, "name"), &one.name, LONGEST);
        printed(check, &child(&at, "region"), &one.region, LONGEST);
    }
    for (n, firm) in sections.firms.named.iter().enumerate() {
        let at = format!("firms.named[{n}]");
        printed(check, &child(&at, "name"), &firm.name, LONGEST);
        for (n, owner) in firm.owners.iter().enumerate() {
            printed(check, &format!("{at}.owners[{n}].name"), &owner.name, LONGEST);
        }
    }
}

/// Says what is wrong with the text at `path`.
fn printed(check: &mut Checker<'_>, path: &str, text: &str, longest: usize) {
    let length = text.chars().count();
    if length > longest {
        let message = format!("this text has {length} characters");
        check.error(path, message, Some(&format!("at most {longest} are printed in tables: shorten it")));
    }
    if let Some(letter) = text.chars().find(|&letter| is_unprinted(letter)) {
        let message = format!("this text has a character that is not printed, {}", letter.escape_unicode());
        check.error(path, message, Some("take it out: it would move what is printed after it"));
    }
}

/// Whether a character moves the cursor or the letters around it rather than being seen: controls, line and paragraph
/// separators, and those that turn the direction of writing by force. Letters that are written from right to left are fine.
fn is_unprinted(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
