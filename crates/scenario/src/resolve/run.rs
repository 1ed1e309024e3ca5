//! The run: its dates, and whether there are enough firms.

use super::checker::Checker;
use crate::sections::Size;
use std::collections::BTreeSet;

/// Years in which a scenario can start.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// Checks the run settings against the rest.
pub(super) fn check(check: &mut Checker<'_>) {
    let run = &check.sections.run;
    if !YEARS.contains(&run.start.year()) {
        let message = format!("the run starts in the year {}", run.start.year());
        check.error("run.start", message, Some("a year from 1900 to 2200 is expected"));
    }
    if u64::from(run.ticks) * u64::from(run.tick_days) > 366 * 1000 {
        let years = u64::from(run.ticks) * u64::from(run.tick_days) / 365;
        check.error(
            "run.ticks",
            format!("the run lasts {years} years"),
            Some("at most 1000 years can be run"),
        );
    }
    if check.sections.firms.synthetic {
        enough_firms(check);
        stages_fit(check);
    }
    if check.sections.title.trim().is_empty() {
        check.error("title", "the title is empty", Some("write one line that names the scenario"));
    }
}

/// Every named firm, and one firm for every recipe and jurisdiction with a share and no named firm.
fn enough_firms(check: &mut Checker<'_>) {
    let sections = check.sections;
    let named = sections.firms.named.len();
    let cells: BTreeSet<(&str, &str)> = sections
        .recipes
        .iter()
        .flat_map(|(name, recipe)| {
            recipe
                .shares
                .iter()
                .filter(|share| *share.1 > 0.0)
                .map(move |share| (name.as_str(), share.0.as_str()))
        })
        .collect();
    let taken: BTreeSet<(&str, &str)> =
        sections.firms.named.iter().map(|firm| (firm.recipe.as_str(), firm.jurisdiction.as_str())).collect();
    let needed = named + cells.difference(&taken).count();
    let firms = sections.run.firms;
    if (firms as usize) < needed {
        let message = format!(
            "{firms} firms are too few: {named} are named, and {} pairs of recipe and jurisdiction have none",
            needed - named
        );
        check.error("run.firms", message, Some(&format!("at least {needed} are needed")));
    }
}

/// From 10,000 firms on, stages of a real number of firms leave some for the rest.
fn stages_fit(check: &mut Checker<'_>) {
    let sections = check.sections;
    let real: u64 = sections
        .stages
        .iter()
        .map(|stage| match stage.firms {
            Size::Real(firms) => u64::from(firms),
            Size::Rest => 0,
        })
        .sum();
    let firms = u64::from(sections.run.firms);
    if firms >= 10_000 && real >= firms {
        let message =
            format!("the stages ask for {real} firms, and {firms} are drawn: none are left for the rest");
        check.error("run.firms", message, Some(&format!("draw more than {real}, or lower the stages")));
    }
}
