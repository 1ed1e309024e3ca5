//! Purchases: authorities divide what sellers offer on the spot market.

use super::asked;
use crate::mechanisms::allocation::share_quotas;
use crate::mechanisms::money::pay_purchase;
use crate::mechanisms::policy::share_verdict;
use crate::mechanisms::provenance::mixed;
use crate::state::components::CellOf;
use crate::state::{
    Directives, Facts, Ledger, Measures, Money, Now, Pipeline, Prices, Products, Provenance, Stockpiles,
    Trade, Verdict,
};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;
use coercivity_base::quantity::{fill_ratio, part};
use coercivity_base::{EndUse, GoodId, JurisdictionId};

/// What each authority gets of each seller's offer: `offers` are (origin, quantity), `asks` are what an authority asks
/// for and which origins are open to it. Rows are by authority, in order of the offers.
#[must_use]
pub fn share_offers(offers: &[(usize, f64)], asks: &[(f64, Vec<bool>)]) -> Vec<Vec<f64>> {
    let draws = asks.iter().map(|(asked, open)| {
        let reachable = |&(origin, offer): &(usize, f64)| if open[origin] { offer } else { 0.0 };
        let all: f64 = offers.iter().map(reachable).sum();
        let ratio = fill_ratio(*asked, all);
        offers.iter().map(|offer| part(reachable(offer), ratio)).collect()
    });
    let mut draws: Vec<Vec<f64>> = draws.collect();
    for (i, &(_, offer)) in offers.iter().enumerate() {
        let ratio = fill_ratio(offer, draws.iter().map(|row| row[i]).sum());
        draws.iter_mut().for_each(|row| row[i] = part(row[i], ratio));
    }
    draws
}

/// What an authority takes from a seller.
struct Purchase {
    seller: usize,
    store: usize,
    lane: usize,
    quantity: f64,
}

/// On what terms authorities buy.
struct Terms {
    /// What each asks for, by store, base units.
    asked: Vec<f64>,
    /// Whether only sellers of its own jurisdiction are meant.
    at_home: bool,
    /// Share of what is left that a seller offers.
    offered: f64,
}

