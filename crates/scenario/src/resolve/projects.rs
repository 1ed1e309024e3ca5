//! New capacity: projects one by one, and the plants that may idle.

use super::checker::Checker;
use crate::checked::{Idling, Project};
use crate::read::child;
use crate::sections::{self, Incentive};
use coercivity_base::{GoodId, JurisdictionId, RecipeId};

/// Most projects of a scenario.
const MOST: usize = 4096;

/// All projects in the order of their names, one for each jurisdiction and number.
pub(super) fn projects(check: &mut Checker<'_>) -> Vec<Project> {
    let mut rows = Vec::new();
    for (name, project) in &check.sections.projects {
        rows.extend(of_kind(check, name, project));
    }
    if rows.len() > MOST {
        let message = format!("{} projects are more than the {MOST} that a scenario can have", rows.len());
        check.error_in("projects", message, Some("plan larger plants, and fewer of them"));
    }
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    names_of_their_own(check, &rows);
    rows
}

/// A name is that of one project only, and of no firm: luck hangs on it.
fn names_of_their_own(check: &mut Checker<'_>, rows: &[Project]) {
    let sections = check.sections;
    for name in sections.projects.keys() {
        if sections.firms.named.iter().any(|firm| firm.name == *name) {
            let message = format!("a firm is called `{name}` too");
            check.error_at_key(&child("projects", name), message, Some("give the project another name"));
        }
    }
    for pair in rows.windows(2).filter(|pair| pair[0].name == pair[1].name) {
        let message = format!("two projects come out as `{}`", pair[0].name);
        check.error_in("projects", message, Some("rename one of the kinds"));
    }
}

/// What all projects of a kind have in common.
struct Kind {
    recipe: RecipeId,
    signal: GoodId,
    incentive_usd: f64,
}

fn of_kind(check: &mut Checker<'_>, name: &str, project: &sections::Project) -> Vec<Project> {
    let at = child("projects", name);
    let kind = kind(check, &at, project);
    timing(check, &at, name, project);
    if project.capacity_per_year <= 0.0 {
        let message = format!("`{name}` has a capacity of zero");
        check.error(&child(&at, "capacity_per_year"), message, Some("write what it can make in a year"));
    }
    let places = places(check, &at, name, project);
    let Some(kind) = kind else { return Vec::new() };
    let end_use = check.sections.recipes[&project.recipe].end_use;
    let single = places.len() == 1;
    let mut rows = Vec::new();
    for &place in &places {
        let code = check.sections.jurisdictions.list.keys().nth(place.index()).map_or("", String::as_str);
        for number in 0..project.most {
            let place_name = if single { name.to_owned() } else { format!("{name}/{code}") };
            let own = if project.most == 1 { place_name } else { format!("{place_name}/{}", number + 1) };
            rows.push(Project {
                name: own,
                recipe: kind.recipe,
                jurisdiction: place,
                end_use,
                capacity_per_year: project.capacity_per_year,
                opens: project.opens,
                from: project.from,
                signal: kind.signal,
                incentive_usd: kind.incentive_usd * (1.0 + project.step * f64::from(number)),
                lead_weeks: project.lead_weeks.unwrap_or(0.0),
                ramp_weeks: project.ramp_weeks,
                success: project.success,
            });
        }
    }
    rows
}

/// Recipe, signal and incentive price in dollars; `None` if a name is unknown.
fn kind(check: &mut Checker<'_>, at: &str, project: &sections::Project) -> Option<Kind> {
    let path = child(at, "recipe");
    let recipe = check.recipe(&path, &project.recipe)?;
    let rules = check.sections.recipes.get(&project.recipe)?;
    only_for_firms(check, &path, &project.recipe);
    let (path, good) = match &project.signal {
        Some(good) => (child(at, "signal"), good),
        None => (path, &rules.driver),
    };
    let signal = check.good(&path, good)?;
    let price = check.sections.goods[good].price_usd;
    let (Incentive::Usd(given) | Incentive::Ratio(given)) = project.incentive.unwrap_or(Incentive::Usd(1.0));
    if !(given.is_finite() && given > 0.0) {
        let message = format!("an incentive price of {given} is none");
        check.error(&child(at, "incentive"), message, Some("write a price over 0"));
    }
    let incentive_usd = match project.incentive {
        Some(Incentive::Usd(usd)) => usd,
        Some(Incentive::Ratio(ratio)) => ratio * price,
        None => 0.0,
    };
    Some(Kind { recipe, signal, incentive_usd })
}

/// A recipe whose driver final markets buy cannot be used: what they buy from where is fixed by makers' shares.
fn only_for_firms(check: &mut Checker<'_>, path: &str, recipe: &str) {
    let driver = &check.sections.recipes[recipe].driver;
    if check.sections.demand.contains_key(driver) {
        let message =
            format!("`{recipe}` makes `{driver}` for final markets, whose makers are those of the base year");
        check.error(path, message, Some("use a recipe whose driver firms buy"));
    }
}

/// A project is decided already, or waits; not both, and not neither.
fn timing(check: &mut Checker<'_>, at: &str, name: &str, project: &sections::Project) {
    if project.opens.is_some() {
        let waits = [
            ("from", project.from.is_some()),
            ("incentive", project.incentive.is_some()),
            ("lead_weeks", project.lead_weeks.is_some()),
        ];
        for (field, _) in waits.iter().filter(|field| field.1) {
            let message = format!("`{name}` is decided already, so `{field}` means nothing");
            check.error(&child(at, field), message, Some("take it out, or take `opens` out"));
        }
        return;
    }
    let missing = [("incentive", project.incentive.is_none()), ("lead_weeks", project.lead_weeks.is_none())];
    let missing: Vec<&str> = missing.iter().filter(|field| field.1).map(|field| field.0).collect();
    if !missing.is_empty() {
        let message = format!("`{name}` waits for its price, but has no {}", missing.join(" and no "));
        check.error_at_key(at, message, Some("add what is missing, or `opens` if it is decided already"));
    }
}

fn places(check: &mut Checker<'_>, at: &str, name: &str, project: &sections::Project) -> Vec<JurisdictionId> {
    let path = child(at, "jurisdictions");
    if project.jurisdictions.is_empty() {
        check.error_at_key(&path, format!("`{name}` is planned nowhere"), Some("name a jurisdiction"));
    }
    let mut places = Vec::new();
    for (n, code) in project.jurisdictions.iter().enumerate() {
        places.extend(check.members(&format!("{path}[{n}]"), code));
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// When plants idle, by recipe.
pub(super) fn idling(check: &mut Checker<'_>) -> Option<Idling> {
    let sections = check.sections;
    let rules = sections.investment.idling.as_ref()?;
    let mut recipes = vec![false; sections.recipes.len()];
    for (n, name) in rules.recipes.iter().enumerate() {
        let path = format!("investment.idling.recipes[{n}]");
        if let Some(recipe) = check.recipe(&path, name) {
            only_for_firms(check, &path, name);
            recipes[recipe.index()] = true;
        }
    }
    Some(Idling {
        recipes,
        after_weeks: rules.after_weeks,
        restart_after_weeks: rules.restart_after_weeks,
        restart_weeks: rules.restart_weeks,
        margin_spread: rules.margin_spread,
    })
}
