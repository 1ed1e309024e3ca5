//! Blocs of jurisdictions with a market of their own.

use super::checker::Checker;
use crate::read::child;

/// Most blocs besides the rest of the world.
const MOST: usize = 15;

/// Names of the blocs, the rest of the world last, and the bloc of each jurisdiction.
pub(super) fn blocs(check: &mut Checker<'_>) -> (Vec<String>, Vec<u8>) {
    let prices = &check.sections.prices;
    if prices.blocs.len() > MOST {
        let message =
            format!("{} blocs are more than the {MOST} that a scenario can have", prices.blocs.len());
        check.error_in("prices.blocs", message, Some("put jurisdictions with one market into one bloc"));
    }
    if prices.blocs.contains_key(&prices.rest) {
        let message = format!("`{}` is both a bloc and the name of the rest of the world", prices.rest);
        check.error("prices.rest", message, Some("give one of them another name"));
    }
    let names: Vec<String> = prices.blocs.keys().take(MOST).chain([&prices.rest]).cloned().collect();
    let mut bloc_of = vec![names.len() as u8 - 1; check.count()];
    let mut taken = vec![None; check.count()];
    for (bloc, (name, members)) in prices.blocs.iter().take(MOST).enumerate() {
        let at = child("prices.blocs", name);
        if members.is_empty() {
            check.error(
                &at,
                format!("bloc `{name}` has no members"),
                Some("list jurisdictions, or take it out"),
            );
        }
        for (n, member) in members.iter().enumerate() {
            let path = format!("{at}[{n}]");
            for jurisdiction in check.members(&path, member) {
                match taken[jurisdiction.index()] {
                    Some(other) if other != name => {
                        let message = format!("`{member}` is in the bloc `{other}` too");
                        check.error(
                            &path,
                            message,
                            Some("a jurisdiction has one market: take it out of one"),
                        );
                    }
                    _ => taken[jurisdiction.index()] = Some(name),
                }
                bloc_of[jurisdiction.index()] = bloc as u8;
            }
        }
    }
    if prices.lowest >= prices.highest {
        let message =
            format!("the lowest price, {}, is not under the highest, {}", prices.lowest, prices.highest);
        check.error("prices.lowest", message, None);
    }
    (names, bloc_of)
}
