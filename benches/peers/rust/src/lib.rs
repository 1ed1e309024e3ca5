//! What the Rust peers share: the world as a file, and the report of a run. The model is in `benches/peers/README.md`.

use std::fmt::Write as _;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Suppliers of each firm.
pub const SLOTS: usize = 5;
/// Length of the cycle of shocks. Unit: ticks.
pub const CYCLE: u64 = 20;
/// The part of each cycle in which the hit firms work at a quarter of their capacity.
pub const SHOCK: std::ops::Range<u64> = 5..15;

const MAGIC: [u8; 8] = *b"PEERS002";

/// The start of a run. Every column has one entry per firm.
pub struct World {
    /// Supplier of each slot. Unit: firm number.
    pub supplier: [Vec<u32>; SLOTS],
    /// Most batches per tick.
    pub capacity: Vec<u32>,
    /// 1 for firms that the shock hits.
    pub hit: Vec<u32>,
    /// Units made per batch.
    pub output: Vec<u32>,
    /// Units that final demand wants per tick.
    pub demand: Vec<u32>,
    /// Finished units at the start.
    pub stock: Vec<u32>,
    /// Input units at the start, by slot.
    pub inputs: [Vec<u32>; SLOTS],
}

/// The whole part of a number from 0 to 2^63. The base instruction set of x86-64 has no rounding, so `floor` would be a
/// call; the casts are two instructions and a few checks.
#[must_use]
#[inline]
pub fn whole(value: f64) -> f64 {
    value as i64 as f64
}

/// The output of splitmix64 number `n` (from 0) for seed 0.
fn draw(n: u64) -> u64 {
    let z = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl World {
    /// Draws the world of `firms` firms; it depends on their number only.
    #[must_use]
    pub fn draw(firms: u32) -> Self {
        let column = |k: u64, value: &dyn Fn(u32, u64) -> u64| -> Vec<u32> {
            (0..firms).map(|i| value(i, draw(u64::from(i) * 16 + k)) as u32).collect()
        };
        let other = |i: u32, h: u64| {
            let j = h % u64::from(firms - 1);
            j + u64::from(j >= u64::from(i))
        };
        let supplier = std::array::from_fn(|s| column(s as u64, &other));
        let capacity = column(5, &|_, h| 80 + h % 41);
        let hit = column(6, &|_, h| u64::from(h % 20 == 0));
        let mut output = vec![1; firms as usize];
        supplier.iter().flatten().for_each(|&j: &u32| output[j as usize] += 2);
        let at = |i: u32| u64::from(capacity[i as usize]);
        let demand =
            (0..firms).map(|i| capacity[i as usize] * (output[i as usize] + 1) / 2 * 3 / 4).collect();
        let stock = column(7, &|i, h| h % (2 * at(i) + 1) * u64::from(output[i as usize]));
        let inputs = std::array::from_fn(|s| column(8 + s as u64, &|i, h| h % (3 * at(i) + 1)));
        Self { supplier, capacity, hit, output, demand, stock, inputs }
    }

    fn columns(&mut self) -> impl Iterator<Item = &mut Vec<u32>> {
        let own = [&mut self.capacity, &mut self.hit, &mut self.output, &mut self.demand, &mut self.stock];
        self.supplier.iter_mut().chain(own).chain(&mut self.inputs)
    }

    /// Writes the world as a file: the magic, the number of firms in 8 bytes, then the columns; little-endian.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&mut self, path: &Path) -> io::Result<()> {
        let mut file = BufWriter::new(std::fs::File::create(path)?);
        file.write_all(&MAGIC)?;
        file.write_all(&(self.capacity.len() as u64).to_le_bytes())?;
        for column in self.columns() {
            for value in column {
                file.write_all(&value.to_le_bytes())?;
            }
        }
        file.flush()
    }

    /// Reads the world from a file.
    ///
    /// # Errors
    /// If there is no such file, or it is not one of a world.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut file = BufReader::new(std::fs::File::open(path)?);
        let (mut magic, mut firms) = ([0; 8], [0; 8]);
        file.read_exact(&mut magic)?;
        file.read_exact(&mut firms)?;
        if magic != MAGIC {
            return Err(io::Error::other("not a file of a world"));
        }
        let firms = u64::from_le_bytes(firms) as usize;
        let empty = || std::array::from_fn(|_| Vec::new());
        let [capacity, hit, output, demand, stock] = [const { Vec::new() }; 5];
        let mut world = Self { supplier: empty(), capacity, hit, output, demand, stock, inputs: empty() };
        for column in world.columns() {
            *column = vec![0; firms];
            let bytes: &mut [u8] = bytemuck::cast_slice_mut(column);
            file.read_exact(bytes)?;
            column.iter_mut().for_each(|value| *value = u32::from_le(*value));
        }
        Ok(world)
    }
}

