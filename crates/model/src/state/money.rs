//! Money: who paid whom for what in the tick, and what everybody has come to since the start. All in whole
//! micro-dollars.

use super::Facts;
use bevy_ecs::prelude::Resource;
use serde::{Deserialize, Serialize};

/// Micro-dollars in a dollar.
pub const MICRO: f64 = 1e6;

/// What a payment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Goods, from firms to firms.
    Goods,
    /// Final goods, from households to firms.
    FinalGoods,
    /// Tariffs and fees, from buyers to the treasury of their jurisdiction.
    Duties,
    /// Wages and all other costs, from firms to households of their jurisdiction.
    OtherCosts,
    /// Purchases for stockpiles, from authorities to firms.
    Purchases,
    /// Releases from stockpiles, from firms to authorities.
    Releases,
    /// Floor prices, from authorities to firms.
    Floors,
    /// Subsidies, from authorities to firms.
    Subsidies,
    /// What an authority spent in the tick less what it took, from its treasury.
    Grants,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 9] = [
        Kind::Goods,
        Kind::FinalGoods,
        Kind::Duties,
        Kind::OtherCosts,
        Kind::Purchases,
        Kind::Releases,
        Kind::Floors,
        Kind::Subsidies,
        Kind::Grants,
    ];

    /// Name, as in the table `money`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::FinalGoods => "final_goods",
            Self::Duties => "duties",
            Self::OtherCosts => "other_costs",
            Self::Purchases => "stock_purchases",
            Self::Releases => "stock_releases",
            Self::Floors => "floor_prices",
            Self::Subsidies => "subsidies",
            Self::Grants => "grants",
        }
    }
}

/// Who holds money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Firms of a cell.
    Cell(usize),
    /// Households of a jurisdiction.
    Households(usize),
    /// Treasury of a jurisdiction.
    Treasury(usize),
    /// Stockpile and industry authority of a jurisdiction.
    Authority(usize),
}

/// The books. Tables by kind are `[kind][holder]`, flattened.
#[derive(Resource, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Money {
    cells: usize,
    jurisdictions: usize,
    /// Paid in this tick.
    pub paid: Vec<i128>,
    /// Received in this tick.
    pub received: Vec<i128>,
    /// Received less paid since the start of the scenario, by holder.
    pub balance: Vec<i128>,
    /// Paid to sellers for what was dispatched on each lane in this tick, before duties; sales to final markets and
    /// authorities too. Unit: US dollars.
    pub lane_usd: Vec<f64>,
    /// Duties that the treasury of each jurisdiction took in this tick. Unit: US dollars.
    pub tariff_usd: Vec<f64>,
}

impl Money {
    /// Nothing paid yet.
    #[must_use]
    pub fn new(facts: &Facts) -> Self {
        let (cells, jurisdictions) = (facts.cells.len(), facts.jurisdictions());
        let holders = cells + 3 * jurisdictions;
        Self {
            cells,
            jurisdictions,
            paid: vec![0; holders * Kind::ALL.len()],
            received: vec![0; holders * Kind::ALL.len()],
            balance: vec![0; holders],
            lane_usd: vec![0.0; facts.lanes()],
            tariff_usd: vec![0.0; jurisdictions],
        }
    }

    /// Number of holders.
    #[must_use]
    pub fn holders(&self) -> usize {
        self.balance.len()
    }

    /// Index of a holder.
    #[must_use]
    pub fn index(&self, holder: Holder) -> usize {
        match holder {
            Holder::Cell(cell) => cell,
            Holder::Households(place) => self.cells + place,
            Holder::Treasury(place) => self.cells + self.jurisdictions + place,
            Holder::Authority(place) => self.cells + 2 * self.jurisdictions + place,
        }
    }

    /// The holder of an index.
    #[must_use]
    pub fn holder(&self, index: usize) -> Holder {
        match index.checked_sub(self.cells) {
            None => Holder::Cell(index),
            Some(place) => match place / self.jurisdictions {
                0 => Holder::Households(place % self.jurisdictions),
                1 => Holder::Treasury(place % self.jurisdictions),
                _ => Holder::Authority(place % self.jurisdictions),
            },
        }
    }

    /// Index of (kind, holder) in `paid` and `received`.
    #[must_use]
    pub fn at(&self, kind: Kind, holder: Holder) -> usize {
        kind as usize * self.holders() + self.index(holder)
    }

    /// Books a payment.
    pub fn pay(&mut self, kind: Kind, payer: Holder, payee: Holder, micro_usd: i128) {
        self.take(kind, payer, micro_usd);
        self.give(kind, payee, micro_usd);
    }

    /// Books the paying side of a payment; the other side is booked by [`Money::give`].
    pub fn take(&mut self, kind: Kind, payer: Holder, micro_usd: i128) {
        let at = self.at(kind, payer);
        self.paid[at] += micro_usd;
    }

    /// Books the receiving side.
    pub fn give(&mut self, kind: Kind, payee: Holder, micro_usd: i128) {
        let at = self.at(kind, payee);
        self.received[at] += micro_usd;
    }

    /// Begins a tick.
    pub fn clear(&mut self, facts: &Facts) {
        self.paid.fill(0);
        self.received.fill(0);
        facts.exports.iter().for_each(|export| self.lane_usd[export.lanes.clone()].fill(0.0));
        self.tariff_usd.fill(0.0);
    }

    /// What was paid of a kind less what was received; zero in sound books.
    #[must_use]
    pub fn gap(&self, kind: Kind) -> i128 {
        let of = kind as usize * self.holders()..(kind as usize + 1) * self.holders();
        self.paid[of.clone()].iter().sum::<i128>() - self.received[of].iter().sum::<i128>()
    }

    /// Adds the tick to the balances.
    pub fn close(&mut self) {
        let holders = self.holders();
        for kind in 0..Kind::ALL.len() {
            for holder in 0..holders {
                let at = kind * holders + holder;
                self.balance[holder] += self.received[at] - self.paid[at];
            }
        }
    }
}
