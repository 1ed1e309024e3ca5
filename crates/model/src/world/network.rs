//! The network: who supplies each buyer, with shares in whole 32768ths.
//!
//! Links are laid by size and trade (`laying`); links given by hand stand in place of drawn ones. A link under
//! `smallest_share` of its buyer's need goes to the buyer's other links, unless it is its buyer's or its seller's
//! largest: a small seller would be left without a customer.

use super::laying::{Laying, Party, Piece};
use super::parties::buyers;
use super::places::assemble;
use super::population::Population;
use super::shares::{MOST_LINKS, whole_shares};
use super::{BuildError, Links, SLOTS, Sellers, trade};
use coercivity_base::{Chance, GoodId, StableId};
use coercivity_parallel::Pool;
use coercivity_scenario::checked::Scenario;

/// Links of one good and one jurisdiction's buyers, buyer by buyer in the order of places.
pub(super) struct Fans {
    /// Place of each buyer's input.
    pub(super) slot: Vec<u32>,
    /// Where each buyer's links end.
    pub(super) end: Vec<u32>,
    pub(super) seller: Vec<u32>,
    pub(super) share: Vec<u16>,
}

/// What links are drawn from.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) population: &'a Population,
    pub(super) sellers: &'a Sellers,
    /// What each seller expects to sell.
    pub(super) expected: &'a [f64],
    pub(super) pool: &'a Pool,
}

/// Draws all links.
pub(super) fn links(ground: Ground<'_>, notes: &mut Vec<String>) -> Result<Links, BuildError> {
    let mut drawn = Vec::new();
    for g in 0..ground.scenario.goods.len() {
        drawn.extend(good_links(ground, GoodId::at(g), notes)?);
    }
    assemble(ground, &drawn)
}

fn good_links(ground: Ground<'_>, good: GoodId, notes: &mut Vec<String>) -> Result<Vec<Fans>, BuildError> {
    let Ground { scenario, population, sellers, expected, pool } = ground;
    let rows = sellers.of_good[good.index()].clone();
    let mut buyers = buyers(scenario, population, good);
    let mut offers: Vec<Party> = rows
        .clone()
        .map(|row| Party {
            index: row,
            jurisdiction: sellers.jurisdiction[row as usize],
            stable: sellers.stable[row as usize],
            volume: expected[row as usize],
        })
        .collect();
    let given = given_pieces(scenario, population, good, &mut buyers, &mut offers)?;
    let pieces = drawn_pieces(ground, good, &buyers, &offers, notes)?;
    drop(buyers);
    let mut best = largest_customers(population, rows.start, offers.len(), &pieces);
    // Who has a given link has a customer.
    given.iter().flatten().for_each(|p| best[(p.seller - rows.start) as usize].0 = f64::INFINITY);
    let fans = pool.map(pieces.len(), |place| {
        let smallest = scenario.network.smallest_share;
        let is_best =
            |p: &Piece| best[(p.seller - rows.start) as usize] == (p.volume, importer(population, p));
        let mut kept = keep_large(&pieces[place], smallest, is_best);
        if !given[place].is_empty() {
            kept.extend(&given[place]);
            kept.sort_unstable_by_key(|p| (p.buyer, p.seller));
        }
        fans(&kept).map_err(|count| BuildError::TooMany {
            what: format!("suppliers of one firm for `{}`", scenario.goods[good.index()].name),
            count,
            limit: MOST_LINKS,
            remedy: "lower run.firms or raise the number of firms that buy it",
        })
    });
    fans.into_iter().filter(|fans| !fans.as_ref().is_ok_and(|fans| fans.slot.is_empty())).collect()
}

/// Links with whole shares; `Err` with the number of links of a buyer that has too many.
fn fans(pieces: &[Piece]) -> Result<Fans, usize> {
    // Of the right size at once: all goods' links are held until they are put into place.
    let buyers = pieces.chunk_by(|a, b| a.buyer == b.buyer).count();
    let mut fans = Fans {
        slot: Vec::with_capacity(buyers),
        end: Vec::with_capacity(buyers),
        seller: Vec::with_capacity(pieces.len()),
        share: Vec::with_capacity(pieces.len()),
    };
    let (mut order, mut shares, mut volumes) = (Vec::new(), Vec::new(), Vec::new());
    for of_buyer in pieces.chunk_by(|a, b| a.buyer == b.buyer) {
        if of_buyer.len() > MOST_LINKS {
            return Err(of_buyer.len());
        }
        volumes.clear();
        volumes.extend(of_buyer.iter().map(|p| p.volume));
        whole_shares(&volumes, &mut order, &mut shares);
        fans.slot.push(of_buyer[0].buyer);
        fans.seller.extend(of_buyer.iter().map(|p| p.seller));
        fans.share.extend(&shares);
        fans.end.push(fans.seller.len() as u32);
    }
    Ok(fans)
}

