//! Worlds in the middle of the control of April 2025, which several benchmarks start from.

use coercivity_engine::Simulation;
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use std::sync::Arc;

/// Ticks that bring a world to the middle of the control of April 2025.
const WARM_TICKS: usize = 20;

/// A world of so many firms on so many threads.
pub(crate) fn warmed(firms: u32, threads: usize) -> Simulation {
    let values = [("run.firms", &*firms.to_string())];
    let scenario = Arc::new(coercivity_testkit::preset("scenarios/april_2025.ron", &values));
    let mut simulation = Simulation::new(&scenario, Pool::new(threads).unwrap(), Layout::Natural).unwrap();
    simulation.burn_in(|_, _| true).unwrap();
    for _ in 0..WARM_TICKS {
        simulation.step().unwrap();
        simulation.advance();
    }
    simulation
}
