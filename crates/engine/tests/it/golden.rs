//! Golden runs: short readable tables whose head says why each number is right.

use coercivity_engine::Simulation;
use coercivity_model::state::components::{Made, Stable};
use coercivity_model::state::{Inputs, Now, Trade};
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use std::collections::BTreeMap;
use std::sync::Arc;

const MINIMAL: &str = include_str!("../goldens/minimal.txt");

/// One line a week: date, magnets dispatched (t), magnets held by the motor maker (t), motors made.
fn weeks() -> BTreeMap<String, String> {
    let scenario = Arc::new(coercivity_testkit::preset("scenarios/minimal.ron", &[]));
    let mut simulation = Simulation::new(&scenario, Pool::new(1).unwrap(), Layout::Natural).unwrap();
    simulation.burn_in(|_, _| true).unwrap();
    let maker = coercivity_base::StableId::of("Motor maker").0;
    let magnet = scenario.goods.iter().position(|good| good.name == "magnet").unwrap();
    let mut weeks = BTreeMap::new();
    for _ in 0..scenario.run.ticks {
        simulation.step().unwrap();
        let date = simulation.world.resource::<Now>().date;
        let trade = simulation.world.resource::<Trade>();
        let sellers = trade.sellers.good.iter().zip(&trade.shipped);
        let shipped: f64 =
            sellers.filter(|(good, _)| good.index() == magnet).map(|(_, shipped)| shipped).sum();
        let mut query = simulation.world.query::<(&Stable, &Made)>();
        let (firm, (_, made)) =
            query.iter(&simulation.world).enumerate().find(|(_, row)| row.0.0 == maker).unwrap();
        let stock = simulation.world.resource::<Inputs>().stock[0][firm];
        let line = format!("{date} {:.3} {:.3} {:.2}", shipped / 1e9, stock / 1e9, made.0 / 1e6);
        weeks.insert(date.to_string(), line);
        simulation.advance();
    }
    weeks
}

#[test]
fn three_firms_and_a_licence_go_as_worked_out_by_hand() {
    let weeks = weeks();
    let golden: Vec<&str> = MINIMAL.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(golden.len(), 11, "the golden has a line for each week that its head explains");
    for line in golden {
        let date = line.split(' ').next().unwrap();
        assert_eq!(weeks[date], line);
    }
}
