//! The phases of a tick, in the order in which they run. The order is part of the model (docs/MODEL.md, Process
//! overview): state written in a phase is seen by the next.

use crate::policies;
use bevy_ecs::prelude::*;
use bevy_ecs::schedule::{LogLevel, ScheduleBuildSettings, ScheduleLabel, SingleThreadedExecutor};
use coercivity_model::mechanisms::{
    accounts, allocation, arrivals, demand, equity, investment, licensing, money, ordering, policy, prices,
    production, provenance, sales, shipping, sourcing, stockpiles, technology,
};
use coercivity_model::state::Now;

/// The phases of a tick, in the order in which they run.
#[derive(ScheduleLabel, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Rules look at the end of the last tick and set this tick's measures.
    Policy,
    /// Shipments due now enter input stocks and stockpiles.
    Arrivals,
    /// Final markets want goods; firms learn what is declared of them.
    Demand,
    /// Shares move to suppliers that deliver and are cheap; new suppliers are found and qualified.
    Sourcing,
    /// Firms file, offices decide.
    Licensing,
    /// Firms order, and suppliers' totals are summed.
    Ordering,
    /// Firms produce.
    Production,
    /// Suppliers divide their stock.
    Allocation,
    /// Goods are dispatched, cleared, sold; authorities buy and release; the tick's sums by cell are taken.
    Shipping,
    /// Quoted prices follow scarcity, contracts follow quotes.
    Prices,
    /// Projects are decided on and come into operation; plants idle and restart.
    Investment,
    /// The books are closed and must balance.
    Accounts,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Phase; 12] = [
        Phase::Policy,
        Phase::Arrivals,
        Phase::Demand,
        Phase::Sourcing,
        Phase::Licensing,
        Phase::Ordering,
        Phase::Production,
        Phase::Allocation,
        Phase::Shipping,
        Phase::Prices,
        Phase::Investment,
        Phase::Accounts,
    ];

    /// Lower-case name, as in `manifest.json`.
    #[must_use]
    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// The systems of the phase.
    fn schedule(self) -> Schedule {
        let mut schedule = Schedule::new(self);
        match self {
            Phase::Policy => {
                schedule.add_systems((policies::on_tick.run_if(serving), policy::set_measures).chain())
            }
            Phase::Arrivals => schedule.add_systems((arrivals::receive, stockpiles::receive).chain()),
            Phase::Demand => schedule.add_systems((demand::final_demand, demand::expect).chain()),
            Phase::Sourcing => schedule.add_systems(
                (sourcing::end_qualifications, sourcing::review_suppliers, sourcing::review_markets).chain(),
            ),
            Phase::Licensing => schedule.add_systems(
                (
                    licensing::record_relations,
                    licensing::apply,
                    policies::decide.run_if(serving),
                    licensing::serve,
                )
                    .chain(),
            ),
            Phase::Ordering => schedule.add_systems(ordering::place_orders),
            Phase::Production => schedule.add_systems(production::produce),
            Phase::Allocation => schedule.add_systems(allocation::allocate),
            Phase::Shipping => schedule.add_systems(
                (
                    money::set_unit_prices,
                    provenance::show_sellers,
                    shipping::ship,
                    shipping::settle,
                    stockpiles::buy,
                    stockpiles::release,
                    sales::sell,
                    provenance::tally,
                    accounts::sum_up,
                    money::pay_for_goods,
                    money::pay_other_costs,
                    money::pay_makers,
                )
                    .chain(),
            ),
            Phase::Prices => schedule.add_systems((prices::move_prices, technology::redesign).chain()),
            Phase::Investment => schedule.add_systems(investment::invest),
            Phase::Accounts => schedule.add_systems(
                (accounts::balance, money::close_books, equity::revalue, policies::settle.run_if(serving))
                    .chain(),
            ),
        };
        // Parallel work happens inside a system; two systems of one phase that could run in either order are an error.
        schedule.set_executor(SingleThreadedExecutor::new());
        schedule.set_build_settings(ScheduleBuildSettings {
            ambiguity_detection: LogLevel::Error,
            ..ScheduleBuildSettings::default()
        });
        schedule
    }
}

/// Policies are asked once the burn-in is over, if there are any.
fn serving(team: Option<Res<policies::Team>>, now: Res<Now>) -> bool {
    team.is_some() && now.tick >= 0
}

/// The schedules of all phases.
#[must_use]
pub(crate) fn phases() -> Vec<(Phase, Schedule)> {
    Phase::ALL.into_iter().map(|phase| (phase, phase.schedule())).collect()
}
