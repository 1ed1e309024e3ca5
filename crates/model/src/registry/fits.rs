//! Whether a table that was read fits the world that was drawn: as many rows as there, and no index beyond them.

use crate::mechanisms::money::UnitPrices;
use crate::state::{
    Directives, Equity, Facts, Grant, Investment, Ledger, Licence, Licences, MarketState, Measures, Money,
    NEVER, Network, Pipeline, Prices, Provenance, Stockpiles, Technology, Tick32, Trade,
};
use crate::world::{NO_SELLER, SLOTS, class};

/// A table that may have been read from anywhere.
pub(super) trait Fits {
    /// Whether it can take the place of `drawn`.
    fn fits(&self, drawn: &Self, facts: &Facts) -> bool;
}

/// Tables all of whose columns have the rows of those that were drawn.
macro_rules! as_long {
    ($($table:ty: $($column:ident),+;)*) => {$(
        impl Fits for $table {
            fn fits(&self, drawn: &Self, _facts: &Facts) -> bool {
                $(self.$column.len() == drawn.$column.len())&&+
            }
        }
    )*};
}

as_long! {
    Stockpiles: stock, in_transit, due, bought, released, arrived, spent_usd, floor_usd_paid, subsidy_usd_paid;
    Prices: bloc_of, quoted, contract, paid, delivered, retail, reference;
    Technology: quantity, thrift, moved;
    Equity: normal, seen, exposure, used_to, value, stocks;
}

impl Fits for Pipeline {
    fn fits(&self, drawn: &Self, facts: &Facts) -> bool {
        self.is_like(drawn, facts.firms)
    }
}

impl Fits for Money {
    fn fits(&self, drawn: &Self, _facts: &Facts) -> bool {
        self.holders() == drawn.holders()
            && self.index(crate::state::Holder::Authority(0))
                == drawn.index(crate::state::Holder::Authority(0))
            && [self.paid.len(), self.received.len(), self.balance.len()]
                == [drawn.paid.len(), drawn.received.len(), drawn.balance.len()]
            && [self.lane_usd.len(), self.tariff_usd.len()] == [drawn.lane_usd.len(), drawn.tariff_usd.len()]
    }
}

impl Fits for Network {
    fn fits(&self, drawn: &Self, facts: &Facts) -> bool {
        let (links, of) = (&self.links, &drawn.links);
        let places = of.seller().len();
        let sellers = sellers(facts);
        let is_seller = |&seller: &u32| seller == NO_SELLER || (seller as usize) < sellers;
        let is_place = |&place: &u32| (place as usize) < places;
        links.has_places_of(of)
            && [links.seller().len(), links.share.len(), links.anchor.len(), links.state().len()]
                == [places; 4]
            && self.turn == drawn.turn
            && links.seller().iter().all(is_seller)
            && links.state().iter().all(|state| usize::from(state & class::MASK) < class::COUNT)
            && self.qualifying.values().flatten().chain(&self.switched).chain(&self.rewired).all(is_place)
    }
}

/// Sellers by number; the largest that was drawn bounds them.
fn sellers(facts: &Facts) -> usize {
    facts.routes.all.iter().map(|route| route.sellers.end).max().unwrap_or(0)
}

impl Fits for Trade {
    fn fits(&self, drawn: &Self, _facts: &Facts) -> bool {
        let rows = drawn.sellers.firm.len();
        self.sellers == drawn.sellers
            && [
                self.wanted.len(),
                self.fill.len(),
                self.shipped.len(),
                self.record.len(),
                self.promised.len(),
            ] == [rows; 5]
            && [self.revenue.len(), self.added.len()] == [drawn.revenue.len(), drawn.added.len()]
    }
}

impl Fits for MarketState {
    fn fits(&self, drawn: &Self, _facts: &Facts) -> bool {
        let rows = |state: &Self| {
            [
                &state.anchor,
                &state.share,
                &state.demand,
                &state.waiting,
                &state.received,
                &state.lost,
                &state.new_open,
                &state.new_blocked,
                &state.open,
                &state.sold,
                &state.record,
            ]
            .map(Vec::len)
        };
        self.jurisdictions == drawn.jurisdictions && rows(self) == rows(drawn)
    }
}

impl Fits for Licences {
    fn fits(&self, drawn: &Self, facts: &Facts) -> bool {
        let sellers = sellers(facts);
        let is_link = |record: &Licence| {
            (record.buyer as usize) < facts.firms
                && (record.seller as usize) < sellers
                && usize::from(record.slot) < SLOTS
        };
        let fits = |(record, grant): (&Licence, &Grant)| {
            record.office.index() < facts.jurisdictions()
                && usize::from(record.regime) < facts.scenario.regimes.len().max(1)
                && is_dated(record, grant)
        };
        self.offices.len() == drawn.offices.len()
            && self.counts.len() == drawn.counts.len()
            && self.grants.len() == self.records.len()
            && self.grants.is_sorted_by_key(|grant| grant.place)
            && self.records.iter().all(is_link)
            && self.all().all(fits)
            && self.ripe.iter().all(|&record| (record as usize) < self.records.len() + self.markets.len())
    }
}