/// Sums over all firms in one tick. Unit: units.
#[derive(Clone, Copy, Default)]
pub struct Totals {
    /// Finished and input stock at the end of the tick.
    pub stock: f64,
    /// Shipped to firms.
    pub shipped: f64,
    /// Sold to final demand.
    pub sold: f64,
    /// Produced.
    pub produced: f64,
    /// Ordered.
    pub ordered: f64,
}

impl Totals {
    /// Adds another part.
    pub fn add(&mut self, other: &Self) {
        self.stock += other.stock;
        self.shipped += other.shipped;
        self.sold += other.sold;
        self.produced += other.produced;
        self.ordered += other.ordered;
    }

    fn values(&self) -> [u64; 5] {
        [self.stock, self.shipped, self.sold, self.produced, self.ordered].map(|value| value as u64)
    }
}

/// A model that ticks.
pub trait Peer {
    /// Runs a tick and returns its totals.
    fn tick(&mut self) -> Totals;

    /// Makes the final state ready to be read.
    fn end(&mut self) {}

    /// Finished stock and inputs of a firm, for the sum over the final state.
    fn firm(&self, i: usize) -> (f64, [f64; SLOTS]);
}

/// Runs a peer as `peer WORLD TICKS SECONDS [THREADS]` asks, and prints its report as JSON: at most `TICKS` ticks, and
/// none that would end, if as long as the last, more than `SECONDS` after the start of the process.
///
/// # Errors
/// If the arguments are wrong or the world cannot be read.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub fn main<P: Peer>(build: impl FnOnce(World, usize) -> P) -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, ticks, seconds, rest @ ..] = arguments.as_slice() else {
        return Err("usage: peer WORLD TICKS SECONDS [THREADS]".into());
    };
    let (ticks, seconds): (usize, u64) = (ticks.parse()?, seconds.parse()?);
    let threads = rest.first().map_or(Ok(1), |threads| threads.parse())?;
    let world = World::read(Path::new(path))?;
    let firms = world.capacity.len();
    let mut peer = build(world, threads);
    let built = start.elapsed();

    let (mut times, mut checks, mut last) = (Vec::new(), Vec::new(), Duration::ZERO);
    let (mut check, mut totals) = (0xcbf2_9ce4_8422_2325_u64, Totals::default());
    let cpu = cpu_ms()?;
    while times.len() < ticks && start.elapsed() + last < Duration::from_secs(seconds) {
        let begin = Instant::now();
        totals = peer.tick();
        last = begin.elapsed();
        times.push(format!("{:.6}", last.as_secs_f64() * 1e3));
        for value in totals.values() {
            check = (check ^ value).wrapping_mul(0x0100_0000_01b3);
        }
        checks.push(format!("\"{check:016x}\""));
    }
    let (cpu, peak) = (cpu_ms()? - cpu, peak_kb()?);
    peer.end();
    let mut state = 0.0;
    for i in 0..firms {
        let (stock, inputs) = peer.firm(i);
        state += (i % 1009 + 1) as f64 * stock;
        for (s, input) in inputs.iter().enumerate() {
            state += ((i + s) % 1009 + 1) as f64 * input;
        }
    }
    let mut report = String::new();
    write!(report, "{{\"firms\": {firms}, \"build_s\": {:.6}, ", built.as_secs_f64())?;
    write!(report, "\"tick_ms\": [{}], \"checks\": [{}], ", times.join(", "), checks.join(", "))?;
    write!(report, "\"totals\": {:?}, \"state\": {}, ", totals.values(), state as u64)?;
    write!(report, "\"cpu_ms\": {cpu}, \"peak_kb\": {peak}}}")?;
    println!("{report}");
    Ok(())
}

/// Time that the threads of this process have spent on a processor. Unit: milliseconds.
fn cpu_ms() -> Result<f64, Box<dyn std::error::Error>> {
    let mut sum = 0;
    for thread in std::fs::read_dir("/proc/self/task")? {
        let times = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        sum += times.split(' ').next().unwrap_or_default().parse::<u64>()?;
    }
    Ok(sum as f64 / 1e6)
}

/// The most memory that this process has held. Unit: kibibytes.
fn peak_kb() -> io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let value = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
    value.ok_or_else(|| io::Error::other("no VmHWM in /proc/self/status"))
}