/// Pieces of the given links, by the buyer's jurisdiction; their volumes leave the parties, so that the rest is laid over what is left.
fn given_pieces(
    scenario: &Scenario,
    population: &Population,
    good: GoodId,
    buyers: &mut [Vec<Party>],
    offers: &mut [Party],
) -> Result<Vec<Vec<Piece>>, BuildError> {
    let mut pieces = vec![Vec::new(); buyers.len()];
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
        let home = population.cells[usize::from(population.cell[firm as usize])].jurisdiction.index();
        // Buyers lie in the order of their places; a recipe names a good at most once.
        let at = buyers[home].partition_point(|b| b.index < firm * SLOTS as u32);
        let Some(buyer) = buyers[home].get_mut(at).filter(|b| b.index / SLOTS as u32 == firm) else {
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
            pieces[home].push(Piece { buyer: buyer.index, seller: offers[row].index, volume });
        }
        buyer.volume = 0.0;
    }
    Ok(pieces)
}

/// Pieces of what is not given, by the buyer's jurisdiction, in the order of buyers and sellers.
fn drawn_pieces(
    ground: Ground<'_>,
    good: GoodId,
    buyers: &[Vec<Party>],
    offers: &[Party],
    notes: &mut Vec<String>,
) -> Result<Vec<Vec<Piece>>, BuildError> {
    let Ground { scenario, pool, .. } = ground;
    let count = scenario.jurisdictions.len();
    let need = pool.map(count, |place| volume(&buyers[place]));
    let supply: Vec<f64> = (0..count)
        .map(|place| volume(offers.iter().filter(|party| party.jurisdiction.index() == place)))
        .collect();
    if need.iter().all(|&n| n <= 0.0) {
        return Ok(vec![Vec::new(); count]);
    }
    if supply.iter().all(|&s| s <= 0.0) {
        let user = "firms without given links".to_string();
        return Err(BuildError::NobodyMakes { good: scenario.goods[good.index()].name.clone(), user });
    }
    let flows = trade::flows(scenario, good, &supply, &need, notes)?;
    let laps = u32::from(scenario.network.suppliers_min.max(1));
    let chance = Chance::new(scenario.run.seed, scenario.run.replicate);
    Ok(Laying { good, flows: &flows, laps, chance }.lay(offers, buyers, pool))
}

/// What parties sell or need together, summed in the order of stable ids, so that memory layout moves no bit.
fn volume<'a>(parties: impl IntoIterator<Item = &'a Party>) -> f64 {
    let mut volumes: Vec<(StableId, u32, f64)> =
        parties.into_iter().map(|party| (party.stable, party.index, party.volume)).collect();
    volumes.sort_unstable_by_key(|party| (party.0, party.1));
    volumes.iter().fold(0.0, |sum, party| sum + party.2)
}

fn importer(population: &Population, piece: &Piece) -> StableId {
    population.stable[piece.buyer as usize / SLOTS]
}

/// The largest piece of each of `count` sellers from row `first` on, and whose it is.
fn largest_customers(
    population: &Population,
    first: u32,
    count: usize,
    pieces: &[Vec<Piece>],
) -> Vec<(f64, StableId)> {
    let mut best = vec![(0.0, StableId::default()); count];
    for piece in pieces.iter().flatten() {
        let best = &mut best[(piece.seller - first) as usize];
        if piece.volume < best.0 {
            continue;
        }
        let candidate = (piece.volume, importer(population, piece));
        if candidate.0 > best.0 || candidate.1 < best.1 {
            *best = candidate;
        }
    }
    best
}

/// Pieces that stay links: large enough, or the largest of their buyer or seller.
fn keep_large(pieces: &[Piece], smallest: f64, is_best: impl Fn(&Piece) -> bool) -> Vec<Piece> {
    let mut kept = Vec::with_capacity(pieces.len());
    for of_buyer in pieces.chunk_by(|a, b| a.buyer == b.buyer) {
        let total: f64 = of_buyer.iter().map(|p| p.volume).sum();
        let largest = of_buyer.iter().fold(0.0, |m: f64, p| m.max(p.volume));
        let stays = |p: &&Piece| p.volume >= smallest * total || p.volume == largest || is_best(p);
        kept.extend(of_buyer.iter().filter(stays));
    }
    kept
}
