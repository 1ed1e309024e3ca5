//! Unit prices of the tick, lane by lane.

use crate::state::{Facts, MICRO, Measures, Money, Prices};
use crate::world::class;
use bevy_ecs::prelude::*;
use coercivity_base::{GoodId, JurisdictionId};
use serde::{Deserialize, Serialize};

/// Prices of a lane. Unit: micro-dollars per base unit, and share for the tariff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[repr(C)]
pub struct LanePrice {
    /// Under contract.
    pub contract: f64,
    /// Otherwise.
    pub spot: f64,
    /// Tariff on the value.
    pub tariff: f64,
    /// Fee.
    pub fee: f64,
}

impl LanePrice {
    /// No price and no duties.
    pub(crate) const FREE: Self = Self { contract: 0.0, spot: 0.0, tariff: 0.0, fee: 0.0 };

    /// Price of a unit for a link of `class`.
    #[inline(always)]
    #[must_use]
    pub fn of(&self, class: usize) -> f64 {
        if class == usize::from(class::CONTRACT) { self.contract } else { self.spot }
    }

    /// Value of `quantity` in whole micro-dollars, for a link of `class`.
    #[must_use]
    pub fn value(&self, quantity: f64, class: usize) -> i64 {
        (quantity * self.of(class)) as i64
    }

    /// Whether duties are due.
    #[must_use]
    pub fn taxed(&self) -> bool {
        self.tariff != 0.0 || self.fee != 0.0
    }

    /// Duties on goods of this value, whole micro-dollars.
    #[inline(always)]
    #[must_use]
    pub fn duties(&self, quantity: f64, value: i64) -> i64 {
        (value as f64 * self.tariff + quantity * self.fee) as i64
    }
}

/// The whole parts of `values`, none under 0, as integers.
#[inline(always)]
pub fn whole_micros(values: &[f64], whole: &mut [i64]) {
    // Added to 2^52, a whole number under it is the low bits of the sum: integers without a conversion, which only newer
    // machines have for vectors.
    const EDGE: f64 = (1_u64 << 52) as f64;
    let largest = values.iter().fold(0.0, |largest, &value| if value > largest { value } else { largest });
    if largest < EDGE {
        for (whole, value) in whole.iter_mut().zip(values) {
            *whole = ((value.trunc() + EDGE).to_bits() - EDGE.to_bits()) as i64;
        }
    } else {
        whole.iter_mut().zip(values).for_each(|(whole, &value)| *whole = value as i64);
    }
}

/// Prices of this tick.
#[derive(Resource, Clone, Debug, Default, Serialize, Deserialize)]
pub struct UnitPrices {
    /// By lane; zero on lanes that no goods go over.
    pub lanes: Vec<LanePrice>,
    /// To which destinations duties are due on some lane, `[good][destination]`.
    pub taxed: Vec<bool>,
}

/// Base price in micro-dollars per base unit.
#[must_use]
pub(crate) fn base(facts: &Facts, good: GoodId) -> f64 {
    let info = &facts.scenario.goods[good.index()];
    info.price_usd / info.base_units * MICRO
}

/// What a seller receives on a quote of `quoted`, duties paid: ratio to the base price, at least `lowest`.
#[must_use]
pub(super) fn before_duties(quoted: f64, tariff: f64, fee: f64, lowest: f64) -> f64 {
    if tariff == 0.0 && fee == 0.0 { quoted } else { ((quoted - fee) / (1.0 + tariff)).max(lowest) }
}

/// Works out the tick's prices and opens its books.
pub fn set_unit_prices(
    facts: Res<Facts>,
    prices: Res<Prices>,
    measures: Res<Measures>,
    mut units: ResMut<UnitPrices>,
    mut money: ResMut<Money>,
) {
    money.clear(&facts);
    let UnitPrices { lanes, taxed } = &mut *units;
    lanes.resize(facts.lanes(), LanePrice::default());
    taxed.clear();
    taxed.resize(facts.goods() * facts.jurisdictions(), false);
    let lowest = facts.scenario.prices.lowest;
    for export in facts.exports.iter().filter(|export| export.made) {
        let base = base(&facts, export.good);
        let contract = base * prices.contract[prices.at(export.good, export.origin)];
        let quotes = prices.quotes(export.good);
        let duties = measures.tariff[export.lanes.clone()].iter().zip(&measures.fee[export.lanes.clone()]);
        let blocs = prices.bloc_of[export.destinations.clone()].iter();
        let taxed = taxed[facts.export(export.good, JurisdictionId::at(0))..].iter_mut();
        let of_lane = blocs.zip(taxed.skip(export.destinations.start)).zip(duties);
        for (price, ((&bloc, taxed), (&tariff, &fee))) in lanes[export.lanes.clone()].iter_mut().zip(of_lane)
        {
            let spot = base * before_duties(quotes[usize::from(bloc)], tariff, fee, lowest);
            *price = LanePrice { contract, spot, tariff, fee: base * fee };
            *taxed |= price.taxed();
        }
    }
}

/// Wages and all other costs per base unit of the driver, micro-dollars: base value added less the owners' margin; 0 if
/// inputs cost more than the products are worth.
#[must_use]
pub fn other_cost(facts: &Facts, cell: usize) -> f64 {
    let recipe = facts.recipe(cell);
    let products: f64 =
        (0..recipe.outputs).map(|k| recipe.made[k] * base(facts, recipe.output_good[k])).sum();
    let inputs: f64 =
        (0..recipe.inputs).map(|slot| recipe.quantity[slot] * base(facts, recipe.input_good[slot])).sum();
    let margin = facts.scenario.recipes[facts.cells[cell].recipe.index()].margin;
    (1.0 - margin) * (products - inputs).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_rounded_down_once_and_duties_are_on_the_value_and_on_the_quantity() {
        let lane = LanePrice { contract: 60.0, spot: 90.5, tariff: 0.1, fee: 0.25 };
        // 7 x 90.5 = 633.5; 63.3 of tariff and 7 x 0.25 = 1.75 of fee make 65.05.
        assert_eq!(lane.value(7.0, 0), 420);
        assert_eq!(lane.value(7.0, 2), 633);
        assert_eq!(lane.duties(7.0, 633), 65);
    }

    #[test]
    fn whole_micros_are_what_a_cast_gives() {
        let values = [0.0, 0.9, 1.0, 1e9 + 0.5, 4_503_599_627_370_495.5];
        for values in [&values[..], &[3.7, 1e17]] {
            let mut whole = vec![0; values.len()];
            whole_micros(values, &mut whole);
            assert_eq!(whole, values.iter().map(|&value| value as i64).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_seller_gets_the_quote_less_duties() {
        // A quote of 2.3 at a tariff of 20% and a fee of 0.2: (2.3 - 0.2) / 1.2 = 1.75.
        assert!((before_duties(2.3, 0.2, 0.2, 0.1) - 1.75).abs() < 1e-15);
        assert_eq!(before_duties(1.7, 0.0, 0.0, 0.1), 1.7);
        assert_eq!(before_duties(0.3, 0.0, 0.5, 0.1), 0.1);
    }
}
