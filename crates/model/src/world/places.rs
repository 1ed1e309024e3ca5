//! Places of links in buyer order, with spare ones, and the priority class of each link.

use super::network::GoodLinks;
use super::population::Population;
use super::{BuildError, Links, NO_SELLER, SLOTS, Sellers, class};
use coercivity_base::{Chance, Event};
use coercivity_scenario::checked::Scenario;

/// Puts the links of all goods into buyer order, with spare places.
pub(super) fn assemble(
    scenario: &Scenario,
    population: &Population,
    sellers: &Sellers,
    drawn: &[GoodLinks],
) -> Result<Links, BuildError> {
    let firms = population.stable.len();
    let spare = usize::from(scenario.network.spare_places);
    let total: usize = drawn.iter().map(|d| d.slot.len()).sum();
    let places = total
        + firms * SLOTS * spare
        + population.projects.len() * SLOTS * usize::from(scenario.investment.suppliers);
    if places > u32::MAX as usize {
        let remedy = "lower run.firms, network.suppliers_min or network.spare_places";
        return Err(BuildError::TooMany {
            what: "links".into(),
            count: places,
            limit: u32::MAX as usize,
            remedy,
        });
    }
    let mut first = vec![0_u32; firms * SLOTS + 1];
    drawn.iter().flat_map(|d| &d.slot).for_each(|&slot| first[slot as usize + 1] += 1);
    for (firm, &cell) in population.cell.iter().enumerate() {
        let inputs = &scenario.recipes[population.cells[usize::from(cell)].recipe.index()].inputs;
        for (slot, input) in inputs.iter().enumerate() {
            let places = &mut first[firm * SLOTS + slot + 1];
            // A planned plant signs its suppliers up when it opens.
            if *places == 0 && population.size[firm] == 0.0 {
                *places = u32::from(scenario.investment.suppliers);
            }
            if *places == 0 {
                return Err(BuildError::NoSeller {
                    firm: format!("a firm of recipes.{}", recipe_name(scenario, population, cell)),
                    good: scenario.goods[input.good.index()].name.clone(),
                });
            }
            *places += spare as u32;
        }
    }
    for slot in 1..first.len() {
        first[slot] += first[slot - 1];
    }
    let places = first[firms * SLOTS] as usize;
    let mut links = Links {
        first,
        seller: vec![NO_SELLER; places],
        share: vec![0; places],
        anchor: Vec::new(),
        state: vec![class::SPOT; places],
    };
    let classes = Classes::new(scenario, population, sellers);
    for good in drawn {
        let mut place = 0;
        for (k, &slot) in good.slot.iter().enumerate() {
            let fresh = k == 0 || good.slot[k - 1] != slot;
            place = if fresh { links.first[slot as usize] as usize } else { place + 1 };
            links.seller[place] = good.seller[k];
            links.share[place] = good.share[k];
            links.state[place] = classes.of(slot as usize / SLOTS, good.seller[k] as usize);
        }
    }
    links.anchor = links.share.clone();
    Ok(links)
}

fn recipe_name(scenario: &Scenario, population: &Population, cell: u16) -> String {
    scenario.recipes[population.cells[usize::from(cell)].recipe.index()].name.clone()
}

/// Priority classes of links.
struct Classes<'a> {
    scenario: &'a Scenario,
    population: &'a Population,
    sellers: &'a Sellers,
    chance: Chance,
}

impl<'a> Classes<'a> {
    fn new(scenario: &'a Scenario, population: &'a Population, sellers: &'a Sellers) -> Self {
        let chance = Chance::new(scenario.run.seed, scenario.run.replicate);
        Self { scenario, population, sellers, chance }
    }

    fn of(&self, buyer: usize, seller: usize) -> u8 {
        let good = self.sellers.good[seller];
        let pair = self.sellers.stable[seller].join(self.population.stable[buyer]);
        let home = self.population.cells[usize::from(self.population.cell[buyer])].jurisdiction;
        let draw = self.chance.uniform(Event::LinkClass, pair, 0, u32::from(good.0));
        if draw < self.scenario.contract_share[good.index()] {
            class::CONTRACT
        } else if home == self.sellers.jurisdiction[seller] {
            class::DOMESTIC
        } else {
            class::SPOT
        }
    }
}
