//! Licence offices and their lanes.

use super::checker::Checker;
use crate::read::child;
use crate::sections::{Office, Service};
use std::collections::BTreeSet;

/// Most lanes of an office.
const MOST_LANES: usize = 250;

/// One office per jurisdiction, and the lane of every destination in it. An office keyed by a group stands for one
/// of the same kind in each member; a member's own entry wins.
pub(super) fn resolve(check: &mut Checker<'_>) -> (Vec<Office>, Vec<Vec<u8>>) {
    let sections = check.sections;
    let mut offices = vec![Office::default(); check.count()];
    let mut lanes = vec![vec![0; check.count()]; check.count()];
    let own = |code: &str| sections.jurisdictions.list.contains_key(code);
    let (singles, groups): (Vec<_>, Vec<_>) = sections.offices.iter().partition(|(code, _)| own(code));
    for (code, office) in groups.into_iter().chain(singles) {
        let at = child("offices", code);
        let row = lanes_of(check, &child(&at, "service"), &office.service);
        for member in check.members_key(&at, code) {
            offices[member.index()] = office.clone();
            lanes[member.index()].clone_from(&row);
        }
    }
    (offices, lanes)
}

/// The lane of each destination; the last for who is in none.
fn lanes_of(check: &mut Checker<'_>, path: &str, service: &Service) -> Vec<u8> {
    match service {
        Service::FirstCome => vec![0; check.count()],
        Service::Priority(uses) => {
            let mut seen = BTreeSet::new();
            for (n, end_use) in uses.iter().enumerate() {
                if !seen.insert(*end_use) {
                    check.error(&format!("{path}[{n}]"), format!("`{end_use:?}` is listed twice"), None);
                }
            }
            vec![0; check.count()]
        }
        Service::Lanes(lists) if lists.len() > MOST_LANES => {
            check.error(path, format!("{} lanes are more than {MOST_LANES}", lists.len()), None);
            vec![0; check.count()]
        }
        Service::Lanes(lists) => {
            let mut row: Vec<Option<u8>> = vec![None; check.count()];
            for (n, names) in lists.iter().enumerate() {
                for (m, name) in names.iter().enumerate() {
                    let at = format!("{path}[{n}][{m}]");
                    for member in check.members(&at, name) {
                        if row[member.index()].replace(n as u8).is_some() {
                            check.error(&at, format!("`{name}` is in two lanes"), Some("leave it in one"));
                        }
                    }
                }
            }
            row.into_iter().map(|lane| lane.unwrap_or(lists.len() as u8)).collect()
        }
    }
}
