//! Rows of `money`: what each kind of holder paid and received in a month, and the balance at its end. A tick counts
//! for the month of its first day.

use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_base::{Date, JurisdictionId, StageId};
use coercivity_model::state::{Facts, Holder, Kind, Money, Now};
use coercivity_record::{MoneyRow, Rows};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who a row is about: households, treasury and authority come after all stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Account {
    Firms(StageId, JurisdictionId),
    Households(JurisdictionId),
    Treasury(JurisdictionId),
    Authority(JurisdictionId),
}

/// Paid and received, micro-dollars.
type Sums = BTreeMap<(Account, Kind), (i128, i128)>;

/// Sums of the month.
pub(crate) struct MoneyBook {
    accounts: Vec<Account>,
    sums: MoneySums,
}

/// What is kept of the month from tick to tick.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct MoneySums {
    month: Option<Date>,
    by_kind: Sums,
    balances: BTreeMap<Account, i128>,
}

impl MoneyBook {
    /// Empty books of `world`.
    pub(crate) fn new(world: &World) -> Self {
        let (facts, money) = (world.resource::<Facts>(), world.resource::<Money>());
        let account = |index| match money.holder(index) {
            Holder::Cell(cell) => Account::Firms(facts.cells[cell].stage, facts.cells[cell].jurisdiction),
            Holder::Households(place) => Account::Households(JurisdictionId::at(place)),
            Holder::Treasury(place) => Account::Treasury(JurisdictionId::at(place)),
            Holder::Authority(place) => Account::Authority(JurisdictionId::at(place)),
        };
        let accounts = (0..money.holders()).map(account).collect();
        Self { accounts, sums: MoneySums::default() }
    }

    /// What is kept from tick to tick.
    pub(super) fn sums(&self) -> MoneySums {
        self.sums.clone()
    }

    /// Goes on from what was kept, if it speaks of no account that this world lacks; else false.
    pub(super) fn recall(&mut self, sums: MoneySums) -> bool {
        let accounts: BTreeSet<&Account> = self.accounts.iter().collect();
        let mut named = sums.by_kind.keys().map(|(account, _)| account).chain(sums.balances.keys());
        let fits = named.all(|account| accounts.contains(account));
        if fits {
            self.sums = sums;
        }
        fits
    }

    /// Adds the tick; writes the month before if the tick begins a new one.
    pub(crate) fn add(&mut self, world: &World, out: &mut dyn Rows) -> Result<(), EngineError> {
        let (money, now) = (world.resource::<Money>(), world.resource::<Now>());
        let month = now.date.first_of_month();
        if self.sums.month.is_some_and(|before| before != month) {
            self.write(world, out)?;
        }
        let MoneySums { by_kind, balances, .. } = &mut self.sums;
        balances.clear();
        for (holder, account) in self.accounts.iter().enumerate() {
            *balances.entry(*account).or_default() += money.balance[holder];
            for kind in Kind::ALL {
                let at = kind as usize * money.holders() + holder;
                if money.paid[at] != 0 || money.received[at] != 0 {
                    let sums = by_kind.entry((*account, kind)).or_default();
                    sums.0 += money.paid[at];
                    sums.1 += money.received[at];
                }
            }
        }
        self.sums.month = Some(month);
        Ok(())
    }

    /// Writes the month under way.
    pub(crate) fn write(&mut self, world: &World, out: &mut dyn Rows) -> Result<(), EngineError> {
        let (facts, Some(date)) = (world.resource::<Facts>(), self.sums.month) else { return Ok(()) };
        for (&(account, kind), &(paid, received)) in &self.sums.by_kind {
            let (name, stage, place) = match account {
                Account::Firms(stage, place) => ("firms", facts.stage_name(stage), place),
                Account::Households(place) => ("households", "", place),
                Account::Treasury(place) => ("treasury", "", place),
                Account::Authority(place) => ("authority", "", place),
            };
            out.money(&MoneyRow {
                date,
                account: name,
                stage,
                jurisdiction: facts.code(place),
                kind: kind.name(),
                received,
                paid,
                balance: self.sums.balances.get(&account).copied().unwrap_or_default(),
            })?;
        }
        self.sums.by_kind.clear();
        Ok(())
    }
}
