//! The network: who supplies each buyer, with shares in whole 32768ths.
//!
//! Links are laid by size and trade (`laying`); links given by hand stand in place of drawn ones. A link under
//! `smallest_share` of its buyer's need goes to the buyer's other links, unless it is its buyer's or its seller's
//! largest: a small seller would be left without a customer.

use super::laying::{Party, Piece, lay};
use super::parties::buyers;
use super::places::assemble;
use super::population::Population;
use super::shares::{MOST_LINKS, whole_shares};
use super::{BuildError, Links, SLOTS, Sellers, trade};
use coercivity_base::{Chance, GoodId, StableId};
use coercivity_scenario::checked::Scenario;

/// Links of one good in the order of (place of the input, seller).
#[derive(Default)]
pub(super) struct GoodLinks {
    pub(super) slot: Vec<u32>,
    pub(super) seller: Vec<u32>,
    pub(super) share: Vec<u16>,
}

/// Draws all links.
pub(super) fn links(
    scenario: &Scenario,
    population: &Population,
    sellers: &Sellers,
    expected: &[f64],
    notes: &mut Vec<String>,
) -> Result<Links, BuildError> {
    let mut drawn = Vec::with_capacity(scenario.goods.len());
    for g in 0..scenario.goods.len() {
        drawn.push(good_links(scenario, population, sellers, expected, GoodId::at(g), notes)?);
    }
    assemble(scenario, population, sellers, &drawn)
}

fn good_links(
    scenario: &Scenario,
    population: &Population,
    sellers: &Sellers,
    expected: &[f64],
    good: GoodId,
    notes: &mut Vec<String>,
) -> Result<GoodLinks, BuildError> {
    let rows = sellers.of_good[good.index()].clone();
    let mut buyers = buyers(scenario, population, good);
    let mut offers: Vec<Party> = rows
        .map(|row| Party {
            index: row,
            jurisdiction: sellers.jurisdiction[row as usize],
            stable: sellers.stable[row as usize],
            volume: expected[row as usize],
        })
        .collect();
    let given = given_pieces(scenario, population, good, &mut buyers, &mut offers)?;
    let mut pieces = drawn_pieces(scenario, good, &buyers, &offers, notes)?;
    merge(&mut pieces);
    let mut kept = keep_large(scenario, population, &pieces, &given, sellers);
    kept.extend(given);
    kept.sort_unstable_by_key(|p| (p.buyer, p.seller));
    let mut links = GoodLinks::default();
    let (mut order, mut shares, mut volumes) = (Vec::new(), Vec::new(), Vec::new());
    for of_buyer in kept.chunk_by(|a, b| a.buyer == b.buyer) {
        if of_buyer.len() > MOST_LINKS {
            return Err(BuildError::TooMany {
                what: format!("suppliers of one firm for `{}`", scenario.goods[good.index()].name),
                count: of_buyer.len(),
                limit: MOST_LINKS,
                remedy: "lower run.firms or raise the number of firms that buy it",
            });
        }
        volumes.clear();
        volumes.extend(of_buyer.iter().map(|p| p.volume));
        whole_shares(&volumes, &mut order, &mut shares);
        links.slot.extend(of_buyer.iter().map(|p| p.buyer));
        links.seller.extend(of_buyer.iter().map(|p| p.seller));
        links.share.extend(&shares);
    }
    Ok(links)
}

/// Pieces of the given links; their volumes leave the parties, so that the rest is laid over what is left.
fn given_pieces(
    scenario: &Scenario,
    population: &Population,
    good: GoodId,
    buyers: &mut [Party],
    offers: &mut [Party],
) -> Result<Vec<Piece>, BuildError> {
    let mut pieces = Vec::new();
    let mut links: Vec<_> = scenario.links.iter().filter(|l| l.good == good).collect();
    let id = |firm: usize| StableId::of(&scenario.named[firm].name);
    links.sort_by_key(|l| (id(l.buyer), id(l.supplier)));
    for links in links.chunk_by(|a, b| a.buyer == b.buyer) {
        let refuse = |link: &coercivity_scenario::checked::GivenLink, why| BuildError::GivenLink {
            supplier: scenario.named[link.supplier].name.clone(),
            buyer: scenario.named[link.buyer].name.clone(),
            good: scenario.goods[good.index()].name.clone(),
            why,
        };
        let firm = population.named[links[0].buyer];
        // Buyers lie in the order of their places; a recipe names a good at most once.
        let at = buyers.partition_point(|b| b.index < firm * SLOTS as u32);
        let Some(buyer) = buyers.get_mut(at).filter(|b| b.index / SLOTS as u32 == firm) else {
            return Err(refuse(links[0], "the buyer's recipe does not use it"));
        };
        let sum: f64 = links.iter().map(|l| l.share).sum();
        for link in links {
            let stable = id(link.supplier);
            let Ok(row) = offers.binary_search_by_key(&stable, |o| o.stable) else {
                return Err(refuse(link, "the supplier's recipe does not make it"));
            };
            let volume = buyer.volume * link.share / sum;
            offers[row].volume = (offers[row].volume - volume).max(0.0);
            pieces.push(Piece { buyer: buyer.index, seller: offers[row].index, volume });
        }
        buyer.volume = 0.0;
    }
    Ok(pieces)
}

