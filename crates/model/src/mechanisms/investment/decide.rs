//! Decisions on projects.

use super::weeks_between;
use crate::state::{Directives, Facts, Happening, Investment, Prices, Standing, row};
use coercivity_base::{Event, StableId};
use coercivity_scenario::checked::Project;

/// What a unit of the signal brings a maker: the better of price and floor, and the subsidy on top. US dollars per unit.
#[must_use]
pub fn proceeds(price_usd: f64, floor_usd: f64, subsidy_usd: f64) -> f64 {
    price_usd.max(floor_usd) + subsidy_usd
}

/// For how long a project has broken even without a break, after a further look.
#[must_use]
pub fn patience(even_weeks: f64, even: bool, weeks: f64) -> f64 {
    if even { even_weeks + weeks } else { 0.0 }
}

/// What a project is decided by.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ground {
    /// The price, with what the authority adds.
    Price,
    /// An authority that takes its normal output, base units of the driver per tick.
    Offtake(f64),
}

/// Looks at every project that waits, in the order of names, since an offtake is given out but once.
pub(super) fn decide(
    facts: &Facts,
    prices: &Prices,
    directives: &Directives,
    investment: &mut Investment,
    tick: i64,
) {
    let rules = &facts.scenario.investment;
    let weeks = weeks_between(facts);
    for (i, project) in facts.scenario.projects.iter().enumerate() {
        let too_early = project.from.is_some_and(|from| tick < facts.calendar.tick_of(from));
        if investment.projects[i].standing != Standing::Waiting || too_early {
            continue;
        }
        let ground = ground(facts, prices, directives, investment, project);
        let own = &mut investment.projects[i];
        own.even_weeks = patience(own.even_weeks, ground.is_some(), weeks);
        if let Some(ground) = ground.filter(|_| own.even_weeks > rules.persistence_weeks) {
            let id = StableId::of(&project.name);
            let luck = |index| facts.chance.uniform(Event::Project, id, 0, index);
            own.standing = Standing::Building;
            own.fails = luck(0) >= project.success;
            // One that fails is given up at any time before it would have opened.
            let part = if own.fails { luck(1) } else { 1.0 };
            own.due = tick + (facts.calendar.ticks(project.lead_weeks) * part).round().max(1.0) as i64;
            own.offtake = if let Ground::Offtake(taken) = ground { taken } else { 0.0 };
            investment.happened.push(Happening::Starts(i));
        }
    }
}

/// What a project breaks even by, if it does.
fn ground(
    facts: &Facts,
    prices: &Prices,
    directives: &Directives,
    investment: &Investment,
    project: &Project,
) -> Option<Ground> {
    let info = &facts.scenario.goods[project.signal.index()];
    let store = facts.store(project.jurisdiction, project.signal);
    let price = prices.contract[prices.at(project.signal, project.jurisdiction)] * info.price_usd;
    let floor = row(&directives.floor_usd, store, 0.0);
    let brings = proceeds(price, floor, row(&directives.subsidy_usd, store, 0.0));
    if brings >= project.incentive_usd {
        return Some(Ground::Price);
    }
    let recipe = &facts.scenario.recipes[project.recipe.index()];
    let driver = recipe.driver();
    let units = facts.scenario.goods[driver.index()].base_units;
    let promised = row(&directives.offtake, facts.store(project.jurisdiction, driver), 0.0) * units;
    let given = |(other, own): (&Project, &crate::state::Undertaking)| {
        let same = other.jurisdiction == project.jurisdiction
            && facts.scenario.recipes[other.recipe.index()].driver() == driver;
        let stands = matches!(own.standing, Standing::Building | Standing::Operating);
        if same && stands { own.offtake } else { 0.0 }
    };
    let given: f64 = facts.scenario.projects.iter().zip(&investment.projects).map(given).sum();
    let normal = (super::per_tick(facts, project) * recipe.utilisation).floor();
    (normal > 0.0 && promised - given >= normal).then_some(Ground::Offtake(normal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_maker_gets_the_better_of_price_and_floor_and_the_subsidy_on_top() {
        assert_eq!(proceeds(60.0, 110.0, 5.0), 115.0);
        assert_eq!(proceeds(130.0, 110.0, 5.0), 135.0);
        assert_eq!(proceeds(60.0, 0.0, 0.0), 60.0);
    }

    #[test]
    fn one_look_under_the_incentive_price_begins_the_wait_anew() {
        // Four-weekly looks: even, even, not, even.
        let weeks = [true, true, false, true].iter().fold(0.0, |weeks, &even| patience(weeks, even, 4.0));
        assert_eq!(weeks, 4.0);
    }
}
