//! An ad-valorem tariff on some goods from some origins, from a day on.

use coercivity_policy::prelude::*;

parameters! {
    /// Who pays how much.
    pub struct Parameters {
        /// Rate on the value of the goods.
        rate: number in 0.0..=10.0 unit "share" = 1.0,
        /// Goods that pay.
        goods: goods = "magnet_standard, magnet_heavy",
        /// Where they come from.
        origins: jurisdictions = "CN",
        /// Who levies it.
        destinations: jurisdictions = "US",
        /// First day.
        from: date = "2025-04-09",
    }
}

/// The policy.
pub struct Tariff(Parameters);

impl Policy for Tariff {
    const ABOUT: About =
        About { id: "tariff", summary: "A tariff from a day on.", writes: &[Effect::Tariff], ..about!() };
    type Parameters = Parameters;

    fn new(parameters: Parameters, _: &Names) -> Result<Self, Refusal> {
        Ok(Self(parameters))
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        let Self(p) = self;
        if world.middle() >= p.from {
            for lane in world.names().lanes(&p.goods, &p.origins, &p.destinations) {
                measures.add(Effect::Tariff, lane, p.rate);
            }
        }
        Ok(())
    }
}

export_policy!(Tariff);
