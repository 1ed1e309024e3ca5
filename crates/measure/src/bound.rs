//! Time beside its bound: a phase cannot be faster than its bytes at the bandwidth of memory, nor than its look-ups.

use crate::machine::Machine;
use crate::ticks::Ticks;
use coercivity_model::traffic::Traffic;
use coercivity_record::{BenchPhase, BenchRun, TickTime};

/// Least milliseconds of a phase: the larger of bytes over bandwidth and look-ups times their cost.
#[must_use]
pub fn bound_ms(traffic: &Traffic, machine: &Machine) -> f64 {
    let moving = traffic.bytes as f64 / (machine.triad_gb_s * 1e9);
    let look_ups = traffic.look_ups.iter();
    let looking: f64 =
        look_ups.map(|table| table.count as f64 * machine.look_up_ns(table.table_bytes) * 1e-9).sum();
    moving.max(looking) * 1e3
}

/// The middle one of some times; 0 without any.
#[must_use]
pub fn median(times: &[f32]) -> f64 {
    TickTime::of(times).median
}

/// What was measured of a world and of the machine, side by side.
#[must_use]
pub fn bench_run(ticks: &Ticks, machine: &Machine, threads: usize) -> BenchRun {
    let phase = |(traffic, times): (&Traffic, &Vec<f32>)| BenchPhase {
        name: traffic.phase.clone(),
        ms: median(times),
        bytes: traffic.bytes,
        lookups: traffic.look_ups.iter().map(|table| table.count).sum(),
        bound_ms: bound_ms(traffic, machine),
    };
    let phases: Vec<BenchPhase> = ticks.traffic.iter().zip(&ticks.times.by_phase).map(phase).collect();
    let tick_ms = TickTime::of(&ticks.times.tick_ms);
    let over_tick = |number: f64| if tick_ms.median > 0.0 { number / tick_ms.median } else { 0.0 };
    BenchRun {
        firms: ticks.firms,
        links: ticks.links,
        threads,
        ticks: ticks.times.tick_ms.len() as u32,
        roofline_share: over_tick(phases.iter().map(|phase| phase.bound_ms).sum()),
        firms_per_s: over_tick(ticks.firms as f64 * 1e3),
        tick_ms,
        phases,
        observe_ms: median(&ticks.observe_ms),
        triad_gb_s: machine.triad_gb_s,
        gather_ns: machine.gather.clone(),
        build_s: ticks.build_s,
        peak_memory_mb: ticks.peak_memory_mb,
        waited_share: ticks.times.waited_share,
        state_hash: ticks.state_hash.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_model::traffic::LookUps;
    use coercivity_record::GatherTime;

    #[test]
    fn the_bound_is_the_larger_of_moving_and_looking_up() {
        let machine = Machine { triad_gb_s: 10.0, gather: vec![GatherTime { bytes: 1 << 20, ns: 2.0 }] };
        let traffic = |bytes, count| Traffic {
            phase: "ordering".into(),
            bytes,
            look_ups: vec![LookUps { count, table_bytes: 1 << 20 }],
        };
        // 30 MB at 10 GB/s are 3 ms; a million look-ups of 2 ns are 2 ms, two million are 4 ms.
        assert!((bound_ms(&traffic(30_000_000, 1_000_000), &machine) - 3.0).abs() < 1e-12);
        assert!((bound_ms(&traffic(30_000_000, 2_000_000), &machine) - 4.0).abs() < 1e-12);
    }
}
