//! What licences let pass of the links of a sheet, and what is used up of their volumes.

use super::bundle::Deal;
use super::walk::{Links, Walk};
use crate::mechanisms::ordering::shippable;
use crate::state::desk::Desk;
use crate::state::{ON_SHEET, Places};

/// Cuts the orders of a bundle to what the licences of its links let pass.
#[inline(always)]
pub(super) fn restrict(
    walk: &Walk,
    desk: &mut Desk,
    links: &mut Links,
    places: Places,
    (deal, numbers): (&Deal, &[u16]),
) {
    for number in numbers.iter().map(|&number| usize::from(number) % ON_SHEET) {
        let [use_part, restock] = desk.pairs[number];
        let lots = (places.of(number), desk.lots[number]);
        let open =
            shippable(deal.state, (use_part, restock), || links.lots().allowance(lots.0, lots.1, walk.tick));
        desk.pairs[number] = open.into();
    }
}

/// Takes what was shipped under the licences of a bundle off their volumes.
#[inline(always)]
pub(super) fn spend(
    walk: &Walk,
    desk: &Desk,
    links: &mut Links,
    places: Places,
    (deal, numbers): (&Deal, &[u16]),
) {
    for number in numbers.iter().map(|&number| usize::from(number) % ON_SHEET) {
        let units = deal.units(desk, number);
        if units > 0.0 {
            links.lots().spend(places.of(number), desk.lots[number], walk.tick, units);
        }
    }
}
