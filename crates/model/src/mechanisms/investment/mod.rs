//! Investment: new mines and plants are decided on, built and opened; plants that lose money idle and come back.
//!
//! # Equations
//! ```text
//! even:   max(c p, floor) + subsidy >= incentive,  or an authority's free offtake >= u K
//! decided on once it has been even for `persistence_weeks`;  opens after `lead_weeks`, or is given up with 1 - success
//! K(t)  = K min(1, (t - opened + 1) / ramp)            normal output = u K(t)
//! idle:   sum_k y_k p_k - sum_i a_i p_i < min(V, (1 - m_f) V+)  for `after_weeks`: capacity 0 at once
//! back:   the opposite for `restart_after_weeks`: capacity rises over `restart_weeks`
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | c, p | `Prices::contract`, `goods.*.price_usd` | ratio, USD | contract price of the signal in the plant's bloc |
//! | floor, subsidy, offtake | `Directives::floor_usd`, `subsidy_usd`, `offtake` | USD, USD, units a tick | what its authority promises |
//! | K, u | `capacity_per_year`, `recipes.*.utilisation` | base units per tick, share | capacity, normal output over it |
//! | y, a | `RecipeFacts::made`, `Technology::quantity` | ratio | products and inputs per driver |
//! | V, V+ | - | USD | value added per driver at base prices; V+ at least 0 |
//! | m_f | `Plant::margin` | share | the owner's part of it, the plant's own |
//!
//! Project plants are firms from the start, with capacity 0. One that opens signs up suppliers with room; buyers that are
//! short find it by its capacity ([`crate::mechanisms::sourcing`]).
//! Source: incentive prices and long lead times as in GCMat, Riddle et al. (2015, 2021); stopping before restarting, and
//! both with thresholds, Dixit (1989), J. Polit. Econ. 97, 620. docs/MODEL.md#investment.
//! Phase: Investment, after prices. Writes `Investment`, `Capacity`, `Normal`, `Trade::added`, links of new plants.
//! Invariants: 0 <= capacity <= the plant's own; a project that is never even is never built; without projects and rules
//! for idling nothing is read or written.

pub mod decide;
pub mod idle;
mod open;

pub use open::per_tick;

use crate::state::components::{Capacity, Normal};
use crate::state::{
    Directives, Facts, Happening, Inputs, Investment, Ledger, Measures, Mode, Network, Now, Plant, Prices,
    Technology, Trade, write,
};
use crate::world::SLOTS;
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;

type Firms = (&'static mut Normal, &'static mut Capacity);

/// Columns of the firms that opening and idling write.
struct Columns<'a> {
    normal: &'a mut [f64],
    capacity: &'a mut [f64],
    lead: [&'a mut [f32]; SLOTS],
}

/// Projects and plants move on by a tick.
pub fn invest(
    mut firms: Query<Firms>,
    mut inputs: ResMut<Inputs>,
    (facts, prices, technology): (Res<Facts>, Res<Prices>, Res<Technology>),
    (directives, measures, now): (Res<Directives>, Res<Measures>, Res<Now>),
    (mut trade, mut network): (ResMut<Trade>, ResMut<Network>),
    (mut investment, mut ledger): (ResMut<Investment>, ResMut<Ledger>),
) {
    if now.tick < 0 || !investment.in_use() {
        return;
    }
    let investment = &mut *investment;
    investment.happened.clear();
    let review = now.tick % review_ticks(&facts) == 0;
    if review {
        decide::decide(&facts, &prices, &directives, investment, now.tick);
    }
    for (mut normal, mut capacity) in firms.contiguous_iter_mut().into_iter().flatten() {
        let mut columns = Columns {
            normal: Normal::peel_slice_mut(normal.bypass_change_detection()),
            capacity: Capacity::peel_slice_mut(capacity.bypass_change_detection()),
            lead: write(&mut inputs.lead),
        };
        let world = (&*facts, &*measures);
        open::come_due(world, investment, (&mut trade, &mut network), &mut columns, now.tick);
        count_opened(investment, &mut ledger);
        if review {
            idle::review(&facts, &prices, &technology, investment, weeks_between(&facts));
        }
        for plant in &investment.plants {
            settle(&facts, plant, &mut trade, &mut columns);
        }
    }
}

/// A plant that has opened is one firm more in its cell.
fn count_opened(investment: &Investment, ledger: &mut Ledger) {
    for happening in &investment.happened {
        if let Happening::Opens(project) = *happening {
            let plant = &investment.plants[investment.plant_of[project]];
            ledger.firms[usize::from(plant.cell)] += 1.0;
        }
    }
}

/// Ticks between two looks.
fn review_ticks(facts: &Facts) -> i64 {
    (facts.calendar.ticks(facts.scenario.investment.review_weeks).round() as i64).max(1)
}

/// Weeks between two looks.
fn weeks_between(facts: &Facts) -> f64 {
    review_ticks(facts) as f64 * facts.calendar.tick_weeks()
}

/// Capacity of a plant as it stands.
#[must_use]
pub fn capacity(plant: &Plant, restart_weeks: f64) -> f64 {
    match plant.mode {
        Mode::Running => plant.full,
        Mode::Idle => 0.0,
        Mode::Restarting => (plant.full * (plant.weeks / restart_weeks).min(1.0)).floor(),
    }
}

/// Writes a plant's capacity, and what buyers can be promised of it, if it moved.
fn settle(facts: &Facts, plant: &Plant, trade: &mut Trade, columns: &mut Columns) {
    let firm = plant.firm as usize;
    let capacity = capacity(plant, facts.scenario.idling.as_ref().map_or(0.0, |rules| rules.restart_weeks));
    if columns.capacity[firm] == capacity {
        return;
    }
    columns.capacity[firm] = capacity;
    let recipe = facts.recipe(plant.cell as usize);
    for product in 0..recipe.outputs {
        if let Some(row) = trade.row(recipe.output_good[product], plant.stable) {
            trade.added[row] = ((capacity - plant.base) * recipe.made[product]).trunc();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_base::StableId;

    #[test]
    fn a_plant_that_comes_back_has_its_capacity_step_by_step() {
        let plant = |mode, weeks| Plant {
            firm: 0,
            stable: StableId(1),
            cell: 0,
            idles: true,
            base: 90.0,
            full: 90.0,
            margin: 0.3,
            mode,
            weeks,
        };
        assert_eq!(capacity(&plant(Mode::Running, 3.0), 26.0), 90.0);
        assert_eq!(capacity(&plant(Mode::Idle, 3.0), 26.0), 0.0);
        // 8 of 26 weeks: 90 x 8/26 = 27.7; after 28 weeks all of it.
        assert_eq!(capacity(&plant(Mode::Restarting, 8.0), 26.0), 27.0);
        assert_eq!(capacity(&plant(Mode::Restarting, 28.0), 26.0), 90.0);
    }
}
