//! From sections to the checked scenario: the one place where names become ids and where meaning is checked.
//!
//! Every check goes on after a mistake, so that all mistakes are told at once. A check says nothing about values
//! that are already known to be spoilt.

mod chain;
mod checker;
mod demand;
mod firms;
mod jurisdictions;
mod network;
mod offices;
mod ownership;
mod plugins;
mod prices;
mod projects;
mod provenance;
mod regimes;
mod run;
mod schedule;
mod settings;
mod sides;
mod stockpiles;
mod tables;
mod texts;
mod uncertain;

pub(crate) use checker::Checker;
pub use settings::{plugin_hash_mistake, plugin_mistake, settle_parameters};

use crate::checked::Scenario;

/// The checked scenario; `None` if the tables are too large for ids, or empty, so that nothing can be resolved.
pub(crate) fn resolve(check: &mut Checker<'_>) -> Option<Scenario> {
    tables::names_and_sizes(check)?;
    let s = check.sections;
    let goods = tables::goods(check);
    let stages = tables::stages(check);
    let jurisdictions = tables::jurisdictions(check);
    let transit = jurisdictions::transit(check);
    jurisdictions::groups(check);
    let recipes = tables::recipes(check);
    chain::check(check);
    let demand = demand::resolve(check);
    let affinities = network::affinities(check);
    let contract_share = network::contract_shares(check);
    tables::cover_by_recipe(check);
    let named = firms::named(check);
    let links = firms::links(check, &named);
    let (blocs, bloc_of) = prices::blocs(check);
    let (offices, lanes) = offices::resolve(check);
    let regimes = regimes::resolve(check, &named);
    let watches = provenance::resolve(check);
    let schedule = schedule::resolve(check, &named, &watches);
    let plugins = plugins::resolve(check);
    let stockpiles = stockpiles::resolve(check);
    let sides = sides::resolve(check, &schedule, &regimes, &named, &watches);
    let projects = projects::projects(check);
    let idling = projects::idling(check);
    run::check(check);
    texts::check(check);
    uncertain::check(check);
    Some(Scenario {
        title: s.title.clone(),
        summary: s.summary.clone(),
        goods,
        stages,
        recipes,
        jurisdictions,
        transit,
        demand,
        network: s.network.clone(),
        affinities,
        contract_share,
        synthetic: s.firms.synthetic,
        named: named.into_iter().map(|firm| firm.firm).collect(),
        links,
        behaviour: s.behaviour.clone(),
        prices: s.prices.clone(),
        blocs,
        bloc_of,
        equity: s.equity.clone(),
        watches,
        thresholds: s.provenance.thresholds.clone(),
        offices,
        lanes,
        regimes,
        schedule,
        plugins,
        stockpiles,
        investment: s.investment.clone(),
        projects,
        idling,
        run: s.run.clone(),
        sides,
        results: s.results.clone(),
    })
}
