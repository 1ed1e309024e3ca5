//! The small model in the engine's idiom: one component per quantity, contiguous columns, blocks over one pool, and
//! whole-valued private tables for sums. A system per step of the model.

use bevy_ecs::prelude::*;
use bevy_ecs::schedule::SingleThreadedExecutor;
use bytemuck::TransparentWrapper;
use coercivity_parallel::{Pool, Private};
use coercivity_peers::{CYCLE, Peer, SHOCK, SLOTS, Totals, World as Start, whole};

macro_rules! columns {
    ($($name:ident$(<$slot:ident>)?),*) => {$(
        #[derive(Component, Clone, Copy, Default, TransparentWrapper)]
        #[repr(transparent)]
        struct $name$(<const $slot: usize>)?(f64);
    )*};
}
columns!(Capacity, Normal, Output, Demand, Stock, Input<SLOT>, Order<SLOT>, OnWay<SLOT>);

const _: () = assert!(SLOTS == 5, "the queries below name each slot");

macro_rules! slots {
    ($name:ident) => {
        (&'static $name<0>, &'static $name<1>, &'static $name<2>, &'static $name<3>, &'static $name<4>)
    };
    (mut $name:ident) => {
        (
            &'static mut $name<0>,
            &'static mut $name<1>,
            &'static mut $name<2>,
            &'static mut $name<3>,
            &'static mut $name<4>,
        )
    };
}

macro_rules! read {
    ($name:ident, $item:expr) => {{
        let (a, b, c, d, e) = $item;
        [
            $name::peel_slice(a),
            $name::peel_slice(b),
            $name::peel_slice(c),
            $name::peel_slice(d),
            $name::peel_slice(e),
        ]
    }};
}

macro_rules! write {
    ($name:ident, $($slot:ident),*) => { [$($name::peel_slice_mut($slot.bypass_change_detection())),*] };
}

/// One worker's private sums, by seller and over all.
struct Scratch {
    wanted: Vec<f64>,
    shipped: Vec<f64>,
    totals: Totals,
}

#[derive(Resource)]
struct Workers {
    pool: Pool,
    tables: Private<Scratch>,
}

/// By seller: orders, the share of them that is filled, and what was shipped.
#[derive(Resource)]
struct Trade {
    wanted: Vec<f64>,
    fill: Vec<f64>,
    shipped: Vec<f64>,
}

#[derive(Resource)]
struct Network {
    supplier: [Vec<u32>; SLOTS],
    hit: Vec<u32>,
}

#[derive(Resource, Default)]
struct Now {
    tick: u64,
    totals: Totals,
}

/// Takes and gives back capacity when a shock starts and ends.
fn shock(mut firms: Query<(&mut Capacity, &Normal)>, network: Res<Network>, now: Res<Now>) {
    let tick = now.tick % CYCLE;
    if tick != SHOCK.start && tick != SHOCK.end {
        return;
    }
    let part = if tick == SHOCK.start { 0.25 } else { 1.0 };
    for (mut capacity, normal) in firms.contiguous_iter_mut().into_iter().flatten() {
        let capacity = Capacity::peel_slice_mut(capacity.bypass_change_detection());
        for ((capacity, normal), &hit) in
            capacity.iter_mut().zip(Normal::peel_slice(normal)).zip(&network.hit)
        {
            if hit != 0 {
                *capacity = whole(normal * part);
            }
        }
    }
}

/// Step 1 on the sellers' side: orders divide the stock.
fn allocate(firms: Query<&Stock>, mut trade: ResMut<Trade>) {
    let Trade { wanted, fill, .. } = &mut *trade;
    for stock in firms.contiguous_iter().into_iter().flatten() {
        for ((fill, &stock), &wanted) in fill.iter_mut().zip(Stock::peel_slice(stock)).zip(&*wanted) {
            *fill = if wanted <= stock { 1.0 } else { stock / wanted };
        }
    }
}

/// Steps 1 and 2 on the buyers' side: what is on the way arrives, what is filled is on the way.
fn ship(
    mut firms: Query<(slots!(mut OnWay), slots!(mut Input), slots!(Order))>,
    network: Res<Network>,
    trade: Res<Trade>,
    workers: Res<Workers>,
) {
    let fill = trade.fill.as_slice();
    let ways = firms.contiguous_iter_mut().into_iter().flatten();
    for ((mut w0, mut w1, mut w2, mut w3, mut w4), (mut i0, mut i1, mut i2, mut i3, mut i4), orders) in ways {
        let columns = (
            write!(OnWay, w0, w1, w2, w3, w4),
            write!(Input, i0, i1, i2, i3, i4),
            read!(Order, orders),
            network.supplier.each_ref().map(Vec::as_slice),
        );
        workers.pool.blocks(columns, &workers.tables, |scratch, _, (on_way, inputs, orders, supplier)| {
            let to = scratch.shipped.as_mut_slice();
            for slot in 0..SLOTS {
                let links = orders[slot].iter().zip(supplier[slot]);
                let rows = inputs[slot].iter_mut().zip(&mut *on_way[slot]);
                for ((order, &seller), (input, on_way)) in links.zip(rows) {
                    let shipped = whole(order * fill[seller as usize]);
                    *input += std::mem::replace(on_way, shipped);
                    to[seller as usize] += shipped;
                }
            }
        });
    }
}

/// Merges a private table of each worker.
fn gather(workers: &mut Workers, into: &mut [f64], table: impl Fn(&mut Scratch) -> &mut Vec<f64>) {
    into.fill(0.0);
    workers.tables.drain(|scratch| {
        for (into, from) in into.iter_mut().zip(table(scratch)) {
            *into += std::mem::take(from);
        }
    });
}

fn settle(mut trade: ResMut<Trade>, mut workers: ResMut<Workers>) {
    gather(&mut workers, &mut trade.shipped, |scratch| &mut scratch.shipped);
}

/// Final demand buys, and step 3: firms produce from their scarcest input.
fn produce(
    mut firms: Query<(slots!(mut Input), &'static mut Stock, &Capacity, &Normal, &Output, &Demand)>,
    trade: Res<Trade>,
    workers: Res<Workers>,
) {
    let all = firms.contiguous_iter_mut().into_iter().flatten();
    for ((mut i0, mut i1, mut i2, mut i3, mut i4), mut stock, capacity, normal, output, demand) in all {
        let columns = (
            write!(Input, i0, i1, i2, i3, i4),
            Stock::peel_slice_mut(stock.bypass_change_detection()),
            &trade.shipped[..],
            Capacity::peel_slice(capacity),
            Normal::peel_slice(normal),
            Output::peel_slice(output),
            Demand::peel_slice(demand),
        );
        workers.pool.blocks(columns, &workers.tables, |scratch, _, block| {
            let (mut inputs, stock, shipped, capacity, normal, output, demand) = block;
            let mut totals = Totals::default();
            for row in 0..stock.len() {
                let left = stock[row] - shipped[row];
                let sold = left.min(demand[row]);
                let left = left - sold;
                let room = (2.0 * normal[row] * output[row] - left).max(0.0);
                let mut batches = capacity[row].min(whole(room / output[row]));
                for slot in 0..SLOTS {
                    batches = batches.min(inputs[slot][row]);
                }
                let mut held = left + batches * output[row];
                stock[row] = held;
                for input in &mut inputs {
                    input[row] -= batches;
                    held += input[row];
                }
                totals.stock += held;
                totals.sold += sold;
                totals.produced += batches * output[row];
            }
            scratch.totals.add(&totals);
        });
    }
}

/// Step 4: firms reorder to their target.
fn order(
    mut firms: Query<(slots!(mut Order), slots!(Input), &Normal)>,
    network: Res<Network>,
    mut trade: ResMut<Trade>,
    mut workers: ResMut<Workers>,
    mut now: ResMut<Now>,
) {
    let all = firms.contiguous_iter_mut().into_iter().flatten();
    for ((mut o0, mut o1, mut o2, mut o3, mut o4), inputs, normal) in all {
        let columns = (
            write!(Order, o0, o1, o2, o3, o4),
            read!(Input, inputs),
            Normal::peel_slice(normal),
            network.supplier.each_ref().map(Vec::as_slice),
        );
        workers.pool.blocks(columns, &workers.tables, |scratch, _, (orders, inputs, normal, supplier)| {
            let to = scratch.wanted.as_mut_slice();
            for slot in 0..SLOTS {
                let links = orders[slot].iter_mut().zip(supplier[slot]);
                for ((order, &seller), (input, normal)) in links.zip(inputs[slot].iter().zip(normal)) {
                    *order = (3.0 * normal - input - *order).max(0.0);
                    to[seller as usize] += *order;
                }
            }
        });
    }
    gather(&mut workers, &mut trade.wanted, |scratch| &mut scratch.wanted);
    let (shipped, ordered) = (trade.shipped.iter().sum(), trade.wanted.iter().sum());
    now.totals = Totals { shipped, ordered, ..Totals::default() };
    workers.tables.drain(|scratch| now.totals.add(&std::mem::take(&mut scratch.totals)));
    now.tick += 1;
}

struct Ours {
    world: World,
    schedule: Schedule,
    firms: Vec<Entity>,
}

fn build(start: Start, threads: usize) -> Ours {
    let count = start.capacity.len();
    let pool = Pool::new(threads).expect("the threads start");
    let tables = Private::new(&pool, || Scratch {
        wanted: vec![0.0; count],
        shipped: vec![0.0; count],
        totals: Totals::default(),
    });
    let mut trade = Trade { wanted: vec![0.0; count], fill: vec![1.0; count], shipped: vec![0.0; count] };
    for column in &start.supplier {
        for (&seller, &capacity) in column.iter().zip(&start.capacity) {
            trade.wanted[seller as usize] += f64::from(capacity);
        }
    }
    let mut world = World::new();
    let firms = world.spawn_batch((0..count).map(|i| {
        let normal = f64::from(start.capacity[i]);
        let [a, b, c, d, e] = start.inputs.each_ref().map(|column| f64::from(column[i]));
        (
            (Capacity(normal), Normal(normal), Output(f64::from(start.output[i]))),
            (Demand(f64::from(start.demand[i])), Stock(f64::from(start.stock[i]))),
            (Input::<0>(a), Input::<1>(b), Input::<2>(c), Input::<3>(d), Input::<4>(e)),
            (
                Order::<0>(normal),
                Order::<1>(normal),
                Order::<2>(normal),
                Order::<3>(normal),
                Order::<4>(normal),
            ),
            (OnWay::<0>(0.0), OnWay::<1>(0.0), OnWay::<2>(0.0), OnWay::<3>(0.0), OnWay::<4>(0.0)),
        )
    }));
    let firms = firms.collect();
    world.insert_resource(Workers { pool, tables });
    world.insert_resource(trade);
    world.insert_resource(Network { supplier: start.supplier, hit: start.hit });
    world.insert_resource(Now::default());
    let mut schedule = Schedule::default();
    schedule.set_executor(SingleThreadedExecutor::new());
    schedule.add_systems((shock, allocate, ship, settle, produce, order).chain());
    Ours { world, schedule, firms }
}

impl Peer for Ours {
    fn tick(&mut self) -> Totals {
        self.schedule.run(&mut self.world);
        self.world.resource::<Now>().totals
    }

    fn firm(&self, i: usize) -> (f64, [f64; SLOTS]) {
        let firm = self.world.entity(self.firms[i]);
        let inputs = firm.components::<(&Input<0>, &Input<1>, &Input<2>, &Input<3>, &Input<4>)>();
        let (a, b, c, d, e) = inputs;
        (firm.components::<&Stock>().0, [a.0, b.0, c.0, d.0, e.0])
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    coercivity_peers::main(build)
}
