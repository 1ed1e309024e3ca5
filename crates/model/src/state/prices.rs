//! Prices by good and bloc, as ratios to the base price.

use super::Facts;
use bevy_ecs::prelude::Resource;
use coercivity_base::{GoodId, JurisdictionId};

/// All prices; vectors are `[good][bloc]`, flattened. Unit: ratio to the base price.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct Prices {
    /// Number of blocs.
    pub blocs: usize,
    /// Bloc of each jurisdiction.
    pub bloc_of: Vec<u8>,
    /// Quoted spot price.
    pub quoted: Vec<f64>,
    /// Contract price, which follows the quoted one with a lag.
    pub contract: Vec<f64>,
    /// Mean price of what buyers of the bloc were shipped in the tick, weighted by volume.
    pub paid: Vec<f64>,
}

impl Prices {
    /// Base prices everywhere.
    #[must_use]
    pub fn new(facts: &Facts) -> Self {
        let blocs = 1;
        let one = || vec![1.0; facts.goods() * blocs];
        Self { blocs, bloc_of: vec![0; facts.jurisdictions()], quoted: one(), contract: one(), paid: one() }
    }

    /// Index of a good in the bloc of a jurisdiction.
    #[must_use]
    pub fn at(&self, good: GoodId, jurisdiction: JurisdictionId) -> usize {
        good.index() * self.blocs + usize::from(self.bloc_of[jurisdiction.index()])
    }
}
