//! Prices by good and bloc, as ratios to the base price, and what final markets pay.

use super::Facts;
use bevy_ecs::prelude::Resource;
use coercivity_base::{GoodId, JurisdictionId};
use serde::{Deserialize, Serialize};

/// All prices; vectors are `[good][bloc]`, flattened, unless said otherwise. Unit: ratio to the base price.
#[derive(Resource, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prices {
    /// Number of blocs.
    pub blocs: usize,
    /// Bloc of each jurisdiction.
    pub bloc_of: Vec<u8>,
    /// Quoted spot price in the bloc, duties paid.
    pub quoted: Vec<f64>,
    /// Contract price of makers in the bloc, which follows the quoted one with a lag.
    pub contract: Vec<f64>,
    /// Mean price of what buyers of the bloc were shipped in the last tick in which they were, weighted by volume.
    pub paid: Vec<f64>,
    /// What goods cost buyers of the bloc, duties paid, by what was dispatched to them in the last tick in which anything
    /// was: their contracts with makers here and abroad, and the quote for the rest.
    pub delivered: Vec<f64>,
    /// Retail price, `[final good][market]`, duties paid.
    pub retail: Vec<f64>,
    /// Sum of the imbalances over the second half of the burn-in.
    pub reference: Vec<f64>,
    /// Ticks in that sum.
    pub reference_ticks: f64,
    /// First tick of that half.
    pub reference_from: i64,
}

impl Prices {
    /// Base prices everywhere, in a world whose first tick is `first_tick`.
    #[must_use]
    pub fn new(facts: &Facts, first_tick: i64) -> Self {
        let scenario = &facts.scenario;
        let blocs = scenario.blocs.len();
        let one = || vec![1.0; facts.goods() * blocs];
        Self {
            blocs,
            bloc_of: scenario.bloc_of.clone(),
            quoted: one(),
            contract: one(),
            paid: one(),
            delivered: one(),
            retail: vec![1.0; scenario.demand.len() * facts.jurisdictions()],
            reference: vec![0.0; facts.goods() * blocs],
            reference_ticks: 0.0,
            reference_from: first_tick / 2,
        }
    }

    /// Index of a good in the bloc of a jurisdiction.
    #[must_use]
    pub fn at(&self, good: GoodId, jurisdiction: JurisdictionId) -> usize {
        good.index() * self.blocs + self.bloc(jurisdiction)
    }

    /// Quotes of a good by bloc.
    #[must_use]
    pub fn quotes(&self, good: GoodId) -> &[f64] {
        &self.quoted[good.index() * self.blocs..(good.index() + 1) * self.blocs]
    }

    /// Bloc of a jurisdiction.
    #[must_use]
    pub fn bloc(&self, jurisdiction: JurisdictionId) -> usize {
        usize::from(self.bloc_of[jurisdiction.index()])
    }

    /// Price by which a buyer compares makers, before duties. Of goods for firms that of the buyer's own bloc, the same for
    /// all: who has a contract with makers where goods are cheap has it already, and gets no more of it than a licence
    /// lets through, so a gap between blocs moves no shares. Goods that are `sold_finally` have the price of their maker's bloc.
    #[must_use]
    pub fn gate(
        &self,
        sold_finally: bool,
        good: GoodId,
        origin: JurisdictionId,
        destination: JurisdictionId,
    ) -> f64 {
        let place = if sold_finally { origin } else { destination };
        self.contract[self.at(good, place)]
    }

    /// Imbalance of the base year, which counts as none.
    #[must_use]
    pub fn base_imbalance(&self, at: usize) -> f64 {
        if self.reference_ticks > 0.0 { self.reference[at] / self.reference_ticks } else { 0.0 }
    }

    /// Whether every price is the base price.
    #[must_use]
    pub fn at_base(&self) -> bool {
        [&self.quoted, &self.contract, &self.retail]
            .iter()
            .all(|column| column.iter().all(|&price| price == 1.0))
    }
}
