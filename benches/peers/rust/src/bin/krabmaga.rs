//! The small model in krABMaga: an agent per firm, scheduled once per tick; what firms tell each other is in vectors of
//! the state, written for the next tick while those of the last one are read.

use coercivity_peers::{CYCLE, Peer, SHOCK, SLOTS, Totals, World, whole};
use krabmaga::engine::{agent::Agent, schedule::Schedule, state::State};
use std::any::Any;

/// Messages on links, `[firm * SLOTS + slot]`.
#[derive(Default)]
struct Links {
    orders: Vec<f64>,
    shipped: Vec<f64>,
}

struct Economy {
    tick: u64,
    last: Links,
    next: Links,
    /// Links of each seller: those from `first[j]` up to `first[j + 1]` of `sales`.
    first: Vec<u32>,
    sales: Vec<u32>,
    totals: Totals,
    start: Vec<Firm>,
    /// Stocks at the end of the run, for the report.
    stocks: Vec<(f64, [f64; SLOTS])>,
}

#[derive(Clone, Copy)]
struct Firm {
    id: u32,
    hit: bool,
    normal: f64,
    output: f64,
    demand: f64,
    stock: f64,
    inputs: [f64; SLOTS],
}

impl Agent for Firm {
    fn step(&mut self, state: &mut dyn State) {
        let economy = state.as_any_mut().downcast_mut::<Economy>().expect("the state is the economy");
        let Economy { tick, last, next, first, sales, totals, .. } = economy;
        let id = self.id as usize;
        let sales = &sales[first[id] as usize..first[id + 1] as usize];

        let wanted: f64 = sales.iter().map(|&link| last.orders[link as usize]).sum();
        let fill = if wanted <= self.stock { 1.0 } else { self.stock / wanted };
        let mut shipped = 0.0;
        for &link in sales {
            let part = whole(last.orders[link as usize] * fill);
            next.shipped[link as usize] = part;
            shipped += part;
        }
        let left = self.stock - shipped;
        let sold = left.min(self.demand);
        let left = left - sold;

        let own = id * SLOTS..(id + 1) * SLOTS;
        let arrived = &last.shipped[own.clone()];
        let capacity = if self.hit && SHOCK.contains(&(*tick % CYCLE)) {
            whole(self.normal * 0.25)
        } else {
            self.normal
        };
        let room = (2.0 * self.normal * self.output - left).max(0.0);
        let mut batches = capacity.min(whole(room / self.output));
        for (input, arrived) in self.inputs.iter_mut().zip(arrived) {
            *input += arrived;
            batches = batches.min(*input);
        }
        self.stock = left + batches * self.output;
        totals.stock += self.stock;
        let messages = next.orders[own.clone()].iter_mut().zip(&last.orders[own]);
        for (input, (order, before)) in self.inputs.iter_mut().zip(messages) {
            *input -= batches;
            *order = (3.0 * self.normal - *input - before).max(0.0);
            totals.stock += *input;
            totals.ordered += *order;
        }
        totals.shipped += shipped;
        totals.sold += sold;
        totals.produced += batches * self.output;
    }
}

impl State for Economy {
    fn init(&mut self, schedule: &mut Schedule) {
        for firm in std::mem::take(&mut self.start) {
            schedule.schedule_repeating(Box::new(firm), 0.0, 0);
        }
    }

    fn before_step(&mut self, _: &mut Schedule) {
        self.totals = Totals::default();
    }

    fn after_step(&mut self, _: &mut Schedule) {
        std::mem::swap(&mut self.last, &mut self.next);
        self.tick += 1;
    }

    fn reset(&mut self) {}

    fn update(&mut self, _: u64) {}

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_state_mut(&mut self) -> &mut dyn State {
        self
    }

    fn as_state(&self) -> &dyn State {
        self
    }
}

struct Krabmaga {
    economy: Economy,
    schedule: Schedule,
}

fn build(world: World, _: usize) -> Krabmaga {
    let firms = world.capacity.len();
    let mut first = vec![0; firms + 1];
    for i in 0..firms {
        first[i + 1] = first[i] + (world.output[i] - 1) / 2;
    }
    let (mut place, mut sales) = (first.clone(), vec![0; firms * SLOTS]);
    let mut last = Links { orders: vec![0.0; firms * SLOTS], shipped: vec![0.0; firms * SLOTS] };
    for i in 0..firms {
        for slot in 0..SLOTS {
            let link = i * SLOTS + slot;
            last.orders[link] = f64::from(world.capacity[i]);
            let place = &mut place[world.supplier[slot][i] as usize];
            sales[*place as usize] = link as u32;
            *place += 1;
        }
    }
    let next = Links { orders: vec![0.0; firms * SLOTS], shipped: vec![0.0; firms * SLOTS] };
    let firm = |i: usize| Firm {
        id: i as u32,
        hit: world.hit[i] != 0,
        normal: f64::from(world.capacity[i]),
        output: f64::from(world.output[i]),
        demand: f64::from(world.demand[i]),
        stock: f64::from(world.stock[i]),
        inputs: world.inputs.each_ref().map(|column| f64::from(column[i])),
    };
    let start = (0..firms).map(firm).collect();
    let totals = Totals::default();
    let mut economy = Economy { tick: 0, last, next, first, sales, totals, start, stocks: Vec::new() };
    let mut schedule = Schedule::new();
    economy.init(&mut schedule);
    Krabmaga { economy, schedule }
}

impl Peer for Krabmaga {
    fn tick(&mut self) -> Totals {
        self.schedule.step(&mut self.economy);
        self.economy.totals
    }

    fn end(&mut self) {
        self.economy.stocks = vec![(0.0, [0.0; SLOTS]); self.economy.first.len() - 1];
        for (event, _) in self.schedule.events.iter() {
            if let Some(firm) = event.agent.downcast_ref::<Firm>() {
                self.economy.stocks[firm.id as usize] = (firm.stock, firm.inputs);
            }
        }
    }

    fn firm(&self, i: usize) -> (f64, [f64; SLOTS]) {
        self.economy.stocks[i]
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    coercivity_peers::main(build)
}
