//! Values marked as uncertain: each range must be one, and hold a path that leads somewhere.

use super::checker::Checker;
use crate::layers::parse_path;
use crate::read::child;

/// Checks the ranges. What a path means is checked where it is varied: it goes through the same door as `--set`.
pub(super) fn check(check: &mut Checker<'_>) {
    let sections = check.sections;
    for (path, range) in &sections.uncertain {
        let at = child("uncertain", path);
        if let Err(reason) = parse_path(path) {
            check.error(&at, reason, Some("write the path of a value, as for --set"));
        }
        if !(range.low.is_finite() && range.high.is_finite() && range.low < range.high) {
            let message = format!("low {} is not under high {}", range.low, range.high);
            check.error(&at, message, Some("write (low: 1.0, high: 2.0)"));
        }
    }
}
