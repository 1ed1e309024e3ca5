//! Ids: small dense numbers for what a scenario lists, and stable 64-bit ids for firms.
//!
//! A firm's *stable id* comes from its name (or, for a synthetic firm, from its stage, jurisdiction, recipe and
//! ordinal). Draws, ties, files and the state hash use it. Its *dense index* is memory layout only.

use serde::{Deserialize, Serialize};

macro_rules! dense_id {
    ($(#[$doc:meta])* $name:ident, $repr:ty) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub $repr);

        impl $name {
            /// Position in the table this id points into.
            #[inline]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of the row at `index`.
            ///
            /// # Panics
            /// If the table holds more rows than the id can name; scenario checks refuse such tables.
            #[inline]
            #[must_use]
            pub fn at(index: usize) -> Self {
                Self(<$repr>::try_from(index).expect("scenario checks bound the number of rows"))
            }
        }
    };
}

dense_id!(
    /// A good, in the alphabetical order of the scenario's goods.
    GoodId, u8
);
dense_id!(
    /// A jurisdiction, in the alphabetical order of the scenario's jurisdictions.
    JurisdictionId, u8
);
dense_id!(
    /// A stage, in the order in which the scenario lists the stages.
    StageId, u8
);
dense_id!(
    /// A recipe, in the alphabetical order of the scenario's recipes.
    RecipeId, u8
);

/// What the buyer's products are for; licence offices and measures distinguish by it.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
pub enum EndUse {
    /// Civil products only.
    #[default]
    Civil,
    /// Products with civil and military use.
    Dual,
    /// Military products.
    Military,
}

impl EndUse {
    /// All end uses, in canonical order.
    pub const ALL: [EndUse; 3] = [EndUse::Civil, EndUse::Dual, EndUse::Military];

    /// Position in [`EndUse::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Lower-case name, as written in result files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            EndUse::Civil => "civil",
            EndUse::Dual => "dual",
            EndUse::Military => "military",
        }
    }

    /// The end use of that name, in small letters (`civil`) or as variants are written (`Civil`).
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name || format!("{one:?}") == name)
    }
}

/// The id of a firm that does not depend on memory layout, file order or the number of other firms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StableId(pub u64);

impl StableId {
    /// The id of the firm named `name`: FNV-1a over its bytes, then a full avalanche.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in name.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self(avalanche(hash))
    }

    /// One id for an ordered group of ids, such as (exporter, importer).
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self(avalanche(self.0 ^ avalanche(other.0.wrapping_add(0x9e37_79b9_7f4a_7c15))))
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every input bit reaches every output bit.
const fn avalanche(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_different_ids_and_the_same_name_the_same_id() {
        assert_eq!(StableId::of("JL MAG"), StableId::of("JL MAG"));
        assert_ne!(StableId::of("JL MAG"), StableId::of("JL MAH"));
    }

    #[test]
    fn joining_is_ordered() {
        let (a, b) = (StableId::of("a"), StableId::of("b"));
        assert_ne!(a.join(b), b.join(a));
    }
}