/// Authorities buy from what sellers still hold after serving orders: first what they undertook to, then what they want.
pub fn buy(
    (firms, mut products): (Query<&'static CellOf>, ResMut<Products>),
    (facts, directives, now): (Res<Facts>, Res<Directives>, Res<Now>),
    mut measures: ResMut<Measures>,
    (trade, prices): (Res<Trade>, Res<Prices>),
    (mut money, mut ledger): (ResMut<Money>, ResMut<Ledger>),
    mut pipeline: ResMut<Pipeline>,
    (mut stockpiles, mut provenance): (ResMut<Stockpiles>, ResMut<Provenance>),
) {
    let terms = [
        Terms { asked: asked(&facts, &directives.offtake), at_home: true, offered: 1.0 },
        Terms { asked: asked(&facts, &directives.buy), at_home: false, offered: facts.pace.spot_reserve },
    ];
    let finished = &mut products.stock;
    for cell in firms.contiguous_iter().into_iter().flatten() {
        for terms in terms.iter().filter(|terms| terms.asked.iter().any(|&asked| asked > 0.0)) {
            let left = |seller: usize| {
                finished[trade.sellers.output[seller] as usize][trade.sellers.firm[seller] as usize]
            };
            let mut purchases = Vec::new();
            for good in (0..facts.goods()).map(GoodId::at) {
                on_offer(&facts, &measures, &trade, good, terms, left, &mut purchases);
            }
            under_quotas(&mut measures, &mut purchases);
            for purchase in &purchases {
                let Purchase { seller, quantity, .. } = *purchase;
                finished[trade.sellers.output[seller] as usize][trade.sellers.firm[seller] as usize] -=
                    quantity;
                follow(&facts, &mut provenance, purchase, &stockpiles);
                book(&facts, purchase, now.tick, &mut pipeline, &mut ledger, &mut stockpiles);
                let cell = usize::from(CellOf::peel_slice(cell)[trade.sellers.firm[seller] as usize]);
                stockpiles.spent_usd[purchase.store] +=
                    pay_purchase(&facts, &prices, &mut money, (purchase.lane, cell), quantity);
            }
        }
    }
}

/// Divides the offers of a good over the authorities that ask for it.
fn on_offer(
    facts: &Facts,
    measures: &Measures,
    trade: &Trade,
    good: GoodId,
    terms: &Terms,
    left: impl Fn(usize) -> f64,
    purchases: &mut Vec<Purchase>,
) {
    let places = || (0..facts.jurisdictions()).map(JurisdictionId::at);
    let asking: Vec<JurisdictionId> =
        places().filter(|&place| terms.asked[facts.store(place, good)] > 0.0).collect();
    if asking.is_empty() {
        return;
    }
    let sellers: Vec<usize> =
        trade.sellers.of_good[good.index()].clone().map(|seller| seller as usize).collect();
    let origin = |seller: usize| trade.sellers.jurisdiction[seller];
    let open = |seller: usize, place: JurisdictionId| {
        if terms.at_home {
            return origin(seller) == place;
        }
        let lane = &measures.lanes[facts.lane(good, origin(seller), place)];
        lane.verdict[EndUse::Civil.index()] == Verdict::Open
            && share_verdict(facts, measures, trade, seller, place) == Verdict::Open
    };
    let asks: Vec<(f64, Vec<bool>)> = asking
        .iter()
        .map(|&place| {
            (
                terms.asked[facts.store(place, good)],
                sellers.iter().map(|&seller| open(seller, place)).collect(),
            )
        })
        .collect();
    let offer = |(n, &seller): (usize, &usize)| (n, (terms.offered * left(seller)).floor());
    let offers: Vec<(usize, f64)> = sellers.iter().enumerate().map(offer).collect();
    for (&place, row) in asking.iter().zip(share_offers(&offers, &asks)) {
        let store = facts.store(place, good);
        let taken = sellers.iter().zip(row).filter(|(_, quantity)| *quantity > 0.0);
        purchases.extend(taken.map(|(&seller, quantity)| Purchase {
            seller,
            store,
            lane: facts.lane(good, origin(seller), place),
            quantity,
        }));
    }
}

/// Cuts purchases to what quotas still let pass, and takes them off.
fn under_quotas(measures: &mut Measures, purchases: &mut [Purchase]) {
    let Measures { quotas, quota_ratio, .. } = measures;
    if quotas.is_empty() {
        return;
    }
    let by_lane = |purchases: &[Purchase]| {
        let mut sums = vec![0.0; quota_ratio.len()];
        purchases.iter().for_each(|purchase| sums[purchase.lane] += purchase.quantity);
        sums
    };
    let mut ratio = vec![1.0; quota_ratio.len()];
    share_quotas(quotas, &by_lane(purchases), &mut ratio);
    for purchase in purchases.iter_mut() {
        purchase.quantity = part(purchase.quantity, ratio[purchase.lane]);
    }
    let taken = by_lane(purchases);
    for quota in quotas {
        quota.left -= quota.lanes.iter().map(|&lane| taken[lane]).sum::<f64>();
    }
}

/// Mixes a purchase into what is on its way to the store, and counts it as trade if it goes abroad.
fn follow(facts: &Facts, provenance: &mut Provenance, purchase: &Purchase, stockpiles: &Stockpiles) {
    let Purchase { seller, store, lane, quantity } = *purchase;
    let watches = provenance.watches();
    let Provenance { store_transit, selling, abroad, .. } = provenance;
    for (watch, shares) in store_transit.iter_mut().enumerate() {
        let of_seller = f64::from(selling[seller * watches + watch]);
        shares[store] = mixed(stockpiles.in_transit[store], shares[store], quantity, of_seller);
    }
    let (_, origin, destination) = facts.of_lane(lane);
    if watches > 0 && origin != destination {
        abroad[seller] += quantity;
    }
}

/// Books a purchase as dispatched, cleared and on its way to the store.
fn book(
    facts: &Facts,
    purchase: &Purchase,
    tick: i64,
    pipeline: &mut Pipeline,
    ledger: &mut Ledger,
    stockpiles: &mut Stockpiles,
) {
    let Purchase { store, lane, quantity, .. } = *purchase;
    let arrival = tick + i64::from(facts.transit[lane]);
    ledger.dispatched[lane] += quantity;
    ledger.cleared[lane] += quantity;
    let due = pipeline.due_of(arrival);
    pipeline.due[due][lane] += quantity;
    let plane = stockpiles.plane_of(arrival);
    stockpiles.due[plane][store] += quantity;
    stockpiles.in_transit[store] += quantity;
    stockpiles.bought[store] += quantity;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_takes_the_same_part_of_every_offer_that_is_open_to_it() {
        // 30 of the 60 + 40 from origin 0; origin 1 is closed to it.
        let offers = [(0, 60.0), (1, 500.0), (0, 40.0)];
        assert_eq!(share_offers(&offers, &[(30.0, vec![true, false])]), [[18.0, 0.0, 12.0]]);
        // More than there is: all of it.
        assert_eq!(share_offers(&offers, &[(1000.0, vec![true, false])]), [[60.0, 0.0, 40.0]]);
    }

    #[test]
    fn where_several_want_one_offer_it_is_divided_whoever_comes_first() {
        // Both want 90 of the 90 offered: half each. The second alone reaches origin 1 as well.
        let offers = [(0, 90.0), (1, 90.0)];
        let (first, second) = ((90.0, vec![true, false]), (180.0, vec![true, true]));
        assert_eq!(share_offers(&offers, &[first.clone(), second.clone()]), [[45.0, 0.0], [45.0, 90.0]]);
        assert_eq!(share_offers(&offers, &[second, first]), [[45.0, 90.0], [45.0, 0.0]]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert_eq!(share_offers(&[(0, 0.0)], &[(10.0, vec![true])]), [[0.0]]);
        assert_eq!(share_offers(&[], &[(10.0, vec![true])]), [[0.0; 0]]);
    }
}
