//! Names in a value: which good, jurisdiction, firm, regime or measure of the scenario each means.

use super::super::ownership;
use super::{Spot, Wrong};
use crate::checked::{NamedFirm, Scenario};
use crate::load::Loaded;
use crate::suggest::{closest, listed};
use coercivity_base::parameter::{ParameterKind, ParameterSpec, Raw, Setting};
use coercivity_base::{EndUse, GoodId, JurisdictionId};
use std::collections::BTreeSet;

/// The setting that `raw` means in the scenario.
pub(super) fn settle(loaded: &Loaded, spec: &ParameterSpec, raw: &Raw) -> Result<Setting, Vec<Wrong>> {
    let scenario = &loaded.scenario;
    match raw {
        Raw::Number(value) => Ok(Setting::Number(*value)),
        Raw::Integer(value) => Ok(Setting::Integer(*value)),
        Raw::Switch(value) => Ok(Setting::Switch(*value)),
        Raw::Date(date) => Ok(Setting::Date(*date)),
        Raw::Schedule(steps) => Ok(Setting::Schedule(steps.clone())),
        Raw::Text(text) => single(loaded, spec.kind, text).map_err(|wrong| vec![wrong]),
        Raw::All => Ok(all(scenario, spec.kind)),
        Raw::Names(names) => several(loaded, spec.kind, names),
    }
}

/// A text, or the one thing that a name means.
fn single(loaded: &Loaded, kind: ParameterKind, name: &str) -> Result<Setting, Wrong> {
    let scenario = &loaded.scenario;
    let at = (Spot::Whole, name);
    match kind {
        ParameterKind::Good => position(at, "good", goods(scenario)).map(GoodId::at).map(Setting::Good),
        ParameterKind::Regime => position(at, "regime", regimes(scenario)).map(Setting::Regime),
        ParameterKind::Jurisdiction if loaded.sections.jurisdictions.groups.contains_key(name) => {
            let message = format!("`{name}` is a group, but a single jurisdiction is needed here");
            Err(Wrong::whole(message, Some("name one of its members")))
        }
        ParameterKind::Jurisdiction => {
            position(at, "jurisdiction", codes(scenario)).map(JurisdictionId::at).map(Setting::Jurisdiction)
        }
        _ => Ok(Setting::Text(name.to_owned())),
    }
}

/// Every one there is.
fn all(scenario: &Scenario, kind: ParameterKind) -> Setting {
    match kind {
        ParameterKind::Goods => Setting::Goods((0..scenario.goods.len()).map(GoodId::at).collect()),
        ParameterKind::Jurisdictions => {
            Setting::Jurisdictions((0..scenario.jurisdictions.len()).map(JurisdictionId::at).collect())
        }
        _ => Setting::EndUses([true; 3]),
    }
}

/// The things that names mean, in order.
fn several(loaded: &Loaded, kind: ParameterKind, names: &[String]) -> Result<Setting, Vec<Wrong>> {
    let scenario = &loaded.scenario;
    match kind {
        ParameterKind::Goods => {
            let found = each(names, |at| position(at, "good", goods(scenario)).map(|n| vec![n]))?;
            Ok(Setting::Goods(found.into_iter().map(GoodId::at).collect()))
        }
        ParameterKind::Jurisdictions => {
            let found = each(names, |at| members(loaded, at))?;
            Ok(Setting::Jurisdictions(found.into_iter().map(JurisdictionId::at).collect()))
        }
        ParameterKind::EndUses => Ok(Setting::EndUses(
            EndUse::ALL.map(|one| names.iter().any(|name| EndUse::of_name(name) == Some(one))),
        )),
        ParameterKind::Firms => firms(scenario, names),
        _ => {
            let ids = || scenario.schedule.iter().map(|measure| measure.id.as_str());
            each(names, |at| position(at, "measure", ids()).map(|n| vec![n])).map(Setting::Measures)
        }
    }
}

fn goods(scenario: &Scenario) -> impl Iterator<Item = &str> + Clone {
    scenario.goods.iter().map(|good| good.name.as_str())
}

fn codes(scenario: &Scenario) -> impl Iterator<Item = &str> + Clone {
    scenario.jurisdictions.iter().map(|one| one.code.as_str())
}

fn regimes(scenario: &Scenario) -> impl Iterator<Item = &str> + Clone {
    scenario.regimes.iter().map(|regime| regime.name.as_str())
}

/// Positions of all that `look` finds behind the names, in order and without repetitions; every name is looked at.
fn each(
    names: &[String],
    look: impl Fn((Spot, &str)) -> Result<Vec<usize>, Wrong>,
) -> Result<Vec<usize>, Vec<Wrong>> {
    let (mut found, mut wrongs) = (BTreeSet::new(), Vec::new());
    for (n, name) in names.iter().enumerate() {
        match look((Spot::Item(n), name)) {
            Ok(positions) => found.extend(positions),
            Err(wrong) => wrongs.push(wrong),
        }
    }
    if wrongs.is_empty() { Ok(found.into_iter().collect()) } else { Err(wrongs) }
}

/// The position of a name among `names`.
fn position<'n>(
    (spot, name): (Spot, &str),
    what: &str,
    mut names: impl Iterator<Item = &'n str> + Clone,
) -> Result<usize, Wrong> {
    let known = names.clone();
    names.position(|one| one == name).ok_or_else(|| Wrong {
        spot,
        lacking: Some(name.to_owned()),
        message: format!("unknown {what} `{name}`"),
        help: Some(closest(name, known.clone()).map_or_else(
            || format!("there are: {}", listed(known)),
            |near| format!("did you mean `{near}`?"),
        )),
    })
}

/// The jurisdiction of that code, or the members of the group of that name.
fn members(loaded: &Loaded, (spot, name): (Spot, &str)) -> Result<Vec<usize>, Wrong> {
    let groups = &loaded.sections.jurisdictions.groups;
    let code = |name: &str| codes(&loaded.scenario).position(|code| code == name);
    match groups.get(name).filter(|_| code(name).is_none()) {
        Some(members) => Ok(members.iter().filter_map(|member| code(member)).collect()),
        None => {
            let names = codes(&loaded.scenario).chain(groups.keys().map(String::as_str));
            position((spot, name), "jurisdiction or group", names).map(|found| vec![found])
        }
    }
}

/// Named firms, and those that the named firms and owners own by half or more, as on an entity list.
fn firms(scenario: &Scenario, names: &[String]) -> Result<Setting, Vec<Wrong>> {
    let named: Vec<&NamedFirm> = scenario.named.iter().collect();
    let known: BTreeSet<&str> = named
        .iter()
        .flat_map(|firm| firm.owners.iter().map(|owner| owner.0.as_str()).chain([firm.name.as_str()]))
        .collect();
    each(names, |at| position(at, "firm or owner", known.iter().copied()).map(|n| vec![n]))?;
    let flags = ownership::listed(&named, &names.iter().map(String::as_str).collect(), true);
    Ok(Setting::Firms((0..flags.len()).filter(|n| flags[*n]).collect()))
}
