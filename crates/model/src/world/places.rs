//! Places of links in buyer order, with spare ones, and the priority class of each link.

use super::links_block::LinksBlock;
use super::network::{Fans, Ground};
use super::population::Population;
use super::{BuildError, Links, NO_SELLER, SLOTS, class};
use coercivity_base::{Chance, Event};
use coercivity_parallel::{Columns, Private};
use coercivity_scenario::checked::Scenario;

/// Puts the links of all goods into buyer order, with spare places.
pub(super) fn assemble(ground: Ground<'_>, drawn: &[Fans]) -> Result<Links, BuildError> {
    let first = places(ground, drawn)?;
    let places = first.last().map_or(0, |&places| places as usize);
    let mut links = Links {
        first,
        seller: vec![NO_SELLER; places],
        share: vec![0; places],
        anchor: vec![0; places],
        state: vec![class::SPOT; places],
    };
    let (classes, nothing) = (Classes::new(ground), Private::new(ground.pool, || ()));
    ground.pool.blocks(LinksBlock::new(&mut links), &nothing, |(), firm, mut block| {
        drawn.iter().for_each(|fans| fill(&mut block, firm, fans, &classes));
    });
    Ok(links)
}

/// The first place of each (firm, slot), and the total.
fn places(ground: Ground<'_>, drawn: &[Fans]) -> Result<Vec<u32>, BuildError> {
    let Ground { scenario, population, .. } = ground;
    let firms = population.stable.len();
    let spare = usize::from(scenario.network.spare_places);
    let total: usize = drawn.iter().map(|fans| fans.seller.len()).sum();
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
    for fans in drawn {
        let mut begin = 0;
        for (&slot, &end) in fans.slot.iter().zip(&fans.end) {
            first[slot as usize + 1] = end - std::mem::replace(&mut begin, end);
        }
    }
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
    Ok(first)
}

/// Fills in the links of `fans` that belong to a block, whose first firm is `firm`.
fn fill(block: &mut LinksBlock, firm: usize, fans: &Fans, classes: &Classes<'_>) {
    let (low, high) = (firm * SLOTS, (firm + block.rows()) * SLOTS);
    let from = fans.slot.partition_point(|&slot| (slot as usize) < low);
    let mut begin = if from == 0 { 0 } else { fans.end[from - 1] as usize };
    for (&slot, &end) in fans.slot[from..].iter().zip(&fans.end[from..]) {
        if slot as usize >= high {
            return;
        }
        for (place, k) in block.places(slot as usize - low).zip(begin..end as usize) {
            block.seller[place] = fans.seller[k];
            (block.share[place], block.anchor[place]) = (fans.share[k], fans.share[k]);
            block.state[place] = classes.of(slot as usize / SLOTS, fans.seller[k] as usize);
        }
        begin = end as usize;
    }
}

fn recipe_name(scenario: &Scenario, population: &Population, cell: u16) -> String {
    scenario.recipes[population.cells[usize::from(cell)].recipe.index()].name.clone()
}

/// Priority classes of links.
struct Classes<'a> {
    ground: Ground<'a>,
    chance: Chance,
}

impl<'a> Classes<'a> {
    fn new(ground: Ground<'a>) -> Self {
        Self { ground, chance: Chance::new(ground.scenario.run.seed, ground.scenario.run.replicate) }
    }

    fn of(&self, buyer: usize, seller: usize) -> u8 {
        let Ground { scenario, population, sellers, .. } = self.ground;
        let good = sellers.good[seller];
        let pair = sellers.stable[seller].join(population.stable[buyer]);
        let home = population.cells[usize::from(population.cell[buyer])].jurisdiction;
        let draw = self.chance.uniform(Event::LinkClass, pair, 0, u32::from(good.0));
        if draw < scenario.contract_share[good.index()] {
            class::CONTRACT
        } else if home == sellers.jurisdiction[seller] {
            class::DOMESTIC
        } else {
            class::SPOT
        }
    }
}