/// Pieces of what is not given.
fn drawn_pieces(
    scenario: &Scenario,
    good: GoodId,
    buyers: &[Party],
    offers: &[Party],
    notes: &mut Vec<String>,
) -> Result<Vec<Piece>, BuildError> {
    let count = scenario.jurisdictions.len();
    let by_place = |parties: &[Party]| {
        let mut sums = vec![0.0; count];
        // In the order of stable ids, so that memory layout moves no bit of a sum.
        let mut order: Vec<u32> = (0..parties.len() as u32).collect();
        order.sort_unstable_by_key(|&i| parties[i as usize].stable);
        for i in order {
            let party = &parties[i as usize];
            sums[party.jurisdiction.index()] += party.volume;
        }
        sums
    };
    let need = by_place(buyers);
    let supply = by_place(offers);
    if need.iter().all(|&n| n <= 0.0) {
        return Ok(Vec::new());
    }
    if supply.iter().all(|&s| s <= 0.0) {
        let user = "firms without given links".to_string();
        return Err(BuildError::NobodyMakes { good: scenario.goods[good.index()].name.clone(), user });
    }
    let flows = trade::flows(scenario, good, &supply, &need, notes)?;
    let laps = u32::from(scenario.network.suppliers_min.max(1));
    let chance = Chance::new(scenario.run.seed, scenario.run.replicate);
    Ok(lay(good, offers, buyers, &flows, count, laps, chance))
}

/// Joins the pieces of one buyer and seller. The order of sums is fixed, so that layout moves no bit.
fn merge(pieces: &mut Vec<Piece>) {
    pieces.sort_unstable_by_key(|p| (u64::from(p.buyer) << 32 | u64::from(p.seller), p.volume.to_bits()));
    pieces.dedup_by(|next, kept| {
        let same = next.buyer == kept.buyer && next.seller == kept.seller;
        kept.volume += if same { next.volume } else { 0.0 };
        same
    });
}

/// Pieces that stay links: large enough, or the largest of their buyer or seller.
fn keep_large(
    scenario: &Scenario,
    population: &Population,
    pieces: &[Piece],
    given: &[Piece],
    sellers: &Sellers,
) -> Vec<Piece> {
    let importer = |p: &Piece| population.stable[p.buyer as usize / SLOTS];
    let mut best: Vec<(f64, StableId)> = vec![(0.0, StableId::default()); sellers.firm.len()];
    for piece in pieces {
        let candidate = (piece.volume, importer(piece));
        let best = &mut best[piece.seller as usize];
        if candidate.0 > best.0 || (candidate.0 == best.0 && candidate.1 < best.1) {
            *best = candidate;
        }
    }
    // Who has a given link has a customer.
    given.iter().for_each(|p| best[p.seller as usize].0 = f64::INFINITY);
    let mut kept = Vec::with_capacity(pieces.len());
    for of_buyer in pieces.chunk_by(|a, b| a.buyer == b.buyer) {
        let total: f64 = of_buyer.iter().map(|p| p.volume).sum();
        let largest = of_buyer.iter().fold(0.0, |m: f64, p| m.max(p.volume));
        let stays = |p: &&Piece| {
            p.volume >= scenario.network.smallest_share * total
                || p.volume == largest
                || best[p.seller as usize] == (p.volume, importer(p))
        };
        kept.extend(of_buyer.iter().filter(stays));
    }
    kept
}