/// Whether the ticks of a record are such as runs have, and its numbers are numbers.
fn is_dated(record: &Licence, grant: &Grant) -> bool {
    const FAR: i64 = 1_000_000_000;
    let [since, filed, refile] = [record.since, record.filed, record.refile].map(Tick32::get);
    let ticks = [since, filed, record.ripe.get(), record.decided.get(), grant.until()];
    let is_tick = |tick: &i64| *tick == NEVER || (-FAR..=FAR).contains(tick);
    let numbers = [record.contract, record.hazard, record.enough, grant.left];
    ticks.iter().all(is_tick)
        && (refile == i64::MAX || is_tick(&refile))
        && (filed == NEVER || filed >= -1_000_000)
        && since != NEVER
        && numbers.iter().all(|number| *number >= 0.0)
}

impl Fits for Measures {
    fn fits(&self, drawn: &Self, facts: &Facts) -> bool {
        let rows = |state: &Self| {
            [
                state.active.len(),
                state.grace.len(),
                state.lanes.len(),
                state.tariff.len(),
                state.fee.len(),
                state.quota_ratio.len(),
                state.risk.len(),
                state.risk_target.len(),
            ]
        };
        let lanes = facts.lanes();
        rows(self) == rows(drawn)
            && self.quotas.iter().all(|quota| quota.lanes.iter().all(|&lane| lane < lanes))
            && self.lanes.iter().all(|rule| rule.hold.is_none_or(|hold| (hold as usize) < self.holds.len()))
    }
}

impl Fits for Provenance {
    fn fits(&self, drawn: &Self, _facts: &Facts) -> bool {
        let rows = |state: &Self| {
            let by_firm = state.input.iter().chain(&state.transit).flatten().map(Vec::len);
            let more = state.finished.iter().flatten().chain(&state.store).chain(&state.store_transit);
            by_firm
                .chain(more.map(Vec::len))
                .chain([state.values.len(), state.abroad.len()])
                .collect::<Vec<_>>()
        };
        self.watches() == drawn.watches()
            && rows(self) == rows(drawn)
            && [self.curve.trade.len(), self.curve.watched.len(), self.curve.reached.len()]
                == [drawn.curve.trade.len(), drawn.curve.watched.len(), drawn.curve.reached.len()]
    }
}

impl Fits for Investment {
    fn fits(&self, drawn: &Self, facts: &Facts) -> bool {
        self.projects.len() == drawn.projects.len()
            && self.plant_of == drawn.plant_of
            && self.plants.len() == drawn.plants.len()
            && self.plants.iter().all(|plant| {
                (plant.firm as usize) < facts.firms && usize::from(plant.cell) < facts.cells.len()
            })
    }
}

impl Fits for Ledger {
    fn fits(&self, drawn: &Self, _facts: &Facts) -> bool {
        let rows = |state: &Self| {
            [
                state.cells.len(),
                state.stocks.len(),
                state.transit.len(),
                state.dispatched.len(),
                state.value.len(),
                state.cleared.len(),
                state.to_clear.len(),
                state.at_customs.len(),
                state.firms.len(),
            ]
        };
        let lanes = drawn.dispatched.len();
        rows(self) == rows(drawn) && self.to_clear.iter().all(|later| later.len() == lanes)
    }
}

impl Fits for UnitPrices {
    fn fits(&self, _drawn: &Self, facts: &Facts) -> bool {
        self.lanes.is_empty() || self.lanes.len() == facts.lanes()
    }
}

impl Fits for Directives {
    fn fits(&self, _drawn: &Self, facts: &Facts) -> bool {
        // A column that nobody wrote is empty.
        let has = |rows: usize, expected: usize| rows == 0 || rows == expected;
        let (lanes, uses) = (facts.lanes(), facts.lanes() * coercivity_base::EndUse::ALL.len());
        let stores = facts.goods() * facts.jurisdictions();
        let by_lane = [&self.tariff, &self.fee_usd, &self.quota];
        let holds = [&self.hold_probability, &self.hold_days_min, &self.hold_days_max];
        let by_store = [&self.buy, &self.release, &self.floor_usd, &self.subsidy_usd, &self.offtake];
        by_lane.into_iter().chain(holds).all(|column| has(column.len(), lanes))
            && [&self.status, &self.regime, &self.announced].into_iter().all(|column| has(column.len(), uses))
            && [&self.hazard_factor, &self.refusal].into_iter().all(|column| has(column.len(), uses))
            && has(self.export_quota.len(), stores)
            && has(self.suspended.len(), facts.scenario.schedule.len())
            && by_store.into_iter().all(|column| has(column.len(), stores))
    }
}
